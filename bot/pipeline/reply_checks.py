"""What words are held against before they are sent in the community's name, whoever put them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.content import Author, Content
from bot.core.decide import decide
from bot.core.drafts import UNDER_WAY, DraftState, mass_mention
from bot.core.effects import EffectKind
from bot.core.labels import Label
from bot.core.lint import LintContext, LintLevel, LintRule
from bot.core.member_text import in_language
from bot.core.signals import Score
from bot.core.situations import Situation
from bot.core.voice import Slot
from bot.pipeline.intake import lacks_scores, scores_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.core.drafts import Draft
    from bot.core.lint import Finding
    from bot.core.signals import Scores
    from bot.core.voice import FaqEntry, Voice
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

# What was sent to a member, or in a thread, within this time is not said again.
LATELY = timedelta(days=30)
MOST_LATELY = 200
_STANDS = UNDER_WAY | {DraftState.SENT}


async def sent_lately(uow: UnitOfWork, community: Community, member: str, thread: str) -> Sequence[Draft]:
    """Return what was sent to a member, or in their thread, not long ago, and stands; nothing where neither is."""
    sent = await uow.drafts.sent_since(community.now() - LATELY, MOST_LATELY)
    standing = [each for each in sent if each.state in _STANDS]
    return [each for each in standing if (member and each.member == member) or (thread and each.thread == thread)]


async def refusal(
    community: Community, draft: Draft, said: str, shown: Content, longest: int, used: frozenset[str]
) -> tuple[str, tuple[Finding, ...]]:
    """Say why these words are not to be sent by anybody, and what the linter found; neither where they may be."""
    if why := _at_once(community, said, longest):
        return why, ()
    (scores,) = await scores_of(community, [said])
    if why := _broken_rule(community, said, shown, scores):
        return why, ()
    return "", findings(community, draft, said, _context(community, draft, shown, longest, used, scores))


def _at_once(community: Community, said: str, longest: int) -> str:
    if not said:
        return "there are no words in it"
    if len(said) > longest:
        return f"it has {len(said)} characters, and a message has {longest} at most"
    if EffectKind.REPLY not in community.enforcer.capabilities:
        return f"the bot can't reply here (mode {community.policy.mode})"
    called = mass_mention(said)
    return f"it would call everybody ({called})" if called else ""


def _broken_rule(community: Community, said: str, shown: Content, scores: Scores) -> str:
    """Hold our own words against the policy, as if a member wrote them where they are to stand."""
    now, us = community.now(), Author("", "", is_bot=True)
    ours = Content(community.id, shown.channel, "", us, said, now, within=shown.within)
    signals = community.screener.observe(ours, scores, "", again=True)
    decision = decide(ours, signals, community.policy, strikes=(), now=now)
    broken = {each.rule for each in decision.matches}
    rule = next((each for each in community.policy.rules if each.id in broken and not each.shadow), None)
    if rule is not None:
        return f"it breaks our own rule “{in_language(rule.title, 'en') or rule.id}” ({rule.id})"
    return "it could not be checked just now" if lacks_scores(decision) else ""


def findings(community: Community, draft: Draft, said: str, context: LintContext) -> tuple[Finding, ...]:
    """Return what the linter finds. What a reply has to hold is known only where one was proposed."""
    found = community.linter.lint(said, context) if community.linter else ()
    if draft.proposals:
        return found
    if draft.situation is None:
        return tuple(each for each in found if each.rule is not LintRule.MISSING)
    return tuple(replace(each, level=LintLevel.WARN) if each.rule is LintRule.MISSING else each for each in found)


def _context(
    community: Community, draft: Draft, shown: Content, longest: int, used: frozenset[str], scores: Scores
) -> LintContext:
    voice, proposal = community.voice, draft.proposal
    language = draft.language or (voice.default_language if voice else "en")
    cited = _cited(voice, proposal.cites if proposal else ())
    toxicity = scores.get(Label.TOXICITY)
    return LintContext(
        situation=draft.situation or Situation.QUESTION,
        language=language,
        answers=shown.text,
        author=shown.author.name,
        sources=tuple(_sources(community, draft, cited)),
        slots={**_of_brand(voice, language), **_of_faq(cited), **draft.slots},
        template=proposal.template if proposal else "",
        limit=longest,
        used=used,
        toxicity=toxicity.value if isinstance(toxicity, Score) else None,
        mood=draft.mood,
    )


def _cited(voice: Voice | None, cites: Sequence[str]) -> list[FaqEntry]:
    return [each for each in (voice.faq if voice else ()) if f"faq:{each.id}@{each.hash}" in cites]


def _sources(community: Community, draft: Draft, cited: Sequence[FaqEntry]) -> Iterator[str]:
    """Yield what facts, links and promises may come from: the FAQ and the rules.

    What was proposed is no source: the linter knows the voice's templates, and that a promise in one excuses nothing.
    """
    for entry in cited:
        yield f"{entry.answer}\n{entry.url}"
    for rule in community.policy.rules:
        if f"rule:{rule.id}" in (draft.proposal.cites if draft.proposal else ()):
            yield "\n".join((rule.id, *rule.title.values(), *rule.explanation.values()))


def _of_brand(voice: Voice | None, language: str) -> Mapping[str, str]:
    values = voice.values if voice else {}
    brand = {str(slot): said for key in ("all", language) for slot, said in values.get(key, {}).items()}
    # As the drafter has it: who looks after such things gets what stands in no channel.
    owner = brand.get(str(Slot.OWNER))
    return {str(Slot.FORWARDED_TO): owner, **brand} if owner else brand


def _of_faq(cited: Sequence[FaqEntry]) -> Mapping[str, str]:
    return {str(Slot.FAQ_ANSWER): cited[0].answer, str(Slot.FAQ_URL): cited[0].url} if cited else {}
