from datetime import timedelta
from typing import Any

import pytest

from bot.core.content import Author, Part
from bot.platforms.discord.translate import community_of, content_of, mentions_in, title_of
from tests.core.makers import NOW
from tests.platforms.discord_makers import CHANNEL, GUILD, MEMBER, MESSAGE, ROLE, THREAD, guild, message

FILE = {"id": "9", "filename": "fat_pig.png", "size": 1, "url": "", "proxy_url": "", "description": "an ugly pig"}
RICH = {"type": "rich", "title": "the title", "description": "the text", "fields": [{"name": "one", "value": "two"}]}
POLL = {
    "question": {"text": "who is the idiot?"},
    "answers": [{"answer_id": 1, "poll_media": {"text": "Bo"}}, {"answer_id": 2, "poll_media": {"text": "Ida"}}],
    "expiry": "2026-01-02T00:00:00+00:00",
    "allow_multiselect": False,
    "layout_type": 1,
}
SNAPSHOT = {
    "message": {
        "content": "forwarded words",
        "timestamp": "2025-12-01T00:00:00+00:00",
        "edited_timestamp": None,
        "type": 0,
        "flags": 0,
        "embeds": [RICH],
        "attachments": [FILE],
        "mentions": [],
        "mention_roles": [],
    }
}


async def test_a_message_becomes_content() -> None:
    """Where, who with which roles, what and when are as Discord says."""
    made = content_of(message(guild(), content=f"<@{MEMBER + 1}> <@{MEMBER + 2}> hi"), guild())
    assert made.community == community_of(GUILD) == f"discord-{GUILD}"
    assert (made.channel, made.id, made.author.id, made.author.name) == (str(CHANNEL), str(MESSAGE), str(MEMBER), "Bo")
    assert made.author.roles == {"Moderator", str(ROLE)}
    assert made.within >= {"general", "Lounge", str(CHANNEL + 1)}
    assert (made.revision, made.mentions, made.author.is_bot) == (0, 2, False)


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("hello", 0),
        (f"<@{MEMBER}> <@!{MEMBER}> <@{MEMBER + 1}>", 2),
        (f"<@&{ROLE}> @everyone @here", 2),
        (f"<#{CHANNEL}> me@here", 1),
        ("<@1>", 0),
    ],
)
def test_whom_a_text_calls_is_counted_before_it_is_a_message(text: str, calls: int) -> None:
    """Members and roles each once, and everybody together as one, as Discord counts them in a message."""
    assert mentions_in(text) == calls


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"content": "hello"}, "hello"),
        ({"content": "", "message_snapshots": [SNAPSHOT], "flags": 1 << 14}, "forwarded words"),
        ({"content": "", "message_snapshots": [SNAPSHOT], "flags": 1 << 14}, "an ugly pig"),
        ({"content": "", "message_snapshots": [SNAPSHOT], "flags": 1 << 14}, "the title"),
        ({"embeds": [RICH]}, "the text"),
        ({"embeds": [RICH]}, "two"),
        ({"attachments": [FILE]}, "fat pig"),
        ({"attachments": [FILE]}, "an ugly pig"),
        ({"content": "", "poll": POLL}, "who is the idiot?"),
        ({"content": "", "poll": POLL}, "Ida"),
        ({"sticker_items": [{"id": "1", "name": "stupid cow", "format_type": 1}]}, "stupid cow"),
    ],
)
async def test_every_place_for_words_is_read(where: dict[str, Any], words: str) -> None:
    """Whatever part of a message holds words, they are in the text that is scored."""
    assert words in content_of(message(guild(), **where), guild()).text.split("\n")


async def test_the_title_of_a_thread_is_content_of_its_own() -> None:
    """It stands in no post, the first one included: nothing that is done to a post changes a title."""
    server = guild()
    for number in (THREAD, MESSAGE):
        assert content_of(message(server, id=str(number), channel_id=str(THREAD)), server).text == "hello"
    thread = server.get_thread(THREAD)
    assert thread is not None
    first = title_of(thread, server, thread.name, Author("7", "Bo"), NOW)
    again = title_of(thread, server, "better", Author("8", "Ida"), NOW, "123")
    assert (first.text, first.message.part, first.channel) == ("my ugly title", Part.TITLE, str(THREAD))
    assert first.within >= {"general", "Lounge", "my ugly title"}
    assert first.id != again.id
    assert again.message.part is Part.TITLE


@pytest.mark.parametrize(
    "written",
    [{"author": {"bot": True}}, {"webhook_id": "5"}, {"type": 7}, {"type": 24}],
    ids=["bot", "webhook", "join", "automod"],
)
async def test_what_a_program_wrote_is_a_programs(written: dict[str, Any]) -> None:
    """Bots, webhooks and Discord's own messages in a member's name are told apart from members."""
    assert content_of(message(guild(), **written), guild()).author.is_bot


async def test_edits_come_in_order() -> None:
    """A later edit is a later revision, however close, and is dated by its edit."""
    first, second = (
        content_of(message(guild(), edited_timestamp=f"2026-01-01T00:00:00.{ms:03}000+00:00"), guild()) for ms in (1, 2)
    )
    assert 0 < first.revision < second.revision
    assert second.at - first.at == timedelta(milliseconds=1)


async def test_an_edit_at_once_is_an_edit() -> None:
    """An edit within the millisecond in which a message was written is a later revision of it."""
    edited = content_of(message(guild(), edited_timestamp="2026-01-01T00:00:00.000000+00:00"), guild())
    assert edited.revision > content_of(message(guild()), guild()).revision


async def test_a_link_that_unfolds_is_looked_at_again() -> None:
    """A preview that Discord adds later is a revision of its own, before any edit."""
    bare, unfolded = (content_of(message(guild(), **changes), guild()) for changes in ({}, {"embeds": [RICH]}))
    edited = content_of(message(guild(), edited_timestamp="2026-01-01T00:00:00.001000+00:00"), guild())
    assert bare.revision < unfolded.revision < edited.revision


REPLY = {"type": 0, "message_id": "77", "channel_id": str(CHANNEL), "guild_id": str(GUILD)}


@pytest.mark.parametrize(
    ("written", "answers"),
    [
        ({"type": 19, "message_reference": REPLY}, "77"),
        ({"type": 19, "message_reference": {"type": 0, "channel_id": str(CHANNEL)}}, ""),
        ({"type": 19}, ""),
        ({"type": 0, "message_reference": {**REPLY, "type": 1}, "message_snapshots": [SNAPSHOT]}, ""),
        ({"type": 6, "message_reference": REPLY}, ""),
        ({}, ""),
    ],
    ids=["reply", "reply to what has no id", "reply to nothing", "forward", "pin", "plain"],
)
async def test_a_reply_says_what_it_answers(written: dict[str, Any], answers: str) -> None:
    """Only what a member wrote as a reply does: a forward, and Discord's own note of a pin, answer nothing."""
    assert content_of(message(guild(), **written), guild()).answers == answers


async def test_what_is_written_in_a_thread_belongs_to_it() -> None:
    """So that a later word there can be seen to answer an earlier one; a channel is no thread."""
    made = content_of(message(guild(), channel_id=str(THREAD)), guild())
    assert (made.channel, made.thread) == (str(THREAD), str(THREAD))
    assert content_of(message(guild()), guild()).thread == ""
