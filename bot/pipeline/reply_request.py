"""What is known of a message that may be answered, and the draft that comes of asking for an answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.cases import AppealState
from bot.core.content import named
from bot.core.drafts import Draft
from bot.core.effects import EffectKind, is_standing
from bot.core.member_text import in_language
from bot.core.proposals import Circumstances, DraftRequest, Offer
from bot.core.situations import Mood
from bot.core.voice import Slot
from bot.pipeline.crisis import circumstances, crisis_of
from bot.pipeline.pass_on import slots_for
from bot.pipeline.reply_checks import LATELY, MOST_LATELY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.cases import Case
    from bot.core.content import Content
    from bot.core.effects import Effect
    from bot.core.proposals import DraftOutcome
    from bot.core.situations import Situation
    from bot.core.voice import Playbook
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

# What was done about a message, the gravest first.
_DONE = (EffectKind.BAN, EffectKind.KICK, EffectKind.REMOVE, EffectKind.TIME_OUT, EffectKind.HIDE)


async def request_for(
    uow: UnitOfWork, community: Community, content: Content, *, first_post: bool = False
) -> DraftRequest:
    """Return the question to a drafter, with all that the ledger knows of a message."""
    around = await _around(uow, community, content)
    around = await _in_crisis(uow, community, replace(around, first_post=first_post))
    receipt = await slots_for(uow, content.message)
    around = replace(around, slots={**around.slots, **receipt})
    return DraftRequest(content.text, "", named(content.channel), content.author.name, content.id, around)


def draft_of(community: Community, content: Content, request: DraftRequest, outcome: DraftOutcome | None) -> Draft:
    """Return a draft with what was proposed, or one without words where nothing was."""
    now, offered = community.now(), outcome if isinstance(outcome, Offer) else None
    recognised = outcome.recognised if outcome else None
    situation = offered.situation if offered else recognised.situation if recognised else None
    first = offered.proposals[0] if offered else None
    return Draft(
        community=community.id,
        message=content.message,
        member=content.author.id,
        revision=content.revision,
        written=content.at,
        made_at=now,
        changed_at=now,
        text=first.text if first else "",
        drafter=first.drafter if first else "",
        thread=content.thread,
        situation=situation,
        language=recognised.language if recognised else "",
        mood=recognised.mood if recognised else Mood.CALM,
        proposals=offered.proposals if offered else (),
        reasons=outcome.reasons if outcome else (),
        question=content.text,
        author=content.author.name,
        slots=_filled(request),
        expires_at=now + _lasts(community, situation),
    )


def request_again(community: Community, draft: Draft) -> DraftRequest:
    """Return the question to a drafter that a draft came of, as far as it is kept."""
    around = Circumstances(slots=draft.slots, member_language=draft.language, addressed=True)
    channel = named(draft.message.channel)
    return DraftRequest(draft.question, draft.language, channel, draft.author, draft.message.id, around)


def playbook_of(community: Community, situation: Situation | None) -> Playbook | None:
    """Return how a situation is answered, None where no voice says so."""
    return community.voice.playbooks.get(situation) if community.voice and situation else None


async def _in_crisis(uow: UnitOfWork, community: Community, around: Circumstances) -> Circumstances:
    """Return what is known of a message together with the crisis that is on, if one is."""
    crisis = await crisis_of(uow)
    if crisis is None:
        return around
    said = circumstances(crisis, community.now())
    return replace(around, crisis=said.crisis, slots={**around.slots, **said.slots})


def _lasts(community: Community, situation: Situation | None) -> timedelta:
    playbook = playbook_of(community, situation)
    usual = timedelta(seconds=community.policy.replies.expire_seconds)
    return playbook.expires if playbook and playbook.expires else usual


def _filled(request: DraftRequest) -> dict[str, str]:
    own = {str(Slot.NAME): request.author, str(Slot.CHANNEL): request.channel}
    return {**request.around.slots, **{slot: said for slot, said in own.items() if said}}


async def _around(uow: UnitOfWork, community: Community, content: Content) -> Circumstances:
    lately = await uow.drafts.sent_since(community.now() - LATELY, MOST_LATELY)
    to_them = [each for each in lately if each.member == content.author.id]
    in_thread = [each for each in lately if content.thread and each.thread == content.thread]
    here = Counter(each.language for each in lately if each.message.channel == content.channel and each.language)
    around = Circumstances(
        channel_language=here.most_common(1)[0][0] if here else _only(community.policy.languages),
        member_language=next((each.language for each in to_them if each.language), ""),
        waits=max(community.now() - content.at, timedelta()),
        used=frozenset(each.proposal.template for each in (*to_them, *in_thread) if each.proposal),
    )
    case = await uow.cases.latest_on(content.message)
    return await _about_case(uow, community, case, content, around) if case else around


async def _about_case(
    uow: UnitOfWork, community: Community, case: Case, content: Content, around: Circumstances
) -> Circumstances:
    effects, appeal = await uow.effects.of_case(case.number), await uow.appeals.of_case(case.number)
    standing = [each for each in effects if each.is_open or is_standing(each, effects)]
    acts = [each for each in standing if each.kind in _DONE]
    warned = any(each.warning for each in await uow.notices.of_case(case.number))
    told = any(each.kind is EffectKind.NOTIFY for each in standing)
    gravest = next((str(kind) for kind in _DONE if any(each.kind is kind for each in acts)), "")
    slots = {str(Slot.APPEAL_HOW): community.how_to_appeal.replace("{case}", str(case.number)), **_until(acts)}
    rule = next((each for each in community.policy.rules if each.id in case.rules[:1]), None)
    if rule is not None:
        slots |= {str(Slot.RULE_ID): rule.id, str(Slot.RULE_TITLE): in_language(rule.title, case.language) or rule.id}
    answered = appeal is not None and appeal.state in {AppealState.GRANTED, AppealState.DENIED}
    return replace(
        around,
        is_hidden=any(each.kind is EffectKind.HIDE and each.message == content.message for each in acts),
        action=gravest or ("warn" if warned else "nudge" if told else ""),
        appeal=str(appeal.state) if appeal and answered else "",
        slots=slots,
    )


def _until(acts: Sequence[Effect]) -> dict[str, str]:
    latest = max((each.until for each in acts if each.until), default=None)
    return {str(Slot.UNTIL): f"{latest:%Y-%m-%d %H:%M} UTC"} if latest else {}


def _only(languages: Sequence[str]) -> str:
    return languages[0] if len(languages) == 1 else ""
