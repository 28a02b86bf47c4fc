"""`takt draft`: what would be answered, with no key and no network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Takt

ROOT = Path(__file__).resolve().parents[2]
KEYS = ["offered", "situation", "language", "text", "cites", "reason", "lint", "drafter", "proposals"]
# The program, in a process that no socket can be opened in.
_UNPLUGGED = """
import socket, sys
class Refused(socket.socket):
    def connect(self, *_): raise AssertionError("a socket was connected")
    connect_ex = bind = sendto = connect
socket.socket = Refused
socket.getaddrinfo = socket.create_connection = Refused.connect
sys.argv = ["takt", "draft", "--jsonl", "-"]
from bot.cli.app import main
main()
"""
_ROWS: list[dict[str, Any]] = [
    {"text": "Where do I find the rules?", "author": "Bo"},
    {"text": "Siden opdateringen går appen ned hele tiden, det er for dårligt", "language": "da"},
    {"text": "Kan dere legge til mørk modus?", "channel": "ideer"},
    {"text": "Jag älskar den nya appen, bra jobbat!"},
    {"text": "Hallo zusammen, bin neu hier", "context": {"first_post": True}},
    {"text": "Какая сегодня погода"},
    {"text": "Where are the rules?", "context": {"answered": True}},
    {"text": "you idiot", "context": {"action": "hide", "slots": {"rule_title": "Be kind", "rule_id": "be-kind"}}},
]


def _drafted(hash_seed: str, folder: Path) -> str:
    result = subprocess.run(
        [sys.executable, "-c", _UNPLUGGED],
        input="\n".join(json.dumps(each) for each in _ROWS),
        capture_output=True,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed},
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def test_two_processes_without_a_network_draft_the_same_bytes(tmp_path: Path) -> None:
    """With sockets blocked and another seed for hashes each line is the same; each has all keys, in order."""
    one, other = (_drafted(seed, tmp_path) for seed in ("1", "2"))
    assert one == other
    records = [json.loads(line) for line in one.splitlines()]
    assert all(list(each) == KEYS for each in records)
    assert [each["situation"] for each in records] == [
        *("question", "complaint", "wish", "praise", "welcome", None, "question", "hide_notice")
    ]
    assert [each["language"] for each in records] == ["en", "da", "nb", "sv", "de", "ru", "en", "en"]
    assert [each["offered"] for each in records] == [True, True, True, True, True, False, False, False]
    assert records[0]["cites"][0].startswith("faq:rules@")
    assert all(each["drafter"].startswith("playbook 1 ") for each in records)
    assert [each["reason"].partition(":")[0] for each in records[5:]] == ["no_situation", "answered", "no_template"]
    assert {each["intent"] for each in records[1]["proposals"]} == {"ask_back", "take_further"}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("nonsense", "not JSON"),
        ('{"message": "hi"}', "not an object with a `text` string"),
        ('{"text": "hi", "language": 1}', "`language` is no text"),
        ('{"text": "hi", "context": []}', "`context` is no object"),
        ('{"text": "hi", "context": {"staff": true}}', "`context` has no `staff`; it may hold"),
        ('{"text": "hi", "context": {"by_staff": 1}}', "`context`: 1 is neither true nor false"),
        ('{"text": "hi", "context": {"waits": "soon"}}', "`context`: 'soon' is not a duration"),
        ('{"text": "hi", "context": {"slots": {"until": 3}}}', "`context`: 3 is no text"),
        ('{"text": "hi", "context": {"used": "complaint/en/1"}}', "`context`: 'complaint/en/1' is no list of texts"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line: str, problem: str) -> None:
    """A field of the wrong kind, and one that nobody knows, is named."""
    from bot.cli.draft_requests import UnusableRequestError, request_of
    from bot.cli.json_lines import parsed

    said, item = parsed(line.encode())
    if item is not None:
        with pytest.raises(UnusableRequestError) as refusal:
            request_of(item)
        said = str(refusal.value)
    assert said.startswith(problem)


def test_a_bad_line_is_named_and_the_rest_goes_on(takt: Takt, tmp_path: Path) -> None:
    """The lines before and after are drafted, out of a file as well, and the exit status is 1."""
    file = tmp_path / "messages.jsonl"
    file.write_text('{"text": "Where are the rules?"}\nnonsense\n{"text": "ok"}\n', encoding="utf-8")
    result = takt("draft", "--jsonl", file)
    assert len(result.stdout.splitlines()) == 2
    assert result.returncode == 1
    assert result.stderr.splitlines()[0].startswith("line 2: not JSON")
    assert result.stderr.splitlines()[1] == "1 line not drafted."


def test_one_message_is_answered_in_words(takt: Takt) -> None:
    """The draft, why, and its source are printed, and nothing else is asked for."""
    result = takt("draft", "Where do I find the rules?", "--author", "Bo", "--context", '{"waits": "2h"}')
    assert (result.returncode, result.stderr) == (0, "")
    assert "Situation: question, in en, calm" in result.stdout
    assert "Draft 1, answer (question/en/" in result.stdout
    assert "Sources:   faq:rules@" in result.stdout


def test_what_is_missing_is_said_in_a_sentence(takt: Takt, tmp_path: Path) -> None:
    """No message, no file, no voice and no JSON each end in a sentence and the status 1."""
    for arguments, said in (
        ((), "Give a message"),
        (("--jsonl", tmp_path / "none"), "can't be read (No such file"),
        (("hi", "--context", "{"), "--context is not JSON"),
        (("hi", "--context", '{"x": 1}'), "--context: `context` has no `x`"),
        (("hi", "--voice", tmp_path / "none.yaml"), "none.yaml"),
    ):
        result = takt("draft", *arguments)
        assert result.returncode == 1
        assert said in result.stderr
        assert "Traceback" not in result.stderr
