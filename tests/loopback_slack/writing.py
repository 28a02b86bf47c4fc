"""What a member writes: messages, threads, files, shares, and what they do to messages."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from tests.loopback_slack.files import file_json, preview_json, share_json
from tests.loopback_slack.posting import Draft, delete, edit, post, tell, unfurl
from tests.loopback_slack.someone import Someone
from tests.loopback_slack.texts import rich_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.loopback_slack.model import Channel, Json, Message


class Writer(Someone):
    """One who writes. Texts are as Slack sends them: `&`, `<` and `>` escaped, mentions and links in `<...>`."""

    async def writes(
        self,
        channel: Channel,
        text: str = "",
        *,
        thread: Message | None = None,
        broadcast: bool = False,
        files: Mapping[str, str] | None = None,
        **parts: Any,
    ) -> Message:
        """Post in the channel. `thread`: a message of it; `broadcast`: shown in the channel too.

        `files`: titles by filename; `parts`: more in Slack's form.
        """
        self._need(may=self.can_write(channel), what=f"write in #{channel.name}")
        if files:
            parts["files"] = [file_json(self.world, self.user, name, title) for name, title in files.items()]
            parts["upload"] = False
        subtype = "thread_broadcast" if broadcast else "file_share" if files else None
        return await self._posts(channel, text, subtype, _thread_of(thread), parts)

    async def writes_about_self(self, channel: Channel, text: str) -> Message:
        """Post with `/me`."""
        self._need(may=self.can_write(channel), what=f"write in #{channel.name}")
        return await self._posts(channel, text, "me_message", None, {"blocks": None})

    async def writes_to_bot(self, text: str) -> Message:
        """Send the bot a direct message."""
        return await self.writes(self.dm, text)

    async def writes_to(self, other: Someone, text: str) -> Message:
        """Send somebody else a direct message, of which the bot knows nothing."""
        return await self.writes(self.world.dm(self.team, self.user, other.user), text)

    async def shares(self, message: Message, *, to: Channel, comment: str = "") -> Message:
        """Share a message into another channel."""
        self._need(may=self.sees(message) and self.can_write(to), what="share that message")
        return await self._posts(to, comment, None, None, {"attachments": [share_json(message)]})

    def wrote(
        self,
        channel: Channel,
        text: str,
        ago: float,
        *,
        thread: Message | None = None,
        **parts: Any,
    ) -> Message:
        """Put a message of so many seconds ago into the history; no event tells of it."""
        return post(self.world, self._draft(channel, text, None, _thread_of(thread), parts, ago))

    def wrote_many(self, channel: Channel, texts: Iterable[str], *, ago: float, every: float) -> list[Message]:
        """Put messages into the history, the first of so many seconds ago, each `every` seconds after the last."""
        return [self.wrote(channel, text, ago - place * every) for place, text in enumerate(texts)]

    async def edits(self, message: Message, text: str) -> None:
        """Change the text of their own message."""
        self._need(may=message.user is self.user and not message.deleted, what="edit that message")
        edit(self.world, message, self.user, text, {"blocks": rich_text(text)})
        await self._done()

    async def sees_preview(self, message: Message, url: str, title: str, text: str = "") -> None:
        """Let Slack add the preview of a link: a change of the message that is no edit."""
        unfurl(self.world, message, [preview_json(message, url, title, text)])
        await self._done()

    async def deletes(self, message: Message) -> None:
        """Delete their own message, or as an admin anybody's."""
        may = message.user is self.user or self.user.is_admin or self.user.is_owner
        self._need(may=may and not message.deleted and self.sees(message), what="delete that message")
        delete(self.world, message)
        await self._done()

    def retold(self, message: Message) -> None:
        """Let Slack send the event of the message a second time, as another event."""
        tell(self.world, message)

    async def _posts(
        self, channel: Channel, text: str, subtype: str | None, thread_ts: str | None, parts: Json
    ) -> Message:
        made = post(self.world, self._draft(channel, text, subtype, thread_ts, parts, None))
        await self._done()
        return made

    def _draft(
        self,
        channel: Channel,
        text: str,
        subtype: str | None,
        thread_ts: str | None,
        parts: Json,
        ago: float | None,
        /,
    ) -> Draft:
        given = {"blocks": rich_text(text), **parts}
        return Draft(
            channel=channel,
            user=self.user,
            text=text,
            parts={name: value for name, value in given.items() if value not in (None, [])},
            subtype=subtype,
            thread_ts=thread_ts,
            ago=ago,
            client_msg_id=str(uuid.uuid4()) if subtype in (None, "thread_broadcast") else None,
        )


def _thread_of(message: Message | None) -> str | None:
    return None if message is None else message.thread_ts or message.ts
