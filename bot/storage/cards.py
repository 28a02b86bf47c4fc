"""Where moderators see each case, and which cards do not show all that happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, case, func, literal, literal_column, update
from sqlalchemy import select as sql_select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from bot.storage.tables import CaseRow, table_of
from bot.storage.tables_outbox import CHANGED, CardMarkRow, CardRow, JournalRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from bot.storage.scope import Scope

# So much of the journal is looked through at once: other transactions wait for this one.
_STRIDE = 10_000
_AT_A_TIME = 500
_CARD, _MARK, _JOURNAL = table_of(CardRow), table_of(CardMarkRow), table_of(JournalRow)
_KEY = ["community", "case_number"]
_HERE = col(CardRow.community) == bindparam("of_community")
_LOOKED = select(CardMarkRow.seq).where(col(CardMarkRow.community) == bindparam("of_community")).limit(1)
_CHANGED = (
    select(CardRow.case_number, CardRow.seq)
    .where(_HERE, literal_column(CHANGED))
    .order_by(col(CardRow.seq))
    .limit(bindparam("most"))
)
_PLACE = select(CardRow.place).where(_HERE, col(CardRow.case_number) == bindparam("of_case"))
# With a bare column SQLite would walk the whole community by case, and not the little that is new.
_BY_CASE: ColumnElement[int] = literal_column("+journal.case_number")
_NEWS = (
    sql_select(_JOURNAL.c.community, _BY_CASE, func.max(_JOURNAL.c.seq), literal(0), literal(""))
    .where(
        _JOURNAL.c.community == bindparam("of_community"),
        _JOURNAL.c.seq > bindparam("after"),
        _JOURNAL.c.seq <= bindparam("up_to"),
        _BY_CASE > 0,
    )
    .group_by(_JOURNAL.c.community, _BY_CASE)
)


class _Writing(NamedTuple):
    """What is written, in one dialect."""

    enter_news: sqlite.Insert | postgresql.Insert
    set_mark: sqlite.Insert | postgresql.Insert
    show: sqlite.Insert | postgresql.Insert


def _writing(insert: type[sqlite.Insert | postgresql.Insert]) -> _Writing:
    news = insert(_CARD).from_select([*_KEY, "seq", "shown", "place"], _NEWS)
    mark, card = insert(_MARK), insert(_CARD)
    place, shown = card.excluded.place, _later(_CARD.c.shown, card.excluded.shown)
    return _Writing(
        news.on_conflict_do_update(index_elements=_KEY, set_={"seq": _later(_CARD.c.seq, news.excluded.seq)}),
        mark.on_conflict_do_update(index_elements=["community"], set_={"seq": mark.excluded.seq}),
        card.on_conflict_do_update(index_elements=_KEY, set_={"place": place, "shown": shown}),
    )


def _later(ours: ColumnElement[int], given: ColumnElement[int]) -> ColumnElement[int]:
    return case((given > ours, given), else_=ours)


_WRITING = {"sqlite": _writing(sqlite.Insert), "postgresql": _writing(postgresql.Insert)}
_AGAIN = update(CardRow).values(seq=bindparam("news")).execution_options(synchronize_session=False)
_AGAIN_OF_MEMBER = _AGAIN.where(
    _HERE,
    col(CardRow.case_number).in_(
        select(CaseRow.number).where(
            col(CaseRow.community) == bindparam("of_community"), col(CaseRow.member) == bindparam("of_member")
        )
    ),
)
_AGAIN_AFTER = _AGAIN.where(
    _HERE,
    col(CardRow.case_number).in_(
        select(JournalRow.case_number).where(
            col(JournalRow.community) == bindparam("of_community"),
            col(JournalRow.seq).in_(bindparam("seqs", expanding=True)),
        )
    ),
)


class SqlCards:
    """Cards of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._session, self._scope = scope.session, scope
        self._writing = _WRITING[scope.session.get_bind().dialect.name]

    async def changed(self, limit: int) -> Sequence[tuple[int, int]]:
        """Return the cases on which something happened since their card was last shown, the longest unchanged first.

        Each comes with the number of its latest journal entry. A backlog may come bit by bit: ask again.
        """
        await self._look()
        rows = await self._session.exec(_CHANGED, params={**self._here(), "most": limit})
        return [(number, seq) for number, seq in rows]

    async def place(self, case: int) -> str:
        """Return where a case's card is, empty where it has none."""
        return (await self._session.exec(_PLACE, params={**self._here(), "of_case": case})).first() or ""

    async def shown(self, case: int, seq: int, place: str) -> None:
        """Note where a case's card is, and up to which entry it shows; an earlier one changes only the place."""
        row = {"community": self._scope.community, "case_number": case, "seq": seq, "shown": seq, "place": place}
        await self._session.exec(self._writing.show, params=row)

    async def again(self, member: str, seqs: Sequence[int]) -> None:
        """Let the cards change that show a member, or what these journal entries said: both were just removed.

        It counts as news of the journal's latest entry, which no card shows.
        """
        asked = {**self._here(), "news": self._scope.home.journal_seq}
        await self._session.exec(_AGAIN_OF_MEMBER, params={**asked, "of_member": member})
        for start in range(0, len(seqs), _AT_A_TIME):
            await self._session.exec(_AGAIN_AFTER, params={**asked, "seqs": list(seqs[start : start + _AT_A_TIME])})

    async def _look(self) -> None:
        """Enter the cases of which the journal has news since the last look."""
        looked = (await self._session.exec(_LOOKED, params=self._here())).first() or 0
        up_to = min(self._scope.home.journal_seq, looked + _STRIDE)
        if up_to > looked:
            asked = {**self._here(), "after": looked, "up_to": up_to}
            await self._session.exec(self._writing.enter_news, params=asked)
            await self._session.exec(self._writing.set_mark, params={"community": self._scope.community, "seq": up_to})

    def _here(self) -> dict[str, object]:
        return {"of_community": self._scope.community}
