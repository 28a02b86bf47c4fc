"""Cases, numbered from 1 without gaps in each community."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bot.core.cases import Case, CaseState
from bot.core.content import Message
from bot.core.policy import Severity
from bot.storage.codec import dump_actions, dump_names, load_actions, load_names
from bot.storage.tables import CaseRow, DecisionRow, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.storage.scope import Scope

_HERE = col(CaseRow.community) == bindparam("of_community")
_NUMBER = col(CaseRow.number) == bindparam("of_number")
_IN_STATES = col(CaseRow.state).in_(bindparam("states", expanding=True))
_OF_MEMBER = col(CaseRow.member) == bindparam("of_member")
_NEWEST = col(CaseRow.number).desc()
_GET = select(CaseRow).where(_HERE, _NUMBER)
_LATEST = (
    select(CaseRow)
    .where(
        _HERE,
        col(CaseRow.channel) == bindparam("channel"),
        col(CaseRow.message_id) == bindparam("message_id"),
    )
    .order_by(_NEWEST)
    .limit(1)
)
# A further message of an incident has no case of its own: what was decided on it says to which it belongs.
_JOINED = (
    select(CaseRow)
    .join(
        DecisionRow,
        and_(col(DecisionRow.community) == col(CaseRow.community), col(DecisionRow.case_number) == col(CaseRow.number)),
    )
    .where(
        _HERE,
        col(DecisionRow.channel) == bindparam("channel"),
        col(DecisionRow.message_id) == bindparam("message_id"),
    )
    .order_by(_NEWEST)
    .limit(1)
)
_TABLE = table_of(CaseRow)
_ADD = insert(_TABLE)
_SAVE = update(_TABLE).where(
    _TABLE.c.community == bindparam("of_community"),
    _TABLE.c.number == bindparam("of_number"),
    _TABLE.c.version == bindparam("old_version"),
)
# One statement per shape, so that each keeps its plan: (by state, by member).
_SOME = select(CaseRow).where(_HERE).order_by(_NEWEST).limit(bindparam("most"))
_FIND = {
    (False, False): _SOME,
    (True, False): _SOME.where(_IN_STATES),
    (False, True): _SOME.where(_OF_MEMBER),
    (True, True): _SOME.where(_IN_STATES, _OF_MEMBER),
}
_COUNT = select(func.count()).select_from(CaseRow).where(_HERE, _IN_STATES)


class SqlCases:
    """Cases of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._session, self._scope = scope.session, scope

    async def add(self, case: Case) -> Case:
        """Enter a case and return it with its number. Raises ValueError where its message has an undecided one."""
        self._scope.own(case.community)
        numbered = replace(case, number=self._scope.home.last_case + 1)
        try:
            await self._session.exec(_ADD, params=_columns(numbered))
        except IntegrityError:
            raise ValueError("the message has an undecided case") from None
        self._scope.home.last_case = numbered.number
        return numbered

    async def get(self, number: int) -> Case | None:
        """Return a case."""
        row = (await self._session.exec(_GET, params=self._key(number))).first()
        return None if row is None else _case(row)

    async def latest_on(self, message: Message) -> Case | None:
        """Return the latest case on a message: its own, or that of the incident which it is a further message of."""
        asked = {"of_community": self._scope.community, "channel": message.channel, "message_id": message.id}
        row = (await self._session.exec(_LATEST, params=asked)).first()
        row = row or (await self._session.exec(_JOINED, params=asked)).first()
        return None if row is None else _case(row)

    async def save(self, case: Case) -> None:
        """Replace a case whose version is one higher than the one that is stored, or else raise ValueError."""
        self._scope.own(case.community)
        asked = {**self._key(case.number), "old_version": case.version - 1}
        done = await self._session.exec(_SAVE, params=_columns(case) | asked)
        if done.rowcount != 1:
            raise ValueError(f"case {case.number} is not stored at version {case.version - 1}")

    async def find(self, states: Iterable[CaseState] = (), member: str = "", limit: int = 100) -> Sequence[Case]:
        """Return cases in any of these states (all for none), of one member where given, newest first."""
        named = _names(states)
        asked = {"of_community": self._scope.community, "states": named, "of_member": member, "most": limit}
        rows = await self._session.exec(_FIND[bool(named), bool(member)], params=asked)
        return [_case(row) for row in rows]

    async def count(self, states: Iterable[CaseState]) -> int:
        """Return how many cases are in any of these states."""
        asked = {"of_community": self._scope.community, "states": _names(states)}
        return (await self._session.exec(_COUNT, params=asked)).one()

    def _key(self, number: int) -> dict[str, object]:
        return {"of_community": self._scope.community, "of_number": number}


def _names(states: Iterable[CaseState]) -> list[str]:
    return sorted({str(state) for state in states})


# What reads the same in a case and in its row.
_ALIKE = (
    "community",
    "number",
    "member",
    "revision",
    "policy",
    "language",
    "opened_at",
    "changed_at",
    "version",
    "by_hand",
    "why_open",
    "strike_rule",
    "strike_weight",
    "decided_by",
    "decided_at",
    "claimed_by",
    "claimed_at",
)


def _columns(case: Case) -> dict[str, Any]:
    return {
        **{name: getattr(case, name) for name in _ALIKE},
        "channel": case.message.channel,
        "message_id": case.message.id,
        "state": str(case.state),
        "severity": int(case.severity),
        "rules": dump_names(case.rules),
        "proposals": dump_actions(case.proposals),
    }


def _case(row: CaseRow) -> Case:
    return Case(
        **{name: getattr(row, name) for name in _ALIKE},
        message=Message(row.channel, row.message_id),
        state=CaseState(row.state),
        severity=Severity(row.severity),
        rules=load_names(row.rules),
        proposals=load_actions(row.proposals),
    )
