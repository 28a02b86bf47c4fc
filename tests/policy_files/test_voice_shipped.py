"""The voice that ships: it can be adopted as it is, and keeps to its own rules."""

from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
from ruamel.yaml import YAML

from bot.bootstrap.voice import check_voice_file
from bot.core.situations import MEASURES, Situation
from bot.core.voice import Approvers, ModelUse, Voice
from bot.policy_files import LoadedVoice, voice_schema

FILE = Path(__file__).parents[2] / "policies" / "voice.yaml"
LANGUAGES = ("en", "da", "nb", "sv", "de", "ru")
TOPICS = 18
BY_PEOPLE = MEASURES | {Situation.WELCOME, Situation.CONFLICT, Situation.CRISIS}


@pytest.fixture(scope="module")
def voice() -> Voice:
    """Give the voice as checked, its own linter included."""
    found = check_voice_file(FILE)
    assert isinstance(found, LoadedVoice), [str(each) for each in found.problems]
    assert found.warnings == ()
    return found.voice


def test_the_voice_that_ships_is_good_without_a_remark(voice: Voice) -> None:
    """Each template and `do` line passes its linter, each `dont` line fails it, in all six languages."""
    assert set(voice.languages) == set(LANGUAGES)
    assert voice.principles
    for principle in voice.principles:
        assert all(principle.do[each] and principle.dont[each] for each in LANGUAGES), principle.id


def test_what_is_said_about_violations_was_written_by_people(voice: Voice) -> None:
    """No language model words what was done, nor a welcome, a conflict or a crisis."""
    assert {each for each, its in voice.playbooks.items() if its.model is ModelUse.NEVER} >= BY_PEOPLE


def test_two_people_decide_on_the_gravest_replies(voice: Voice) -> None:
    """A block and a statement in a crisis need two moderators, a denied appeal another one than decided first."""
    assert voice.playbooks[Situation.CRISIS].approvers is Approvers.TWO
    assert voice.playbooks[Situation.BLOCK].approvers is Approvers.TWO
    assert voice.playbooks[Situation.APPEAL_DENIED].approvers is Approvers.OTHER


def test_the_faq_has_the_same_topics_in_each_language(voice: Voice) -> None:
    """All of them, each with several ways to ask."""
    ids = [{each.id for each in voice.faq if each.language == language} for language in LANGUAGES]
    assert [len(each) for each in ids] == [TOPICS] * len(LANGUAGES)
    assert all(each == ids[0] for each in ids)
    assert all(len(each.questions) >= 2 for each in voice.faq)


def test_the_voice_that_ships_fits_the_schema() -> None:
    """What an editor with the schema marks is nothing."""
    jsonschema.validate(YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8")), voice_schema())
