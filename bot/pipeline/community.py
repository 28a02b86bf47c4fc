"""One community with all that the pipeline needs to serve it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.policy import Mode
from bot.pipeline.shadow import Shadow
from bot.ports.meter import NoMeter

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from bot.core.policy import Policy, Retention
    from bot.core.pulse import Counts
    from bot.core.voice import Voice
    from bot.pipeline.screen import Screener
    from bot.ports import Classifier, Clock, Enforcer, ModeratorRoom
    from bot.ports.ledger import Ledger, UnitOfWork
    from bot.ports.meter import Meter
    from bot.ports.replies import ReplyDrafter, ReplyLinter


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the effect worker waits for what.

    `lease`: a claim that is older belongs to a process that died; it must outlast `call_seconds`, after which a call is
    given up. Once the worker is told to end, a call may still take `ending_seconds`. Pauses between tries double from
    the first to the longest, until there were `most_tries`. `right_missing`: how long a missing right is not tried
    again; a person needs about that long to give it. `look_again`: commands of other processes plan effects too, and
    can't wake this one.
    """

    lease: timedelta = timedelta(seconds=60)
    call_seconds: float = 15.0
    ending_seconds: float = 5.0
    first_pause: float = 1.0
    longest_pause: float = 300.0
    right_missing: timedelta = timedelta(minutes=10)
    most_tries: int = 8
    look_again: float = 2.0


@dataclass(slots=True)
class Community:
    """Everything by which one community is served. A changed policy is a new `screener`, put in force by `adopt`.

    `how_to_appeal`: what a notice tells members to do, with {case} for the number. `work`: set when something was
    planned, so that nobody waits for the next look at the outbox. `entrance`: so few messages wait for the ledger at
    a time, lest in a raid what was decided waits behind all that is still to be. `caught_up`: the channels whose
    history was read since the connection was last lost, another set after each loss; only there does a new message
    move the cursor, which would else pass over the gap. `is_deaf`: the platform tells nothing just now, so that
    whatever is read, something is missed after it. `names`: what members were called when they last wrote, where the
    policy asks for that. `chosen`: the mode that its moderators chose, None for the policy's own, which is `written`;
    `serve_in` puts it in force. `drafter`: who puts replies into words first, if anybody does; `linter`: who holds them
    against the brand's voice, and `voice` what that is.
    `heard`: what was counted by slots of time and is not in the ledger yet.
    """

    id: str
    screener: Screener
    classifier: Classifier
    ledger: Ledger
    clock: Clock
    enforcer: Enforcer
    room: ModeratorRoom
    retention: Retention
    how_to_appeal: str = "/appeal {case}"
    pace: Pace = Pace()
    meter: Meter = field(default_factory=NoMeter)
    work: asyncio.Event = field(default_factory=asyncio.Event)
    entrance: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    caught_up: set[str] = field(default_factory=set)
    is_deaf: bool = False
    names: dict[str, str] = field(default_factory=dict)
    chosen: Mode | None = None
    drafter: ReplyDrafter | None = None
    linter: ReplyLinter | None = None
    voice: Voice | None = None
    heard: dict[datetime, Counts] = field(default_factory=dict)
    _acting: Enforcer = field(init=False)
    written: Mode = field(init=False)

    def __post_init__(self) -> None:
        """Keep who acts and what mode the policy asks for, while another mode is in force."""
        self._acting, self.written = self.enforcer, self.policy.mode

    def adopt(self, screener: Screener) -> None:
        """Put another policy in force, in the mode that was chosen here."""
        self.screener, self.written = screener, screener.policy.mode
        self.serve_in(self.chosen)

    def serve_in(self, chosen: Mode | None) -> None:
        """Put a mode in force, None for the policy's own. In shadow nothing is left that could call the platform."""
        self.chosen = chosen
        mode = chosen or self.written
        self.screener.policy = replace(self.policy, mode=mode)
        self.enforcer = Shadow() if mode is Mode.SHADOW else self._acting

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.screener.policy

    def now(self) -> datetime:
        """Return the time."""
        return self.clock.now()

    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a transaction of this community."""
        return self.ledger.begin(self.id)
