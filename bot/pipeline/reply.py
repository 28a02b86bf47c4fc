"""Replies in the community's name: a draft is opened, moderators say yes to its words, and then it is sent once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from bot.core.crisis import is_frozen
from bot.core.drafts import UNDECIDED, Draft, DraftState, ended, nothing_to_answer, void_because, worded
from bot.core.effects import Effect, EffectKind, EffectState, settled
from bot.core.lint import NEVER_OVERRIDDEN, blocks
from bot.core.voice import Approvers
from bot.pipeline.crisis import crisis_of
from bot.pipeline.draft_steps import ANOTHER, EDITED, EXPIRED, end, enter, note, step
from bot.pipeline.learn import keep_lesson
from bot.pipeline.reply_checks import refusal, sent_lately
from bot.pipeline.reply_request import draft_of, playbook_of, request_for

if TYPE_CHECKING:
    from bot.core.cases import Actor
    from bot.core.content import Content
    from bot.core.lint import Finding
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

CHANGED = "it was changed meanwhile"
KEPT_NO_LONGER = "the draft is kept no longer"


@dataclass(frozen=True, slots=True)
class Yes:
    """A moderator's yes. `text`: their own words, None for the draft's as they saw them, in that `version` of it.

    `because`: why it is sent although something warns. `longest`: how many characters a message has at most.
    """

    text: str | None = None
    version: int | None = None
    because: str = ""
    longest: int = 2000


@dataclass(frozen=True, slots=True)
class Approved:
    """It is on its way."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Waits:
    """One more moderator has to say yes to these words."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Void:
    """The draft answers nothing any more, and why: it is not sent, whatever its words."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """These words are not sent, and why; others may be. `findings`: what the linter has against them.

    `warns`: they may be sent all the same, with a reason.
    """

    why: str
    findings: tuple[Finding, ...] = ()
    warns: bool = False


Approval = Approved | Waits | Void | Refused


async def open_draft(community: Community, content: Content, actor: Actor) -> Draft:
    """Lay a draft before a moderator who wants to answer a message as it is now."""
    async with community.begin() as uow:
        request = await request_for(uow, community, content)
    outcome = await community.drafter.draft(request) if community.drafter else None
    async with community.begin() as uow:
        case = await uow.cases.latest_on(content.message)
        draft = draft_of(community, content, request, outcome)
        return await enter(uow, replace(draft, case=case.number if case else 0), actor)


async def approve(community: Community, number: int, yes: Yes, actor: Actor, shown: Content | None) -> Approval:
    """Send a draft, if it still answers what stands there, its words keep to our own rules, and all have said yes.

    `shown`: the message as the platform has it now, None where it is gone; a statement needs none.
    """
    async with community.begin() as uow:
        seen = await uow.drafts.get(number)
        used = await sent_lately(uow, community, seen.member, seen.thread) if seen else ()
    if seen is None:
        return Void(KEPT_NO_LONGER)
    shown = nothing_to_answer(seen) if seen.is_statement else shown
    said = (seen.text if yes.text is None else yes.text).strip()
    why: str
    found: tuple[Finding, ...]
    why, found = "", ()
    if shown is not None and seen.state in UNDECIDED:
        texts = frozenset(each.text for each in used)
        why, found = await refusal(community, seen, said, shown, yes.longest, texts)
    async with community.begin() as uow:
        draft = await uow.drafts.get(number)
        if (void := await _void(uow, community, draft, actor, shown)) or draft is None:
            return void or Void(KEPT_NO_LONGER)
        refused = Refused(why) if why else _held_back(draft, seen, yes, found)
        refused = refused or await _frozen(uow, draft) or await _not_them(uow, community, draft, actor)
        if refused is not None:
            await note(uow, draft, actor, f"refused: {_codes(refused.findings) or refused.why}")
            return refused
        if found:
            draft = replace(draft, note=yes.because)
            await note(uow, draft, actor, f"overridden: {_codes(found)}", {"because": yes.because})
        answer = await _with_yes(uow, community, draft, said, actor)
    community.work.set()
    return answer


async def retract(community: Community, number: int, actor: Actor) -> bool:
    """Take a reply back: it is not sent, or deleted where it was. False where there is nothing to take back."""
    async with community.begin() as uow:
        draft = await uow.drafts.get(number)
        effect = await uow.effects.get(draft.effect) if draft and draft.effect else None
        if draft is None or effect is None or effect.cancelled or await uow.effects.get(_inverse(effect).key):
            return False
        if effect.state is EffectState.PLANNED and not effect.attempts:
            await uow.effects.save(settled(effect, EffectState.SUPERSEDED, "taken back before it was tried"))
            await end(uow, draft, DraftState.REJECTED, "taken back before it was sent", community.now(), actor)
            return True
        if not effect.is_open and effect.state is not EffectState.DONE:
            return False
        if effect.is_open:
            await uow.effects.save(replace(effect, cancelled=True))
            draft = ended(draft, DraftState.REJECTED, draft.reason, community.now())
            await uow.drafts.save(draft)
        await uow.effects.plan(_inverse(effect))
        await note(uow, draft, actor, "taken back")
    community.work.set()
    return True


async def edited_since(uow: UnitOfWork, draft: Draft) -> str:
    """Say that the message was edited since the draft was opened, as far as the ledger knows; empty where not."""
    latest = await uow.contents.latest(draft.message)
    return EDITED if latest and latest.at > draft.written else ""


async def not_open(uow: UnitOfWork, community: Community, draft: Draft | None, actor: Actor) -> Void | None:
    """Return why nothing is to be decided on a draft any more, None where something is."""
    if draft is None:
        return Void(KEPT_NO_LONGER)
    if draft.state not in UNDECIDED:
        return Void(draft.reason or f"it is {draft.state} already")
    if draft.expires_at is not None and draft.expires_at <= community.now():
        await end(uow, draft, DraftState.EXPIRED, EXPIRED, community.now(), actor)
        return Void(EXPIRED)
    return None


async def _void(
    uow: UnitOfWork, community: Community, draft: Draft | None, actor: Actor, shown: Content | None
) -> Void | None:
    if (void := await not_open(uow, community, draft, actor)) or draft is None:
        return void
    if why := void_because(draft, shown) or await edited_since(uow, draft):
        await end(uow, draft, DraftState.SUPERSEDED, why, community.now(), actor)
        return Void(why)
    return None


def _held_back(draft: Draft, seen: Draft, yes: Yes, found: tuple[Finding, ...]) -> Refused | None:
    """Say what is not sent: what nobody saw, what the linter blocks, and what it warns of without a reason."""
    saw = seen.version if yes.version is None else yes.version
    if yes.text is None and draft.version != saw:
        return Refused(CHANGED)
    never = blocks(found) or any(each.rule in NEVER_OVERRIDDEN for each in found)
    if not found or (yes.because.strip() and not never):
        return None
    said = "; ".join(f"{each.rule} {each.what}" for each in found)
    return Refused(said, found, warns=not never)


def _codes(found: tuple[Finding, ...]) -> str:
    """Return what a linter found as the journal says it, which quotes nobody."""
    return ", ".join(dict.fromkeys(str(each.rule) for each in found))


async def _frozen(uow: UnitOfWork, draft: Draft) -> Refused | None:
    """Say that nothing cheerful is sent in a crisis; the draft waits, and can be sent once that is over."""
    frozen = draft.situation is not None and is_frozen(draft.situation, await crisis_of(uow))
    return Refused("a crisis is on, and nothing cheerful is sent until it is over") if frozen else None


async def _not_them(uow: UnitOfWork, community: Community, draft: Draft, actor: Actor) -> Refused | None:
    """Say that somebody else has to answer this, None where they may."""
    case = await uow.cases.get(draft.case) if approvers_of(community, draft) is Approvers.OTHER and draft.case else None
    if case is not None and case.decided_by == actor.id:
        return Refused("you decided this case; another moderator answers it")
    return None


def approvers_of(community: Community, draft: Draft) -> Approvers:
    """Return who has to say yes, by the playbook."""
    playbook = playbook_of(community, draft.situation)
    return playbook.approvers if playbook else Approvers.ONE


async def _with_yes(uow: UnitOfWork, community: Community, draft: Draft, said: str, actor: Actor) -> Approved | Waits:
    """Send it; where two have to say yes to the same words, note the first of them."""
    approvers = approvers_of(community, draft)
    match approvers:
        case Approvers.ONE | Approvers.OTHER:
            return Approved(await _send(uow, community, draft, said, actor))
        case Approvers.TWO:
            pass
        case _:
            assert_never(approvers)
    if draft.first_yes and said == draft.text.strip():
        if draft.first_yes == actor.id:
            return Waits(draft)
        return Approved(await _send(uow, community, draft, said, actor))
    first = replace(worded(draft, said, community.now()), first_yes=actor.id, shown=max(draft.shown, 0))
    return Waits(await step(uow, first, actor, "first yes"))


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
    own = [each.text.strip() for each in draft.proposals] or [draft.text.strip()]
    state = DraftState.APPROVED if said in own else DraftState.EDITED
    for other in await uow.drafts.on(draft.message):
        if other.id != draft.id and other.state in UNDECIDED:
            await end(uow, other, DraftState.SUPERSEDED, ANOTHER, community.now(), actor)
    await uow.unanswered.remove(draft.message)
    await keep_lesson(uow, community, draft, actor, sent=said)
    words = replace(draft, text=said, approved_by=actor.id, effect=effect.key)
    return await end(uow, words, state, "", community.now(), actor)


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
