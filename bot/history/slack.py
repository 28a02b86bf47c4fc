"""Slack exports: a folder or zip with lists of users and channels, and one file per channel and day."""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass, field
from itertools import count, groupby
from typing import TYPE_CHECKING

from bot.core.content import Author, Content
from bot.core.loose import inner, words
from bot.core.slack_text import SLACKBOT, SPOKEN, calls, message_text, user_name
from bot.history.fields import as_object, name_of, optional_text, required_text
from bot.history.json_stream import JsonStream, elements
from bot.history.limits import HELD_RECORDS
from bot.history.moments import parse_moment
from bot.history.records import BadRecord, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.core.loose import Object
    from bot.history.records import Record
    from bot.history.sources import ExportFiles

_DAY = re.compile(r"([^/]+)/([0-9]{4}-[0-9]{2}-[0-9]{2})\.json")


@dataclass(frozen=True, slots=True)
class _Users:
    """What the export's list says of its users, by user id."""

    names: dict[str, str] = field(default_factory=dict)
    roles: dict[str, frozenset[str]] = field(default_factory=dict)
    bots: set[str] = field(default_factory=set)


def is_slack_export(names: Iterable[str]) -> bool:
    """Return whether file names inside a folder or zip are those of a Slack export."""
    return any(name in ("channels.json", "groups.json") or _DAY.fullmatch(name) for name in names)


def read_slack(files: ExportFiles, community: str) -> Iterator[Record]:
    """Yield an export's messages by time over all channels, day by day.

    A content's channel is the channel's name, its id the message's `ts`. The export has only the last text of an
    edited message, so that one comes as revision 1. Owners and admins have the roles `owner` and `admin`.
    """
    with files:
        names, refused = files.names()
        yield from refused
        users = _Users()
        for name in ("users.json", "org_users.json"):
            if name in names:
                yield from _read_users(files, name, users)
        days = sorted((found[2], name) for name in names if (found := _DAY.fullmatch(name)))
        for _, day in groupby(days, key=lambda each: each[0]):
            yield from _in_order(record for _, name in day for record in _read_day(files, name, users, community))


def _in_order(records: Iterable[Record]) -> Iterator[Record]:
    """Yield contents by time, holding at most HELD_RECORDS; what could not be read comes as it is met."""
    held: list[tuple[datetime, int, Content]] = []
    numbers = count()
    for record in records:
        if isinstance(record, BadRecord):
            yield record
            continue
        heapq.heappush(held, (record.at, next(numbers), record))
        if len(held) > HELD_RECORDS:
            yield heapq.heappop(held)[2]
    while held:
        yield heapq.heappop(held)[2]


def _read_users(files: ExportFiles, name: str, users: _Users) -> Iterator[BadRecord]:
    for index, value in elements(JsonStream(files.chunks(name))):
        try:
            _enter_user(as_object(value), users)
        except UnreadableError as error:
            yield BadRecord(f"{name}:{index}", str(error))


def _enter_user(user: Object, users: _Users) -> None:
    id_ = required_text(user, "id")
    users.names[id_] = user_name(user) or id_
    held = {"owner": user.get("is_owner") or user.get("is_primary_owner"), "admin": user.get("is_admin")}
    users.roles[id_] = frozenset(role for role, holds in held.items() if holds)
    if user.get("is_bot") or id_ == SLACKBOT:
        users.bots.add(id_)


def _read_day(files: ExportFiles, name: str, users: _Users, community: str) -> Iterator[Record]:
    channel = name.split("/", maxsplit=1)[0]
    for index, value in elements(JsonStream(files.chunks(name))):
        try:
            message = as_object(value)
            if message.get("type") == "message" and words(message, "subtype") in SPOKEN:
                yield _content(message, users, community, channel)
        except UnreadableError as error:
            yield BadRecord(f"{name}:{index}", str(error))


def _content(message: Object, users: _Users, community: str, channel: str) -> Content:
    stamp = required_text(message, "ts")
    optional_text(message, "text")  # of another type it is no message
    return Content(
        community=community,
        channel=channel,
        id=stamp,
        author=_author(message, users),
        text=message_text(message, users.names),
        at=parse_moment(stamp),
        revision=1 if inner(message, "edited") else 0,
        mentions=len(calls(message)),
    )


def _author(message: Object, users: _Users) -> Author:
    user, bot = name_of(message, "user"), name_of(message, "bot_id")
    id_ = user or bot or words(message, "username") or "unknown"
    profile = inner(message, "user_profile")
    spoken = (users.names.get(id_, ""), words(profile, "display_name"), words(profile, "real_name"))
    shown = (*spoken, words(message, "username"), words(inner(message, "bot_profile"), "name"), id_)
    # An app may post in a member's name, with a bot id beside the member's own: that is the member speaking.
    alone = bot is not None and (user is None or user not in users.names)
    return Author(
        id=id_,
        name=next(each for each in shown if each),
        roles=users.roles.get(id_, frozenset()),
        is_bot=words(message, "subtype") == "bot_message" or id_ in users.bots or id_ == SLACKBOT or alone,
    )
