"""`takt run`: the main job."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from bot.platforms.sandbox import SAMPLE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Takt

LINE = re.compile(r"#\S+ [^:]+: .* → \S.*")


def test_without_a_terminal_the_sample_is_played(takt: Takt) -> None:
    """Each message is one line with its outcome, each action has a reason, a summary follows, and it ends well."""
    result = takt("run")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    decisions = [each for each in lines if LINE.fullmatch(each)]
    assert len(decisions) == len(SAMPLE.read_text(encoding="utf-8").splitlines()) >= 60
    assert all("because" in each for each in decisions if not each.endswith(("→ pass", "→ exempt")))
    assert f"{len(decisions)} messages, members who posted: " in result.stdout


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
    assert "escalate" in {outcome[text] for text in critics}


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
    assert (result.returncode, result.stderr) == (1, "TAKT_CLASSIFIER='oracle' is unknown. Write embedded.\n")


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
