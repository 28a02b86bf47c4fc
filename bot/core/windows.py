"""Counts per member in sliding windows of time: messages, repeats of one text, people mentioned."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import OrderedDict
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, assert_never

from bot.core.signals import Window, WindowKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.content import Content

# "ok", "+1" and "ja" are said again and again in good faith; a flood of them still counts as messages.
SHORTEST_REPEAT = 4


@dataclass(frozen=True, slots=True, order=True)
class _Seen:
    """One message, without its text. `at` is in seconds since the epoch."""

    at: float
    id: tuple[str, str]
    text: int | None = field(compare=False)
    mentions: int = field(compare=False)


_at = attrgetter("at")


@dataclass(slots=True)
class _Member:
    """What a member wrote lately, in order of time."""

    seen: list[_Seen] = field(default_factory=list)
    by_id: dict[tuple[str, str], _Seen] = field(default_factory=dict)

    def add(self, message: _Seen) -> None:
        if known := self.by_id.get(message.id):
            del self.seen[bisect_left(self.seen, known)]
        insort(self.seen, message)
        self.by_id[message.id] = message

    def drop(self, count: int) -> None:
        for message in self.seen[:count]:
            del self.by_id[message.id]
        del self.seen[:count]


class Windows:
    """Remembers the last messages of each member of each community, and no text.

    It has no clock: the messages' own time counts, so it does not matter in which order they come. A revision takes
    the place of the one before it.

    At most `messages` are kept per member and `members` in all, the latest; nothing is kept for longer than twice the
    longest window, within which a message that comes late is still counted exactly.
    """

    def __init__(self, *, messages: int = 500, members: int = 50_000) -> None:
        self._messages = messages
        self._most_members = members
        self._members: OrderedDict[tuple[str, str], _Member] = OrderedDict()

    @property
    def held(self) -> int:
        """How many messages are remembered, of all members."""
        return sum(len(member.seen) for member in self._members.values())

    def observe(self, content: Content, text_key: str, windows: frozenset[Window]) -> Mapping[Window, int]:
        """Remember a message and count, this message included, what lies in the `seconds` up to it.

        `text_key`: equal for texts that repeat each other, such as their matching views.
        """
        if not windows:
            return {}
        text = hash(text_key) if len(text_key) >= SHORTEST_REPEAT else None
        message = _Seen(content.at.timestamp(), (content.channel, content.id), text, content.mentions)
        kept_from = message.at - 2 * max(window.seconds for window in windows)
        member = self._member(content, kept_from)
        member.add(message)
        counts = {window: _count(window, message, member.seen) for window in windows}
        member.drop(max(bisect_left(member.seen, kept_from, key=_at), len(member.seen) - self._messages))
        return counts

    def _member(self, content: Content, kept_from: float) -> _Member:
        key = (content.community, content.author.id)
        member = self._members.setdefault(key, _Member())
        self._members.move_to_end(key)
        # Two at a time are enough: they go faster than one new member a message can come.
        for _ in range(2):
            idle = next(iter(self._members))
            seen = self._members[idle].seen
            if idle != key and (len(self._members) > self._most_members or not seen or seen[-1].at < kept_from):
                del self._members[idle]
        return member


def _count(window: Window, message: _Seen, seen: Sequence[_Seen]) -> int:
    first = bisect_right(seen, message.at - window.seconds, key=_at)
    last = bisect_right(seen, message.at, key=_at)
    match window.kind:
        case WindowKind.MESSAGES:
            return last - first
        case WindowKind.REPEATS:
            if message.text is None:
                return 1
            return sum(each.text == message.text for each in seen[first:last])
        case WindowKind.MENTIONS:
            if not message.mentions:
                return 0  # who called many a minute ago may still say thanks
            return sum(each.mentions for each in seen[first:last])
        case _:
            assert_never(window.kind)
