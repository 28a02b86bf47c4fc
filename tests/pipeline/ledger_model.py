"""What the ledger must hold, written a second time as simply as can be: no transactions, no outbox, no platform."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.cases import CaseState
from bot.core.effects import EffectKind
from tests.pipeline.ledger_makers import INSULT, OTHER_INSULT, SCAM, SLUR

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.content import Message

BROKEN = {INSULT: "be-kind", OTHER_INSULT: "be-kind", SLUR: "no-hate", SCAM: "no-scams"}
GRAVITY = {"no-hate": 3, "no-scams": 2, "be-kind": 1, "reported": 0}
UNDECIDED = {CaseState.OPEN, CaseState.HANDLED}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _gravity(rule: str) -> int:
    return GRAVITY[rule]


@dataclass
class Given:
    """A strike. `case` is 0 once it is revoked."""

    member: str
    rule: str
    message: str
    at: datetime
    case: int


@dataclass
class Answer:
    """What the policy says: hide, time out for so long, propose a longer one, ask a moderator, give a strike."""

    rules: list[str]
    text: str
    hide: bool = False
    out: timedelta | None = None
    proposed: timedelta | None = None
    asks: bool = False
    nothing: bool = True
    strike: str = ""
    guarded: bool = False
    message: Message | None = None

    @property
    def found(self) -> list[str]:
        """The rules, gravest first."""
        return sorted(self.rules, key=_gravity, reverse=True)


@dataclass
class ModelCase:
    """One case. `hides` are its messages that are, or are to be, hidden: planned or done.

    `outs` are ends of time-outs with whether they are done. `further`: other messages of its incident, with the latest
    revision and text that was decided of each.
    """

    number: int
    member: str
    message: Message
    state: CaseState
    revision: int
    opened: datetime
    text: str = ""
    hides: dict[Message, str] = field(default_factory=dict)
    further: dict[Message, tuple[int, str]] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)
    outs: list[tuple[datetime, bool]] = field(default_factory=list)
    timed_out_once: bool = False
    banned: bool = False
    asks_hide: bool = False
    asks_out: timedelta | None = None
    waiting_strike: str = ""
    answers: list[Answer] = field(default_factory=list)
    appeal: str = ""

    def decided(self, message: Message) -> tuple[int, str]:
        """Return revision and text of a message as it was last decided."""
        return (self.revision, self.text) if message == self.message else self.further[message]

    def breaching(self) -> list[Message]:
        """Return the messages that break a rule as they are now, or else its own."""
        latest = {each.message: each for each in self.answers if each.message}
        return [message for message, answer in latest.items() if not answer.nothing] or [self.message]

    def take_in(self, answer: Answer) -> None:
        """Add an answer on one of its messages."""
        milder = not answer.rules or max(map(_gravity, answer.rules)) < max(map(_gravity, self.rules), default=0)
        both = (*self.rules, *answer.found) if milder else (*answer.found, *self.rules)
        self.rules = list(dict.fromkeys(both))
        self.answers.append(answer)


@dataclass
class Model:
    """Cases by number, strikes, and which texts and messages are protected from which rule by which case."""

    cases: list[ModelCase] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    approved: set[tuple[str, str, int]] = field(default_factory=set)

    def live(self, member: str, now: datetime) -> list[Given]:
        """Return the strikes that count."""
        return [each for each in self.given if each.member == member and each.case and each.at + 90 * DAY > now]

    def answer(self, member: str, message: Message, text: str, reports: int, now: datetime) -> Answer:
        """Say what the policy makes of a text."""
        found = [rule for bad, rule in BROKEN.items() if text.startswith(bad)]
        found += ["reported"] if reports >= 3 else []
        keys = {text, str(message)}
        free = {rule for key, rule, _ in self.approved if key in keys}
        answer = Answer(found, text)
        rules = [each for each in found if each not in free]
        answer.guarded, answer.message = len(rules) < len(found), message
        answer.nothing, answer.asks = not rules, "reported" in rules
        count = sum(each.message != message.id for each in self.live(member, now))
        for rule in rules:
            answer.hide |= rule in {"no-hate", "no-scams"} or (rule == "be-kind" and count >= 1)
            answer.out = HOUR if rule == "be-kind" and count >= 2 else answer.out
            answer.proposed = DAY if rule == "no-hate" else answer.proposed
            if rule != "reported" and not self._counted(member, rule, message.id, now, now):
                answer.strike = rule
        return answer

    def decide(
        self, member: str, message: Message, revision: int, answer: Answer, now: datetime, *, edit: bool
    ) -> None:
        """File an answer: into the undecided case, or a new one, or none."""
        case = self.latest_on(message)
        if case is not None and case.state in UNDECIDED:
            edit = edit and case.decided(message)[1] != answer.text
            if edit and case.hides.get(message) == "planned":
                del case.hides[message]
            self._file(case, answer, now, again=not edit)
            self._note(case, message, max(case.decided(message)[0], revision), answer.text)
        elif answer.nothing:
            return
        elif case is not None and (case.decided(message)[0] >= revision or case.decided(message)[1] == answer.text):
            case.answers.append(answer)
        elif case is None and (near := self._near(member, answer, now)) is not None:
            self._file(near, answer, now, again=True)
            self._note(near, message, revision, answer.text)
        else:
            case = ModelCase(len(self.cases) + 1, member, message, CaseState.HANDLED, revision, now)
            self.cases.append(case)
            self._file(case, answer, now, again=False)
            self._note(case, message, revision, answer.text)

    def latest_on(self, message: Message) -> ModelCase | None:
        """Return the latest case of a message's own, or else the one that it joined."""
        own = [each for each in self.cases if each.message == message]
        return next(reversed(own or [each for each in self.cases if message in each.further]), None)

    def _near(self, member: str, answer: Answer, now: datetime) -> ModelCase | None:
        """Return the undecided case of the same incident."""
        mine = (each for each in reversed(self.cases) if each.member == member and each.state in UNDECIDED)
        near = (each for each in mine if abs(each.opened - now) < MINUTE and each.rules[:1] == answer.found[:1])
        found = next((each for each in near if each.answers and not each.answers[0].guarded), None)
        return None if answer.guarded else found

    @staticmethod
    def _note(case: ModelCase, message: Message, revision: int, text: str) -> None:
        if message == case.message:
            case.revision, case.text = revision, text
        else:
            case.further[message] = revision, text

    def _file(self, case: ModelCase, answer: Answer, now: datetime, *, again: bool) -> None:
        case.take_in(answer)
        if answer.hide and answer.message:
            case.hides.setdefault(answer.message, "planned")
        if answer.out and not (again and case.timed_out_once):
            self.time_out(case, now + answer.out)
        if answer.proposed or answer.asks:
            case.state = CaseState.OPEN
        if answer.proposed:
            case.asks_out = max(answer.proposed, case.asks_out or answer.proposed)
        if answer.strike and answer.message:
            self.given.append(Given(case.member, answer.strike, answer.message.id, now, case.number))

    @staticmethod
    def time_out(case: ModelCase, until: datetime) -> None:
        """Plan a time-out, unless one of the case does as much."""
        case.timed_out_once = True
        if not any(end >= until for end, _ in case.outs):
            case.outs.append((until, False))

    def _counted(self, member: str, rule: str, message: str, at: datetime, now: datetime) -> bool:
        near = MINUTE
        return any(
            each.rule == rule and (each.message == message or abs(each.at - at) < near)
            for each in self.live(member, now)
        )

    def uphold(self, case: ModelCase, now: datetime, *, hide: bool, out: timedelta | None) -> None:
        """Do what was proposed, and give the strike that waits."""
        case.state = CaseState.UPHELD
        for message in case.breaching() if hide else ():
            case.hides.setdefault(message, "planned")
        if out:
            self.time_out(case, now + out)
        rule = case.waiting_strike
        if rule and not any(each.case == case.number for each in self.given):
            near = MINUTE
            live = self.live(case.member, case.opened)
            if not any(each.rule == rule and abs(each.at - case.opened) < near for each in live):
                self.given.append(Given(case.member, rule, case.message.id, case.opened, case.number))

    def change(self, case: ModelCase, now: datetime, *, hide: bool, out: timedelta | None) -> None:
        """Keep what is chosen, take back the rest."""
        case.hides = case.hides if hide else {}
        case.outs = [each for each in case.outs if out and each[0] <= now + out]
        case.banned = False
        self.uphold(case, now, hide=hide, out=out)

    def take_back(self, case: ModelCase, state: CaseState) -> None:
        """Reverse what a case did, and protect what it was about."""
        case.state, case.hides, case.outs, case.banned = state, {}, [], False
        for each in self.given:
            each.case = 0 if each.case == case.number else each.case
        for answer in case.answers:
            for rule in answer.rules:
                key = str(answer.message) if rule == "reported" else answer.text
                self.approved.add((key, rule, case.number))
        if case.appeal == "waiting":
            case.appeal = "granted"

    def mend(self, case: ModelCase) -> None:
        """Put other words in the place of hidden ones, and let no strike be left or wait."""
        case.hides.pop(case.message)
        case.asks_hide, case.waiting_strike = False, ""
        case.answers.append(Answer([], "", message=case.message))
        for each in self.given:
            each.case = 0 if each.case == case.number else each.case

    def reopen(self, case: ModelCase) -> None:
        """Propose again what the policy answered last."""
        case.state = CaseState.OPEN
        self.approved = {each for each in self.approved if each[2] != case.number}
        answers = [each for each in case.answers if not each.nothing]
        if answers:
            latest = answers[-1]
            case.asks_hide, case.asks_out = latest.hide, max(filter(None, (latest.out, latest.proposed)), default=None)
            case.waiting_strike = latest.strike or case.waiting_strike

    def work(self, now: datetime, refusing: set[EffectKind]) -> None:
        """Let everything that is planned be done, or refused."""
        for case in self.cases:
            failed = False
            for message in [message for message, state in case.hides.items() if state == "planned"]:
                failed |= EffectKind.HIDE in refusing
                case.hides[message] = "done"
                if EffectKind.HIDE in refusing:
                    del case.hides[message]
            if any(not done and end > now for end, done in case.outs) and EffectKind.TIME_OUT in refusing:
                failed = True
                case.outs = [each for each in case.outs if each[1]]
            case.outs = [(end, True) for end, _ in case.outs]
            if failed and case.state is CaseState.HANDLED:
                case.state = CaseState.OPEN

    def erase(self, member: str) -> None:
        """Forget a member."""
        for case in self.cases:
            if case.member == member:
                case.state = CaseState.VOID if case.state in UNDECIDED else case.state
                case.member, case.hides, case.outs, case.banned, case.appeal = "", {}, [], False, "gone"
        self.given = [each for each in self.given if each.member != member]
