"""What was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, update
from sqlmodel import col, select

from bot.core.content import Message
from bot.storage.codec import dump_decision, load_decision
from bot.storage.tables import DecisionRow, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.decision import Decision
    from bot.storage.scope import Scope

_HERE = col(DecisionRow.community) == bindparam("community")
_MESSAGE = (
    _HERE,
    col(DecisionRow.channel) == bindparam("channel"),
    col(DecisionRow.message_id) == bindparam("message_id"),
)
_FIND = select(DecisionRow.case_number).where(
    *_MESSAGE,
    col(DecisionRow.revision) == bindparam("revision"),
    col(DecisionRow.policy) == bindparam("policy"),
    col(DecisionRow.trigger) == bindparam("trigger"),
)
_TABLE = table_of(DecisionRow)
_ADD = insert(_TABLE)
_ADOPT = (
    update(_TABLE)
    .where(
        _TABLE.c.community == bindparam("of_community"),
        _TABLE.c.channel == bindparam("in_channel"),
        _TABLE.c.message_id == bindparam("of_message"),
        _TABLE.c.revision == bindparam("of_revision"),
        _TABLE.c.case_number == 0,
    )
    .values(case_number=bindparam("to_case"))
)
_OF_CASE = (
    select(DecisionRow.body)
    .where(_HERE, col(DecisionRow.case_number) == bindparam("case_number"))
    .order_by(col(DecisionRow.id))
)
_FIRST_OF_CASE = _OF_CASE.limit(1)
_ON_MESSAGES = (
    select(DecisionRow.channel, DecisionRow.message_id, DecisionRow.body)
    .where(_HERE, col(DecisionRow.case_number) == bindparam("case_number"))
    .order_by(col(DecisionRow.id))
)
_OF_MESSAGE = select(DecisionRow.body).where(*_MESSAGE).order_by(col(DecisionRow.id))


class SqlDecisions:
    """Decisions of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._session, self._community = scope.session, scope.community

    async def find(self, message: Message, revision: int, policy: str, trigger: str) -> int | None:
        """Return the case of a decision, 0 for a decision without a case, None where none was made."""
        key = {**self._on(message), "revision": revision, "policy": policy, "trigger": trigger}
        return (await self._session.exec(_FIND, params=key)).first()

    async def add(self, decision: Decision, message: Message, trigger: str, case: int) -> None:
        """Enter a decision; case 0 for none."""
        row = {
            **self._on(message),
            "revision": decision.revision,
            "policy": decision.policy,
            "trigger": trigger,
            "case_number": case,
            "body": dump_decision(decision),
        }
        await self._session.exec(_ADD, params=row)

    async def adopt(self, message: Message, revision: int, case: int) -> None:
        """Give a case the decisions on a revision that had none."""
        on = {"of_community": self._community, "in_channel": message.channel, "of_message": message.id}
        await self._session.exec(_ADOPT, params={**on, "of_revision": revision, "to_case": case})

    async def of_case(self, case: int) -> Sequence[Decision]:
        """Return a case's decisions, the first first."""
        asked = {"community": self._community, "case_number": case}
        return [load_decision(body) for body in await self._session.exec(_OF_CASE, params=asked)]

    async def first_of(self, case: int) -> Decision | None:
        """Return a case's first decision, None for a case without any."""
        asked = {"community": self._community, "case_number": case}
        body = (await self._session.exec(_FIRST_OF_CASE, params=asked)).first()
        return None if body is None else load_decision(body)

    async def on_messages(self, case: int) -> Sequence[tuple[Message, Decision]]:
        """Return a case's decisions with the message that each is about, the first first."""
        asked = {"community": self._community, "case_number": case}
        rows = await self._session.exec(_ON_MESSAGES, params=asked)
        return [(Message(channel, number), load_decision(body)) for channel, number, body in rows]

    async def of_message(self, message: Message) -> Sequence[Decision]:
        """Return all that was decided on a message, the first first."""
        return [load_decision(body) for body in await self._session.exec(_OF_MESSAGE, params=self._on(message))]

    def _on(self, message: Message) -> dict[str, object]:
        return {"community": self._community, "channel": message.channel, "message_id": message.id}
