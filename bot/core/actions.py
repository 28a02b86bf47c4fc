"""Enforcement actions: one frozen dataclass and one kind each, in a fixed order of weight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, assert_never

from bot.core.duration import format_duration

if TYPE_CHECKING:
    from collections.abc import Iterable


class ActionKind(StrEnum):
    """The kinds of action, mildest first."""

    NUDGE = "nudge"
    ESCALATE = "escalate"
    SUPPRESS_EMBEDS = "suppress_embeds"
    HIDE = "hide"
    WARN = "warn"
    TIME_OUT = "time_out"
    REMOVE = "remove"
    KICK = "kick"
    BAN = "ban"
    # On a whole channel.
    SLOW_MODE = "slow_mode"
    LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Nudge:
    """Ask the author in private to reconsider; the message stays."""

    kind: ClassVar[ActionKind] = ActionKind.NUDGE


@dataclass(frozen=True, slots=True)
class SuppressEmbeds:
    """Take the previews below the message out of sight; its words stay."""

    kind: ClassVar[ActionKind] = ActionKind.SUPPRESS_EMBEDS


@dataclass(frozen=True, slots=True)
class Hide:
    """Take the message out of sight; it can be restored."""

    kind: ClassVar[ActionKind] = ActionKind.HIDE


@dataclass(frozen=True, slots=True)
class Warn:
    """Tell the author formally that a rule was broken."""

    kind: ClassVar[ActionKind] = ActionKind.WARN


@dataclass(frozen=True, slots=True)
class TimeOut:
    """Keep the author from posting for a while."""

    seconds: int
    kind: ClassVar[ActionKind] = ActionKind.TIME_OUT


@dataclass(frozen=True, slots=True)
class Remove:
    """Take the author out of the channel where they wrote it; the rest of the community stays open to them."""

    kind: ClassVar[ActionKind] = ActionKind.REMOVE


@dataclass(frozen=True, slots=True)
class Kick:
    """Remove the author; they may come back."""

    kind: ClassVar[ActionKind] = ActionKind.KICK


@dataclass(frozen=True, slots=True)
class Ban:
    """Exclude the author."""

    kind: ClassVar[ActionKind] = ActionKind.BAN


@dataclass(frozen=True, slots=True)
class SlowMode:
    """Let each member write in the channel only every `delay` seconds, for `seconds`."""

    delay: int
    seconds: int
    kind: ClassVar[ActionKind] = ActionKind.SLOW_MODE


@dataclass(frozen=True, slots=True)
class Lock:
    """Close the channel to all who may not write in it by a role of their own, for `seconds`."""

    seconds: int
    kind: ClassVar[ActionKind] = ActionKind.LOCK


Measure = SlowMode | Lock
Enforcement = Nudge | SuppressEmbeds | Hide | Warn | TimeOut | Remove | Kick | Ban | Measure


@dataclass(frozen=True, slots=True)
class Escalate:
    """Give the case to a moderator, with what is proposed (possibly nothing but a look)."""

    proposals: tuple[Enforcement, ...] = ()
    kind: ClassVar[ActionKind] = ActionKind.ESCALATE


Action = Enforcement | Escalate

_ORDER = {kind: place for place, kind in enumerate(ActionKind, start=1)}

Weight = tuple[int, int]


def weight(action: Action) -> Weight:
    """Return how heavy one action is, for comparing; an escalation weighs what it proposes, and at least a look."""
    match action:
        case TimeOut(seconds=seconds) | SlowMode(seconds=seconds) | Lock(seconds=seconds):
            return (_ORDER[action.kind], seconds)
        case Escalate(proposals=proposals):
            return max([(_ORDER[action.kind], 0), *map(weight, proposals)])
        case Nudge() | SuppressEmbeds() | Hide() | Warn() | Remove() | Kick() | Ban():
            return (_ORDER[action.kind], 0)
        case _:
            assert_never(action)


def strength(actions: Iterable[Action]) -> Weight:
    """Return the weight of the heaviest action, proposals included; (0, 0) for none."""
    return max((weight(each) for each in actions), default=(0, 0))


def automatic(actions: Iterable[Action]) -> tuple[Enforcement, ...]:
    """Return what touches a member or a message without a human: everything but escalations."""
    return tuple(each for each in actions if not isinstance(each, Escalate))


def join(actions: Iterable[Action]) -> tuple[Action, ...]:
    """Merge answers into one: per kind the heaviest, mildest first.

    A nudge gives way to anything that is done beside it, since each of those carries its own notice; hidden previews
    give way to a hidden message; a proposal gives way to the same kind done at least as heavily.
    """
    done: dict[ActionKind, Enforcement] = {}
    proposed: dict[ActionKind, Enforcement] = {}
    escalated = False
    for action in actions:
        if isinstance(action, Escalate):
            escalated = True
            for each in action.proposals:
                _keep_heaviest(proposed, each)
        else:
            _keep_heaviest(done, action)
    for kept in (done, proposed):
        if len(kept) > 1:
            kept.pop(ActionKind.NUDGE, None)
        if ActionKind.HIDE in kept:
            kept.pop(ActionKind.SUPPRESS_EMBEDS, None)
    if not escalated:
        return _in_order(done.values())
    left = (each for kind, each in proposed.items() if kind not in done or weight(done[kind]) < weight(each))
    return (*_in_order(done.values()), Escalate(tuple(sorted(left, key=weight))))


def _keep_heaviest(kept: dict[ActionKind, Enforcement], action: Enforcement) -> None:
    if action.kind not in kept or weight(kept[action.kind]) < weight(action):
        kept[action.kind] = action


def _in_order(actions: Iterable[Enforcement]) -> tuple[Enforcement, ...]:
    return tuple(sorted(actions, key=weight))


def describe(action: Action) -> str:
    """Say an action as the policy file writes it, such as `time_out 1h` or `escalate: propose ban`."""
    match action:
        case SlowMode(delay=delay, seconds=seconds):
            return f"{action.kind} {format_duration(delay)} for {format_duration(seconds)}"
        case TimeOut(seconds=seconds) | Lock(seconds=seconds):
            return f"{action.kind} {format_duration(seconds)}"
        case Escalate(proposals=()):
            return str(action.kind)
        case Escalate(proposals=proposals):
            return f"{action.kind}: propose {', '.join(describe(each) for each in proposals)}"
        case Nudge() | SuppressEmbeds() | Hide() | Warn() | Remove() | Kick() | Ban():
            return str(action.kind)
        case _:
            assert_never(action)
