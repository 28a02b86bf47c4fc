"""What the books of decisions, strikes, cases and approvals promise, on every kind of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.actions import Ban, Hide, TimeOut
from bot.core.cases import Case, CaseState
from bot.core.content import Author, Content, Message
from bot.core.decision import Decision, Strike, Verdict
from bot.core.policy import Mode, Severity

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger

NOON = datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _content(number: int = 1, text: str = "hej", **change: object) -> Content:
    made = Content("nordlys", "general", f"m{number}", Author("ann", "Ann", frozenset({"Guest"})), text, NOON)
    return replace(made, **change)  # type: ignore[arg-type]  # fields by name


def _case(message: Message | None = None, **change: object) -> Case:
    made = Case(
        community="nordlys",
        number=0,
        message=message or Message("general", "m1"),
        member="ann",
        state=CaseState.OPEN,
        severity=Severity.SERIOUS,
        rules=("be-kind", "no-hate"),
        proposals=(TimeOut(3600), Ban()),
        revision=0,
        policy="p1",
        language="da",
        opened_at=NOON,
        changed_at=NOON,
        why_open="a look",
        strike_rule="be-kind",
        strike_weight=2,
    )
    return replace(made, **change)  # type: ignore[arg-type]  # fields by name


def _decision(revision: int = 0, policy: str = "p1") -> Decision:
    return Decision("m1", revision, Verdict.ACT, (Hide(),), (), (), (), (), 0, None, Mode.ENFORCE, policy)


def _strike(content: str = "m1", expires: datetime = NOON + DAY) -> Strike:
    return Strike("be-kind", content, NOON, expires, 2)


async def test_communities_do_not_touch(ledger: SqlLedger) -> None:
    """Nothing of one is found in the other, case numbers count in each, and foreign values are refused."""
    async with ledger.begin("nordlys") as unit:
        await unit.contents.add(_content(), keep=True)
        await unit.cases.add(_case())
        await unit.strikes.give(_strike(), "ann", 1)
        await unit.decisions.add(_decision(), _content().message, "seen", 1)
        await unit.approvals.approve("mark", ["be-kind"], 1)
    async with ledger.begin("sydlys") as unit:
        assert await unit.contents.latest(_content().message) is None
        assert await unit.contents.kept(_content().message) is None
        assert await unit.contents.since(NOON, 10) == []
        assert await unit.cases.find() == []
        assert await unit.strikes.live("ann", NOON) == []
        assert await unit.decisions.of_message(_content().message) == []
        assert await unit.approvals.rules(["mark"]) == {}
        assert await unit.strikes.revoke(1, NOON) == 0
        assert (await unit.cases.add(_case(community="sydlys"))).number == 1
        with pytest.raises(ValueError, match="another community"):
            await unit.cases.add(_case())
    assert await ledger.communities() == ["nordlys", "sydlys"]


async def test_a_decision_is_found_by_all_that_names_it(ledger: SqlLedger) -> None:
    """Revision, policy and trigger tell decisions apart; 0 is a decision without a case."""
    message = _content().message
    async with ledger.begin("nordlys") as unit:
        await unit.decisions.add(_decision(), message, "seen", 0)
        await unit.decisions.add(_decision(), message, "report 3", 7)
        await unit.decisions.add(_decision(1), message, "seen", 7)
    async with ledger.begin("nordlys") as unit:
        assert await unit.decisions.find(message, 0, "p1", "seen") == 0
        assert await unit.decisions.find(message, 0, "p1", "report 3") == 7
        assert await unit.decisions.find(message, 0, "p2", "seen") is None
        assert await unit.decisions.find(Message("other", "m1"), 0, "p1", "seen") is None
        assert await unit.decisions.of_case(7) == [_decision(), _decision(1)]
        assert await unit.decisions.of_message(message) == [_decision(), _decision(), _decision(1)]


async def test_a_further_message_belongs_to_the_case_that_was_decided_on_it(ledger: SqlLedger) -> None:
    """It is found by it, until the message has a case of its own; its own case comes before all that it joined."""
    own, further = Message("general", "m1"), Message("elsewhere", "m2")
    async with ledger.begin("nordlys") as unit:
        number = (await unit.cases.add(_case())).number
        await unit.decisions.add(_decision(), own, "seen", number)
        await unit.decisions.add(_decision(1), further, "seen", number)
        await unit.decisions.add(_decision(2), Message("general", "m3"), "seen", 0)
    async with ledger.begin("nordlys") as unit:
        assert await unit.decisions.first_of(number) == _decision()
        assert await unit.decisions.first_of(99) is None
        assert await unit.decisions.on_messages(number) == [(own, _decision()), (further, _decision(1))]
        joined = await unit.cases.latest_on(further)
        assert joined is not None
        assert joined.number == number
        assert await unit.cases.latest_on(Message("general", "m3")) is None
        second = (await unit.cases.add(_case(further))).number
        latest = await unit.cases.latest_on(further)
        assert latest is not None
        assert latest.number == second


async def test_strikes_live_until_they_expire_or_are_revoked(ledger: SqlLedger) -> None:
    """A strike counts up to its end, revoking a case's strikes counts the live ones, once."""
    short, long = _strike("m1", NOON + HOUR), _strike("m2")
    async with ledger.begin("nordlys") as unit:
        await unit.strikes.give(short, "ann", 1)
        await unit.strikes.give(long, "ann", 1)
        await unit.strikes.give(_strike("m3"), "ann", 2)
        await unit.strikes.give(_strike("m4"), "bob", 3)
        assert await unit.strikes.live("ann", NOON) == [short, long, _strike("m3")]
        assert await unit.strikes.live("ann", NOON + HOUR) == [long, _strike("m3")]
        assert await unit.strikes.of_case(1) == [short, long]
        assert await unit.strikes.revoke(1, NOON + HOUR) == 1
        assert await unit.strikes.revoke(1, NOON + HOUR) == 0
        assert await unit.strikes.of_case(1) == []
        assert await unit.strikes.live("ann", NOON) == [_strike("m3")]
        assert await unit.strikes.forget(NOON + HOUR) == 0
        assert await unit.strikes.forget(NOON + 2 * HOUR) == 2
        assert await unit.strikes.forget(NOON + 2 * DAY) == 2


async def test_a_case_comes_back_as_it_was_saved(ledger: SqlLedger) -> None:
    """Every field survives adding and saving, and a number is given by the ledger."""
    async with ledger.begin("nordlys") as unit:
        added = await unit.cases.add(_case(number=99))
        assert added == _case(number=1)
        decided = replace(
            added,
            state=CaseState.UPHELD,
            proposals=(),
            version=2,
            by_hand=True,
            decided_by="mod",
            decided_at=NOON + HOUR,
            claimed_by="mod",
            claimed_at=NOON,
            changed_at=NOON + HOUR,
        )
        await unit.cases.save(decided)
    async with ledger.begin("nordlys") as unit:
        assert await unit.cases.get(1) == decided
        assert await unit.cases.get(2) is None


async def test_who_saw_an_older_version_can_not_save(ledger: SqlLedger) -> None:
    """Only the next version is taken; nothing is changed otherwise."""
    async with ledger.begin("nordlys") as unit:
        case = await unit.cases.add(_case())
        await unit.cases.save(replace(case, version=2, claimed_by="mod"))
        for version in (1, 2, 4):
            with pytest.raises(ValueError, match="not stored at version"):
                await unit.cases.save(replace(case, version=version, claimed_by="late"))
        stored = await unit.cases.get(1)
    assert stored is not None
    assert stored.claimed_by == "mod"


async def test_a_message_has_one_undecided_case(ledger: SqlLedger) -> None:
    """A second one is refused until the first is decided, and takes no number."""

    async def add_two(state: CaseState) -> None:
        async with ledger.begin("nordlys") as unit:
            await unit.cases.add(_case())
            await unit.cases.add(_case(state=state))

    for state in (CaseState.OPEN, CaseState.HANDLED):
        with pytest.raises(ValueError, match="undecided"):
            await add_two(state)
    async with ledger.begin("nordlys") as unit:
        first = await unit.cases.add(_case())
        await unit.cases.add(_case(Message("other", "m1")))
        await unit.cases.save(replace(first, state=CaseState.DISMISSED, version=2))
        assert (await unit.cases.add(_case())).number == 3
        latest = await unit.cases.latest_on(Message("general", "m1"))
        assert latest is not None
        assert latest.number == 3
        assert await unit.cases.latest_on(Message("general", "m2")) is None


async def test_cases_are_found_by_state_and_member(ledger: SqlLedger) -> None:
    """Newest first, up to the limit, all for no state."""
    states = [CaseState.OPEN, CaseState.HANDLED, CaseState.UPHELD, CaseState.OPEN]
    async with ledger.begin("nordlys") as unit:
        for number, state in enumerate(states, start=1):
            member = "bob" if number == 4 else "ann"
            await unit.cases.add(_case(Message("general", f"m{number}"), state=state, member=member))
        find = unit.cases.find
        assert [each.number for each in await find()] == [4, 3, 2, 1]
        assert [each.number for each in await find(limit=2)] == [4, 3]
        assert [each.number for each in await find({CaseState.OPEN, CaseState.UPHELD})] == [4, 3, 1]
        assert [each.number for each in await find(member="ann")] == [3, 2, 1]
        assert [each.number for each in await find([CaseState.OPEN], "ann")] == [1]
        assert await unit.cases.count([CaseState.OPEN]) == 2
        assert await unit.cases.count([]) == 0


async def test_approvals_protect_until_they_are_withdrawn(ledger: SqlLedger) -> None:
    """Each rule is told with the latest case that protects it, and withdrawing one case leaves the others."""
    async with ledger.begin("nordlys") as unit:
        approvals = unit.approvals
        await approvals.approve("text", ["be-kind", "no-hate"], 1)
        await approvals.approve("text", ["be-kind", "be-kind"], 1)
        await approvals.approve("message", ["be-kind"], 2)
        assert await approvals.rules(["text", "message"]) == {"be-kind": 2, "no-hate": 1}
        assert await approvals.rules(["text"]) == {"be-kind": 1, "no-hate": 1}
        assert await approvals.rules([]) == {}
        await approvals.withdraw(2)
        assert await approvals.rules(["text", "message"]) == {"be-kind": 1, "no-hate": 1}
        await approvals.withdraw(1)
        assert await approvals.rules(["text", "message"]) == {}
