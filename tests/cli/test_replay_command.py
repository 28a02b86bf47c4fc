"""`takt replay`: what would have happened to a chat history."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.platforms.sandbox import SAMPLE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Takt

KEYS = {"id", "channel", "author", "verdict", "actions", "matches", "scores", "policy", "scorer"}
MATCH_KEYS = {"rule", "clause", "label", "score", "at_least", "span"}


def test_json_is_one_object_a_message_with_all_that_explains_it(takt: Takt) -> None:
    """Each record has verdict, actions, matches with clause and score or span, scores, policy and scorer."""
    result = takt("replay", SAMPLE, "--mode", "enforce", "--json")
    assert result.returncode == 0, result.stderr
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(records) == len(SAMPLE.read_text(encoding="utf-8").splitlines())
    assert all(set(each) >= KEYS for each in records)
    matches = [match for each in records for match in each["matches"]]
    assert all(set(match) >= MATCH_KEYS for match in matches)
    assert any(match["span"] for match in matches)
    assert any(match["score"] is not None and match["score"] >= match["at_least"] for match in matches)


def test_two_runs_give_identical_bytes(takt: Takt) -> None:
    """Another process with another hash seed prints the same."""
    runs = [takt("replay", SAMPLE, "--mode", "enforce", "--json", env={"PYTHONHASHSEED": seed}) for seed in "12"]
    assert runs[0].stdout == runs[1].stdout != ""


def test_the_summary_counts_by_rule_action_and_channel(takt: Takt) -> None:
    """People get counts and the most contested messages."""
    result = takt("replay", SAMPLE, "--mode", "enforce")
    assert result.returncode == 0
    for part in ("be-kind", "nudge", "off-topic"):
        assert part in result.stdout


def test_the_page_quotes_no_words_beside_the_covered_text(takt: Takt, tmp_path: Path) -> None:
    """Reasons say which list held, not the word: that stands in the message, which is blurred until asked for."""
    page = tmp_path / "page.html"
    assert takt("replay", SAMPLE, "--mode", "enforce", "--html", page).returncode == 0
    html = page.read_text(encoding="utf-8")
    assert "list insults" in html
    assert "list insults “" not in html


def test_the_page_is_written(takt: Takt, tmp_path: Path) -> None:
    """`--html` writes one page beside the printed summary."""
    page = tmp_path / "page.html"
    assert takt("replay", SAMPLE, "--html", page).returncode == 0
    assert page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")


def test_bad_records_are_counted_named_and_skipped(takt: Takt, tmp_path: Path) -> None:
    """What can't be read never ends a replay."""
    chat = tmp_path / "chat.jsonl"
    chat.write_bytes(b'{"text": "hello"}\n{"text": 5}\nnot json\n\xff\xfe\n{"text": "bye"}\n')
    result = takt("replay", chat, "--json")
    assert result.returncode == 0
    assert len(result.stdout.splitlines()) == 2
    places = ("chat.jsonl:2", "chat.jsonl:3", "chat.jsonl:4", "3 records could not be read")
    for place in places:
        assert place in result.stderr
    summary = takt("replay", chat)
    assert summary.stderr == ""
    assert all(summary.stdout.count(place) == 1 for place in places)


def test_one_bad_record_is_one_record(takt: Takt, tmp_path: Path) -> None:
    """The count is in good English, and the place within a line is a character."""
    chat = tmp_path / "chat.jsonl"
    chat.write_text('{"text": "hello"}\nnot json\n', encoding="utf-8")
    first, last = takt("replay", chat, "--json").stderr.splitlines()
    assert first == "chat.jsonl:2: is not JSON: Expecting value at character 1"
    assert last == "1 record could not be read, and skipped."


@pytest.mark.parametrize("page", ["nowhere/page.html", ".", "chat.jsonl"])
def test_a_page_that_can_not_be_written_is_refused_first(takt: Takt, tmp_path: Path, page: str) -> None:
    """A missing folder, a folder and the history itself are refused before a long replay, which stays whole."""
    chat = tmp_path / "chat.jsonl"
    chat.write_text('{"text": "hello"}\n', encoding="utf-8")
    result = takt("replay", chat, "--json", "--html", page)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(page)
    assert len(result.stderr.splitlines()) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["chat.jsonl"]
    assert chat.read_text(encoding="utf-8") == '{"text": "hello"}\n'


def test_the_page_and_the_objects_come_together(takt: Takt, tmp_path: Path) -> None:
    """`--html` with `--json` writes the page and leaves standard output to the objects."""
    result = takt("replay", SAMPLE, "--json", "--html", "page.html")
    assert (result.returncode, result.stderr) == (0, "wrote page.html\n")
    assert all(json.loads(line) for line in result.stdout.splitlines())
    assert (tmp_path / "page.html").stat().st_size > 10_000


def test_of_many_bad_records_twenty_are_named(takt: Takt, tmp_path: Path) -> None:
    """A broken history fills neither the screen nor the report; the number is told."""
    chat = tmp_path / "chat.jsonl"
    chat.write_text('{"text": "hello"}\n' + "broken\n" * 5000, encoding="utf-8")
    summary, records = takt("replay", chat), takt("replay", chat, "--json")
    assert summary.stdout.count("chat.jsonl:") == records.stderr.count("chat.jsonl:") == 20
    assert "and 4,980 more" in summary.stdout
    assert "5,000 records could not be read" in records.stderr


@pytest.mark.parametrize("mode", ["shadow", "review"])
def test_modes_other_than_enforce_do_nothing_by_themselves(takt: Takt, mode: str) -> None:
    """In shadow there is no action at all, in review only proposals."""
    result = takt("replay", SAMPLE, "--mode", mode, "--json")
    actions = {action.split(":")[0] for line in result.stdout.splitlines() for action in json.loads(line)["actions"]}
    assert actions == ({"escalate"} if mode == "review" else set())


def test_a_missing_history_is_one_sentence(takt: Takt) -> None:
    """The path and the accepted forms are named."""
    result = takt("replay", "nowhere.zip")
    assert result.returncode == 1
    assert result.stderr.startswith("nowhere.zip does not exist")
    assert len(result.stderr.splitlines()) == 1
