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
UNDECIDED = {CaseState.OPEN, CaseState.HANDLED}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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


@dataclass
class ModelCase:
    """One case. `hide` is empty, planned or done; `outs` are ends of time-outs with whether they are done."""

    number: int
    member: str
    message: Message
    state: CaseState
    revision: int
    opened: datetime
    text: str = ""
    hide: str = ""
    outs: list[tuple[datetime, bool]] = field(default_factory=list)
    timed_out_once: bool = False
    banned: bool = False
    asks_hide: bool = False
    asks_out: timedelta | None = None
    waiting_strike: str = ""
    answers: list[Answer] = field(default_factory=list)
    appeal: str = ""


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
        case = next((each for each in reversed(self.cases) if each.message == message), None)
        if case is not None and case.state in UNDECIDED:
            edit = edit and case.text != answer.text
            if edit and case.hide == "planned":
                case.hide = ""
            self._file(case, answer, now, again=not edit)
            case.revision = max(case.revision, revision)
        elif answer.nothing:
            return
        elif case is not None and (case.revision >= revision or case.text == answer.text):
            case.answers.append(answer)
        else:
            case = ModelCase(len(self.cases) + 1, member, message, CaseState.HANDLED, revision, now)
            self.cases.append(case)
            self._file(case, answer, now, again=False)

    def _file(self, case: ModelCase, answer: Answer, now: datetime, *, again: bool) -> None:
        case.answers.append(answer)
        case.text = answer.text
        if answer.hide:
            case.hide = case.hide or "planned"
        if answer.out and not (again and case.timed_out_once):
            self.time_out(case, now + answer.out)
        if answer.proposed or answer.asks:
            case.state = CaseState.OPEN
        if answer.proposed:
            case.asks_out = max(answer.proposed, case.asks_out or answer.proposed)
        if answer.strike:
            self.given.append(Given(case.member, answer.strike, case.message.id, now, case.number))

    @staticmethod
    def time_out(case: ModelCase, until: datetime) -> None:
        """Plan a time-out, unless one of the case does as much."""
        case.timed_out_once = True
        if not any(end >= until for end, _ in case.outs):
            case.outs.append((until, False))

    def _counted(self, member: str, rule: str, message: str, at: datetime, now: datetime) -> bool:
        near = timedelta(seconds=60)
        return any(
            each.rule == rule and (each.message == message or abs(each.at - at) < near)
            for each in self.live(member, now)
        )

    def uphold(self, case: ModelCase, now: datetime, *, hide: bool, out: timedelta | None) -> None:
        """Do what was proposed, and give the strike that waits."""
        case.state = CaseState.UPHELD
        if hide:
            case.hide = case.hide or "planned"
        if out:
            self.time_out(case, now + out)
        rule = case.waiting_strike
        if rule and not any(each.case == case.number for each in self.given):
            near = timedelta(seconds=60)
            live = self.live(case.member, case.opened)
            if not any(each.rule == rule and abs(each.at - case.opened) < near for each in live):
                self.given.append(Given(case.member, rule, case.message.id, case.opened, case.number))

    def change(self, case: ModelCase, now: datetime, *, hide: bool, out: timedelta | None) -> None:
        """Keep what is chosen, take back the rest."""
        case.hide = case.hide if hide else ""
        case.outs = [each for each in case.outs if out and each[0] <= now + out]
        case.banned = False
        self.uphold(case, now, hide=hide, out=out)

    def take_back(self, case: ModelCase, state: CaseState) -> None:
        """Reverse what a case did, and protect what it was about."""
        case.state, case.hide, case.outs, case.banned = state, "", [], False
        for each in self.given:
            each.case = 0 if each.case == case.number else each.case
        for answer in case.answers:
            for rule in answer.rules:
                key = str(case.message) if rule == "reported" else answer.text
                self.approved.add((key, rule, case.number))
        if case.appeal == "waiting":
            case.appeal = "granted"

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
            if case.hide == "planned":
                failed |= EffectKind.HIDE in refusing
                case.hide = "" if EffectKind.HIDE in refusing else "done"
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
                case.member, case.hide, case.outs, case.banned, case.appeal = "", "", [], False, "gone"
        self.given = [each for each in self.given if each.member != member]
