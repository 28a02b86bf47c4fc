"""DiscordChatExporter's JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.core.content import Content
from bot.history import BadRecord, Form, open_history

if TYPE_CHECKING:
    from pathlib import Path

_AUTHOR = {
    "id": "501",
    "name": "freja",
    "discriminator": "0000",
    "nickname": "Freja 🌲",
    "color": None,
    "isBot": False,
    "roles": [{"id": "9", "name": "Moderator", "color": "#1F8B4C", "position": 3}],
    "avatarUrl": "https://cdn.example/a.png",
}


def _message(number: int, **changes: object) -> dict[str, object]:
    message: dict[str, object] = {
        "id": str(1000 + number),
        "type": "Default",
        "timestamp": f"2024-04-01T10:{number:02}:00.123+02:00",
        "timestampEdited": None,
        "callEndedTimestamp": None,
        "isPinned": False,
        "content": f"message {number}",
        "author": _AUTHOR,
        "attachments": [],
        "embeds": [],
        "stickers": [],
        "reactions": [],
        "mentions": [],
    }
    return {**message, **changes}


def _export(path: Path, *messages: object, channel: str = "general", indent: int | None = 2) -> Path:
    document = {
        "guild": {"id": "77", "name": "Nordlys", "iconUrl": "https://cdn.example/i.png"},
        "channel": {"id": "88", "type": "GuildTextChat", "categoryId": "1", "category": "Chat", "name": channel},
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2024-05-01T00:00:00+02:00",
        "messages": list(messages),
        "messageCount": len(messages),
    }
    path.write_text(json.dumps(document, indent=indent, ensure_ascii=False), encoding="utf-8")
    return path


def _contents(path: Path) -> list[Content]:
    return [each for each in open_history(path) if isinstance(each, Content)]


@pytest.mark.parametrize("indent", [2, None])
def test_a_channel_reads_with_names_roles_and_edits(tmp_path: Path, indent: int | None) -> None:
    """Indented or not, each spoken message becomes a content; what Discord tells is left out."""
    path = _export(
        tmp_path / "general.json",
        _message(1, type="GuildMemberJoin", content="Joined the server."),
        _message(2, mentions=[{"id": "1"}, {"id": "2"}, {"id": "2"}]),
        _message(3, type="Reply", timestampEdited="2024-04-01T10:09:00+02:00", reference={"messageId": "1002"}),
        _message(4, type="20", content="a command"),
        indent=indent,
    )
    first, second = _contents(path)
    assert open_history(path).form is Form.DISCORD
    assert (first.community, first.channel, first.id, first.text) == ("77", "general", "1002", "message 2")
    assert (first.author.name, sorted(first.author.roles), first.mentions) == ("Freja 🌲", ["Moderator"], 2)
    assert first.at == datetime(2024, 4, 1, 8, 2, 0, 123000, tzinfo=UTC)
    assert (second.id, second.revision) == ("1003", 1)


def test_forwarded_words_count_and_previews_do_not(tmp_path: Path) -> None:
    """A forwarded message is text; an embed is text for a bot, and a link preview for a member."""
    fields = [{"name": "Key", "value": "Value"}]
    embed = {"title": "Title", "description": "Body", "fields": fields, "footer": {"text": "End"}}
    bot = {**_AUTHOR, "isBot": True, "nickname": None}
    path = _export(
        tmp_path / "general.json",
        _message(1, content="", forwardedMessage={"content": "forwarded words", "timestamp": "2024-01-01T00:00:00Z"}),
        _message(2, embeds=[embed]),
        _message(3, content="", embeds=[embed], author=bot),
    )
    contents = _contents(path)
    assert [each.text for each in contents] == ["forwarded words", "message 2", "Title\nBody\nKey\nValue\nEnd"]
    assert (contents[2].author.is_bot, contents[2].author.name) == (True, "freja")


def test_a_folder_of_channels_is_merged_by_time(tmp_path: Path) -> None:
    """Channels of one server come as they were spoken; a JSON file that is no export is said."""
    _export(tmp_path / "a.json", _message(1), _message(4))
    _export(tmp_path / "b.json", _message(2), _message(3), channel="memes")
    (tmp_path / "notes.json").write_text('{"hello": 1}')
    records = list(open_history(tmp_path))
    assert [each.place if isinstance(each, BadRecord) else each.text for each in records] == [
        "notes.json:0",
        "message 1",
        "message 2",
        "message 3",
        "message 4",
    ]


def test_bad_messages_are_said_and_the_rest_is_read(tmp_path: Path) -> None:
    """Each fault costs one message; a file that is cut off says so once, at its end."""
    path = _export(
        tmp_path / "general.json",
        _message(1),
        "no object",
        _message(2, content=None),
        _message(3, author=None),
        _message(4, timestamp="soon"),
        _message(5, author={**_AUTHOR, "isBot": "yes"}),
        _message(6, id=None),
        _message(7),
        _message(8),
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("message 8")], encoding="utf-8")
    records = list(open_history(path))
    assert [each.text for each in records if isinstance(each, Content)] == ["message 1", "message 7"]
    assert [(each.place, each.why) for each in records if isinstance(each, BadRecord)] == [
        ("general.json:2", "is not an object but text"),
        ("general.json:3", "'content' is not text but null"),
        ("general.json:4", "is not an object but null"),
        ("general.json:5", "the time 'soon' is neither epoch seconds nor ISO 8601"),
        ("general.json:6", "'isBot' is not true or false but text"),
        ("general.json:7", "has no id"),
        ("general.json:9", "the file ends in the middle of a value"),
    ]


def test_a_long_channel_is_read_in_pieces(tmp_path: Path) -> None:
    """Values and characters that lie across two reads come out whole."""
    messages = [_message(i % 60, id=str(i), content=f'å😀\\"}}{{ {i} ' + "x" * (i % 97)) for i in range(3000)]
    contents = _contents(_export(tmp_path / "general.json", *messages))
    assert {each.id: each.text for each in contents} == {str(each["id"]): each["content"] for each in messages}


@pytest.mark.parametrize("filling", ["[" * 3_000_000, '{"content":"' + 'x\\"' * 1_500_000, "nope," * 2_000])
def test_nonsense_ends_soon(tmp_path: Path, filling: str) -> None:
    """A value that never ends is given up, whatever it is made of, and small nonsense is stepped over."""
    path = tmp_path / "general.json"
    path.write_text(f'{{"guild": {{}}, "channel": {{}}, "messages": [{filling}')
    records = list(open_history(path))
    assert all(isinstance(each, BadRecord) for each in records)
    assert 1 <= len(records) <= 2_002
