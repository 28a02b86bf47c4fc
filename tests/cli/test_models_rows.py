"""Labelled rows: what is taken, what is skipped, and what is said of bad lines."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
import typer

from bot.cli.models_rows import Row, Rows, open_rows, scored
from bot.cli.progress import Progress
from bot.core.labels import Label
from bot.core.signals import Score
from tests.fakes import WordsClassifier

if TYPE_CHECKING:
    from pathlib import Path


def rows_of(path: Path, *lines: object) -> Rows:
    """Return the rows of a file of such lines: objects, or lines as they are."""
    path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines), "utf-8")
    return open_rows([path])


def test_a_row_has_its_labels_by_our_names(tmp_path: Path) -> None:
    """Toxicity is `toxic`; other names, and values other than 0 and 1, are left out; an unknown language is `und`."""
    labels = {
        "threat": 1,
        "insult": 0,
        "obscene": 0.5,
        "severe_toxicity": None,
        "kind": "quoting",
        "sexual_explicit": "1",
    }
    rows = [
        {"text": "a", "toxic": 1, "lang": "da", "labels": labels, "group": "forum"},
        {"text": "b", "toxic": False},
        {"text": "c", "toxic": None, "labels": {"identity_attack": True}, "group": 7},
    ]
    assert list(rows_of(tmp_path / "rows.jsonl", *rows)) == [
        Row("a", "da", "forum", {Label.TOXICITY: True, Label.THREAT: True, Label.INSULT: False}),
        Row("b", "und", "", {Label.TOXICITY: False}),
        Row("c", "und", "7", {Label.IDENTITY_ATTACK: True}),
    ]


def test_a_row_that_nobody_judged_is_skipped_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`toxic` may be null; blank lines are none."""
    rows = rows_of(tmp_path / "rows.jsonl", {"text": "a", "toxic": None}, "", {"text": "b", "toxic": 0})
    assert [row.text for row in rows] == ["b"]
    assert (rows.read, rows.unjudged, rows.bad) == (2, 1, 0)
    rows.note_trouble()
    assert capsys.readouterr().err == "1 row skipped: `toxic` is null, and no label was judged.\n"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("nonsense", "is not JSON: Expecting value at character 1"),
        ("[1]", "is not an object but a list"),
        ('{"toxic": 1}', "has no 'text'"),
        ('{"text": 5, "toxic": 1}', "'text' is not text but a number"),
        ('{"text": "secret words"}', "has no 'toxic'"),
        ('{"text": "secret words", "toxic": 2}', "'toxic' is not 0, 1 or null"),
        ('{"text": "secret words", "toxic": "yes"}', "'toxic' is not 0, 1 or null"),
        ('{"text": "secret words", "toxic": [1]}', "'toxic' is not 0, 1 or null"),
        ('{"text": "secret words", "toxic": 1, "lang": {}}', "'lang' is neither text nor a whole number"),
        ("[" * 100_000, "is nested too deeply"),
    ],
)
def test_a_bad_line_is_named_and_its_text_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, why: str
) -> None:
    """File, line and reason are said; the rows around it are read."""
    rows = rows_of(tmp_path / "rows.jsonl", {"text": "a", "toxic": 0}, line, {"text": "b", "toxic": 1})
    assert [row.text for row in rows] == ["a", "b"]
    rows.note_trouble()
    said = capsys.readouterr().err
    assert said.startswith(f"{tmp_path}/rows.jsonl:2: {why}")
    assert "1 line could not be read, and skipped." in said
    assert "secret" not in said


def test_many_bad_lines_are_counted_and_the_first_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty are enough to see what is wrong."""
    rows = rows_of(tmp_path / "rows.jsonl", *["nonsense"] * 50)
    assert list(rows) == []
    rows.note_trouble()
    said = capsys.readouterr().err.splitlines()
    assert (len(said), said[-1]) == (21, "50 lines could not be read, and skipped. The first 20 are named above.")


def test_bytes_that_are_no_text_and_files_cut_off(tmp_path: Path) -> None:
    """A line that is not UTF-8 is bad; what comes before the damage of a packed file is read."""
    (tmp_path / "latin.jsonl").write_bytes('{"text": "æ", "toxic": 0}\n'.encode("latin-1"))
    packed = gzip.compress(b'{"text": "a", "toxic": 0}\n' * 50_000)
    (tmp_path / "cut.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    rows = open_rows([tmp_path / "latin.jsonl", tmp_path / "cut.jsonl.gz"])
    assert len(list(rows)) > 100
    assert rows.named[0].startswith(f"{tmp_path}/latin.jsonl:1: is not UTF-8")
    assert "damaged or cut off" in rows.named[1]


@pytest.mark.parametrize("line", ["", '{"text": "a", "toxic": null}', "nonsense"])
def test_a_file_without_a_judged_row_ends_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    """It names the file and shows what a line looks like."""
    rows = rows_of(tmp_path / "rows.jsonl", line)
    assert list(rows) == []
    with pytest.raises(typer.Exit):
        rows.refuse_none()
    said = capsys.readouterr().err
    assert said.startswith(f"{tmp_path}/rows.jsonl holds no ")
    assert '{"text": "…", "toxic": 0, "lang": "en"}' in said


def test_a_file_that_is_not_there_ends_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Missing files and folders are named before anything is scored."""
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(typer.Exit):
            open_rows([path])
        assert capsys.readouterr().err.startswith(f"{path} can't be read: ")


async def test_texts_are_scored_in_batches_and_in_order() -> None:
    """Each item comes back with the scores of its own text, rounded to four decimals."""
    texts = [f"text {number}" for number in range(40)]
    classifier = WordsClassifier({"text 17": 0.123456})
    found = [(item, scores) async for item, scores in scored(enumerate(texts), classifier, Progress())]
    assert [item for item, _ in found] == list(range(40))
    assert [item for item, scores in found if scores[Label.INSULT] == Score(0.1235)] == [17]
    assert max(classifier.batches) < 40
