"""What a member writes: messages, threads, forwards, and what they do to their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.loopback_discord.audit import change
from tests.loopback_discord.bodies import attachment, forwarded, poll_json, refer_to
from tests.loopback_discord.model import PRIVATE_THREAD, PUBLIC_THREAD, Channel
from tests.loopback_discord.on_channels import channel_changed, start_thread
from tests.loopback_discord.on_messages import Draft, delete, edit, post, update_silently, written_by
from tests.loopback_discord.permissions import Permission
from tests.loopback_discord.someone import Someone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_discord.model import Message

_REPLY = 19


class Writer(Someone):
    """One who writes."""

    async def writes(
        self,
        channel: Channel,
        content: str = "",
        *,
        reply_to: Message | None = None,
        files: Mapping[str, str] | None = None,
        **parts: Any,
    ) -> Message:
        """Post in the channel. `files`: descriptions by filename; `parts`: embeds, poll and such in Discord's form."""
        self._need(may=self.can_write(channel), what=f"write in #{channel.name}")
        if files:
            parts["attachments"] = [attachment(self.world, channel, name, b"file", of) for name, of in files.items()]
        if reply_to is not None:
            parts["message_reference"] = refer_to(reply_to)
        kind = _REPLY if reply_to else 0
        draft = Draft(channel=channel, author=written_by(self.user), content=content, kind=kind, parts=parts)
        made = post(self.world, draft)
        await self._done()
        return made

    def wrote(self, channel: Channel, content: str, ago: float) -> Message:
        """Put a message of so many seconds ago into the history; no event tells of it."""
        return post(self.world, Draft(channel=channel, author=written_by(self.user), content=content, ago=ago))

    async def writes_to_bot(self, content: str) -> Message:
        """Send the bot a direct message."""
        return await self.writes(self.world.dm_with(self.user), content)

    async def asks(self, channel: Channel, question: str, *answers: str) -> Message:
        """Post a poll."""
        return await self.writes(channel, poll=poll_json(question, answers))

    async def edits(self, message: Message, content: str) -> None:
        """Change the text of their own message."""
        self._need(may=message.author.id == self.id and not message.deleted, what="edit that message")
        edit(self.world, message, content)
        await self._done()

    async def sees_preview(self, message: Message, **embed: Any) -> None:
        """Let Discord add the preview of a link: an update of the message that is no edit."""
        message.parts["embeds"] = [{"type": "link", **embed}]
        update_silently(self.world, message)
        await self._done()

    async def deletes(self, message: Message) -> None:
        """Delete their own message."""
        self._need(may=message.author.id == self.id and not message.deleted, what="delete that message")
        delete(self.world, message, self.user)
        await self._done()

    async def forwards(self, message: Message, *, to: Channel) -> Message:
        """Forward the message into another channel, without words of their own."""
        self._need(may=self.sees(message) and self.can_write(to), what="forward that message")
        author = written_by(self.user)
        made = post(self.world, Draft(channel=to, author=author, flags=1 << 14, parts=forwarded(self.world, message)))
        await self._done()
        return made

    async def starts_thread(
        self, where: Channel, title: str, content: str = "", *, private: bool = False, on: Message | None = None
    ) -> Channel:
        """Open a thread, or a post in a forum; the first message of a post has the thread's id."""
        self._need(may=self.sees(where), what=f"open a thread in #{where.name}")
        thread = Channel(on.id if on else self.world.ids.new(), title, PRIVATE_THREAD if private else PUBLIC_THREAD)
        thread.parent = where
        start_thread(self.world, thread, self.user)
        if content:
            first = thread.id if where.is_forum else None
            post(self.world, Draft(channel=thread, author=written_by(self.user), content=content, id=first))
        await self._done()
        return thread

    async def renames_thread(self, thread: Channel, title: str, *, logged: bool = True) -> None:
        """Give a thread another title: one's own, or any with the right to manage threads. `logged`: at once."""
        may = thread.owner_id == self.id or self.may(Permission.MANAGE_THREADS, thread)
        self._need(may=may and self.sees(thread), what=f"rename #{thread.name}")
        old, thread.name = thread.name, title
        channel_changed(self.world, thread, self.user, change("name", old, title), logged=logged)
        await self._done()

    def closes_inbox(self) -> None:
        """Take no direct messages any more."""
        self.user.inbox_open = False
