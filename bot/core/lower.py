"""Turns actions into the effects that a community's token can really do, and says what is done instead of the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.core.actions import (
    Ban,
    Hide,
    Kick,
    Lock,
    Nudge,
    Remove,
    SlowMode,
    SuppressEmbeds,
    TimeOut,
    Warn,
    describe,
    weight,
)
from bot.core.content import Part
from bot.core.effects import INVERSE, ON_CHANNEL, ON_MESSAGE, Effect, EffectKind, EffectState, effect_key, further

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.core.actions import Enforcement
    from bot.core.cases import Case
    from bot.core.content import Message


_LASTING = TimeOut | SlowMode | Lock
# What keeps a member out of the whole community. Where that can't be done, removal from the channel is next to it.
_KEEPS_OUT = TimeOut | Kick | Ban
_STOPPED = "the platform's own filter stopped it, and nobody has seen it"


@dataclass(frozen=True, slots=True)
class Lowered:
    """Effects to plan. `says`: the member is to be told; `warns`: formally; `restricts`: more than a word.

    `pleads`: the message can't be hidden, so the author is asked to change or delete it.
    """

    effects: tuple[Effect, ...]
    says: bool
    warns: bool
    pleads: bool
    restricts: bool


def lower(
    actions: Iterable[Enforcement],
    case: Case,
    earlier: Sequence[Effect],
    capabilities: frozenset[EffectKind],
    now: datetime,
    messages: Sequence[Message] = (),
) -> Lowered:
    """Lower actions for a case's current version; what `earlier` effects of the case already do is not done again.

    `messages`: those that are hidden where one is to be, the case's own by default.
    """
    targets = [
        (action, message)
        for action in actions
        for message in ((messages if isinstance(action, SuppressEmbeds | Hide) else ()) or (case.message,))
        if not _already(action, message, earlier, now)
    ]
    wanted = [action for action, _ in targets]
    here = possible(case.message, capabilities)
    effects = tuple(
        each
        for action, message in targets
        if (kind := effect_kind(action)) is not None
        for each in _with_end(_effect(kind, action, case, message, now, here))
    )
    restricts = any(each.state is not EffectState.SUBSTITUTED for each in effects)
    pleads = any(isinstance(each, Hide) for each in beyond(wanted, here))
    warns = any(isinstance(each, Warn) for each in wanted)
    nudges = any(isinstance(each, Nudge) for each in wanted)
    return Lowered(effects, restricts or pleads or warns or nudges, warns, pleads, restricts or pleads or warns)


def possible(message: Message, capabilities: frozenset[EffectKind]) -> frozenset[EffectKind]:
    """Return what can be done about a message: a title or a name is only ever changed, and by a person.

    What was never posted is out of sight without anybody's doing.
    """
    if not message.channel:
        capabilities -= {EffectKind.REMOVE, EffectKind.READMIT}  # what nobody wrote in a channel
    if not message.id:
        return capabilities & ON_CHANNEL  # a channel's own case has neither a text nor an author
    match message.part:
        case Part.MESSAGE:
            return capabilities
        case Part.TITLE | Part.NAME:
            return capabilities - ON_MESSAGE
        case Part.BLOCKED:
            return capabilities | ON_MESSAGE
        case _:
            assert_never(message.part)


def beyond(actions: Iterable[Enforcement], capabilities: frozenset[EffectKind]) -> tuple[Enforcement, ...]:
    """Return the actions that can't be done here, so that a moderator has to do them by hand."""
    kinds = ((each, effect_kind(each)) for each in actions)
    return tuple(each for each, kind in kinds if kind is not None and kind not in capabilities)


def replaced(actions: Iterable[Enforcement], capabilities: frozenset[EffectKind]) -> tuple[Enforcement, ...]:
    """Return the actions that removal from the channel takes the place of, once a moderator says so."""
    outside = beyond(actions, capabilities) if EffectKind.REMOVE in capabilities else ()
    return tuple(each for each in outside if isinstance(each, _KEEPS_OUT))


def asked_for(actions: Sequence[Enforcement], capabilities: frozenset[EffectKind]) -> tuple[Enforcement, ...]:
    """Return what a moderator is asked for where these actions wait for one, mildest first."""
    gone = replaced(actions, capabilities)
    asked = [Remove() if each in gone else each for each in actions]
    return tuple(sorted(dict.fromkeys(asked), key=weight))


def effect_kind(action: Enforcement) -> EffectKind | None:
    """Return what an action is on a platform, by the same name; None for one that is nothing but a notice."""
    return None if isinstance(action, Nudge | Warn) else EffectKind(action.kind)


def _already(action: Enforcement, message: Message, earlier: Sequence[Effect], now: datetime) -> bool:
    """Tell whether an effect of this case, open or standing, does at least this much (a hide: to this message)."""
    kind = effect_kind(action)
    if kind is None:
        return False
    ends = [each for each in earlier if each.kind in ON_CHANNEL and each.not_before and each.not_before > now]
    gone = {EffectState.SUPERSEDED}
    reversed_keys = {each.reverses for each in earlier if each.state not in gone and each not in ends}
    done = {EffectState.DONE} | ({EffectState.SKIPPED} if message.part is Part.BLOCKED else set())
    alive = [
        each
        for each in earlier
        if each.kind is kind
        and (kind not in ON_MESSAGE or each.message == message)
        and (each.is_open or each.state in done)
        and each.key not in reversed_keys
    ]
    if isinstance(action, _LASTING):
        until = now + timedelta(seconds=action.seconds)
        return any(each.until is not None and each.until >= until for each in alive)
    return bool(alive)


def _effect(
    kind: EffectKind, action: Enforcement, case: Case, message: Message, now: datetime, here: frozenset[EffectKind]
) -> Effect:
    until = now + timedelta(seconds=action.seconds) if isinstance(action, _LASTING) else None
    state, reason = _begins(kind, action, message.part, here)
    return Effect(
        key=effect_key(case.community, case.number, case.version, kind, further(message, case)),
        community=case.community,
        case=case.number,
        batch=case.version,
        kind=kind,
        message=message,
        member=case.member,
        until=until,
        delay=action.delay if isinstance(action, SlowMode) else None,
        state=state,
        reason=reason,
    )


def _begins(kind: EffectKind, action: Enforcement, part: Part, here: frozenset[EffectKind]) -> tuple[EffectState, str]:
    """Return how an effect begins, and why so where it is not to be done."""
    if part is Part.BLOCKED and kind in ON_MESSAGE:
        return EffectState.SKIPPED, _STOPPED
    if kind in here:
        return EffectState.PLANNED, ""
    if part in {Part.TITLE, Part.NAME} and kind in ON_MESSAGE:
        return EffectState.SUBSTITUTED, f"a moderator is asked to change the {part} by hand"
    if replaced((action,), here):
        return (
            EffectState.SUBSTITUTED,
            "it can't be done here; a moderator can remove the member from the channel instead",
        )
    return EffectState.SUBSTITUTED, f"a moderator is asked to do it by hand: {describe(action)}"


def _with_end(effect: Effect) -> tuple[Effect, ...]:
    """Return an effect, and after what is done to a channel its inverse, which waits until its time is over."""
    inverse = INVERSE[effect.kind]
    if effect.kind not in ON_CHANNEL or inverse is None or not effect.is_open:
        return (effect,)
    key = effect_key(effect.community, effect.case, effect.batch, inverse, str(effect.batch))
    end = replace(effect, key=key, kind=inverse, reverses=effect.key, not_before=effect.until, until=None, delay=None)
    return effect, end
