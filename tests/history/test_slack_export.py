"""Slack exports, in a folder and in a zip."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.core.content import Content
from bot.history import BadRecord, Form, HistoryError, open_history

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_USERS = [
    {"id": "U1", "name": "freja", "is_owner": True, "is_admin": True, "profile": {"display_name": "Freja"}},
    {"id": "U2", "name": "bo", "real_name": "Bo Lund", "profile": {"display_name": "", "real_name": "Bo Lund"}},
    {"id": "U3", "name": "helper", "is_bot": True, "profile": {"real_name": "Helper"}},
]
_EXPORT: Mapping[str, object] = {
    "channels.json": [{"id": "C1", "name": "general", "members": ["U1", "U2"]}],
    "groups.json": [{"id": "G1", "name": "staff"}],
    "users.json": _USERS,
    "integration_logs.json": [],
    "general/2024-04-01.json": [
        {
            "type": "message",
            "subtype": "channel_join",
            "user": "U2",
            "text": "<@U2> joined",
            "ts": "1711929600.000",
        },
        {"type": "message", "user": "U1", "text": "Godmorgen <@U2>", "ts": "1711958400.000100"},
        {
            "type": "message",
            "user": "U2",
            "text": "a &lt; b &amp; c",
            "ts": "1711958460.000200",
            "thread_ts": "1711958400.000100",
            "edited": {"user": "U2", "ts": "1711958470.000000"},
        },
    ],
    "general/2024-04-02.json": [
        {
            "type": "message",
            "subtype": "bot_message",
            "bot_id": "B1",
            "username": "CI",
            "text": "",
            "ts": "1712044800.0",
        }
    ],
    "staff/2024-04-01.json": [
        {"type": "message", "user": "U2", "text": "between the two", "ts": "1711958430.000000"},
        {"type": "message", "user": "U9", "text": "left", "ts": "1711958440.0", "user_profile": {"real_name": "Gone"}},
    ],
}


def _folder(root: Path, files: Mapping[str, object] = _EXPORT) -> Path:
    for name, value in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    return root


def _zip(path: Path, files: Mapping[str, object] = _EXPORT, prefix: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in files.items():
            archive.writestr(prefix + name, value if isinstance(value, bytes) else json.dumps(value))
    return path


def _contents(path: Path) -> list[Content]:
    return [each for each in open_history(path, community="nordlys") if isinstance(each, Content)]


def _bad(path: Path) -> list[BadRecord]:
    return [each for each in open_history(path) if isinstance(each, BadRecord)]


def test_messages_come_by_time_over_all_channels(tmp_path: Path) -> None:
    """Channels are merged by time, system messages are left out, and names come from the list of users."""
    contents = _contents(_folder(tmp_path))
    assert [(each.channel, each.author.name, each.text, each.revision) for each in contents] == [
        ("general", "Freja", "Godmorgen @Bo Lund", 0),
        ("staff", "Bo Lund", "between the two", 0),
        ("staff", "Gone", "left", 0),
        ("general", "Bo Lund", "a < b & c", 1),
        ("general", "CI", "", 0),
    ]
    assert contents[0].at == datetime(2024, 4, 1, 8, 0, 0, 100, tzinfo=UTC)
    assert (contents[0].id, contents[0].mentions) == ("1711958400.000100", 1)
    assert contents[0].author.roles == {"owner", "admin"}
    assert [each.author.is_bot for each in contents] == [False, False, False, False, True]


def test_folder_zip_and_packed_folder_read_the_same(tmp_path: Path) -> None:
    """It does not matter how the export was packed."""
    folder = _contents(_folder(tmp_path / "export"))
    assert _contents(_zip(tmp_path / "export.zip")) == folder
    assert _contents(_zip(tmp_path / "packed.zip", prefix="My export/")) == folder
    assert open_history(tmp_path / "export.zip").form is Form.SLACK


def test_an_app_that_posts_for_a_member_is_the_member(tmp_path: Path) -> None:
    """A bot id beside a known member does not exempt the member; a bot user and an unknown app are bots."""
    day = [
        {"type": "message", "user": "U2", "bot_id": "B9", "text": "by my own app", "ts": "1711958400.0"},
        {"type": "message", "user": "U3", "bot_id": "B3", "text": "by a bot", "ts": "1711958401.0"},
        {"type": "message", "user": "U8", "bot_id": "B8", "text": "by an unknown app", "ts": "1711958402.0"},
        {"type": "message", "user": "USLACKBOT", "text": "by Slack", "ts": "1711958403.0"},
    ]
    contents = _contents(_folder(tmp_path, {"users.json": _USERS, "general/2024-04-01.json": day}))
    assert [each.author.is_bot for each in contents] == [False, True, True, True]


def test_bad_messages_are_said_and_the_rest_is_read(tmp_path: Path) -> None:
    """Wrong types, missing times and malformed values each cost one record."""
    day = (
        b'[{"type":"message","user":"U1","text":"one","ts":"1711958400.0"}, {"broken": }, 5,'
        b'{"type":"message","user":"U1","text":7,"ts":"1711958401.0"},'
        b'{"type":"message","user":"U1","text":"no time"},'
        b'{"type":"message","user":"U1","text":"bad \xff byte","ts":"1711958402.0"},'
        b'{"type":"message","user":"U1","text":"two","ts":"1711958403.0"}'
    )
    files = {"channels.json": [], "users.json": [{"name": "no id"}], "general/2024-04-01.json": day}
    path = _folder(tmp_path, files)
    assert [each.text for each in _contents(path)] == ["one", "two"]
    assert [(each.place, each.why) for each in _bad(path)] == [
        ("users.json:1", "has no 'id'"),
        ("general/2024-04-01.json:2", "is not JSON"),
        ("general/2024-04-01.json:3", "is not an object but a number"),
        ("general/2024-04-01.json:4", "'text' is not text but a number"),
        ("general/2024-04-01.json:5", "has no 'ts'"),
        ("general/2024-04-01.json:6", "holds bytes that are not UTF-8"),
        ("general/2024-04-01.json:8", "the list breaks off; the rest of the file is not read"),
    ]


@pytest.mark.parametrize("name", ["../evil/2024-04-01.json", "/etc/2024-04-01.json", "..\\x\\2024-04-01.json"])
def test_names_that_lead_out_of_a_zip_are_refused(tmp_path: Path, name: str) -> None:
    """Such an entry is said and never read."""
    path = _zip(tmp_path / "export.zip", {**_EXPORT, name: [{"type": "message", "text": "x", "ts": "1.0"}]})
    assert [each.why for each in _bad(path)] == ["its path leads out of the export"]
    assert len(_contents(path)) == 5


def test_links_that_lead_out_of_a_folder_are_refused(tmp_path: Path) -> None:
    """A link in an unpacked export can not make the reader read elsewhere."""
    secret = tmp_path / "secret.json"
    secret.write_text('[{"type":"message","user":"U1","text":"secret","ts":"1.0"}]')
    folder = _folder(tmp_path / "export")
    (folder / "general" / "2024-04-03.json").symlink_to(secret)
    assert [each.why for each in _bad(folder)] == ["is a link that leads out of the export"]


def test_a_bomb_is_stopped(tmp_path: Path) -> None:
    """A day that unpacks to one endless value is given up after a few MiB, and the other days are read."""
    bomb = b'[{"type":"message","text":"' + b"x" * (32 << 20)
    path = _zip(tmp_path / "export.zip", {**_EXPORT, "general/2024-04-05.json": bomb})
    assert path.stat().st_size < 100_000
    (bad,) = _bad(path)
    assert "longer than any message" in bad.why
    assert len(_contents(path)) == 5


def test_a_damaged_entry_is_said_and_the_rest_is_read(tmp_path: Path) -> None:
    """A flipped byte in one day costs that day."""
    path = _zip(tmp_path / "export.zip")
    data = bytearray(path.read_bytes())
    place = data.index(b"general/2024-04-02.json") + len("general/2024-04-02.json") + 8
    data[place] ^= 0xFF
    path.write_bytes(data)
    assert [each.place.split(":")[0] for each in _bad(path)] == ["general/2024-04-02.json"]
    assert len(_contents(path)) == 4


def test_a_zip_that_is_cut_or_of_something_else_is_refused(tmp_path: Path) -> None:
    """What can not be a Slack export is refused at once, with the path."""
    whole = _zip(tmp_path / "export.zip")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:-40])
    other = _zip(tmp_path / "other.zip", {"readme.txt": b"hello"})
    for path in (cut, other):
        with pytest.raises(HistoryError, match=path.name):
            open_history(path)


@pytest.mark.shared
def test_documented_payload_shapes_are_read(shared: Path, tmp_path: Path) -> None:
    """Every message event that Slack documents is a content or a system message, never a fault."""
    paths = sorted((shared / "specs" / "slack-payloads" / "events").glob("Message*.json"))
    messages = [{**json.loads(path.read_text())["event"], "ts": "1711958400.0"} for path in paths]
    records = list(open_history(_folder(tmp_path, {"general/2024-04-01.json": messages})))
    assert len(messages) > 15
    assert 1 < len(records) < len(messages)
    assert all(isinstance(each, Content) for each in records)
