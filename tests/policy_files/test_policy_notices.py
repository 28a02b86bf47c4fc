"""The sections of a policy about notices, appeals and catching up; and what is never automatic."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic_core import PydanticCustomError

from bot.core.actions import ActionKind
from bot.core.effects import INVERSE
from bot.core.lower import effect_kind
from bot.core.notice_text import Sentence
from bot.policy_files import Loaded, PolicyFile, Refused, shipped_sentences
from bot.policy_files.words import cap, enforcement

Read = Callable[..., PolicyFile]
HERE = Path(__file__).parent
GUIDE = Path(__file__).parents[2] / "docs" / "policy.md"
GREETING = "'Hi, this is {community}.'"
LANGUAGES = {"en", "da", "nb", "sv", "de", "ru"}


def loaded(found: PolicyFile) -> Loaded:
    """Return what was loaded."""
    assert isinstance(found, Loaded), found
    return found


def written(folder: Path, text: str) -> Path:
    """Write a policy file."""
    file = folder / "policy.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_policys_own_sentences_lie_over_those_that_ship(read: Read) -> None:
    """Every sentence is there in six languages; what the file says replaces one text or adds a language."""
    notices = loaded(read(HERE / "everything.yaml")).policy.notices
    assert set(notices) == set(Sentence)
    assert all(set(texts) >= LANGUAGES for texts in notices.values())
    assert notices["hidden"]["en"] == "We put your message away."
    assert notices["hidden"]["fi"] == "Viestisi on piilotettu."
    assert notices["hidden"]["da"] == shipped_sentences()["hidden"]["da"]
    assert "fi" not in shipped_sentences()["hidden"]


def test_appeals_and_catching_up_have_their_times(read: Read, everything: str, folder: Path) -> None:
    """They are read as written, and are 14 days and 10 minutes where nothing is said."""
    policy = loaded(read(HERE / "everything.yaml")).policy
    assert (policy.appeal_seconds, policy.late_seconds) == (7 * 86400, 300)
    bare = loaded(read(written(folder, everything[: everything.index("notices:")]))).policy
    assert (bare.appeal_seconds, bare.late_seconds) == (14 * 86400, 600)
    assert bare.notices == shipped_sentences()


@pytest.mark.parametrize(
    ("old", "new"), [("put your", "took your"), ("within: 7d", "within: 8d"), ("late_after: 5m", "late_after: 6m")]
)
def test_the_hash_covers_them(read: Read, everything: str, folder: Path, old: str, new: str) -> None:
    """Another word to members or another time is another policy."""
    before = loaded(read(written(folder, everything))).policy.hash
    assert loaded(read(written(folder, everything.replace(old, new)))).policy.hash != before


MISTAKES = [
    ("  hidden: {", "  ¤hiden: {", "notices have no sentence `hiden`", "Did you mean `hidden`?"),
    ("  hidden: {", "  ¤gone: {", "notices have no sentence `gone`", "Write one of: greeting, late, nudge"),
    (GREETING, '¤"Hi, {comunity}."', "`greeting` has no slot `{comunity}`", "`community`?"),
    ("We put your message away.", "¤'By {moderator}.'", "`hidden` has no slot `{moderator}`", "`hidden`: none."),
    (GREETING, '¤"{community} {community}"', "the slot `{community}` is here twice", "Keep one"),
    (GREETING, '¤"Hi {{community}}"', "a brace here belongs to no slot", "no other braces"),
    (GREETING, '¤"Hi {"', "a brace here belongs to no slot", "Slots of `greeting`: {community}."),
    ("  hidden: {", "  timed_out: {en: ¤A break for you.}\n  hidden: {", "`{until}` is missing in this text", "Put it"),
    ("  hidden: {", "  rule: {en: ¤A rule.}\n  hidden: {", "`{rule}` is missing in this text", "Put it"),
    (
        "  hidden: {",
        '  appeal: {en: ¤"Write {how}."}\n  hidden: {',
        "`{deadline}` is missing in this text",
        "Put it where the value belongs.",
    ),
    ("We put your message away.", f"¤{'x' * 181}", "this text has 181 characters, and 180 are the most", "shorter"),
    ("We put your message away.", "¤''", "this text is empty", "Write something"),
    ("We put your message away.", "¤[a]", "`en` should be a text, not a list", "quotes"),
    ("fi: Viestisi", "¤FI: Viestisi", "`FI` is not a language code", "Write two or three small letters"),
    ("{en: We put your message away., fi: Viestisi on piilotettu.}", "¤x", "`hidden` should be keys", "{key"),
    ("within: 7d", "within: ¤7", "`7` is not a duration", "such as 10m or 90d"),
    ("within: 7d", "¤withing: 7d", "unknown key `withing`", "Did you mean `within`?"),
    ("late_after: 5m", "late_after: ¤soon", "`soon` is not a duration", "such as 10m or 90d"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "what", "hint"), MISTAKES, ids=[each[2] for each in MISTAKES])
def test_a_mistake_is_said_at_its_place(  # noqa: PLR0913, PLR0917 - fixtures, and the columns of the table
    read: Read, everything: str, folder: Path, old: str, new: str, what: str, hint: str
) -> None:
    """Line, column, what is wrong and a hint, and nothing else beside it."""
    assert everything.count(old) == 1
    marked = everything.replace(old, new)
    before = marked[: marked.index("¤")]
    found = read(written(folder, marked.replace("¤", "")))
    assert isinstance(found, Refused), found
    (problem,) = found.problems
    assert (problem.line, problem.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert what in problem.what
    assert hint in problem.hint


def test_a_language_that_sentences_lack_is_a_warning(read: Read, everything: str, folder: Path) -> None:
    """A community's language without sentences is said once; Norwegian by any of its codes has Bokmål."""
    text = everything.replace('languages: [en, "no"]', "languages: [en, nn, fi]")
    problems = loaded(read(written(folder, text))).warnings
    (warning,) = [each for each in problems if "sentences" in each.what]
    assert (warning.line, warning.column) == (3, 48)
    assert warning.what == f"notices lack these sentences in `fi`: greeting, late, nudge and {len(Sentence) - 4} more"


def test_the_guide_lists_every_sentence() -> None:
    """An admin finds each sentence in docs/policy.md."""
    guide = GUIDE.read_text(encoding="utf-8")
    assert [each for each in Sentence if f"`{each}`" not in guide] == []


def test_the_shipped_sentences_cost_nothing_after_the_first_time(read: Read) -> None:
    """Reading a policy again takes no second reading of the sentences that ship."""
    read(HERE / "everything.yaml")
    before = shipped_sentences()
    begun = time.perf_counter()
    read(HERE / "everything.yaml")
    assert time.perf_counter() - begun < 0.5
    assert shipped_sentences() is before


_ON_CHANNELS = {ActionKind.SLOW_MODE, ActionKind.LOCK}


@pytest.mark.parametrize("kind", sorted(set(ActionKind) - {ActionKind.ESCALATE} - _ON_CHANNELS))
def test_what_can_not_be_taken_back_is_never_automatic(kind: ActionKind) -> None:
    """An action whose effect has no inverse is refused under `caps.automatic`, whichever kinds there will be."""
    timed = kind is ActionKind.TIME_OUT
    effect = effect_kind(enforcement("time_out 1h" if timed else kind))
    if effect is not None and INVERSE[effect] is None:
        with pytest.raises(PydanticCustomError, match="never automatic"):
            cap(kind)
    elif kind not in {ActionKind.REMOVE, ActionKind.BAN}:
        assert cap("time_out <= 1h" if timed else kind).kind is kind


@pytest.mark.parametrize("kind", [ActionKind.REMOVE, ActionKind.KICK, ActionKind.BAN])
def test_a_policy_with_an_automatic_removal_is_refused(read: Read, everything: str, folder: Path, kind: str) -> None:
    """`takt policy check` refuses as automatic what shuts a member out."""
    found = read(written(folder, everything.replace("[nudge, hide, warn, ", f"[nudge, {kind}, ")))
    assert isinstance(found, Refused)
    assert "never automatic" in found.problems[0].what
