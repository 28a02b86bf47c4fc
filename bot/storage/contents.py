"""Every revision that was seen, with its text where that is kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, insert, literal_column, or_, tuple_, update
from sqlmodel import col, select

from bot.core.cases import AppealState, CaseState
from bot.core.content import Author, Content, Message
from bot.pipeline.screen import repeat_key
from bot.ports.books import Footprint
from bot.storage.tables import CaseRow, ContentRow, DecisionRow, table_of
from bot.storage.tables_outbox import AppealRow, CardRow, ReportRow, UnscoredRow, UnscoredState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.storage.scope import Scope

_HERE = col(ContentRow.community) == bindparam("of_community")
_MESSAGE = (
    _HERE,
    col(ContentRow.channel) == bindparam("channel"),
    col(ContentRow.message_id) == bindparam("message_id"),
)
_REVISION = (*_MESSAGE, col(ContentRow.revision) == bindparam("of_revision"))
_NEWEST_FIRST = col(ContentRow.revision).desc()
_KEEPS_TEXT = col(ContentRow.sealed).is_not(None)
_LATEST = select(ContentRow).where(*_MESSAGE).order_by(_NEWEST_FIRST).limit(1)
_KNOWN = select(ContentRow.id, ContentRow.sealed, ContentRow.member).where(*_REVISION)
_ADD = insert(table_of(ContentRow))
_ADD_TEXT = update(ContentRow).where(col(ContentRow.id) == bindparam("row")).values(sealed=bindparam("text"))
_KEPT_LATEST = select(ContentRow).where(*_MESSAGE, _KEEPS_TEXT).order_by(_NEWEST_FIRST).limit(1)
_KEPT = select(ContentRow).where(*_REVISION, _KEEPS_TEXT)
_SINCE = (
    select(ContentRow)
    .where(_HERE, col(ContentRow.at) >= bindparam("moment"))
    .order_by(col(ContentRow.at).desc(), col(ContentRow.id).desc())
    .limit(bindparam("most"))
)

_OLD = col(ContentRow.at) < bindparam("before")
_ANY_OLD = select(ContentRow.id).where(_HERE, _OLD).limit(1)
_ANOTHER = (
    select(ContentRow.id)
    .where(
        _HERE,
        col(ContentRow.member) == bindparam("by"),
        or_(col(ContentRow.channel) != bindparam("channel"), col(ContentRow.message_id) != bindparam("message_id")),
    )
    .limit(1)
)
_ITS_CASES = and_(
    col(CaseRow.community) == col(ContentRow.community),
    col(CaseRow.channel) == col(ContentRow.channel),
    col(CaseRow.message_id) == col(ContentRow.message_id),
)
# With a bare column SQLite would walk all decisions that have a case, and not those on the message.
_IN_A_CASE: ColumnElement[int] = literal_column("+decision.case_number")
# Or those of an incident that it is a further message of.
_JOINED = and_(
    col(DecisionRow.community) == col(ContentRow.community),
    col(DecisionRow.channel) == col(ContentRow.channel),
    col(DecisionRow.message_id) == col(ContentRow.message_id),
    _IN_A_CASE > 0,
)
_HAS_CASE = or_(exists().where(_ITS_CASES), exists().where(_JOINED))
_WAITS = exists().where(
    col(AppealRow.community) == col(CaseRow.community),
    col(AppealRow.case_number) == col(CaseRow.number),
    col(AppealRow.state) == AppealState.WAITING.value,
)
_IS_OPEN = col(CaseRow.state) == CaseState.OPEN.value
_NEEDED = or_(col(CaseRow.changed_at) >= bindparam("before"), _IS_OPEN, _WAITS)
_JOINED_CASES = and_(
    _JOINED,
    col(CaseRow.community) == col(DecisionRow.community),
    col(CaseRow.number) == col(DecisionRow.case_number),
)
_HAS_YOUNG_CASE = or_(exists().where(_ITS_CASES, _NEEDED), exists().where(_JOINED_CASES, _NEEDED))
_FORGET_TEXT = update(ContentRow).values(sealed=None).execution_options(synchronize_session=False)
_WAITS_FOR_SCORES = exists().where(
    col(UnscoredRow.community) == col(ContentRow.community),
    col(UnscoredRow.channel) == col(ContentRow.channel),
    col(UnscoredRow.message_id) == col(ContentRow.message_id),
    col(UnscoredRow.revision) == col(ContentRow.revision),
    col(UnscoredRow.state) == UnscoredState.WAITING.value,
    col(UnscoredRow.since) >= bindparam("waiting_since"),
)
_FORGET_CLEAN = _FORGET_TEXT.where(_HERE, _KEEPS_TEXT, _OLD, ~_HAS_CASE, ~_WAITS_FOR_SCORES)
_FORGET_MESSAGE = _FORGET_TEXT.where(
    _HERE,
    col(ContentRow.channel) == bindparam("in_channel"),
    col(ContentRow.message_id) == bindparam("of_message"),
    _KEEPS_TEXT,
    ~_HAS_CASE,
)
# The bound on `at` leaves nothing out: with it SQLite reads the index of kept texts, and not every message.
_EVER = col(ContentRow.at) >= datetime(1970, 1, 1, tzinfo=UTC)
_OLD_EVIDENCE = (_HERE, _KEEPS_TEXT, _EVER, _HAS_CASE, ~_HAS_YOUNG_CASE, ~_WAITS_FOR_SCORES)
_FORGET_EVIDENCE = _FORGET_TEXT.where(*_OLD_EVIDENCE)
_OLD_APPEALS = (
    col(AppealRow.community) == bindparam("of_community"),
    col(AppealRow.state).in_([str(AppealState.GRANTED), str(AppealState.DENIED)]),
    col(AppealRow.decided_at) < bindparam("before"),
    col(AppealRow.sealed) != b"",
)
_FORGET_APPEALS = update(AppealRow).values(sealed=b"").where(*_OLD_APPEALS).execution_options(synchronize_session=False)
# A card that shows what goes now has to be shown again.
_SHOW_AGAIN = (
    update(CardRow)
    .values(shown=0)
    .where(col(CardRow.community) == bindparam("of_community"), col(CardRow.place) != "")
    .execution_options(synchronize_session=False)
)
_SHOW_WITHOUT_EVIDENCE = _SHOW_AGAIN.where(
    col(CardRow.case_number).in_(
        select(CaseRow.number).where(
            col(CaseRow.community) == bindparam("of_community"),
            tuple_(CaseRow.channel, CaseRow.message_id).in_(
                select(ContentRow.channel, ContentRow.message_id).where(*_OLD_EVIDENCE)
            ),
        )
    )
)
_SHOW_WITHOUT_APPEAL = _SHOW_AGAIN.where(
    col(CardRow.case_number).in_(select(AppealRow.case_number).where(*_OLD_APPEALS))
)
_FORGETTABLE = (_HERE, _OLD, ~_KEEPS_TEXT, ~_HAS_CASE)
_FORGET_FOOTPRINTS = delete(ContentRow).where(*_FORGETTABLE).execution_options(synchronize_session=False)
# A decision without a case is there so that a message is not decided twice; it goes with the message.
_FORGET_DECISIONS = (
    delete(DecisionRow)
    .where(
        col(DecisionRow.community) == bindparam("of_community"),
        col(DecisionRow.case_number) == 0,
        exists().where(
            *_FORGETTABLE,
            col(ContentRow.channel) == col(DecisionRow.channel),
            col(ContentRow.message_id) == col(DecisionRow.message_id),
            col(ContentRow.revision) == col(DecisionRow.revision),
        ),
    )
    .execution_options(synchronize_session=False)
)
_FORGET_REPORTS = (
    delete(ReportRow)
    .where(
        col(ReportRow.community) == bindparam("of_community"),
        tuple_(ReportRow.channel, ReportRow.message_id).in_(
            select(ContentRow.channel, ContentRow.message_id).where(*_FORGETTABLE)
        ),
    )
    .execution_options(synchronize_session=False)
)


class SqlContents:
    """Contents of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._session, self._scope = scope.session, scope

    async def latest(self, message: Message) -> Footprint | None:
        """Return the latest revision that was seen."""
        row = (await self._session.exec(_LATEST, params=self._on(message))).first()
        return None if row is None else _footprint(row)

    async def add(self, content: Content, *, keep: bool) -> bool:
        """Enter a revision; return False where it was there already (with keep, its text is added then)."""
        self._scope.own(content.community)
        asked = {**self._on(content.message), "of_revision": content.revision}
        known = (await self._session.exec(_KNOWN, params=asked)).first()
        if known is None:
            await self._session.exec(_ADD, params=self._row(content, keep=keep))
            return True
        row, sealed, member = known
        # The row of a member who was erased is nobody's: their name must not come back with the text.
        if keep and sealed is None and member == content.author.id:
            await self._session.exec(_ADD_TEXT, params={"row": row, "text": self._sealed(content)})
        return False

    async def kept(self, message: Message, revision: int | None = None) -> Content | None:
        """Return a revision with its text, the latest kept by default; None where no text is kept."""
        if revision is None:
            found = await self._session.exec(_KEPT_LATEST, params=self._on(message))
        else:
            found = await self._session.exec(_KEPT, params={**self._on(message), "of_revision": revision})
        row = found.first()
        return None if row is None else self._content(row)

    async def since(self, at: datetime, limit: int) -> Sequence[Footprint]:
        """Return what was written since a moment, the latest `limit`, oldest first."""
        asked = {"of_community": self._scope.community, "moment": at, "most": limit}
        rows = (await self._session.exec(_SINCE, params=asked)).all()
        return [_footprint(row) for row in reversed(rows)]

    async def is_newcomer(self, content: Content, since: datetime) -> bool:
        """Tell whether nothing else by the author was seen, although others' messages were since before a moment."""
        here = {"of_community": self._scope.community, "before": since}
        if (await self._session.exec(_ANY_OLD, params=here)).first() is None:
            return False
        asked = {**self._on(content.message), "by": content.author.id}
        return (await self._session.exec(_ANOTHER, params=asked)).first() is None

    async def forget_texts(self, before: datetime, clean_before: datetime) -> int:
        """Remove the texts of messages whose case last changed before a moment, is not open and has no waiting appeal.

        Texts without a case go where they were written before `clean_before`, those of appeals where they were decided
        before the first moment. What waits for scores since then stays. Returns how many went.
        """
        here = {"of_community": self._scope.community}
        texts = {**here, "waiting_since": before}
        await self._session.exec(_SHOW_WITHOUT_EVIDENCE, params={**texts, "before": before})
        await self._session.exec(_SHOW_WITHOUT_APPEAL, params={**here, "before": before})
        clean = await self._session.exec(_FORGET_CLEAN, params={**texts, "before": clean_before})
        evidence = await self._session.exec(_FORGET_EVIDENCE, params={**texts, "before": before})
        appeals = await self._session.exec(_FORGET_APPEALS, params={**here, "before": before})
        forgotten = clean.rowcount + evidence.rowcount + appeals.rowcount
        self._scope.home.forgets |= forgotten > 0
        return forgotten

    async def forget_text(self, message: Message) -> None:
        """Remove the texts of a message that has no case."""
        asked = {"of_community": self._scope.community, "in_channel": message.channel, "of_message": message.id}
        done = await self._session.exec(_FORGET_MESSAGE, params=asked)
        self._scope.home.forgets |= done.rowcount > 0

    async def forget_footprints(self, before: datetime) -> int:
        """Remove what was written before a moment and has neither case nor text, and reports of it; return how many."""
        asked = {"of_community": self._scope.community, "before": before}
        await self._session.exec(_FORGET_DECISIONS, params=asked)
        await self._session.exec(_FORGET_REPORTS, params=asked)
        return (await self._session.exec(_FORGET_FOOTPRINTS, params=asked)).rowcount

    def _on(self, message: Message) -> dict[str, object]:
        return {"of_community": self._scope.community, "channel": message.channel, "message_id": message.id}

    def _row(self, content: Content, *, keep: bool) -> dict[str, object]:
        key = repeat_key(content.text)
        return {
            "community": content.community,
            "channel": content.channel,
            "message_id": content.id,
            "revision": content.revision,
            "member": content.author.id,
            "at": content.at,
            "mentions": content.mentions,
            "mark": self._scope.mark(key),
            "length": len(key),
            "sealed": self._sealed(content) if keep else None,
        }

    def _sealed(self, content: Content) -> bytes:
        author = content.author
        plain = {
            "text": content.text,
            "name": author.name,
            "roles": sorted(author.roles),
            "is_bot": author.is_bot,
            "reports": content.reports,
            "within": sorted(content.within),
            "automod": sorted(content.automod),
            "thread": content.thread,
        }
        # Not in ASCII: two lone surrogates would come back as one character.
        return self._scope.vault.seal(json.dumps(plain, ensure_ascii=False))

    def _content(self, row: ContentRow) -> Content:
        plain = json.loads(self._scope.vault.unseal(row.sealed or b""))
        return Content(
            community=row.community,
            channel=row.channel,
            id=row.message_id,
            author=Author(row.member, plain["name"], frozenset(plain["roles"]), plain["is_bot"]),
            text=plain["text"],
            at=row.at,
            revision=row.revision,
            mentions=row.mentions,
            reports=plain["reports"],
            within=frozenset(plain.get("within", ())),  # older rows lack it, and the next two
            automod=frozenset(plain.get("automod", ())),
            thread=plain.get("thread", ""),
        )


def _footprint(row: ContentRow) -> Footprint:
    message = Message(row.channel, row.message_id)
    return Footprint(message, row.member, row.revision, row.at, row.mentions, row.mark, row.length)
