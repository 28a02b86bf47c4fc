"""Opens a chat history of any form that is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.history.discord import is_discord_export, read_discord
from bot.history.fields import decode_object
from bot.history.json_stream import BrokenStreamError
from bot.history.jsonl import JsonLinesReader
from bot.history.limits import CHUNK_BYTES
from bot.history.records import HistoryError, Tally, UnreadableError
from bot.history.slack import is_slack_export, read_slack
from bot.history.sources import FolderFiles, ZipFiles, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.history.records import Record

_ACCEPTED = (
    "accepted are a Slack export (folder or .zip), DiscordChatExporter JSON (file or folder), "
    "and JSON Lines with at least a text in each line (.jsonl, .jsonl.gz, or a folder of them)"
)
_LINE_NAMES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Form(StrEnum):
    """The forms of history that are known."""

    SLACK = "Slack export"
    DISCORD = "DiscordChatExporter JSON"
    LINES = "JSON Lines"


@dataclass(frozen=True, slots=True)
class History:
    """An opened history. It can be gone through once; `tally` counts along."""

    form: Form
    records: Iterator[Record]
    tally: Tally

    def __iter__(self) -> Iterator[Record]:
        return self.records


def open_history(path: Path, community: str | None = None) -> History:
    """Open a history: Slack and Discord come by time over all channels, JSON Lines in file order.

    `community` is the community of every content; by default a Discord guild's id, else the name of the file or
    folder. Raises HistoryError at once for a path that is missing or in no known form; a fault inside it never
    raises, but comes as a BadRecord.
    """
    try:
        if path.is_dir():
            return _open_folder(path, community)
        if path.is_file():
            return _open_file(path, community)
        found = path.exists()
    except OSError as error:
        raise HistoryError(f"{path} can not be read ({error.strerror or error}); {_ACCEPTED}") from None
    raise HistoryError(f"{path} {'is no file or folder' if found else 'does not exist'}; {_ACCEPTED}")


def _open_folder(path: Path, community: str | None) -> History:
    files = FolderFiles(path)
    name = path.resolve().name
    if is_slack_export(files.names()[0]):
        return _history(Form.SLACK, read_slack(files, community or name))
    inside = sorted(each for each in path.iterdir() if each.is_file())
    exports = [each for each in inside if each.suffix == ".json"]
    if any(is_discord_export(_head_text(each)) for each in exports):
        return _history(Form.DISCORD, read_discord(exports, community))
    if lines := [each for each in inside if each.name.endswith(_LINE_NAMES)]:
        return _lines(lines, community or name)
    raise HistoryError(f"{path} is a folder in no known form; {_ACCEPTED}")


def _open_file(path: Path, community: str | None) -> History:
    head = _head(path)
    name = community or path.name.split(".")[0] or path.name
    if head.startswith(_UTF16):
        raise HistoryError(f"{path} is UTF-16; save it as UTF-8; {_ACCEPTED}")
    if head.startswith(b"PK"):
        files = ZipFiles(path)
        if is_slack_export(files.names()[0]):
            return _history(Form.SLACK, read_slack(files, name))
    elif is_discord_export(_head_text(path)):
        return _history(Form.DISCORD, read_discord([path], community))
    elif path.name.endswith(_LINE_NAMES) or _begins_with_record(path):
        return _lines([path], name)
    raise HistoryError(f"{path} is a file in no known form; {_ACCEPTED}")


def _lines(paths: Sequence[Path], community: str) -> History:
    tally = Tally()
    reader = JsonLinesReader(community, tally, several=len(paths) > 1)
    return History(Form.LINES, (record for path in paths for record in reader.read(path)), tally)


def _history(form: Form, records: Iterator[Record]) -> History:
    return History(form, records, Tally())


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(CHUNK_BYTES)


def _head_text(path: Path) -> str:
    return _head(path).decode("utf-8-sig", "replace")


def _begins_with_record(path: Path) -> bool:
    """Return whether the first line is an object with a text."""
    try:
        line = next(lines_of(path), None)
        return "text" in decode_object((line or b"").decode("utf-8-sig"))
    except (BrokenStreamError, UnreadableError, UnicodeDecodeError):
        return False
