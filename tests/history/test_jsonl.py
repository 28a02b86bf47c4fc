"""JSON Lines histories."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.content import Author, Content
from bot.history import BadRecord, Form, open_history

if TYPE_CHECKING:
    from pathlib import Path

    from bot.history import Record


def _read(folder: Path, *lines: object) -> list[Record]:
    path = folder / "chat.jsonl"
    text = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines)
    path.write_text(text, encoding="utf-8", newline="")
    return list(open_history(path))


def _contents(folder: Path, *lines: object) -> list[Content]:
    records = _read(folder, *lines)
    assert all(isinstance(each, Content) for each in records), records
    return [each for each in records if isinstance(each, Content)]


def test_every_key_reaches_its_field(tmp_path: Path) -> None:
    """A record with all keys becomes a content with all fields."""
    record = {
        "id": "m1",
        "channel": "general",
        "author": "Bo",
        "text": "  Hej\nmed jer <b> ",
        "ts": "2026-03-14T09:00:00+01:00",
        "revision": 2,
        "mentions": 3,
        "reports": 1,
        "roles": ["Moderator"],
        "bot": True,
    }
    assert _read(tmp_path, record) == [
        Content(
            "chat",
            "general",
            "m1",
            Author("Bo", "Bo", frozenset({"Moderator"}), is_bot=True),
            "  Hej\nmed jer <b> ",
            datetime(2026, 3, 14, 8, tzinfo=UTC),
            revision=2,
            mentions=3,
            reports=1,
        )
    ]


def test_only_text_is_required(tmp_path: Path) -> None:
    """Bare texts get their line number as id and a member of their own each."""
    first, second = _contents(tmp_path, {"text": "one"}, "", {"text": "two"})
    assert (first.id, first.channel, first.author.id) == ("1", "unknown", "unknown-1")
    assert (second.id, second.author.id) == ("3", "unknown-3")


def test_records_without_time_stand_a_minute_apart_and_are_counted(tmp_path: Path) -> None:
    """A missing or null time is a minute after the record before, and the tally says how many there were."""
    path = tmp_path / "chat.jsonl"
    path.write_text(
        '{"text":"a"}\n{"text":"b","ts":1000}\n{"text":"c","ts":null}\n{"text":"d","ts":[]}\n{"text":"e"}\n'
    )
    history = open_history(path)
    times = [each.at for each in history if isinstance(each, Content)]
    assert times[1] == datetime(1970, 1, 1, 0, 16, 40, tzinfo=UTC)
    assert [times[2] - times[1], times[3] - times[2]] == [timedelta(minutes=1)] * 2
    assert history.tally.untimed == 3


@pytest.mark.parametrize(
    ("ts", "moment"),
    [
        (1712000000, datetime(2024, 4, 1, 19, 33, 20, tzinfo=UTC)),
        (1712000000.5, datetime(2024, 4, 1, 19, 33, 20, 500000, tzinfo=UTC)),
        ("1712000000.000100", datetime(2024, 4, 1, 19, 33, 20, 100, tzinfo=UTC)),
        ("2024-04-01T19:33:20", datetime(2024, 4, 1, 19, 33, 20, tzinfo=UTC)),
        ("2024-04-01T19:33:20Z", datetime(2024, 4, 1, 19, 33, 20, tzinfo=UTC)),
        ("2024-04-01T21:33:20.1234567+02:00", datetime(2024, 4, 1, 19, 33, 20, 123456, tzinfo=UTC)),
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_times_are_epoch_seconds_or_iso(tmp_path: Path, ts: object, moment: datetime) -> None:
    """Both ways of writing a time give the same aware moment; a naive one is UTC."""
    (content,) = _contents(tmp_path, {"text": "x", "ts": ts})
    assert content.at == moment


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "is not JSON"),
        ("nonsense", "is not JSON"),
        ('{"text": NaN}', "NaN is not a JSON value"),
        ("[1]", "is not an object but a list"),
        ("null", "is not an object but null"),
        ('{"id": "x"}', "has no 'text'"),
        ('{"text": 5}', "'text' is not text but a number"),
        ('{"text": null}', "'text' is not text but null"),
        ('{"text": "x", "ts": "yesterday"}', "neither epoch seconds nor ISO 8601"),
        ('{"text": "x", "ts": 1712000000000}', "milliseconds"),
        ('{"text": "x", "ts": -5}', "1970 to 2199"),
        ('{"text": "x", "ts": 1e400}', "1970 to 2199"),
        ('{"text": "x", "ts": true}', "must be epoch seconds or ISO 8601"),
        ('{"text": "x", "ts": "9999-12-31T23:59:59Z"}', "1970 to 2199"),
        ('{"text": "x", "ts": "0001-01-01T00:00:00+14:00"}', "time"),
        ('{"text": "x", "author": {"id": 1}}', "'author' is neither text nor a whole number but an object"),
        ('{"text": "x", "id": 1.5}', "'id' is neither text nor a whole number"),
        ('{"text": "x", "mentions": -1}', "'mentions' is not a count"),
        ('{"text": "x", "revision": "2"}', "'revision' is not a count"),
        ('{"text": "x", "roles": "Moderator"}', "'roles' is not a list of texts"),
        ('{"text": "x", "bot": "no"}', "'bot' is not true or false but text"),
        ('{"text": "x", "id": ' + "9" * 5000 + "}", "is not JSON"),
        ('{"text": ' + "[" * 100_000, "is nested too deeply"),
        ('{"text": "' + "x" * (1 << 20) + '"}', "is longer than 1 MiB"),
    ],
)
def test_a_bad_line_is_said_with_its_place_and_the_next_is_read(tmp_path: Path, line: str, why: str) -> None:
    """One bad line costs one record, named by file and line."""
    before, bad, after = _read(tmp_path, {"text": "before"}, line, {"text": "after"})
    assert isinstance(before, Content)
    assert isinstance(bad, BadRecord)
    assert bad.place == "chat.jsonl:2"
    assert why in bad.why
    assert isinstance(after, Content)
    assert after.text == "after"


def test_undecodable_bytes_are_a_bad_record(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are not guessed at."""
    path = tmp_path / "chat.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text":"with a mark"}\r\n{"text":"caf\xe9"}\r\n{"text":"ok"}')
    records = list(open_history(path))
    assert [type(each) for each in records] == [Content, BadRecord, Content]


def test_a_lone_surrogate_becomes_the_replacement_character(tmp_path: Path) -> None:
    """Half a character, which no encoding can hold, does not travel on."""
    (content,) = _contents(tmp_path, r'{"text": "a\ud83db \ud83d\ude00"}')
    assert content.text == "a\ufffdb 😀"


def test_the_same_id_with_another_text_is_an_edit(tmp_path: Path) -> None:
    """Edits count up per channel; an unchanged repetition is said, not counted twice."""
    records = _read(
        tmp_path,
        {"id": 7, "channel": "a", "text": "one"},
        {"id": "7", "channel": "b", "text": "elsewhere"},
        {"id": "7", "channel": "a", "text": "two"},
        {"id": "7", "channel": "a", "text": "two"},
        {"edited_from": "7", "channel": "a", "text": "three"},
        {"edited_from": "new", "text": "edit of something not in the file"},
        {"id": "7", "channel": "a", "text": "ten", "revision": 10},
    )
    seen = [(each.id, each.revision) if isinstance(each, Content) else each.why for each in records]
    assert seen == [
        ("7", 0),
        ("7", 0),
        ("7", 1),
        "repeats '7' in 'a' with the same text",
        ("7", 2),
        ("new", 1),
        ("7", 10),
    ]


def test_gzip_reads_the_same_and_a_cut_one_is_said_once(tmp_path: Path) -> None:
    """A truncated gzip file gives what is left of it and one bad record."""
    lines = "".join(json.dumps({"text": f"message {i} {hash(i) * 7919 % 99991}"}) + "\n" for i in range(20_000))
    whole, cut = tmp_path / "whole.jsonl.gz", tmp_path / "cut.jsonl.gz"
    whole.write_bytes(gzip.compress(lines.encode()))
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert sum(isinstance(each, Content) for each in open_history(whole)) == 20_000
    *contents, last = list(open_history(cut))
    assert len(contents) > 1_000
    assert all(isinstance(each, Content) for each in contents)
    assert isinstance(last, BadRecord)
    assert last.place == f"cut.jsonl.gz:{len(contents) + 1}"
    assert "damaged or cut off" in last.why


def test_a_folder_of_files_keeps_unknown_members_apart(tmp_path: Path) -> None:
    """Line 1 of two files are two messages by two members."""
    (tmp_path / "a.jsonl").write_text('{"text":"one"}\n')
    (tmp_path / "b.jsonl").write_text('{"text":"two"}\n')
    history = open_history(tmp_path, community="nordlys")
    contents = [each for each in history if isinstance(each, Content)]
    assert history.form is Form.LINES
    assert [each.text for each in contents] == ["one", "two"]
    assert len({each.id for each in contents} | {each.author.id for each in contents}) == 4
    assert {each.community for each in contents} == {"nordlys"}


def test_memory_stays_flat(tmp_path: Path) -> None:
    """A history ten times as long needs no more memory."""

    def peak(count: int) -> int:
        path = tmp_path / f"{count}.jsonl"
        with path.open("w") as file:
            file.writelines(f'{{"text":"message {i}","ts":{i}}}\n' for i in range(count))
        tracemalloc.start()
        assert sum(1 for _ in open_history(path)) == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(20_000) < peak(2_000) + 200_000
