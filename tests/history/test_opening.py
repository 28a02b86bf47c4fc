"""Which forms are known, and that nothing in a file can crash a reader."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.content import Content
from bot.history import BadRecord, Form, HistoryError, open_history

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("notes.txt", b"hello there", "no known form"),
        ("empty.json", b"", "no known form"),
        ("other.json", b'{\n  "hello": 1\n}', "no known form"),
        ("table.csv", b"id,text\n1,hello\n", "no known form"),
        ("wide.jsonl", '{"text": "x"}'.encode("utf-16"), "is UTF-16"),
        ("bad.zip", b"PK\x03\x04 not really", "damaged zip"),
    ],
)
def test_an_unknown_file_is_refused_in_one_sentence(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    """The refusal names the path, what is wrong, and what is accepted or to be done."""
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(HistoryError) as refused:
        open_history(path)
    assert str(path) in str(refused.value)
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_path_an_empty_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    """Nothing waits for a pipe, and the accepted forms are named."""
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "empty").mkdir()
    for name in ("nowhere.jsonl", "empty", "pipe.jsonl", "x" * 300):
        with pytest.raises(HistoryError, match="accepted are a Slack export"):
            open_history(tmp_path / name)


def test_the_form_is_told_by_content_where_the_name_does_not(tmp_path: Path) -> None:
    """A text file that begins with a record is JSON Lines; an empty .jsonl is a history of nothing."""
    named_otherwise, empty = tmp_path / "chat.txt", tmp_path / "empty.jsonl"
    named_otherwise.write_text('{"text": "hello"}\n')
    empty.write_text("")
    assert open_history(named_otherwise).form is Form.LINES
    assert list(open_history(empty)) == []


def _go_through(path: Path) -> None:
    try:
        records = list(open_history(path))
    except HistoryError:
        return
    assert all(isinstance(each, (Content, BadRecord)) for each in records)
    for each in records:
        json.dumps(each.text if isinstance(each, Content) else each.why, ensure_ascii=False).encode()


_KEYS = [
    *("text", "ts", "id", "type", "user", "author", "content", "timestamp", "messages", "guild", "channel"),
    *("attachments", "blocks", "elements", "files", "profile", "roles", "mentions", "subtype", "edited"),
]
_WORDS = ["message", "Default", "rich_text", "1711958400.5", "2024-04-01T00:00:00Z"]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(_WORDS),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.sampled_from(_KEYS), inside),
    max_leaves=20,
)
_NAMES = ["a.jsonl", "a.jsonl.gz", "a.json", "a.zip", "a.txt"]
_STARTS = [b"", b"PK\x03\x04", b"\x1f\x8b\x08", b'{"text":"', b'{"guild":{},"messages":[', b"[{", b"\xff\xfe"]


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(_NAMES), start=st.sampled_from(_STARTS), rest=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, start: bytes, rest: bytes
) -> None:
    """No file crashes a reader, whatever its name promises."""
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(start + rest)
    _go_through(path)


@settings(max_examples=150, deadline=None)
@given(values=st.lists(_JSON, max_size=5), cut=st.integers(min_value=0, max_value=60))
def test_any_values_in_any_form_are_read(
    tmp_path_factory: pytest.TempPathFactory, values: list[object], cut: int
) -> None:
    """Values of wrong types in the right places, whole or cut off, cost records and nothing else."""
    folder = tmp_path_factory.mktemp("any")
    lines = "\n".join(json.dumps(each) for each in values).encode()
    listed = json.dumps(values).encode()
    (folder / "a.jsonl").write_bytes(lines)
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(lines)[: -cut or None])
    (folder / "a.json").write_bytes(b'{"guild": {}, "channel": {}, "messages": ' + listed[: -cut or None])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("users.json", listed)
        archive.writestr("general/2024-04-01.json", listed[: -cut or None])
    (folder / "a.zip").write_bytes(buffer.getvalue())
    for name in ("a.jsonl", "a.jsonl.gz", "a.json", "a.zip"):
        _go_through(folder / name)
