"""A voice held against its own linter: here a small one that knows a few words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.lint import Finding, LintContext, LintLevel, LintRule
from bot.core.situations import Situation
from bot.core.voice import Voice
from bot.policy_files import Level, LoadedVoice, Problem, check_voice, read_voice


class WordLinter:
    """Implements ReplyLinter: finds forbidden phrases, shouting, slots and missing sign-offs; notes what it saw."""

    def __init__(self, voice: Voice) -> None:
        self._forbidden = [phrase for each in voice.principles for phrase in each.forbid]
        self.seen: list[tuple[str, LintContext]] = []

    def lint(self, text: str, context: LintContext) -> tuple[Finding, ...]:
        """Return what is wrong."""
        self.seen.append((text, context))
        found = [
            Finding(LintRule.FORBIDDEN, LintLevel.BLOCK, f"it says {each}.") for each in self._forbidden if each in text
        ]
        if "!" in text:
            found.append(Finding(LintRule.SHOUTING, LintLevel.WARN, "it shouts"))
        if "{" in text:
            found.append(Finding(LintRule.SLOT, LintLevel.BLOCK, "a slot is left"))
        if len(text.split()) < 4:
            found.append(Finding(LintRule.LANGUAGE, LintLevel.BLOCK, "too short to tell"))
        if "–" not in text:
            found.append(Finding(LintRule.SIGN_OFF, LintLevel.BLOCK, "nobody signs"))
        return tuple(found)


Check = Callable[..., tuple[Problem, ...]]


@pytest.fixture
def linter() -> list[WordLinter]:
    """Give the place where the linter of a check is found afterwards."""
    return []


@pytest.fixture
def check(voice_folder: Path, linter: list[WordLinter]) -> Check:
    """Give a check of the whole voice after some changes, without what is said of short and of unsigned texts."""

    def of(*changes: tuple[str, str]) -> tuple[Problem, ...]:
        file = voice_folder / "voice.yaml"
        text = file.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        file.write_text(text, encoding="utf-8")
        found = read_voice(file)
        assert isinstance(found, LoadedVoice), found

        def linter_of(voice: Voice) -> WordLinter:
            linter.append(WordLinter(voice))
            return linter[0]

        problems = check_voice(found, linter_of)
        usual = ("too short to tell", "this template breaks L20: nobody signs")
        return tuple(each for each in problems if not each.what.endswith(usual))

    return of


# What stands in voice.yaml, what is written instead (¤: where the problem is reported), what is said.
ROWS = [
    (
        '["Thank you."]',
        '["Thank you, and sorry for any inconvenience that it made.", ¤"Sorry for any inconvenience there."]',
        "this template breaks L08: it says any inconvenience. Say it otherwise, or allow the phrase.",
    ),
    (
        '["I am asking {owner}."]',
        '["I am asking {owner}.", ¤"I ask them all: any inconvenience."]',
        "this `do` line breaks L08: it says any inconvenience. Say it otherwise, or allow the phrase.",
    ),
    (
        '["Beklager ulejligheden."]',
        '["Beklager ulejligheden.", ¤"Vi ses i morgen tidlig."]',
        "nothing is found wrong with this `dont` line: `Vi ses i morgen tidlig.`. Put what is wrong with it under",
    ),
    (
        '["Beklager ulejligheden."]',
        '["Beklager ulejligheden.", ¤"Vi ses."]',
        "nothing is found wrong with this `dont` line: `Vi ses.`. ",
    ),
]


@pytest.mark.parametrize(("old", "new", "words"), ROWS, ids=[each[2][:40] for each in ROWS])
def test_what_the_linter_says_is_reported_where_it_stands(
    check: Check, voice_folder: Path, whole_voice: str, old: str, new: str, words: str
) -> None:
    """With file, line, column, rule and hint; a `dont` line that is only short or unsigned has not failed."""
    marked = whole_voice.replace(old, new, 1)
    before = marked[: marked.index("¤")]
    found = [each for each in check((old, new.replace("¤", ""))) if each.level is Level.ERROR]
    place = f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    assert str(found[-1]).startswith(f"{voice_folder}/voice.yaml:{place}: {words}"), found


def test_a_voice_that_keeps_to_its_rules_has_no_errors(check: Check) -> None:
    """What the linter only warns of is a warning, in a template."""
    found = check()
    assert {each.level for each in found} == {Level.WARNING}
    assert {each.what for each in found} == {"this template breaks L11: it shouts"}
    assert [(each.line, each.column) for each in found] == [(52, 22), (52, 50)]


def test_a_warning_is_enough_for_a_line(check: Check) -> None:
    """A `do` line is to be without any fault, and a `dont` line with any fault at all has failed."""
    [found] = [each for each in check(('["I am asking {owner}."]', '["I am asking {owner}!"]')) if each.line == 15]
    assert (found.level, found.what) == (Level.ERROR, "this `do` line breaks L11: it shouts")
    assert not [each for each in check(('"Beklager ulejligheden."', '"Det er bare dumt!"')) if each.line == 16]


def test_texts_are_linted_as_they_would_be_sent(check: Check, linter: list[WordLinter]) -> None:
    """Slots hold words of the template's language, the brand's own where it has some; signed where that is asked."""
    check()
    texts = {context.template: text for text, context in linter[0].seen}
    assert texts["complaint/da/1"] == "Jeg forstår. produktteamet har den.\n– Freja"
    assert texts["wish/da/1"] == "Tak. laboratoriet har den."
    assert texts["welcome/en/1"] == "Hello! https://community.example/rules"
    assert "pinned at the top of every channel" in texts["question/en/1"]
    assert not [text for text, _ in linter[0].seen if "{" in text]
    assert "Jeg spørger laboratoriet." in [text for text, _ in linter[0].seen]


def test_each_template_is_linted_in_its_own_situation_and_language(check: Check, linter: list[WordLinter]) -> None:
    """The linter so knows what must and must not be in it, what was filled in, and what was quoted."""
    check()
    contexts = {context.template: context for _, context in linter[0].seen}
    for name, context in contexts.items():
        if name:
            situation, language, _ = name.split("/")
            assert (context.situation, context.language) == (Situation(situation), language)
    assert contexts["block/da/1"].slots["until"] == "i morgen klokken 14.00"
    assert contexts["question/en/2"].sources == (contexts["question/en/2"].slots["faq_answer"],)
    assert set(contexts["praise/da/1"].slots) == {"brand", "community", "persona", "owner", "rules_url"}
