"""What the key `scoring` becomes, and what it is refused for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.scoring import CLASSIFIERS, OUTSIDE, Combine, Scoring
from bot.policy_files import Loaded, PolicyFile
from tests.policy_files.test_policy_mistakes import FORM, place_in, said

Read = Callable[..., PolicyFile]
SHORT = (
    "version: 1\n"
    "community: {name: Short, languages: [en]}\n"
    "caps: {automatic: []}\n"
    "ladders: {hint: [{strikes: 0, do: [nudge]}]}\n"
    "rules: [{id: r, title: {en: R}, severity: minor, when: {reports: 1}, ladder: hint}]\n"
)


def loaded(read: Read, folder: Path, scoring: str) -> Loaded:
    """Return the policy with this line."""
    file = folder / "short.yaml"
    file.write_text(SHORT + scoring, encoding="utf-8")
    found = read(file)
    assert isinstance(found, Loaded), found
    return found


@pytest.mark.parametrize(
    ("written", "scoring"),
    [
        ("", None),
        ("scoring: {}", None),
        ("scoring: {send_texts_out: false}", None),
        ("scoring: {send_texts_out: true}", Scoring(send_texts_out=True)),
        ("scoring: {use: [embedded]}", Scoring(("embedded",))),
        ("scoring: {use: [openai], send_texts_out: true}", Scoring(("openai",), send_texts_out=True)),
        (
            "scoring: {use: [embedded, detoxify:unbiased]}",
            Scoring(("embedded", "detoxify:unbiased"), Combine.MAX, 0.1, 0.3),
        ),
        (
            "scoring: {use: [embedded, detoxify:original-small], combine: mean, disagreement: 1}",
            Scoring(("embedded", "detoxify:original-small"), Combine.MEAN, disagreement=1),
        ),
        (
            "scoring: {use: [embedded, openai], combine: second_opinion, band: 0.05, send_texts_out: true}",
            Scoring(("embedded", "openai"), Combine.SECOND_OPINION, 0.05, send_texts_out=True),
        ),
    ],
)
def test_scoring_is_read(read: Read, tmp_path: Path, written: str, scoring: Scoring | None) -> None:
    """Classifiers keep their order, what is not said is usual, and what says nothing leaves it to the operator."""
    assert loaded(read, tmp_path, written).policy.scoring == scoring


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_every_classifier_can_be_named_alone(read: Read, tmp_path: Path, name: str) -> None:
    """Each name that the setting takes is known here too."""
    leave = ", send_texts_out: true" if name in OUTSIDE else ""
    found = loaded(read, tmp_path, f"scoring: {{use: [{name!r}]{leave}}}").policy.scoring
    assert found is not None
    assert found.classifiers == (name,)


def test_leave_to_send_texts_out_is_part_of_the_hash(read: Read, tmp_path: Path) -> None:
    """Who allows it, allows it under another policy; saying the usual is the same policy."""
    hashes = [
        loaded(read, tmp_path, each).policy.hash for each in ("", "scoring: {}", "scoring: {send_texts_out: true}")
    ]
    assert hashes[0] == hashes[1] != hashes[2]


# As in test_policy_mistakes: what stands there, what is written instead (¤: the place), what is said, the hint.
MISTAKES = [
    ("use: [embedded, ", "use: [¤embeded, ", "`embeded` is no classifier", "Did you mean `embedded`?"),
    ("use: [embedded, ", "use: [¤detoxify:multi, ", "`detoxify:multi` is no", "Did you mean `detoxify:multilingual`?"),
    ("use: [embedded, ", "use: [¤perspective, ", "`perspective` is no classifier", "Write one of: embedded, detoxify:"),
    ("use: [embedded, ", "use: [¤7, ", "`7` is no classifier", "Write one of: embedded"),
    ("use: [embedded, detoxify:multilingual, openai]", "use: ¤[]", "`use` is empty", "Write at least one entry"),
    (
        "use: [embedded, detoxify:multilingual, openai]",
        "use: ¤embedded",
        "`use` should be a list, not the text `embedded`",
        "Write [a, b]",
    ),
    ("detoxify:multilingual, openai]", "¤embedded, openai]", "`embedded` is here twice", "Keep one of them."),
    (
        "multilingual, openai]\n  combine: second_opinion\n  band: 0.15\n  disagreement: 0.4\n  send_texts_out: true",
        "multilingual, ¤openai]",
        "`openai` is a service outside: members' texts would be sent to it",
        "Add `send_texts_out: true` if your community may do that",
    ),
    (
        "send_texts_out: true",
        "send_texts_out: ¤yes",
        "`send_texts_out` should be true or false, not the text `yes`",
        "true or false",
    ),
    ("combine: second_opinion", "combine: ¤second_opinon", "`second_opinon` is not possible", "mean `second_opinion`?"),
    ("combine: second_opinion", "combine: ¤vote", "`vote` is not possible here", "Write one of: max, mean, second"),
    (
        "combine: second_opinion\n  band",
        "combine: mean\n  ¤band",
        "`band` says when a second opinion is asked for, and none is",
        "Write `combine: second_opinion`",
    ),
    (
        "[embedded, detoxify:multilingual, openai]\n  combine: second_opinion\n  band: 0.15\n  disagreement: 0.4",
        "[openai]\n  ¤combine: max",
        "`combine` is about several classifiers, and `use` names fewer",
        "name another classifier under `use`",
    ),
    (
        "[embedded, detoxify:multilingual, openai]\n  combine: second_opinion\n  band: 0.15\n  disagreement: 0.4",
        "[embedded]\n  ¤band: 0.2",
        "`band` is about several classifiers",
        "Take it away",
    ),
    (
        "use: [embedded, detoxify:multilingual, openai]\n  combine: second_opinion\n  band: 0.15\n  ",
        "¤",
        "`disagreement` is about several classifiers",
        "Take it away",
    ),
    ("band: 0.15", "band: ¤0", "`band` is 0, not above 0", "above 0"),
    ("band: 0.15", "band: ¤1.5", "`band` is 1.5, not at most 1", "at most 1"),
    ("disagreement: 0.4", "disagreement: ¤40", "`disagreement` is 40, not at most 1", "at most 1"),
    ("disagreement: 0.4", "¤disagree: 0.4", "unknown key `disagree`", "Did you mean `disagreement`?"),
    ("scoring:\n", "¤scorring:\n", "unknown key `scorring`", "Did you mean `scoring`?"),
]


@pytest.mark.parametrize(("old", "new", "what", "hint"), MISTAKES, ids=[each[1] for each in MISTAKES])
def test_a_mistake_in_scoring_is_refused_where_it_stands(  # noqa: PLR0913, PLR0917 - one column of the table each
    read: Read, everything: str, folder: Path, old: str, new: str, what: str, hint: str
) -> None:
    """One mistake gives one problem with file, line, column, what is wrong and a hint."""
    assert old in everything
    marked = everything.replace(old, new, 1)
    (folder / "policy.yaml").write_text(marked.replace("¤", ""), encoding="utf-8")
    found = said(read(folder / "policy.yaml"), folder)
    assert len(found) == 1, found
    assert FORM.fullmatch(found[0])
    assert found[0].startswith(f"policy.yaml:{place_in(marked)}: {what}")
    assert hint in found[0]
