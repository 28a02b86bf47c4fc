"""JSON Lines: one object a line, of which only `text` is required."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.core.content import Author, Content
from bot.history.fields import count_of, decode_object, flag_of, name_of, names_of, required_text
from bot.history.json_stream import BrokenStreamError
from bot.history.limits import EDITS_REMEMBERED, LINE_BYTES
from bot.history.moments import parse_moment
from bot.history.records import BadRecord, UnreadableError
from bot.history.sources import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.core.loose import Object
    from bot.history.records import Record, Tally

# Records without a time follow each other at this distance.
_APART = timedelta(minutes=1)
_START = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Seen:
    text_hash: int
    revision: int


class JsonLinesReader:
    """Reads files of JSON Lines in file order.

    A record without an id takes its line number; without a channel, `unknown`; without an author, a member of its
    own, so that no flood and no strike is made up. One without a time is placed a minute after the record before it
    and counted in `tally.untimed`. A repeated id in the same channel with another text is an edit: the next revision.
    """

    def __init__(self, community: str, tally: Tally, *, several: bool = False) -> None:
        self._community = community
        self._tally = tally
        self._several = several
        self._last = _START - _APART
        self._seen: OrderedDict[tuple[str, str], _Seen] = OrderedDict()

    def read(self, path: Path) -> Iterator[Record]:
        """Yield the records of one file."""
        number = 0
        try:
            for number, line in enumerate(lines_of(path), start=1):
                if line is None or line.strip():
                    yield self._record(path.name, number, line)
        except BrokenStreamError as error:
            yield BadRecord(f"{path.name}:{number + 1}", str(error))

    def _record(self, name: str, number: int, line: bytes | None) -> Record:
        try:
            return self._content(
                decode_object(_decoded(line, number)), f"{name}:{number}" if self._several else str(number)
            )
        except UnreadableError as error:
            return BadRecord(f"{name}:{number}", str(error))

    def _content(self, record: Object, own: str) -> Content:
        text = required_text(record, "text")
        channel = name_of(record, "channel") or "unknown"
        named = name_of(record, "edited_from") or name_of(record, "id")
        author = name_of(record, "author") or f"unknown-{own}"
        content = Content(
            community=self._community,
            channel=channel,
            id=named or own,
            author=Author(author, author, names_of(record, "roles"), flag_of(record, "bot")),
            text=text,
            at=self._last + _APART if record.get("ts") is None else parse_moment(record["ts"]),
            revision=self._revision(record, (channel, named), text) if named else count_of(record, "revision"),
            mentions=count_of(record, "mentions"),
            reports=count_of(record, "reports"),
        )
        if named:
            self._remember((channel, named), _Seen(hash(text), content.revision))
        self._last = content.at
        self._tally.untimed += record.get("ts") is None
        return content

    def _revision(self, record: Object, key: tuple[str, str], text: str) -> int:
        before = self._seen.get(key)
        if record.get("revision") is not None:
            return count_of(record, "revision")
        if before is None:
            return 1 if record.get("edited_from") is not None else 0
        if before.text_hash == hash(text):
            raise UnreadableError(f"repeats {key[1]!r} in {key[0]!r} with the same text")
        return before.revision + 1

    def _remember(self, key: tuple[str, str], seen: _Seen) -> None:
        self._seen[key] = seen
        self._seen.move_to_end(key)
        if len(self._seen) > EDITS_REMEMBERED:
            self._seen.popitem(last=False)


def _decoded(line: bytes | None, number: int) -> str:
    if line is None:
        raise UnreadableError(f"is longer than {LINE_BYTES >> 20} MiB")
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"is not UTF-8: {error.reason} at byte {error.start}") from None
