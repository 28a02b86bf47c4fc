"""No question to the ledger reads a whole table, however much is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import event

from bot.core.actions import Hide
from bot.core.cases import UNDECIDED, Case, CaseState
from bot.core.content import Author, Content, Message
from bot.core.decision import Decision, Strike, Verdict
from bot.core.feedback import Feedback
from bot.core.journal import Event, EventKind
from bot.core.policy import Mode, Severity
from bot.core.pulse import Counts
from bot.core.situations import Situation
from bot.core.unanswered import Unanswered
from bot.ports.books import Waiting
from bot.storage import migrate
from bot.storage.engine import make_engine
from bot.storage.keys import Vault
from bot.storage.ledger import SqlLedger

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ports.ledger import UnitOfWork

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
M1 = Message("general", "m1")
_CONTENT = Content("c", M1.channel, M1.id, Author("ann", "Ann"), "hej", NOON)
_CASE = Case("c", 0, M1, "ann", CaseState.OPEN, Severity.MINOR, (), (), 0, "p", "da", NOON, NOON)
_DECISION = Decision("m1", 0, Verdict.ACT, (Hide(),), (), (), (), (), 0, None, Mode.ENFORCE, "p")


async def _write(unit: UnitOfWork) -> None:
    await unit.contents.add(_CONTENT, keep=False)
    await unit.contents.add(_CONTENT, keep=True)
    await unit.unanswered.enter(Unanswered(_CONTENT, Situation.QUESTION, NOON))
    wish = await unit.feedback.add(Feedback("c", M1, "ann", Situation.WISH, "da", NOON, NOON, text="hej"))
    await unit.feedback.save(wish)
    await unit.pulse.add(NOON, Counts(1))
    case = await unit.cases.add(_CASE)
    await unit.cases.save(Case(**{name: getattr(case, name) for name in Case.__slots__} | {"version": 2}))
    await unit.decisions.add(_DECISION, M1, "seen", case.number)
    await unit.strikes.give(Strike("r", "m1", NOON, NOON), "ann", case.number)
    await unit.approvals.approve("mark", ["r"], case.number)
    await unit.unscored.wait(Waiting(M1, "ann", 0, NOON, NOON))
    await unit.unscored.try_again(M1, NOON)
    await unit.journal.append(Event(EventKind.OPENED, NOON, case.number, person="ann"))
    await unit.cards.changed(10)
    await unit.cards.shown(case.number, 1, "here")


async def _ask(unit: UnitOfWork) -> None:
    await unit.contents.latest(M1)
    await unit.contents.kept(M1)
    await unit.contents.kept(M1, 0)
    await unit.contents.since(NOON, 10)
    await unit.contents.is_newcomer(_CONTENT, NOON)
    await unit.contents.is_newcomer(_CONTENT, NOON + timedelta(days=1))
    await unit.drafts.find(limit=10)
    await unit.drafts.undecided(9)
    await unit.drafts.overdue(NOON, 10)
    await unit.drafts.to_show(10)
    await unit.drafts.sent_since(NOON, 10)
    await unit.unanswered.get(M1)
    await unit.unanswered.around("general")
    await unit.unanswered.due(NOON, 10)
    await unit.unanswered.waiting_since(NOON, 10)
    await unit.decisions.find(M1, 0, "p", "seen")
    await unit.decisions.of_case(1)
    await unit.decisions.of_message(M1)
    await unit.strikes.live("ann", NOON)
    await unit.strikes.of_case(1)
    await unit.cases.get(1)
    await unit.cases.latest_on(M1)
    for states in ((), (CaseState.OPEN,), UNDECIDED):
        for member in ("", "ann"):
            await unit.cases.find(states, member)
    await unit.cases.count(UNDECIDED)
    await unit.approvals.rules(["mark", "other"])
    await unit.unscored.find(M1)
    await unit.unscored.due(NOON, 10)
    await unit.unscored.backlog()
    await unit.cards.changed(10)
    await unit.cards.place(1)


async def _ask_of_feedback(unit: UnitOfWork) -> None:
    await unit.feedback.get(1)
    await unit.feedback.on(M1)
    await unit.feedback.since(NOON)
    await unit.feedback.left_behind(10)
    await unit.pulse.slots(NOON)
    await unit.pulse.hours(NOON)


async def _tidy(unit: UnitOfWork) -> None:
    await unit.unscored.end(M1, NOON, 0)
    await unit.unscored.clear()
    await unit.decisions.adopt(M1, 0, 1)
    await unit.contents.forget_text(M1)
    await unit.unanswered.forget(NOON)
    await unit.feedback.forget(NOON)
    await unit.pulse.forget(NOON)
    await unit.drafts.forget(NOON)
    await unit.contents.forget_texts(NOON, NOON)
    await unit.contents.forget_footprints(NOON)
    await unit.strikes.revoke(1, NOON)
    await unit.strikes.forget(NOON)
    await unit.approvals.withdraw(1)


async def test_every_statement_is_answered_from_an_index(tmp_path: Path, key: str) -> None:
    """SQLite plans a search, never a scan, for all that the books ask, write and tidy away."""
    engine = make_engine(f"sqlite:///{tmp_path / 'takt.db'}")
    await migrate.bring_up(engine)
    said: dict[str, object] = {}

    def note(_: object, __: object, statement: str, parameters: object, ___: object, many: bool) -> None:  # noqa: FBT001 - SQLAlchemy calls it so
        if not many and not statement.startswith("BEGIN"):
            said[statement] = parameters

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    async with SqlLedger(engine, Vault([key])).begin("c") as unit:
        await _write(unit)
        await _ask(unit)
        await _ask_of_feedback(unit)
        await _tidy(unit)
    event.remove(engine.sync_engine, "before_cursor_execute", note)
    assert len(said) > 25
    async with engine.connect() as connection:
        for statement, parameters in said.items():
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]  # as they were given
            steps = [str(step.detail) for step in plan]
            assert not [step for step in steps if step.startswith("SCAN")], (statement, steps)
            whole_community = [step for step in steps if step.endswith(("(community=?)", "number>?)"))]
            assert not whole_community or "LIMIT" in statement, (statement, steps)
    await engine.dispose()
