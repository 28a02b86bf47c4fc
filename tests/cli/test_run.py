"""`takt run`: the main job."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.core.scoring import CLASSIFIERS
from bot.platforms.sandbox import SAMPLE
from bot.storage.process_lock import only_bot
from tests.warm_start import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Takt

LINE = re.compile(r"#\S+ [^:]+: .* → \S.*")
TOLD = re.compile(r"   (\S+) is told \(direct\): (.*)")


def test_without_a_terminal_the_sample_is_played(takt: Takt) -> None:
    """Each message is a line with its outcome, each action has a reason, questions get drafts, a summary follows."""
    result = takt("run")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    decisions = [each for each in lines if LINE.fullmatch(each)]
    assert len(decisions) == len(SAMPLE.read_text(encoding="utf-8").splitlines()) >= 60
    assert all("because" in each for each in decisions if not each.endswith(("→ pass", "→ exempt")))
    assert f"{len(decisions)} messages, members who posted: " in result.stdout
    drafts = re.findall(r"^   draft \d+ question/(\w\w) for .*: “.*” \(faq:\w+@\w{8}\)$", result.stdout, re.MULTILINE)
    assert set(drafts) == {"en", "da", "nb", "de", "ru"}
    assert re.search(r"^drafts: \d\d offered, of which \d\d wait for a moderator, 0 sent", result.stdout, re.MULTILINE)


def _outcomes(takt: Takt) -> dict[str, str]:
    pairs = (each.rsplit(" → ", 1) for each in takt("run").stdout.splitlines() if LINE.fullmatch(each))
    return {text.split(": ", 1)[1]: outcome.split("  ")[0] for text, outcome in pairs}


def test_the_sample_is_answered_in_proportion(takt: Takt) -> None:
    """Insults grow dearer, hate and threats are hidden at once, and criticism, wishes and thanks are let be."""
    outcome = _outcomes(takt)
    assert outcome["Bo you are a complete idiot"] == "nudge"
    assert outcome["only a pathetic moron would say that, you are so stupid"] == "hide"
    assert "time_out" in outcome["you are all brainless idiots, every one of you"]
    for grave in ("all faggots should leave this server", "я тебя убью, когда найду"):
        assert outcome[grave].startswith("hide + ")
    for harmless in (
        "I am such an idiot, I locked myself out of my own house again",
        "I wish there was a dark mode for the calendar. It would be so nice to have!",
        "this build just killed my laptop battery, I will kill that process with fire",
        "Mein Bruder ist schwul und er fühlt sich hier sehr wohl, danke euch",
    ):
        assert outcome[harmless] == "pass"
    critics = [
        text for text in outcome if re.search("This update is complete|Jeres support|letzte Scheiß|ubrukelig", text)
    ]
    assert len(critics) == 4
    assert all(re.fullmatch(r"pass|escalate|record only \(would escalate\)", outcome[text]) for text in critics)
    assert any("escalate" in outcome[text] for text in critics)


def test_the_play_is_the_same_each_time_and_keeps_its_cases(takt: Takt, tmp_path: Path) -> None:
    """It runs on a ledger of its own, emptied each time; the last line says how to read it."""
    first, second = takt("run").stdout, takt("run").stdout
    assert first == second
    found = re.search(r"^cases: (\d+), of which (\d+) wait for a moderator$", first, re.MULTILINE)
    assert found is not None
    shown = takt("cases", "list", env={"TAKT_DATABASE_URL": "sqlite:///.takt/sample.sqlite3"}).stdout.splitlines()
    assert (len(shown), sum(" open " in each for each in shown)) == (int(found[1]), int(found[2]))
    assert first.splitlines()[-1] == (
        "The cases are in .takt/sample.sqlite3; "
        "TAKT_DATABASE_URL=sqlite:///.takt/sample.sqlite3 takt cases list shows them."
    )
    assert not (tmp_path / ".takt" / "takt.sqlite3").exists()


def test_the_play_says_what_members_are_told_and_what_was_done(takt: Takt) -> None:
    """Each hide stands there as done, with what its author read, in their language."""
    lines = takt("run").stdout.splitlines()
    hides = [each for each in lines if LINE.fullmatch(each) and "→ hide" in each]
    assert len(hides) == sum("hide done" in each for each in lines) > 10
    told = [found for found in map(TOLD.fullmatch, lines) if found]
    assert len(told) >= len(hides)
    assert any(found[1] == "Viggo" and found[2].startswith("Hej fra ") for found in told)


def test_a_folder_that_can_not_be_written_is_no_hindrance(takt: Takt, tmp_path: Path) -> None:
    """The conversation is played all the same, and the output says that its cases are gone."""
    (tmp_path / ".takt").write_text("in the way", encoding="utf-8")
    result = takt("run")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.endswith("so the cases were kept in a temporary folder and are gone now.\n")


@pytest.mark.parametrize("how", [["--plain"], []])
def test_in_a_terminal_that_can_not_draw_one_types_line_by_line(tmp_path: Path, how: list[str]) -> None:
    """Members and moderators are typed; the next time everything is still there."""
    first = typed(tmp_path, how, "bo: you are a complete idiot", "/uphold 1")
    assert "1 #general bo: you are a complete idiot → nudge" in first
    assert "bo is told (direct): " in first
    assert "Case 1 was upheld." in first
    assert "upheld by @eva" in typed(tmp_path, how, "/cases")


def test_one_sandbox_per_database(tmp_path: Path) -> None:
    """A second one is told of the first, and touches nothing."""
    with only_bot(f"sqlite:///{tmp_path / 'takt.sqlite3'}"):
        said = typed(tmp_path, ["--plain"], env={"TAKT_DATABASE_URL": f"sqlite:///{tmp_path / 'takt.sqlite3'}"}, code=1)
    assert "Another bot" in said


def typed(folder: Path, how: list[str], *lines: str, env: dict[str, str] | None = None, code: int = 0) -> str:
    """Type lines into `takt run` in a terminal and return all that it showed."""
    terminal, inside = os.openpty()
    bare = {"PYTHONPATH": str(ROOT), **({"TERM": "xterm"} if how else {}), **(env or {})}
    command = [sys.executable, "-m", "bot", "run", *how]
    process = subprocess.Popen(command, stdin=inside, stdout=inside, stderr=inside, cwd=folder, env=bare)
    os.close(inside)
    os.write(terminal, "".join(f"{each}\n" for each in (*lines, "/quit")).encode())
    shown = b""
    with contextlib.suppress(OSError):  # how Linux says that the other side is closed
        while more := os.read(terminal, 65536):
            shown += more
    os.close(terminal)
    assert process.wait(60) == code
    return shown.decode()


def test_any_chat_can_be_played(takt: Takt, tmp_path: Path) -> None:
    """Another history is played instead; what can't be read in it is named, and never fatal."""
    chat = tmp_path / "chat.jsonl"
    rows = [{"text": "hello", "author": "Bo", "channel": "x"}, {"no": "text"}]
    chat.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    result = takt("run", "--play", chat)
    assert (result.returncode, "#x Bo: hello → pass" in result.stdout) == (0, True)
    assert "chat.jsonl:2" in result.stderr


def test_wrong_settings_are_named(takt: Takt) -> None:
    """A setting that means nothing ends with a sentence and exit code 1, not a traceback."""
    result = takt("run", env={"TAKT_MODE": "loud", "TAKT_CLASSIFIER": "oracle"})
    assert result.returncode == 1
    assert result.stderr.startswith("TAKT_MODE: ")
    assert "'loud'" in result.stderr
    result = takt("run", env={"TAKT_CLASSIFIER": "oracle"})
    known = ", ".join(CLASSIFIERS)
    assert (result.returncode, result.stderr) == (1, f"TAKT_CLASSIFIER='oracle' is unknown. Write one of {known}.\n")


def test_a_setting_without_a_value_is_not_set(takt: Takt, tmp_path: Path) -> None:
    """A line of .env.example with nothing after its sign leaves the default."""
    (tmp_path / ".env").write_text("TAKT_POLICY=\nTAKT_MODE=\n", encoding="utf-8")
    result = takt("policy", "show")
    assert (result.returncode, result.stderr) == (0, "")


def test_settings_that_are_no_text_are_one_sentence(takt: Takt, tmp_path: Path) -> None:
    """A `.env` that is not UTF-8 is named, without a traceback."""
    (tmp_path / ".env").write_bytes(b"TAKT_MODE=\xff\xfe")
    result = takt("run")
    assert result.returncode == 1
    assert result.stderr.startswith(".env in this folder can't be read: ")
    assert len(result.stderr.splitlines()) == 1
