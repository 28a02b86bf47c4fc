"""A Discord message as content: every place in it where a member can put words. Nothing here asks Discord."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

import discord

from bot.core.content import Author, Content, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

# As Discord writes the mention of a member or a role.
_CALL = re.compile(r"<@[!&]?([0-9]{15,20})>|@(?:everyone|here)")


def community_of(guild: int) -> str:
    """Return the community that a server is."""
    return f"discord-{guild}"


def content_of(message: discord.Message, guild: discord.Guild, member: discord.Member | None = None) -> Content:
    """Return a message of a server as it is now. `member`: its author, where Discord sent the message without roles."""
    return Content(
        community=community_of(guild.id),
        channel=str(message.channel.id),
        id=str(message.id),
        author=_author(message, member),
        text="\n".join(each for each in _words(message) if each.strip()),
        at=message.edited_at or message.created_at,
        revision=_revision(message),
        mentions=len({*message.raw_mentions, *message.raw_role_mentions}) + message.mention_everyone,
        within=within(message.channel),
        thread=str(message.channel.id) if isinstance(message.channel, discord.Thread) else "",
        answers=_answers(message),
    )


def title_of(
    thread: discord.Thread | discord.Object,
    guild: discord.Guild,
    title: str,
    author: Author,
    at: datetime,
    act: str = "",
) -> Content:
    """Return the title of a thread as content. `act`: which renaming gave it; each has an author of its own."""
    number = "-".join(filter(None, (Part.TITLE, str(thread.id), act)))
    return Content(
        community=community_of(guild.id),
        channel=str(thread.id),
        id=number,
        author=author,
        text=title,
        at=at,
        within=within(thread),
    )


def blocked(text: str, channel: int, guild: discord.Guild, author: Author, at: datetime, act: str) -> Content:
    """Return a message that Discord's own AutoMod did not let through, so that it has no id of Discord's."""
    place = guild.get_channel_or_thread(channel)
    return Content(
        community=community_of(guild.id),
        channel=str(channel),
        id=f"{Part.BLOCKED}-{act}",
        author=author,
        text=text,
        at=at,
        within=within(place),
    )


def author_of(author: discord.User | discord.Member) -> Author:
    """Return a member with their roles, by name and id; a user of no server has none."""
    roles = author.roles if isinstance(author, discord.Member) else []
    names = frozenset(name for role in roles if not role.is_default() for name in (role.name, str(role.id)))
    return Author(str(author.id), author.display_name, names, author.bot)


def within(channel: object) -> frozenset[str]:
    """Return the other names of a place: its channel's, those of the channel around a thread, and of the category."""
    around = (channel, getattr(channel, "parent", None), getattr(channel, "category", None))
    return frozenset(name for each in around if each is not None for name in _names(each) if name)


def _names(place: object) -> tuple[str, str]:
    return str(getattr(place, "id", "")), str(getattr(place, "name", ""))


def lacks_roles(message: discord.Message) -> bool:
    """Tell whether a member wrote it and Discord did not say which roles they have, as in a channel's history."""
    return isinstance(message.author, discord.User) and not message.author.bot and message.webhook_id is None


def mentions_in(text: str) -> int:
    """Count whom a text calls that is no message yet."""
    return len({found[1] or "everyone" for found in _CALL.finditer(text)})


def _author(message: discord.Message, member: discord.Member | None) -> Author:
    author = author_of(member or message.author)
    # System messages, those of AutoMod among them, stand in a member's name although Discord writes them.
    return replace(author, is_bot=author.is_bot or message.webhook_id is not None or message.is_system())


def _answers(message: discord.Message) -> str:
    reference = message.reference
    is_reply = message.type is discord.MessageType.reply and reference is not None
    return str(reference.message_id or "") if is_reply and reference else ""


def _revision(message: discord.Message) -> int:
    """Count in half milliseconds since it was written: a link that unfolds changes the text and is no edit."""
    unfolded = int(bool(message.embeds))
    if message.edited_at is None:
        return unfolded
    since = (message.edited_at - message.created_at).total_seconds()
    # An edit is later than what was written, also within the same millisecond.
    return 2 * max(1, int(since * 1000)) + unfolded


def _words(message: discord.Message) -> Iterator[str]:
    yield from _body(message.content, message.embeds, message.attachments)
    for forwarded in message.message_snapshots:
        yield from _body(forwarded.content, forwarded.embeds, forwarded.attachments)
    if message.poll is not None:
        yield message.poll.question
        yield from (each.text for each in message.poll.answers)
    yield from (each.name for each in message.stickers)


def _body(text: str, embeds: Iterable[discord.Embed], attachments: Iterable[discord.Attachment]) -> Iterator[str]:
    yield text
    for embed in embeds:
        yield from _embed(embed)
    for file in attachments:
        yield file.title or PurePath(file.filename).stem.replace("_", " ")
        yield file.description or ""


def _embed(embed: discord.Embed) -> Iterator[str]:
    yield from (each or "" for each in (embed.author.name, embed.title, embed.description))
    for field in embed.fields:
        yield from (each or "" for each in (field.name, field.value))
    yield embed.footer.text or ""
