"""Effects: the single things that are done on a platform because of a case, each with how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.core.cases import Case
    from bot.core.content import Message
    from bot.core.feedback import Feedback
    from bot.core.notices import Notice


class EffectKind(StrEnum):
    """What is done on a platform."""

    HIDE = "hide"
    RESTORE = "restore"
    SUPPRESS_EMBEDS = "suppress_embeds"
    RESTORE_EMBEDS = "restore_embeds"
    TIME_OUT = "time_out"
    LIFT_TIME_OUT = "lift_time_out"
    REMOVE = "remove"
    READMIT = "readmit"
    KICK = "kick"
    BAN = "ban"
    UNBAN = "unban"
    NOTIFY = "notify"
    SLOW_MODE = "slow_mode"
    LIFT_SLOW_MODE = "lift_slow_mode"
    LOCK = "lock"
    UNLOCK = "unlock"
    REPLY = "reply"
    RETRACT = "retract"
    FORWARD = "forward"
    WITHDRAW = "withdraw"


ALL_KINDS = frozenset(EffectKind)
# What is done to a whole channel: it ends at its time by its inverse, which is planned together with it.
ON_CHANNEL = frozenset({EffectKind.SLOW_MODE, EffectKind.LIFT_SLOW_MODE, EffectKind.LOCK, EffectKind.UNLOCK})

# What takes an effect back; None is irreversible, and then never automatic. What was said can't be unsaid: a notice
# that it no longer holds takes it back.
INVERSE: dict[EffectKind, EffectKind | None] = {
    EffectKind.HIDE: EffectKind.RESTORE,
    EffectKind.RESTORE: EffectKind.HIDE,
    EffectKind.SUPPRESS_EMBEDS: EffectKind.RESTORE_EMBEDS,
    EffectKind.RESTORE_EMBEDS: EffectKind.SUPPRESS_EMBEDS,
    EffectKind.TIME_OUT: EffectKind.LIFT_TIME_OUT,
    EffectKind.LIFT_TIME_OUT: EffectKind.TIME_OUT,
    EffectKind.REMOVE: EffectKind.READMIT,
    EffectKind.READMIT: EffectKind.REMOVE,
    EffectKind.KICK: None,
    EffectKind.BAN: EffectKind.UNBAN,
    EffectKind.UNBAN: EffectKind.BAN,
    EffectKind.NOTIFY: EffectKind.NOTIFY,
    EffectKind.SLOW_MODE: EffectKind.LIFT_SLOW_MODE,
    EffectKind.LIFT_SLOW_MODE: EffectKind.SLOW_MODE,
    EffectKind.LOCK: EffectKind.UNLOCK,
    EffectKind.UNLOCK: EffectKind.LOCK,
    EffectKind.REPLY: EffectKind.RETRACT,
    EffectKind.RETRACT: EffectKind.REPLY,
    EffectKind.FORWARD: EffectKind.WITHDRAW,
    EffectKind.WITHDRAW: EffectKind.FORWARD,
}


# What passes a wish or a complaint on to those whom it is for, and what takes that away again.
ON_FEEDBACK = frozenset({EffectKind.FORWARD, EffectKind.WITHDRAW})

# What is done to a message, and not to its author.
ON_MESSAGE = frozenset({EffectKind.HIDE, EffectKind.RESTORE, EffectKind.SUPPRESS_EMBEDS, EffectKind.RESTORE_EMBEDS})


class Route(StrEnum):
    """How a member is told: a direct message; a hint where they wrote; or kept until they ask for it."""

    DIRECT = "direct"
    CHANNEL = "channel"
    KEPT = "kept"


class EffectState(StrEnum):
    """Where an effect stands. Planned and claimed are open, all others final."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    SUBSTITUTED = "substituted"
    SUPERSEDED = "superseded"


OPEN_STATES = frozenset({EffectState.PLANNED, EffectState.CLAIMED})


@dataclass(frozen=True, slots=True)
class Effect:
    """One planned action with its outcome.

    `key` is the idempotency key: community, case, the case's version that planned it, kind, route. `batch` is that
    version. `reverses` is the key of the effect it takes back. `reason` says why it failed or was skipped, by what it
    was substituted, or how it was done. `delay`: of a slow mode, in seconds. `before`: what a channel's setting was, as
    its platform says it in a number, None where nobody knows. `unknown`: a call got no answer, so the platform is asked
    before another. `cancelled`: taken back while a call was under way; it is looked for and never tried again. `id` is
    given by the ledger in order of planning.
    """

    key: str
    community: str
    case: int
    batch: int
    kind: EffectKind
    message: Message
    member: str
    until: datetime | None = None
    notice: int | None = None
    route: Route | None = None
    reverses: str | None = None
    state: EffectState = EffectState.PLANNED
    reason: str = ""
    attempts: int = 0
    not_before: datetime | None = None
    leased_until: datetime | None = None
    unknown: bool = False
    cancelled: bool = False
    delay: int | None = None
    before: int | None = None
    id: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in OPEN_STATES

    @property
    def lane(self) -> str:
        """Effects of one lane are done one after the other, in order of planning."""
        if self.kind in ON_MESSAGE:
            return f"message {self.message.channel} {self.message.id}"
        if self.kind in {EffectKind.REPLY, EffectKind.RETRACT}:
            return f"reply {self.message.channel} {self.message.id}"
        if self.kind in ON_FEEDBACK:
            return f"feedback {self.message.channel} {self.message.id}"
        if self.kind is EffectKind.NOTIFY:
            return f"notice {self.notice}"
        if self.kind in ON_CHANNEL:
            # What ends one waits in its lane, so that the other has a lane of its own.
            locks = self.kind in {EffectKind.LOCK, EffectKind.UNLOCK}
            return f"{'lock' if locks else 'slow mode'} {self.message.channel}"
        # A removal waits for its notice, so it shares no lane with what a notice waits for.
        if self.kind in {EffectKind.KICK, EffectKind.BAN, EffectKind.UNBAN}:
            return f"membership {self.member}"
        if self.kind in {EffectKind.REMOVE, EffectKind.READMIT}:
            return f"access {self.message.channel} {self.member}"
        return f"member {self.member}"

    @property
    def stage(self) -> int:
        """Effects of one batch are done in stages: act, then speak; but who is removed is told before."""
        match self.kind:
            case EffectKind.NOTIFY:
                return 1
            case EffectKind.REMOVE | EffectKind.KICK | EffectKind.BAN:
                return 2
            case _:
                return 0


def effect_key(community: str, case: int, batch: int, kind: EffectKind, extra: str = "") -> str:
    """Return the idempotency key of an effect. `extra` tells apart what one batch does twice, such as two routes."""
    return "/".join((community, str(case), str(batch), str(kind), *([extra] if extra else [])))


def further(message: Message, case: Case) -> str:
    """Return what tells the effects on a case's further messages apart in their keys; empty for its own message."""
    return "" if message == case.message else f"{message.channel}-{message.id}"


@dataclass(frozen=True, slots=True)
class Order:
    """What an enforcer is told to do. `text`: the notice or reply to send, or the evidence to post again, never logged.

    `thread`: the id of the first message of the thread that the member wrote in, empty for none. `notice`: the facts of
    the notice to send. `mendable`: its member can send a better version of the message.
    `reworded`: the text to post is what its author wrote in the place of the hidden one.
    `written`: when the message was, where nobody was waited for since. For RETRACT `effect.message` is the bot's own
    reply.
    Where REPLY's message has no id, it is to be a message of its own, in the channel of that name or id.
    `feedback`: what FORWARD passes on, or passed on before, and WITHDRAW takes away.
    For TIME_OUT and LIFT_TIME_OUT `effect.until` is until when the member is out altogether, None for not at all.
    """

    effect: Effect
    text: str = ""
    author: str = ""
    thread: str = ""
    notice: Notice | None = None
    mendable: bool = False
    reworded: bool = False
    written: datetime | None = None
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """It is so now, by this call or before it. `how`: in words, where there is more than one way.

    `before`: what a channel's setting was before, as the platform says it in a number. `posted`: the id of the message
    that a reply became; of what was passed on, and of a message of its own, `channel/id`. `channel`: the name of that
    channel, for what was passed on.
    """

    how: str = ""
    posted: str = ""
    before: int | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """The platform said no. `retry`: it may say yes later, after `after` seconds if given.

    `permission`: what is missing, in words, where the bot lacks a right.
    """

    reason: str
    retry: bool = False
    after: float | None = None
    permission: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """There was nothing to do, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nobody knows whether it was done: the call timed out or broke off."""

    reason: str


Outcome = Applied | Failed | Skipped | NoAnswer


def is_standing(effect: Effect, all_effects: Iterable[Effect]) -> bool:
    """Tell whether what an effect did still holds: done, and no effect that reverses it is done.

    A reversal that was skipped counts: this effect holds no longer, though another one may keep the same in force.
    """
    gone = {EffectState.DONE, EffectState.SKIPPED}
    return effect.state is EffectState.DONE and not any(
        each.reverses == effect.key and each.state in gone for each in all_effects
    )


def settled(effect: Effect, state: EffectState, reason: str = "") -> Effect:
    """Return the effect in a final state."""
    return replace(effect, state=state, reason=reason, leased_until=None, not_before=None, unknown=False)
