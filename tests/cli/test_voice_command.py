"""`takt voice`: what an admin types, and what stands behind it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.bootstrap.voice import check_voice_file, good_voice_words
from bot.core.lint import Finding, LintLevel, LintRule
from bot.policy_files import Level, LoadedVoice, Refused
from bot.settings import Settings, default_policy

if TYPE_CHECKING:
    from bot.core.lint import LintContext
    from bot.core.voice import Voice
    from tests.cli.conftest import Takt

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a voice that uses every feature once, with its FAQ."""
    return shutil.copytree(ROOT / "tests" / "policy_files" / "voice", tmp_path / "voice") / "voice.yaml"


@pytest.fixture
def broken(file: Path) -> Path:
    """Give the same with a typing error and an entry that one language lacks."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("approvers: two", "aprovers: two"), encoding="utf-8")
    faq = file.parent / "faq" / "da.md"
    faq.write_text(faq.read_text(encoding="utf-8").split("## Hvordan")[0], encoding="utf-8")
    return file


def test_a_broken_voice_is_refused_with_place_and_hint(takt: Takt, broken: Path) -> None:
    """Each problem is a line on standard error; warnings say that they are."""
    result = takt("voice", "check", broken)
    assert (result.returncode, result.stdout) == (1, "")
    faq, voice = result.stderr.splitlines()
    assert faq.endswith("(warning)")
    assert voice == f"{broken}:63:5: unknown key `aprovers`. Did you mean `approvers`?"


def test_a_program_reads_the_same_as_json(takt: Takt, broken: Path) -> None:
    """One object with all that an admin would see, and the same exit code."""
    result = takt("voice", "check", broken, "--json")
    assert (result.returncode, result.stderr) == (1, "")
    told = json.loads(result.stdout)
    assert (told["file"], told["voice"]) == (str(broken), None)
    assert [each["level"] for each in told["problems"]] == ["warning", "error"]
    assert told["problems"][1] == {
        "file": str(broken),
        "line": 63,
        "column": 5,
        "what": "unknown key `aprovers`",
        "hint": "Did you mean `approvers`?",
        "level": "error",
    }


def test_the_schema_on_the_command_line_is_the_committed_one(takt: Takt) -> None:
    """docs/voice.schema.json is what `takt voice schema` prints."""
    committed = (ROOT / "docs" / "voice.schema.json").read_text(encoding="utf-8")
    assert json.loads(takt("voice", "schema").stdout) == json.loads(committed)


def test_the_voice_of_the_settings_lies_beside_the_shipped_policy() -> None:
    """So it ships in the wheel with it."""
    assert Settings().voice == default_policy().with_name("voice.yaml")


class OneRule:
    """Implements ReplyLinter with one rule about one word."""

    def __init__(self, word: str, level: LintLevel) -> None:
        self._word, self._level = word, level

    def lint(self, text: str, context: LintContext) -> tuple[Finding, ...]:
        """Return the rule's finding; lines that break a principle always have one."""
        if self._word in text or "inconvenience" in text or "ulejlighed" in text:
            return (Finding(LintRule.BLAME, self._level, f"a word in {context.language}"),)
        return ()


def checked(file: Path, word: str, level: LintLevel) -> LoadedVoice | Refused:
    """Return what the check makes of a file with that linter."""

    def linter_of(voice: Voice) -> OneRule:
        assert voice.languages == ("en", "da")
        return OneRule(word, level)

    return check_voice_file(file, linter_of)


def test_a_voice_that_its_own_linter_stops_is_refused(file: Path) -> None:
    """The template is named at its line."""
    found = checked(file, "matter", LintLevel.BLOCK)
    assert isinstance(found, Refused)
    assert [str(each) for each in found.problems] == [
        f"{file}:54:22: this template breaks L13: a word in en. Word it otherwise."
    ]


def test_a_voice_that_its_own_linter_only_warns_of_is_good(file: Path) -> None:
    """The warnings are among its warnings, and it says what is in it."""
    found = checked(file, "matter", LintLevel.WARN)
    assert isinstance(found, LoadedVoice)
    assert [each.level for each in found.warnings] == [Level.WARNING]
    sizes = "good. 2 languages, 28 templates, 2 FAQ entries, voice "
    assert good_voice_words(found) == f"{file}: {sizes}{found.voice.hash}"
