"""The outbox: effects with their outcome, and which of them are due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, func, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col, select

from bot.core.content import Message
from bot.core.effects import ALL_KINDS, OPEN_STATES, Effect, EffectKind, EffectState, Route
from bot.core.notices import NoticeState
from bot.storage.columns import UtcDateTime
from bot.storage.tables_outbox import EffectRow, NoticeRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel.sql.expression import SelectOfScalar

    from bot.storage.scope import Scope

_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
_TOLD = [str(state) for state in NoticeState]
# What was changed by a statement is read anew, also where this transaction has read it before.
_ROWS = select(EffectRow).execution_options(populate_existing=True)
_HERE = col(EffectRow.community) == bindparam("of_community")
_THIS = (_HERE, col(EffectRow.key) == bindparam("of_key"))
_GET = _ROWS.where(*_THIS)
_SAVE = update(EffectRow).where(*_THIS).execution_options(synchronize_session=False)
_PLAN = {
    name: dialect.insert(EffectRow)
    .on_conflict_do_nothing(index_elements=["community", "key"])
    .returning(col(EffectRow.id))
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_LEASE = case(
    (col(EffectRow.state) == EffectState.CLAIMED, col(EffectRow.leased_until)), else_=col(EffectRow.not_before)
)


def _is_open(state: Mapped[str]) -> ColumnElement[bool]:
    # Written into the statement, since SQLite uses a partial index only where it can read the values.
    states: BindParameter[str] = bindparam(
        "open_states", sorted(OPEN_STATES, reverse=True), expanding=True, literal_execute=True
    )
    return state.in_(states)


def _heads() -> tuple[ColumnElement[bool], ...]:
    """Return what holds for open effects that wait for no other one."""
    row, before = EffectRow, aliased(EffectRow)
    beside = and_(col(before.community) == col(row.community), _is_open(col(before.state)))
    in_lane = and_(col(before.lane) == col(row.lane), col(before.id) < col(row.id))
    in_batch = and_(
        col(before.case_number) == col(row.case_number),
        col(before.batch) == col(row.batch),
        col(before.stage) < col(row.stage),
    )
    waits = (~select(before.id).where(beside, each).exists() for each in (in_lane, in_batch))
    return (_HERE, _is_open(col(row.state)), *waits)


def _due() -> ColumnElement[bool]:
    """Return what holds for effects that were planned for now or before, or whose lease has run out."""
    past = [
        and_(col(EffectRow.state) == state, or_(time.is_(None), time <= bindparam("now", type_=UtcDateTime())))
        for state, time in (
            (EffectState.PLANNED, col(EffectRow.not_before)),
            (EffectState.CLAIMED, col(EffectRow.leased_until)),
        )
    ]
    return or_(*past)


_HEADS = _heads()
# What is to be seen no more is more urgent than all else.
_URGENT_FIRST = (col(EffectRow.kind) != EffectKind.HIDE, col(EffectRow.id))
_OF_KINDS = col(EffectRow.kind).in_(bindparam("kinds", expanding=True))
_CLAIM = _ROWS.where(*_HEADS, _due(), _OF_KINDS).order_by(*_URGENT_FIRST).limit(bindparam("most"))
_NEXT = select(func.count(), func.count(_LEASE), func.min(_LEASE)).where(*_HEADS)
_COUNT = select(func.count()).select_from(EffectRow).where(_HERE, _is_open(col(EffectRow.state)))


class SqlEffects:
    """Effects of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def plan(self, effect: Effect) -> Effect:
        """Enter a new effect and return it with its id. Raises ValueError for a key that is there."""
        self._scope.own(effect.community)
        session = self._scope.session
        stays = {"community": effect.community, "key": effect.key, "member": effect.member, "lane": effect.lane}
        given = stays | _columns(effect)
        number = (await session.exec(_PLAN[session.get_bind().dialect.name], params=given)).scalar()
        if number is None:
            raise ValueError(f"an effect with the key {effect.key} is there")
        return replace(effect, id=number)

    async def save(self, effect: Effect) -> None:
        """Replace an effect by key. Raises ValueError where there is none.

        Whom it is about stays: a member who was erased while it was under way must not come back.
        """
        self._scope.own(effect.community)
        saved = await self._scope.session.exec(_SAVE.values(_columns(effect)), params=self._on(effect.key))
        if not saved.rowcount:
            raise ValueError(f"there is no effect with the key {effect.key}")

    async def get(self, key: str) -> Effect | None:
        """Return an effect."""
        row = (await self._scope.session.exec(_GET, params=self._on(key))).first()
        return None if row is None else _effect(row)

    async def of_case(self, case: int) -> Sequence[Effect]:
        """Return a case's effects in order of planning."""
        return await self._read(self._mine().where(col(EffectRow.case_number) == case))

    async def beside(self, effect: Effect) -> Sequence[Effect]:
        """Return every effect of the same lane, this one included, in order of planning."""
        return await self._read(self._mine().where(col(EffectRow.lane) == effect.lane))

    async def restrictions(self, member: str) -> Sequence[Effect]:
        """Return all effects but notices on a member, in order of planning."""
        others = col(EffectRow.kind) != EffectKind.NOTIFY
        return await self._read(self._mine().where(col(EffectRow.member) == member, others))

    async def claim(
        self, now: datetime, leased_until: datetime, limit: int, kinds: frozenset[EffectKind] = ALL_KINDS
    ) -> Sequence[Effect]:
        """Claim up to `limit` effects of some kinds that are due, one per lane; return them as claimed.

        Hides come first, all else in order of planning.
        """
        asked = {**self._here(), "now": now, "most": limit, "kinds": sorted(kinds)}
        claimed = (await self._scope.session.exec(_CLAIM, params=asked)).all()
        for each in claimed:
            each.state = EffectState.CLAIMED
            each.leased_until = leased_until
            each.attempts += 1
        await self._scope.session.flush()
        return [_effect(each) for each in claimed]

    async def next_due(self) -> datetime | None:
        """Return when the first effect that waits for no other may be due, 1970 for at once; None for none open."""
        heads, timed, first = (await self._scope.session.exec(_NEXT, params=self._here())).one()
        if not heads:
            return None
        return first if heads == timed else _AT_ONCE

    async def count_open(self) -> int:
        """Return how many effects are open."""
        return (await self._scope.session.exec(_COUNT, params=self._here())).one()

    async def hides_without_notice(self) -> Sequence[Effect]:
        """Return the hides that are done and whose batch has no notice."""
        told = select(NoticeRow.id).where(
            col(NoticeRow.community) == col(EffectRow.community),
            col(NoticeRow.case_number) == col(EffectRow.case_number),
            col(NoticeRow.batch) == col(EffectRow.batch),
            col(NoticeRow.state).in_(_TOLD),
        )
        hidden = and_(col(EffectRow.kind) == EffectKind.HIDE, col(EffectRow.state) == EffectState.DONE)
        return await self._read(self._mine().where(hidden, ~told.exists()))

    def _mine(self) -> SelectOfScalar[EffectRow]:
        return _ROWS.where(col(EffectRow.community) == self._scope.community).order_by(col(EffectRow.id))

    def _here(self) -> dict[str, object]:
        return {"of_community": self._scope.community}

    def _on(self, key: str) -> dict[str, object]:
        return {**self._here(), "of_key": key}

    async def _read(self, wanted: SelectOfScalar[EffectRow]) -> Sequence[Effect]:
        return [_effect(row) for row in await self._scope.session.exec(wanted)]


def _columns(effect: Effect) -> dict[str, object]:
    return {
        "case_number": effect.case,
        "batch": effect.batch,
        "kind": str(effect.kind),
        "channel": effect.message.channel,
        "message_id": effect.message.id,
        "stage": effect.stage,
        "until": effect.until,
        "notice": effect.notice,
        "route": None if effect.route is None else str(effect.route),
        "reverses": effect.reverses,
        "state": str(effect.state),
        "reason": effect.reason,
        "attempts": effect.attempts,
        "not_before": effect.not_before,
        "leased_until": effect.leased_until,
        "unknown": effect.unknown,
        "cancelled": effect.cancelled,
        "delay": effect.delay,
        "before": effect.before,
    }


def _effect(row: EffectRow) -> Effect:
    return Effect(
        key=row.key,
        community=row.community,
        case=row.case_number,
        batch=row.batch,
        kind=EffectKind(row.kind),
        message=Message(row.channel, row.message_id),
        member=row.member,
        until=row.until,
        notice=row.notice,
        route=None if row.route is None else Route(row.route),
        reverses=row.reverses,
        state=EffectState(row.state),
        reason=row.reason,
        attempts=row.attempts,
        not_before=row.not_before,
        leased_until=row.leased_until,
        unknown=row.unknown,
        cancelled=row.cancelled,
        delay=row.delay,
        before=row.before,
        id=row.id or 0,
    )
