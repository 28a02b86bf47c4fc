"""`takt score`: the classifier alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Takt


def test_texts_are_scored_in_order(takt: Takt) -> None:
    """An insult scores above a greeting, and each line says which text it is."""
    result = takt("score", "you are a complete idiot", "good morning")
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["text"], second["text"]) == ("you are a complete idiot", "good morning")
    assert first["scores"]["toxicity"] > 0.8
    assert second["scores"]["toxicity"] < 0.2


def test_json_lines_keep_their_fields_and_order(takt: Takt) -> None:
    """Each object comes out with its own keys and `scores`; a bad line is named and the rest goes on."""
    rows = [{"id": i, "text": f"line {i}", "kept": [1]} for i in range(70)]
    stdin = "\n".join(json.dumps(row) for row in rows[:35]) + "\nnonsense\n" + "\n".join(map(json.dumps, rows[35:]))
    result = takt("score", "--jsonl", stdin=stdin)
    out = [json.loads(line) for line in result.stdout.splitlines()]
    assert [{key: row[key] for key in ("id", "text", "kept")} for row in out] == rows
    assert all(0 <= value <= 1 for row in out for value in row["scores"].values())
    assert result.returncode == 1
    assert result.stderr.startswith("line 36: not JSON")


def test_odd_texts_are_scored_too(takt: Takt) -> None:
    """A lone surrogate, an empty text and a very long one get scores, not a traceback."""
    rows = ["\ud800", "", "a" * 100_000, "\x00\u202e"]
    result = takt("score", "--jsonl", stdin="\n".join(json.dumps({"text": each}) for each in rows))
    assert (result.returncode, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) == len(rows)


def test_nothing_to_score_says_what_to_give(takt: Takt) -> None:
    """Without texts and without --jsonl there is one sentence."""
    result = takt("score")
    assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)
