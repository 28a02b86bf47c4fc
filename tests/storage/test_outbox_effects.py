"""The outbox: what is claimed when, by whom, and how it ends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from bot.core.content import Message
from bot.core.effects import Effect, EffectKind, EffectState, Route, effect_key, settled
from bot.core.notices import Notice, NoticeKind, NoticeState
from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.storage.ledger import SqlLedger

HOME, OTHER = "guild-1", "guild-2"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)


def make_effect(case: int = 1, kind: EffectKind = EffectKind.HIDE, **given: object) -> Effect:
    """Make a planned effect; what is not given follows from the case."""
    batch = given.pop("batch", 1)
    extra = given.pop("extra", "")
    known: dict[str, object] = {
        "key": effect_key(HOME, case, batch, kind, extra),  # type: ignore[arg-type]  # plain test values
        "community": HOME,
        "case": case,
        "batch": batch,
        "kind": kind,
        "message": Message("general", f"m{case}"),
        "member": "ann",
    }
    return Effect(**(known | given))  # type: ignore[arg-type]  # plain test values


def make_notice(case: int, **given: object) -> Notice:
    """Make a queued notice for the first batch of a case."""
    known: dict[str, object] = {
        "community": HOME,
        "case": case,
        "batch": 1,
        "member": "ann",
        "message": Message("general", f"m{case}"),
        "kind": NoticeKind.ACTION,
        "language": "en",
        "rule": "be-kind",
        "title": "Be kind",
        "explanation": "",
        "made_at": NOW,
    }
    return Notice(**(known | given))  # type: ignore[arg-type]  # plain test values


async def plan(ledger: SqlLedger, *effects: Effect) -> list[Effect]:
    """Plan effects in one transaction."""
    async with ledger.begin(HOME) as unit:
        return [await unit.effects.plan(each) for each in effects]


async def claim(ledger: SqlLedger, now: datetime = NOW, limit: int = 10) -> Sequence[Effect]:
    """Claim what is due in a transaction of its own."""
    async with ledger.begin(HOME) as unit:
        return await unit.effects.claim(now, now + LEASE, limit)


async def finish(ledger: SqlLedger, effect: Effect, state: EffectState = EffectState.DONE) -> None:
    """Save an effect's end."""
    async with ledger.begin(HOME) as unit:
        await unit.effects.save(settled(effect, state))


async def test_an_effect_comes_back_as_it_was_saved(ledger: SqlLedger) -> None:
    """Every field of an effect survives planning, saving and reading."""
    effect = make_effect(
        kind=EffectKind.NOTIFY,
        until=NOW,
        notice=7,
        route=Route.CHANNEL,
        reverses="other key",
        reason="why",
        attempts=3,
        not_before=NOW + LEASE,
        leased_until=NOW,
        unknown=True,
        cancelled=True,
    )
    (planned,) = await plan(ledger, effect)
    assert planned == replace(effect, id=planned.id)
    changed = replace(planned, state=EffectState.FAILED, reason="no", unknown=False, notice=8)
    async with ledger.begin(HOME) as unit:
        await unit.effects.save(replace(changed, notice=7))
    async with ledger.begin(HOME) as unit:
        assert await unit.effects.get(effect.key) == replace(changed, notice=7)


async def test_a_key_is_planned_once(ledger: SqlLedger) -> None:
    """A second effect with the same key is refused, and saving one that was never planned too."""
    await plan(ledger, make_effect())
    async with ledger.begin(HOME) as unit:
        with pytest.raises(ValueError, match="is there"):
            await unit.effects.plan(make_effect())
        with pytest.raises(ValueError, match="no effect"):
            await unit.effects.save(make_effect(2))


async def test_effects_stay_in_their_community(ledger: SqlLedger) -> None:
    """Another community can neither read, claim nor plan what belongs to this one."""
    (effect,) = await plan(ledger, make_effect())
    async with ledger.begin(OTHER) as unit:
        assert await unit.effects.get(effect.key) is None
        assert not await unit.effects.of_case(1)
        assert not await unit.effects.beside(effect)
        assert not await unit.effects.restrictions("ann")
        assert not await unit.effects.claim(NOW, NOW + LEASE, 10)
        assert await unit.effects.next_due() is None
        assert await unit.effects.count_open() == 0
        with pytest.raises(ValueError, match="another community"):
            await unit.effects.plan(make_effect(2))
        with pytest.raises(ValueError, match="another community"):
            await unit.effects.save(effect)


async def test_a_claim_says_what_was_claimed(ledger: SqlLedger) -> None:
    """A claimed effect is in state claimed, one attempt further, under a lease, and not claimed again."""
    await plan(ledger, make_effect())
    (claimed,) = await claim(ledger)
    assert (claimed.state, claimed.attempts, claimed.leased_until) == (EffectState.CLAIMED, 1, NOW + LEASE)
    assert not await claim(ledger)
    (again,) = await claim(ledger, NOW + LEASE)
    assert again.attempts == 2


async def test_one_lane_goes_in_order_of_planning(ledger: SqlLedger) -> None:
    """A later effect on the same message waits until the earlier one has ended, also while it backs off."""
    hide, restore = await plan(
        ledger, make_effect(), make_effect(2, EffectKind.RESTORE, message=Message("general", "m1"))
    )
    (claimed,) = await claim(ledger)
    assert claimed.key == hide.key
    async with ledger.begin(HOME) as unit:
        await unit.effects.save(replace(claimed, state=EffectState.PLANNED, not_before=NOW + 2 * LEASE))
    assert not await claim(ledger, NOW + LEASE)
    (claimed,) = await claim(ledger, NOW + 2 * LEASE)
    await finish(ledger, claimed, EffectState.FAILED)
    (claimed,) = await claim(ledger)
    assert claimed.key == restore.key


async def test_a_batch_goes_in_stages(ledger: SqlLedger) -> None:
    """What is done comes before what is said, and a ban comes last; another batch doesn't wait."""
    ban, tell, hide, other = await plan(
        ledger,
        make_effect(kind=EffectKind.BAN),
        make_effect(kind=EffectKind.NOTIFY, notice=1, route=Route.DIRECT),
        make_effect(),
        make_effect(kind=EffectKind.NOTIFY, notice=2, batch=2, member="bob"),
    )
    first = await claim(ledger)
    assert [each.key for each in first] == [hide.key, other.key]
    await finish(ledger, first[0])
    for expected in (tell, ban):
        (claimed,) = await claim(ledger)
        assert claimed.key == expected.key
        await finish(ledger, claimed)


async def test_hides_are_claimed_first_and_only_what_is_asked_for(ledger: SqlLedger) -> None:
    """What is to be seen no more goes before all that was planned earlier; kinds that aren't asked for wait."""
    tell, out, hide = await plan(
        ledger,
        make_effect(1, EffectKind.NOTIFY, notice=1),
        make_effect(2, EffectKind.TIME_OUT),
        make_effect(3),
    )
    async with ledger.begin(HOME) as unit:
        (first,) = await unit.effects.claim(NOW, NOW + LEASE, 1)
        assert first.key == hide.key
        (second,) = await unit.effects.claim(NOW, NOW + LEASE, 9, frozenset({EffectKind.TIME_OUT}))
        assert second.key == out.key
    assert [each.key for each in await claim(ledger)] == [tell.key]


async def test_next_due_is_when_a_worker_should_wake(ledger: SqlLedger) -> None:
    """It is the end of a lease or of a pause of what waits for nothing else, and long ago for what is due at once."""
    async with ledger.begin(HOME) as unit:
        assert await unit.effects.next_due() is None
    await plan(ledger, make_effect(), make_effect(2, not_before=NOW + 5 * LEASE), make_effect(extra="later"))
    async with ledger.begin(HOME) as unit:
        first = await unit.effects.next_due()
        assert first is not None
        assert first < NOW
    await claim(ledger)
    async with ledger.begin(HOME) as unit:
        assert await unit.effects.next_due() == NOW + LEASE
        assert await unit.effects.count_open() == 3


async def test_effects_are_found_by_case_lane_and_member(ledger: SqlLedger) -> None:
    """Each list holds its own effects in order of planning; notices are no restrictions."""
    hide, out, tell, other = await plan(
        ledger,
        make_effect(),
        make_effect(kind=EffectKind.TIME_OUT),
        make_effect(kind=EffectKind.NOTIFY, notice=1),
        make_effect(2, EffectKind.TIME_OUT),
    )
    async with ledger.begin(HOME) as unit:
        assert await unit.effects.of_case(1) == [hide, out, tell]
        assert await unit.effects.beside(out) == [out, other]
        assert await unit.effects.restrictions("ann") == [hide, out, other]


async def test_hides_without_a_notice_are_found(ledger: SqlLedger) -> None:
    """Only hides that are done and whose own batch has no notice at all are listed, reversing ones too."""
    told, untold, waived, late = (make_effect(case) for case in (1, 2, 3, 4))
    back = make_effect(5, batch=2, reverses="guild-1/5/1/restore")
    failed = make_effect(6)
    effects = await plan(ledger, told, untold, waived, late, back, failed)
    async with ledger.begin(HOME) as unit:
        await unit.notices.add(make_notice(1))
        await unit.notices.add(make_notice(3, state=NoticeState.WAIVED, reason="a bot"))
        await unit.notices.add(make_notice(4, batch=2))
        await unit.notices.add(make_notice(5, batch=1))
    for effect in effects[:5]:
        await finish(ledger, effect)
    await finish(ledger, effects[5], EffectState.FAILED)
    async with ledger.begin(HOME) as unit:
        assert [each.case for each in await unit.effects.hides_without_notice()] == [2, 4, 5]


async def test_claimers_at_the_same_time_never_share(ledger: SqlLedger, database_url: str, key: str) -> None:
    """Eight workers, of two programs where they can share a database, drain 60 effects.

    Each is claimed once, lanes and stages in order.
    """
    second = ledger if database_url == "sqlite://" else await open_ledger(database_url, [key])
    kinds = (EffectKind.HIDE, EffectKind.TIME_OUT, EffectKind.NOTIFY)
    await plan(
        ledger,
        *(make_effect(case, kind, member=f"u{case % 5}", notice=case) for case in range(1, 21) for kind in kinds),
    )
    started: list[Effect] = []
    ended: set[str] = set()

    async def work(ledger: SqlLedger) -> None:
        while len(ended) < 60:
            for effect in await claim(ledger, limit=3):
                assert not [each for each in started if blocks(each, effect) and each.key not in ended]
                started.append(effect)
                await asyncio.sleep(0)
                ended.add(effect.key)
                await finish(ledger, effect)

    await asyncio.gather(*(work(each) for each in (ledger, second) * 4))
    await second.close()
    assert len(started) == len({each.key for each in started}) == 60
    for lane in {each.lane for each in started}:
        numbers = [each.id for each in started if each.lane == lane]
        assert numbers == sorted(numbers)


async def test_claiming_looks_at_open_effects_only(tmp_path: Path) -> None:
    """SQLite answers from the index of open effects, so that a million finished ones cost nothing."""
    ledger = await open_ledger(f"sqlite:///{tmp_path / 'takt.db'}", [new_key()])
    said: list[tuple[str, object]] = []

    def listen(*heard: Any) -> None:
        said.append((heard[2], heard[3]))

    event.listen(ledger._engine.sync_engine, "before_cursor_execute", listen)  # noqa: SLF001 - looks at the SQL
    await claim(ledger)
    statement, parameters = next(each for each in said if "FROM effect" in each[0])
    async with ledger._engine.connect() as connection:  # noqa: SLF001 - as above
        rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
        steps = [str(row["detail"]) for row in rows.mappings()]
    await ledger.close()
    assert steps[0].startswith("SEARCH effect USING INDEX effect_open_lane")
    assert not [step for step in steps if step.startswith("SCAN")]


def blocks(before: Effect, effect: Effect) -> bool:
    """Tell whether an open effect makes another wait: the rule of the port in plain words."""
    in_lane = before.lane == effect.lane and before.id < effect.id
    in_batch = (before.case, before.batch) == (effect.case, effect.batch) and before.stage < effect.stage
    return in_lane or in_batch


@dataclass
class Model:
    """An outbox in memory."""

    effects: list[Effect] = field(default_factory=list)

    def claim(self, now: datetime, limit: int) -> list[Effect]:
        """Claim as the port says."""
        waiting = [each for each in self.effects if each.is_open]
        due = [
            each
            for each in waiting
            if not any(blocks(before, each) for before in waiting) and (moment(each) is None or moment(each) <= now)  # type: ignore[operator]  # None is looked at before
        ]
        due = sorted(due, key=lambda each: each.kind is not EffectKind.HIDE)[:limit]
        claimed = [
            replace(each, state=EffectState.CLAIMED, leased_until=now + LEASE, attempts=each.attempts + 1)
            for each in due
        ]
        for each in claimed:
            self.save(each)
        return claimed

    def save(self, effect: Effect) -> None:
        """Replace by key."""
        self.effects = [effect if each.key == effect.key else each for each in self.effects]


def moment(effect: Effect) -> datetime | None:
    """Return from when an open effect may be claimed."""
    return effect.leased_until if effect.state is EffectState.CLAIMED else effect.not_before


PLANS = st.tuples(
    st.just("plan"),
    st.integers(1, 3),
    st.integers(1, 2),
    st.sampled_from(EffectKind),
    st.sampled_from(["ann", "bob"]),
    st.sampled_from([None, 1, 3]),
)
CLAIMS = st.tuples(st.just("claim"), st.integers(1, 4))
ENDS = st.tuples(st.just("end"), st.integers(0, 5), st.sampled_from(["done", "failed", "retry", "silence"]))
WAITS = st.tuples(st.just("wait"), st.integers(1, 3))
STEPS = st.lists(st.one_of(PLANS, CLAIMS, ENDS, WAITS), max_size=40)


@given(STEPS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_claiming_follows_the_rule_whatever_happens(steps: list[tuple[object, ...]]) -> None:
    """Random plans, outcomes and waits: the ledger claims just what a model in memory claims."""
    asyncio.run(compare(steps))


async def compare(steps: list[tuple[object, ...]]) -> None:
    """Run the steps on a ledger in memory and on the model."""
    ledger = await open_ledger("sqlite://", [new_key()])
    model, now = Model(), NOW
    try:
        for number, step in enumerate(steps):
            match step:
                case ("plan", int(case), int(batch), EffectKind() as kind, str(member), pause):
                    not_before = now + timedelta(minutes=pause) if isinstance(pause, int) else None
                    effect = make_effect(
                        case, kind, batch=batch, extra=str(number), member=member, notice=case, not_before=not_before
                    )
                    model.effects += await plan(ledger, effect)
                case ("claim", int(limit)):
                    assert await claim(ledger, now, limit) == model.claim(now, limit)
                case ("end", int(place), str(how)):
                    await end_one(ledger, model, place, how, now)
                case ("wait", int(minutes)):
                    now += timedelta(minutes=minutes)
                case _:
                    raise AssertionError(step)
        async with ledger.begin(HOME) as unit:
            assert await unit.effects.count_open() == len([each for each in model.effects if each.is_open])
    finally:
        await ledger.close()


async def end_one(ledger: SqlLedger, model: Model, place: int, how: str, now: datetime) -> None:
    """Let one claimed effect end, or go back to planned for a later try."""
    claimed = [each for each in model.effects if each.state is EffectState.CLAIMED]
    if not claimed or how == "silence":
        return
    effect = claimed[place % len(claimed)]
    if how == "retry":
        ended = replace(effect, state=EffectState.PLANNED, leased_until=None, not_before=now + 2 * LEASE)
    else:
        ended = settled(effect, EffectState(how))
    model.save(ended)
    async with ledger.begin(HOME) as unit:
        await unit.effects.save(ended)


async def test_claims_of_a_bot_that_died_end_when_no_call_of_it_can_last(ledger: SqlLedger) -> None:
    """A claim that would end later ends at that moment, in every community; one that ends sooner stays as it is."""
    soon, later = NOW + timedelta(seconds=5), NOW + timedelta(minutes=1)
    async with ledger.begin(HOME) as unit:
        await unit.effects.plan(make_effect(1))
        await unit.effects.plan(make_effect(2))
        (first,) = await unit.effects.claim(NOW, soon, 1)
        (second,) = await unit.effects.claim(NOW, later, 1)
    await ledger.shorten_claims(NOW + timedelta(seconds=15))
    async with ledger.begin(HOME) as unit:
        kept = [await unit.effects.get(each.key) for each in (first, second)]
    assert [each.leased_until for each in kept if each] == [soon, NOW + timedelta(seconds=15)]
