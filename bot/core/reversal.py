"""Taking effects back: exactly what a case caused, and nothing that another case caused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.effects import (
    INVERSE,
    ON_CHANNEL,
    Effect,
    EffectKind,
    EffectState,
    Order,
    Skipped,
    effect_key,
    further,
    is_standing,
    settled,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.core.cases import Case

RESTRICTIONS = frozenset(
    {
        *(EffectKind.HIDE, EffectKind.SUPPRESS_EMBEDS, EffectKind.TIME_OUT, EffectKind.KICK, EffectKind.BAN),
        *(EffectKind.REMOVE, EffectKind.SLOW_MODE, EffectKind.LOCK),
    }
)

_LASTING = frozenset({EffectKind.TIME_OUT, EffectKind.SLOW_MODE, EffectKind.LOCK})


def reversals(case: Case, effects: Sequence[Effect], kinds: frozenset[EffectKind] = RESTRICTIONS) -> list[Effect]:
    """Return the effects of a case as they change when its restrictions of `kinds` are taken back, and new ones.

    What was never tried is superseded. What is under way is cancelled, and its inverse follows it. What is done, or may
    be, gets its inverse, and the one that waits for its time is brought forward. What has none, or was taken back
    before, stays as it is; a reversal that failed took nothing back.
    """
    failed = {EffectState.SUPERSEDED, EffectState.FAILED}
    taken_back = {each.reverses for each in effects if each.state not in failed}
    changed: list[Effect] = []
    for effect in effects:
        if effect.kind not in kinds or effect.reverses:
            continue
        if (end := _end_of(effect, effects)) is not None:
            changed.append(replace(end, not_before=None))
            continue
        if effect.key in taken_back:
            continue
        if effect.state is EffectState.PLANNED and not effect.attempts:
            changed.append(settled(effect, EffectState.SUPERSEDED, "taken back before it was tried"))
            continue
        if effect.is_open:
            changed.append(replace(effect, cancelled=True))
        if effect.is_open or _may_be_done(effect):
            changed.extend(_inverse(effect, case))
    return changed


def _end_of(effect: Effect, effects: Sequence[Effect]) -> Effect | None:
    """Return the inverse that was planned for the time when an effect on a channel ends, if it still waits."""
    ends = (each for each in effects if effect.kind in ON_CHANNEL and each.reverses == effect.key)
    return next((each for each in ends if each.state is EffectState.PLANNED and not each.attempts), None)


def _may_be_done(effect: Effect) -> bool:
    return effect.state is EffectState.DONE or effect.unknown


def _inverse(effect: Effect, case: Case) -> list[Effect]:
    kind = INVERSE[effect.kind]
    if kind is None:
        return []
    which = "-".join(filter(None, (str(effect.batch), further(effect.message, case))))
    key = effect_key(case.community, case.number, case.version, kind, which)
    return [
        Effect(key, case.community, case.number, case.version, kind, effect.message, effect.member, reverses=effect.key)
    ]


def order_for(effect: Effect, others: Iterable[Effect], now: datetime) -> Order | Skipped:
    """Return what the platform is told for a restriction or its inverse, so that all that stands keeps standing.

    `others`: every effect of any case on the same member or message, this one's origin included.
    """
    everything = list(others)
    origin = next((each for each in everything if each.key == effect.reverses), None)
    if effect.reverses and (origin is None or not _may_be_done(origin)):
        return Skipped("there was nothing to take back")
    standing = [
        each for each in everything if each.key not in {effect.key, effect.reverses} and is_standing(each, everything)
    ]
    if effect.kind in _LASTING and not _lasts(effect, now):
        return Skipped("its time was over before it could be done")
    match effect.kind:
        case EffectKind.TIME_OUT if effect.until is not None:
            return Order(replace(effect, until=max([effect.until, *_ends(standing)])))
        case EffectKind.LIFT_TIME_OUT:
            if origin is not None and origin.until is not None and origin.until <= now:
                return Skipped("it had ended by itself")
            left = [end for end in _ends(standing) if end > now]
            return Order(replace(effect, until=max(left, default=None)))
        case EffectKind.RESTORE | EffectKind.RESTORE_EMBEDS | EffectKind.READMIT | EffectKind.UNBAN:
            return _unless_another(effect, standing)
        case EffectKind.LIFT_SLOW_MODE | EffectKind.UNLOCK:
            before = origin.before if origin else None
            return _unless_another(replace(effect, before=before), [each for each in standing if _lasts(each, now)])
        case _:
            return Order(effect)


def _lasts(effect: Effect, now: datetime) -> bool:
    return effect.until is not None and effect.until > now


def _ends(effects: Iterable[Effect]) -> list[datetime]:
    return [each.until for each in effects if each.kind is EffectKind.TIME_OUT and each.until is not None]


def _unless_another(effect: Effect, standing: Iterable[Effect]) -> Order | Skipped:
    caused_by = INVERSE[effect.kind]
    other = next((each for each in standing if each.kind is caused_by and each.lane == effect.lane), None)
    return Order(effect) if other is None else Skipped(f"case {other.case} keeps it in force")
