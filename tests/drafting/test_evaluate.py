"""The seeded faults, the measure, and the command that prints it."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.bootstrap.voice import read_voice_file
from bot.cli.app import app
from bot.drafting.evaluation.fault_classes import FAULT_CLASSES, HARD
from bot.drafting.evaluation.measure import measure
from bot.drafting.evaluation.phrase_book import LANGUAGES, Half, PhraseBook
from bot.drafting.evaluation.samples import clean_drafts
from bot.policy_files import Refused

if TYPE_CHECKING:
    from bot.core.lint import Finding, LintContext
    from bot.core.voice import Voice

_SHIPPED = Path(__file__).resolve().parents[2] / "policies" / "voice.yaml"


@pytest.fixture(scope="module")
def shipped() -> Voice:
    """The voice that ships."""
    found = read_voice_file(_SHIPPED)
    assert not isinstance(found, Refused)
    return found.voice


class Blind:
    """A linter that finds nothing."""

    def lint(self, text: str, context: LintContext) -> tuple[Finding, ...]:
        """Return nothing."""
        del text, context
        return ()


def test_there_are_enough_classes_drafts_and_phrases(shipped: Voice) -> None:
    """Twenty classes or more, 400 clean drafts or more, and in each language as many phrases, none in both halves."""
    assert len(FAULT_CLASSES) >= 20
    assert sum(len(tuple(clean_drafts(shipped, code))) for code in LANGUAGES) >= 400
    for fault in FAULT_CLASSES:
        halves = [[PhraseBook(code, half).phrases(fault.phrases) for code in LANGUAGES] for half in Half]
        assert all(len({len(each) for each in half}) == 1 and half[0] for half in halves)
        assert not any(set(one) & set(other) for one, other in zip(*halves, strict=True))


def test_a_linter_that_finds_nothing_misses_every_target(shipped: Voice) -> None:
    """What is counted is what the linter says."""
    measured = asyncio.run(measure(shipped, Blind(), each=1))
    assert len(measured.misses()) == sum(fault.target is not None for fault in FAULT_CLASSES)
    assert all(hits == 0 for hits, _ in measured.found.values())
    assert not measured.alarmed


def test_the_same_faults_are_seeded_each_time(shipped: Voice) -> None:
    """Two runs put the same faults into the same drafts."""
    one, other = (asyncio.run(measure(shipped, Blind(), each=1)) for _ in range(2))
    assert [each.seeded for each in one.missed] == [each.seeded for each in other.missed]


def test_the_shipped_voice_meets_every_target() -> None:
    """The command ends well, and tells the share found of each class, its interval, and each language."""
    ran = CliRunner().invoke(app, ["voice", "evaluate", str(_SHIPPED), "--json", "--unscored", "--each", "6"])
    told = json.loads(ran.output)
    assert (told["missed"], ran.exit_code) == ([], 0)
    assert [each["fault"] for each in told["faults"]] == [each.name for each in FAULT_CLASSES]
    hard = [each for each in told["faults"] if each["target"] == HARD]
    assert len(hard) == 8
    for each in hard:
        low, high = each["interval"]
        assert set(each["languages"]) == set(LANGUAGES)
        assert low <= each["hits"] / each["of"] <= high


def test_a_voice_that_the_linter_fails_on_ends_with_1(tmp_path: Path) -> None:
    """Where nothing may be said without a false alarm, the target is missed, in words and by the exit code."""
    copy = tmp_path / "voice.yaml"
    shutil.copytree(_SHIPPED.parent / "faq", tmp_path / "faq")
    text = _SHIPPED.read_text(encoding="utf-8")
    copy.write_text(text.replace("sentence_words: 30", "sentence_words: 5"), encoding="utf-8")
    ran = CliRunner().invoke(app, ["voice", "evaluate", str(copy), "--unscored", "--each", "1"])
    assert ran.exit_code == 1
    assert "Missed: false alarms" in ran.output
