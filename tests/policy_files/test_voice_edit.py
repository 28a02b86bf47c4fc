"""A change that was learnt is written where it belongs, and no other byte is touched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.core.learning import ChangeKind, VoiceChange
from bot.policy_files import LoadedVoice, read_voice
from bot.policy_files.voice_edit import edit_for
from bot.policy_files.yaml_edit import NoPlaceError, appended, keyed, removed, replaced

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.policy_files.tree import Loc

ROOT = Path(__file__).parents[2]

BLOCK = """\
# top
forbidden:            # what nobody says
  en:
    - as per    # so stiff
    - 'noted'
    # and that is all

  da: [rolig nu]
playbooks: {}
# the end
"""


@pytest.mark.parametrize(
    ("text", "change", "loc", "value", "old", "new"),
    [
        (BLOCK, appended, ("forbidden", "en"), "we regret", "'noted'\n", "'noted'\n    - we regret\n"),
        (BLOCK, appended, ("forbidden", "da"), "så, ro", "nu]", 'nu, "så, ro"]'),
        (BLOCK, appended, ("forbidden", "nb"), "ro", "nu]\n", "nu]\n  nb: [ro]\n"),
        (
            BLOCK,
            keyed,
            ("vocabulary", "prefer", "en", "user"),
            "no",
            "{}\n",
            '{}\nvocabulary: {prefer: {en: {user: "no"}}}\n',
        ),
        (BLOCK, keyed, ("playbooks", "x"), "y: z", "{}", '{x: "y: z"}'),
        (BLOCK, replaced, ("forbidden", "en", 0), '{a} "b"', "as per ", '"{a} \\"b\\"" '),
        (BLOCK, removed, ("forbidden", "en", 1), None, "    - 'noted'\n", ""),
        (BLOCK, removed, ("forbidden", "en", 0), None, "    - as per    # so stiff\n", ""),
        ("a: [b, c, d]", removed, ("a", 0), None, "b, ", ""),
        ("a: [b, c, d]", removed, ("a", 2), None, ", d", ""),
        ("a:\n  - b", appended, ("a",), "c", "- b", "- b\n  - c"),
        ("a: []", appended, ("a",), "c", "[]", "[c]"),
        ("a: [\n  b,\n]", appended, ("a",), "c", "b", "b, c"),
    ],
)
def test_only_the_place_meant_changes(
    text: str, change: Callable[..., str], loc: Loc, value: str | None, old: str, new: str
) -> None:
    """In block and flow style, comments and quotes around it kept; what leads to it is made."""
    after = change(text, loc) if value is None else change(text, loc, value)
    assert after == text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("change", "text", "loc"),
    [
        (replaced, "a:\n  - |\n    b\n", ("a", 0)),
        (replaced, "a: {b: c}", ("a",)),
        (appended, "a: b", ("a",)),
        (keyed, "a: {b: c}", ("a", "b")),
        (keyed, "a: b", ("a", "c")),
    ],
)
def test_what_has_no_place_is_refused(change: Callable[..., str], text: str, loc: Loc) -> None:
    """Rather than that anything else is written."""
    with pytest.raises(NoPlaceError):
        change(text, loc, "x")


def change_of(kind: ChangeKind, subject: str, instead: str = "", **templates: str) -> VoiceChange:
    """Make a change that five drafts speak for."""
    named = {key.replace("_", "/"): text for key, text in templates.items()}
    return VoiceChange(kind, "en", subject, (1, 2, 3, 4, 5), 5, 2, instead, named)


SHIPPED = ROOT / "policies" / "voice.yaml"
CHANGES = [
    (change_of(ChangeKind.FORBID, "well done you"), 1),
    (change_of(ChangeKind.PREFER, "chap", "member", praise_en_1="Thanks, member."), 4),
    (change_of(ChangeKind.TEMPLATE, "praise/en/1", praise_en_1=""), 1),
    (change_of(ChangeKind.TEMPLATE, "question/en/4", question_en_4="Look: {faq_answer}"), 2),
    (change_of(ChangeKind.FAQ, "rules", "They are pinned."), 2),
]


@pytest.mark.parametrize(("change", "lines"), CHANGES, ids=[str(each.kind) for each, _ in CHANGES])
def test_the_shipped_voice_keeps_every_other_line(change: VoiceChange, lines: int) -> None:
    """Only lines of the change are in the diff, which says where."""
    edit = edit_for(change, SHIPPED, SHIPPED.parent / "faq" / "en.md")
    said = [each for each in edit.diff.splitlines()[2:] if each[0] in "+-"]
    assert len(said) == lines
    kept = [each for each in edit.after.splitlines() if f"+{each}" not in said]
    assert kept == [each for each in edit.before.splitlines() if f"-{each}" not in said]
    assert str(edit.path) in edit.diff.splitlines()[0]


def test_the_result_is_read_as_meant(voice_folder: Path) -> None:
    """The phrase is forbidden, and the template says what it was to say."""
    path = voice_folder / "voice.yaml"
    change = change_of(ChangeKind.FORBID, "no: way", question_en_3='Where to, "{name}"?')
    edit = edit_for(change, path, None)
    path.write_text(edit.after, encoding="utf-8")
    found = read_voice(path)
    assert isinstance(found, LoadedVoice)
    assert found.voice.forbidden["en"] == ("as per", "no: way")
    template = next(
        each for p in found.voice.playbooks.values() for each in p.templates["en"] if each.id == "question/en/3"
    )
    assert (template.text, template.tone) == ('Where to, "{name}"?', "shorter")


def test_where_nothing_is_known_to_be_said_there_is_no_diff() -> None:
    """Nor in a file whose lines end otherwise."""
    with pytest.raises(NoPlaceError, match="nothing is known"):
        edit_for(change_of(ChangeKind.TEMPLATE, "praise/en/1"), SHIPPED, None)
