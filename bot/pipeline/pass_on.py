"""What members wish for or complain about: entered once, and passed on where the policy says.

It is entered in the transaction that decides on the message, so that no process that dies leaves one without the other.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.core.cases import BOT
from bot.core.content import Part, named
from bot.core.effects import EffectKind
from bot.core.feedback import Feedback, changed, effect_on, is_left_standing, says_anew
from bot.core.journal import Event, EventKind
from bot.core.pulse import Counts, slot_of
from bot.core.signals import Score
from bot.core.situations import FEEDBACK, Situation
from bot.core.voice import Slot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.cases import Actor
    from bot.core.content import Content, Message
    from bot.core.feedback import FeedbackState
    from bot.core.journal import Fact
    from bot.core.situations import Recognised
    from bot.pipeline.community import Community
    from bot.pipeline.screen import Screened
    from bot.ports.ledger import UnitOfWork

log = logging.getLogger(__name__)
# From here on a message counts as toxic, whatever the policy makes of it.
TOXIC = 0.8
_AT_A_TIME = 20


async def hear(
    uow: UnitOfWork, community: Community, content: Content, screened: Screened | None, found: Recognised | None
) -> bool:
    """Within the transaction that decides on a message: enter a wish or a complaint, or take back what was one.

    `screened`: None for a message that is not moderated, or was seen before; `found`: what it is about. Tells whether
    it is feedback.
    """
    if content.message.part is not Part.MESSAGE:
        return False
    if found and found.situation in FEEDBACK and screened and is_left_standing(screened.decision):
        await _enter(uow, community, content, found.situation, found.language)
        return True
    if content.revision and (screened or not content.text.strip()):
        await take_back(uow, community, content.message)
    return False


def count(community: Community, screened: Screened, found: Recognised | None) -> None:
    """Count a message for the pulse; an edit says nothing new of that."""
    content = screened.content
    if content.revision or content.message.part is not Part.MESSAGE:
        return
    complains = found is not None and found.situation is Situation.COMPLAINT
    slot = slot_of(content.at)
    known = community.heard.get(slot, Counts())
    community.heard[slot] = known + Counts(1, int(complains), int(_is_toxic(screened)))


async def take_back(uow: UnitOfWork, community: Community, message: Message) -> None:
    """Forget the words of a message that is gone, or says them no more, also where they were passed on."""
    entry = await uow.feedback.on(message)
    if entry is not None and entry.text:
        bare = changed(entry, community.now(), text="")
        await uow.feedback.save(bare)
        await _withdraw(uow, bare)


async def take_back_erased(community: Community) -> None:
    """Take away what still stands where it was passed on although its words are gone, as of erased members."""
    async with community.begin() as uow:
        for entry in await uow.feedback.left_behind(_AT_A_TIME):
            await _withdraw(uow, entry)
    community.work.set()


async def slots_for(uow: UnitOfWork, message: Message) -> Mapping[str, str]:
    """Return the slots of an answer that only this knows: the number as receipt, and the channel where it stands.

    Where it stands in none, no reply says that it does.
    """
    entry = await uow.feedback.on(message)
    if entry is None:
        return {}
    place = _shown(entry.forwarded_to) if entry.posted else ""
    slots = {Slot.RECEIPT: str(entry.number), Slot.FORWARDED_TO: place}
    return {str(name): value for name, value in slots.items() if value}


async def is_on_its_way(uow: UnitOfWork, message: Message) -> bool:
    """Tell whether a message is being passed on, and does not stand there yet."""
    entry = await uow.feedback.on(message)
    if entry is None or entry.posted or not entry.forwarded_to:
        return False
    beside = await uow.effects.beside(effect_on(entry, EffectKind.FORWARD))
    return any(each.is_open and each.kind is EffectKind.FORWARD for each in beside)


async def close(community: Community, number: int, state: FeedbackState, note: str, actor: Actor) -> Feedback | None:
    """Write down what was made of an entry; None where there is no such entry."""
    async with community.begin() as uow:
        entry = await uow.feedback.get(number)
        if entry is None:
            return None
        closed = changed(entry, community.now(), state=state, note=note)
        await uow.feedback.save(closed)
        await _note(uow, closed, actor)
    return closed


def _is_toxic(screened: Screened) -> bool:
    return any(isinstance(each, Score) and each.value >= TOXIC for each in screened.signals.scores.values())


async def _enter(uow: UnitOfWork, community: Community, content: Content, situation: Situation, language: str) -> None:
    known, now = await uow.feedback.on(content.message), community.now()
    target = _target(community, content, situation)
    if known is None:
        fresh = Feedback(
            community=community.id,
            message=content.message,
            member=content.author.id,
            situation=situation,
            language=language,
            at=content.at,
            changed_at=now,
            revision=content.revision,
            text=content.text,
            forwarded_to=target,
        )
        entry = await uow.feedback.add(fresh)
        await _note(uow, entry)
    elif says_anew(content, known):
        entry = changed(
            known,
            now,
            situation=situation,
            language=language,
            revision=content.revision,
            text=content.text,
            # What stands in a channel stays there, also where the policy names another by now.
            forwarded_to=known.forwarded_to if known.posted else target,
        )
        await uow.feedback.save(entry)
    else:
        return
    if entry.forwarded_to and EffectKind.FORWARD in community.enforcer.capabilities:
        await uow.effects.plan(effect_on(entry, EffectKind.FORWARD))


def _target(community: Community, content: Content, situation: Situation) -> str:
    """Return the channel that it is passed on to, empty for none: not where it was written, and not in shadow."""
    named = community.policy.replies.pass_on.get(situation, "").removeprefix("#")
    can = EffectKind.FORWARD in community.enforcer.capabilities
    return named if can and named not in content.places else ""


async def _withdraw(uow: UnitOfWork, entry: Feedback) -> None:
    """Plan that it is taken away from where it was passed on, or is going to be: the lane keeps the order."""
    effect = effect_on(entry, EffectKind.WITHDRAW)
    beside = await uow.effects.beside(effect)
    stands = entry.posted or any(each.is_open and each.kind is EffectKind.FORWARD for each in beside)
    if stands and all(each.key != effect.key for each in beside):
        await uow.effects.plan(effect)


async def _note(uow: UnitOfWork, entry: Feedback, actor: Actor = BOT) -> None:
    facts: dict[str, Fact] = {
        "number": entry.number,
        "kind": str(entry.situation),
        "state": str(entry.state),
        "language": entry.language,
    }
    await uow.journal.append(Event(EventKind.FEEDBACK, entry.changed_at, 0, actor, facts, person=entry.member))


def _shown(channel: str) -> str:
    """Return a channel as members read it; an id says nothing to them."""
    name = named(channel)
    return f"#{name}" if name else ""
