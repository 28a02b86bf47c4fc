"""Turns actions into the effects that a community's token can really do, and says what is done instead of the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.core.actions import Ban, Hide, Kick, Lock, Nudge, SlowMode, TimeOut, Warn, describe
from bot.core.effects import INVERSE, ON_CHANNEL, Effect, EffectKind, EffectState, effect_key, further

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.core.actions import Enforcement
    from bot.core.cases import Case
    from bot.core.content import Message


_LASTING = TimeOut | SlowMode | Lock


@dataclass(frozen=True, slots=True)
class Lowered:
    """Effects to plan. `says`: the member is to be told; `warns`: formally.

    `pleads`: the message can't be hidden, so the author is asked to change or delete it.
    """

    effects: tuple[Effect, ...]
    says: bool
    warns: bool
    pleads: bool


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
        for message in ((messages if isinstance(action, Hide) else ()) or (case.message,))
        if not _already(action, message, earlier, now)
    ]
    wanted = [action for action, _ in targets]
    effects = tuple(
        each
        for action, message in targets
        if (kind := effect_kind(action)) is not None
        for each in _with_end(_effect(kind, action, case, message, now, possible=kind in capabilities))
    )
    done = any(each.is_open for each in effects)
    pleads = any(isinstance(each, Hide) for each in beyond(wanted, capabilities))
    warns = any(isinstance(each, Warn) for each in wanted)
    nudges = any(isinstance(each, Nudge) for each in wanted)
    return Lowered(effects, done or pleads or warns or nudges, warns, pleads)


def beyond(actions: Iterable[Enforcement], capabilities: frozenset[EffectKind]) -> tuple[Enforcement, ...]:
    """Return the actions that can't be done here, so that a moderator has to do them by hand."""
    kinds = ((each, effect_kind(each)) for each in actions)
    return tuple(each for each, kind in kinds if kind is not None and kind not in capabilities)


def effect_kind(action: Enforcement) -> EffectKind | None:
    """Return what an action is on a platform; None for one that is nothing but a notice."""
    match action:
        case Nudge() | Warn():
            return None
        case Hide():
            return EffectKind.HIDE
        case TimeOut():
            return EffectKind.TIME_OUT
        case Kick():
            return EffectKind.KICK
        case Ban():
            return EffectKind.BAN
        case SlowMode():
            return EffectKind.SLOW_MODE
        case Lock():
            return EffectKind.LOCK
        case _:
            assert_never(action)


def _already(action: Enforcement, message: Message, earlier: Sequence[Effect], now: datetime) -> bool:
    """Tell whether an effect of this case, open or standing, does at least this much (a hide: to this message)."""
    kind = effect_kind(action)
    if kind is None:
        return False
    ends = [each for each in earlier if each.kind in ON_CHANNEL and each.not_before and each.not_before > now]
    gone = {EffectState.SUPERSEDED}
    reversed_keys = {each.reverses for each in earlier if each.state not in gone and each not in ends}
    alive = [
        each
        for each in earlier
        if each.kind is kind
        and (kind is not EffectKind.HIDE or each.message == message)
        and (each.is_open or each.state is EffectState.DONE)
        and each.key not in reversed_keys
    ]
    if isinstance(action, _LASTING):
        until = now + timedelta(seconds=action.seconds)
        return any(each.until is not None and each.until >= until for each in alive)
    return bool(alive)


def _effect(
    kind: EffectKind, action: Enforcement, case: Case, message: Message, now: datetime, *, possible: bool
) -> Effect:
    until = now + timedelta(seconds=action.seconds) if isinstance(action, _LASTING) else None
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
        state=EffectState.PLANNED if possible else EffectState.SUBSTITUTED,
        reason="" if possible else f"a moderator is asked to do it by hand: {describe(action)}",
    )


def _with_end(effect: Effect) -> tuple[Effect, ...]:
    """Return an effect, and after what is done to a channel its inverse, which waits until its time is over."""
    inverse = INVERSE[effect.kind]
    if effect.kind not in ON_CHANNEL or inverse is None or not effect.is_open:
        return (effect,)
    key = effect_key(effect.community, effect.case, effect.batch, inverse, str(effect.batch))
    end = replace(effect, key=key, kind=inverse, reverses=effect.key, not_before=effect.until, until=None, delay=None)
    return effect, end
