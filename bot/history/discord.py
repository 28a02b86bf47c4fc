"""JSON exports by DiscordChatExporter: one file per channel, thread or part of one."""

from __future__ import annotations

import heapq
import re
from typing import TYPE_CHECKING

from bot.core.content import Author, Content
from bot.core.loose import inner, objects, words
from bot.history.fields import as_object, flag_of, name_of, optional_text, required_text
from bot.history.json_stream import BrokenStreamError, JsonStream, elements
from bot.history.moments import EPOCH, parse_moment
from bot.history.records import BadRecord, UnreadableError
from bot.history.sources import file_chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bot.core.loose import Object
    from bot.history.records import Record, Timed

# What a member or a bot says; every other type is Discord telling what happened.
_SPOKEN = ("Default", "Reply")
_HEAD = re.compile(r'\s*\{\s*"(?:(?:guild|channel)"\s*:\s*\{|messages"\s*:\s*\[)')


def is_discord_export(head: str) -> bool:
    """Return whether a file that begins with `head` is such an export."""
    return _HEAD.match(head) is not None


def read_discord(paths: Iterable[Path], community: str | None) -> Iterator[Record]:
    """Yield the messages of all files by time.

    A content's channel is the channel's name, its community the guild's id unless one is given. The export has only
    the last text of an edited message, so that one comes as revision 1. Embeds count as text for bots alone: under a
    member's message they are previews that Discord made of a link.
    """
    streams = [_read_file(path, community) for path in paths]
    for _, record in heapq.merge(*streams, key=lambda each: each[0]):
        yield record


def _read_file(path: Path, community: str | None) -> Iterator[Timed]:
    """Yield a file's records, each with the time of the last content up to it."""
    stream = JsonStream(file_chunks(path))
    last = EPOCH
    try:
        head = _head(stream)
    except (BrokenStreamError, UnreadableError) as error:
        yield last, BadRecord(f"{path.name}:0", f"is not an export of a channel: {error}")
        return
    for index, value in elements(stream):
        try:
            content = _content(as_object(value), head, community or words(inner(head, "guild"), "id") or path.stem)
        except UnreadableError as error:
            yield last, BadRecord(f"{path.name}:{index}", str(error))
            continue
        if content is not None:
            last = max(last, content.at)
            yield content.at, content


def _head(stream: JsonStream) -> Object:
    """Return what stands before the messages, and leave the stream at their list."""
    head: Object = {}
    if not stream.take("{"):
        raise UnreadableError("is no object")
    while True:
        key = stream.value()
        if not isinstance(key, str) or not stream.take(":"):
            raise UnreadableError("no messages in it")
        if key == "messages":
            return head
        head[key] = stream.value()
        if not stream.take(","):
            raise UnreadableError("no messages in it")


def _content(message: Object, head: Object, community: str) -> Content | None:
    """Return a message, or None for one by which Discord tells what happened."""
    if words(message, "type") not in _SPOKEN:
        return None
    author = _author(as_object(message.get("author")))
    channel = inner(head, "channel")
    return Content(
        community=community,
        channel=words(channel, "name") or words(channel, "id") or "unknown",
        id=name_of(message, "id") or _missing("id"),
        author=author,
        text=_text(message, author),
        at=parse_moment(message.get("timestamp")),
        revision=0 if message.get("timestampEdited") is None else 1,
        mentions=len({words(each, "id") for each in objects(message, "mentions")}),
    )


def _author(author: Object) -> Author:
    id_ = name_of(author, "id") or _missing("id of the author")
    roles = frozenset(words(each, "name") for each in objects(author, "roles")) - {""}
    return Author(id_, words(author, "nickname") or words(author, "name") or id_, roles, flag_of(author, "isBot"))


def _text(message: Object, author: Author) -> str:
    forwarded = inner(message, "forwardedMessage")
    parts = [required_text(message, "content"), optional_text(forwarded, "content")]
    if author.is_bot:
        parts.extend(part for embed in objects(message, "embeds") for part in _embed_parts(embed))
    return "\n".join(each for each in parts if each)


def _embed_parts(embed: Object) -> Iterator[str]:
    yield words(embed, "title")
    yield words(embed, "description")
    for field in objects(embed, "fields"):
        yield words(field, "name")
        yield words(field, "value")
    yield words(inner(embed, "footer"), "text")


def _missing(what: str) -> str:
    raise UnreadableError(f"has no {what}")
