"""A Slack message, from an event or the history, as content: every place where a member can put words.

Nothing here asks Slack. Who wrote it, what a channel is called and whom it names is known to whoever makes content of
what was said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.content import Content, Message, Part
from bot.core.loose import inner, words
from bot.core.slack_text import SLACKBOT, SPOKEN, calls, has_preview, message_text
from bot.platforms.slack.moments import micros, moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.content import Author
    from bot.core.loose import Object

# What a member calls a channel: the words are in a field of that name, and the message about it is Slack's.
_TITLES = {f"{place}_{what}": what for place in ("channel", "group") for what in ("topic", "purpose", "name")}
# Nobody moderates what members write to each other, or to the bot.
_DIRECT = frozenset({"im", "mpim", "app_home"})


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote, as one revision of it. `written`, `changed`: when, in microseconds.

    `title`: what they called the channel, empty for a message. `user`: empty where an app wrote it. `is_program`:
    Slack says so itself; `by_app`: an app posted it, in its own name or for a member. `in_thread`: it stands in a
    thread alone, and not in its channel.
    """

    channel: str
    message: Object
    written: int
    changed: int
    revision: int
    title: str = ""

    @property
    def ts(self) -> str:
        """What Slack knows it by in its channel."""
        return words(self.message, "ts")

    @property
    def user(self) -> str:
        """Who wrote it."""
        return words(self.message, "user")

    @property
    def is_program(self) -> bool:
        """Whether no member wrote it."""
        return words(self.message, "subtype") == "bot_message" or self.user in ("", SLACKBOT)

    @property
    def by_app(self) -> bool:
        """Whether an app posted it, be it for a member."""
        return bool(words(self.message, "bot_id"))

    @property
    def in_thread(self) -> bool:
        """Whether it can be read in its thread alone."""
        return bool(self.thread) and words(self.message, "subtype") != "thread_broadcast"

    @property
    def thread(self) -> str:
        """The first message of the thread that it answers in, empty where it is none or begins one."""
        thread = words(self.message, "thread_ts")
        return "" if thread == self.ts else thread

    @property
    def position(self) -> str:
        """How far its channel was read by it; empty for what moves no cursor."""
        return "" if self.in_thread or self.title or self.changed != self.written else self.ts

    @property
    def calls(self) -> frozenset[str]:
        """Whom it calls, as Slack writes them."""
        return frozenset() if self.title else calls(self.message)


def community_of(team: str) -> str:
    """Return the community that a workspace is."""
    return f"slack-{team}"


def heard(event: Object) -> Said | Message | None:
    """Return what a message event says: something new or changed, which message is gone, or nothing to look at."""
    channel = words(event, "channel")
    if words(event, "type") != "message" or not channel or words(event, "channel_type") in _DIRECT or channel[0] == "D":
        return None
    match words(event, "subtype"):
        case "message_deleted":
            return Message(channel, words(event, "deleted_ts")) if micros(words(event, "deleted_ts")) else None
        case "message_changed":
            return _changed(event, channel)
        case _:
            said = read(event, channel)
            # Where its links unfold at once, it is none the less just being posted.
            return replace(said, revision=said.revision - said.revision % 2) if said else None


def read(item: Object, channel: str) -> Said | None:
    """Return what a message says that stands in a channel's history; None for what Slack itself tells there."""
    subtype, written = words(item, "subtype"), micros(words(item, "ts"))
    title = words(item, _TITLES.get(subtype, ""))
    if written is None or not (subtype in SPOKEN or title):
        return None
    edited = micros(words(inner(item, "edited"), "ts"))
    said = Said(channel, item, written, written, int(has_preview(item)), title)
    return said if edited is None or title else _revised(said, edited)


def content_of(
    said: Said, community: str, author: Author, names: Mapping[str, str], within: frozenset[str] = frozenset()
) -> Content:
    """Return what was said as content. `names`: of members, groups and channels, by id."""
    return Content(
        community=community,
        channel=said.channel,
        id=f"{Part.TITLE}-{said.ts}" if said.title else said.ts,
        author=author,
        text=said.title or _text(said, names),
        at=moment(said.changed),
        revision=said.revision,
        mentions=len(said.calls),
        within=within,
        # What its channel shows too is brought back there.
        thread=said.thread if said.in_thread else "",
        answers=said.thread,
    )


def _changed(event: Object, channel: str) -> Said | Message | None:
    """Return a message that changed; None where all that members read is as it was."""
    now, before = inner(event, "message"), inner(event, "previous_message")
    if words(now, "subtype") == "tombstone":
        return Message(channel, words(now, "ts")) if micros(words(now, "ts")) else None
    said, earlier = read(now, channel), read(before, channel)
    if said is None or earlier is None:
        return said  # it was not seen before, or came back
    if _text(said, {}) == _text(earlier, {}) and said.calls == earlier.calls:
        return None
    # Slack dates edits to the second, and other changes not at all: those are told apart by when it says so.
    told = micros(words(event, "event_ts") or words(event, "ts"))
    return _revised(said, told) if told and said.revision <= earlier.revision else said


def _revised(said: Said, at: int) -> Said:
    """Return it as changed at a moment. A revision counts half milliseconds since it was written, as on Discord."""
    since = max(1, (at - said.written) // 1000)
    # An edit is later than what was written, also where the second that Slack dates it to began before that.
    return replace(said, changed=max(at, said.written + 1), revision=2 * since + said.revision % 2)


def _text(said: Said, names: Mapping[str, str]) -> str:
    return message_text(said.message, names, previews=True)
