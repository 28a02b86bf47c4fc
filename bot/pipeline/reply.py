"""Replies in the community's name: a draft is opened, a moderator says yes to its words, and then it is sent once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.content import Author, Content
from bot.core.decide import decide
from bot.core.drafts import UNDECIDED, Draft, DraftState, mass_mention, void_because
from bot.core.effects import Effect, EffectKind, EffectState, settled
from bot.core.journal import Event, EventKind
from bot.core.member_text import in_language
from bot.pipeline.intake import lacks_scores, scores_of

if TYPE_CHECKING:
    from bot.core.cases import Actor
    from bot.core.journal import Fact
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

_ANSWERED = "another moderator's answer came first"


@dataclass(frozen=True, slots=True)
class Approved:
    """It is on its way."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Void:
    """The draft answers nothing any more, and why: it is not sent, whatever its words."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """These words are not sent, and why; others may be."""

    why: str


Approval = Approved | Void | Refused


async def open_draft(community: Community, content: Content, actor: Actor) -> Draft:
    """Lay a draft before a moderator who wants to answer a message as it is now."""
    drafter = community.drafter
    text = await drafter.draft(content) if drafter else ""
    now = community.now()
    async with community.begin() as uow:
        case = await uow.cases.latest_on(content.message)
        draft = Draft(
            community=community.id,
            message=content.message,
            member=content.author.id,
            revision=content.revision,
            written=content.at,
            made_at=now,
            changed_at=now,
            case=case.number if case else 0,
            text=text,
            drafter=drafter.name if drafter and text else "",
        )
        added = await uow.drafts.add(draft)
        await _note(uow, added, actor)
    return added


async def approve(community: Community, number: int, text: str, actor: Actor, shown: Content | None) -> Approval:
    """Send a draft with these words, if it still answers what stands there and the words keep to our own rules.

    `shown`: the message as the platform has it now, None where it is gone.
    """
    said = text.strip()
    refused = await _refusal(community, said, shown) if shown else ""
    async with community.begin() as uow:
        draft = await uow.drafts.get(number)
        if draft is None:
            return Void("the draft is kept no longer")
        if draft.state not in UNDECIDED:
            return Void(draft.reason or f"it is {draft.state} already")
        if why := void_because(draft, shown) or await edited_since(uow, draft):
            await _end(uow, community, draft, DraftState.SUPERSEDED, actor, why)
            return Void(why)
        if refused:
            await _note(uow, draft, actor, f"refused: {refused}")
            return Refused(refused)
        approved = await _send(uow, community, draft, said, actor)
    community.work.set()
    return Approved(approved)


async def retract(community: Community, number: int, actor: Actor) -> bool:
    """Take a reply back: it is not sent, or deleted where it was. False where there is nothing to take back."""
    async with community.begin() as uow:
        draft = await uow.drafts.get(number)
        effect = await uow.effects.get(draft.effect) if draft and draft.effect else None
        if draft is None or effect is None or effect.cancelled or await uow.effects.get(_inverse(effect).key):
            return False
        if effect.state is EffectState.PLANNED and not effect.attempts:
            await uow.effects.save(settled(effect, EffectState.SUPERSEDED, "taken back before it was tried"))
            await _end(uow, community, draft, DraftState.REJECTED, actor, "taken back before it was sent")
            return True
        if not effect.is_open and effect.state is not EffectState.DONE:
            return False
        if effect.is_open:
            await uow.effects.save(replace(effect, cancelled=True))
            draft = replace(draft, state=DraftState.REJECTED)
            await uow.drafts.save(draft)
        await uow.effects.plan(_inverse(effect))
        await _note(uow, draft, actor, "taken back")
    community.work.set()
    return True


async def edited_since(uow: UnitOfWork, draft: Draft) -> str:
    """Say that the message was edited since the draft was opened, as far as the ledger knows; empty where not."""
    latest = await uow.contents.latest(draft.message)
    return "the message was edited meanwhile" if latest and latest.at > draft.written else ""


async def _send(uow: UnitOfWork, community: Community, draft: Draft, said: str, actor: Actor) -> Draft:
    """Plan the reply; what others have before them on the same message is void by it."""
    effect = Effect(
        key=f"{community.id}/draft/{draft.id}/{EffectKind.REPLY}",
        community=community.id,
        case=draft.case,
        # No version of the case planned it: a moderator did, whatever the case says.
        batch=0,
        kind=EffectKind.REPLY,
        message=draft.message,
        member=draft.member,
    )
    await uow.effects.plan(effect)
    state = DraftState.APPROVED if said == draft.text else DraftState.EDITED
    words = replace(draft, text=said, approved_by=actor.id, effect=effect.key)
    for other in await uow.drafts.on(draft.message):
        if other.id != draft.id and other.state in UNDECIDED:
            await _end(uow, community, other, DraftState.SUPERSEDED, actor, _ANSWERED)
    return await _end(uow, community, words, state, actor, "")


async def _refusal(community: Community, said: str, shown: Content) -> str:
    """Say why these words are not to be sent by anybody, empty where they may be."""
    if not said:
        return "there are no words in it"
    if EffectKind.REPLY not in community.enforcer.capabilities:
        return f"the bot can't reply here (mode {community.policy.mode})"
    if called := mass_mention(said):
        return f"it would call everybody ({called})"
    return await _broken_rule(community, said, shown)


async def _broken_rule(community: Community, said: str, shown: Content) -> str:
    """Hold our own words against the policy, as if a member wrote them where they are to stand."""
    (scores,) = await scores_of(community, [said])
    now, us = community.now(), Author("", "", is_bot=True)
    ours = Content(community.id, shown.channel, "", us, said, now, within=shown.within)
    signals = community.screener.observe(ours, scores, "", again=True)
    decision = decide(ours, signals, community.policy, strikes=(), now=now)
    broken = {each.rule for each in decision.matches}
    rule = next((each for each in community.policy.rules if each.id in broken and not each.shadow), None)
    if rule is not None:
        return f"it breaks our own rule “{in_language(rule.title, 'en') or rule.id}” ({rule.id})"
    return "it could not be checked just now" if lacks_scores(decision) else ""


async def _end(uow: UnitOfWork, community: Community, draft: Draft, state: DraftState, actor: Actor, why: str) -> Draft:
    ended = replace(draft, state=state, reason=why, changed_at=community.now())
    await uow.drafts.save(ended)
    await _note(uow, ended, actor)
    return ended


async def _note(uow: UnitOfWork, draft: Draft, actor: Actor, what: str = "") -> None:
    facts: dict[str, Fact] = {"draft": draft.id, "state": what or str(draft.state), "why": draft.reason}
    event = Event(EventKind.DRAFT, draft.changed_at, draft.case, actor, facts, person=draft.member)
    await uow.journal.append(event)


def _inverse(effect: Effect) -> Effect:
    kind = EffectKind.RETRACT
    return Effect(
        key=f"{effect.key}/{kind}",
        community=effect.community,
        case=effect.case,
        batch=effect.batch,
        kind=kind,
        message=effect.message,
        member=effect.member,
        reverses=effect.key,
    )
