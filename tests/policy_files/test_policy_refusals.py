"""What a policy file is refused or remarked on for, beyond single mistakes."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.labels import Label
from bot.policy_files import Level, Loaded, PolicyFile, Refused

Read = Callable[..., PolicyFile]
FORM = re.compile(r".+:[1-9][0-9]*:[1-9][0-9]*: .+\. .+")


def said(found: PolicyFile, folder: Path) -> list[str]:
    """Return the problems as an admin sees them, paths cut to those inside the folder."""
    assert isinstance(found, Refused), found
    return [str(each).replace(f"{folder}/", "") for each in found.problems]


def place_in(text: str) -> str:
    """Return line and column of the mark."""
    before = text[: text.index("¤")]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def test_all_mistakes_are_collected_in_order_of_place(read: Read, everything: str, folder: Path) -> None:
    """Shape, names, ladders, lists and patterns are checked in one go, and a faulty part keeps no other from it."""
    for old, new in (
        ("mode: enforce", "mode: enforced"),
        ("lists/rude.txt", "lists/gone.txt"),
        (r"'\+45[0-9]{8}'", "'('"),
        ("{strikes: 1, do: [hide, warn]}", "{strikes: 0, do: [hide, warn]}"),
        ("at_least: 0.9}", "at_least: 9}"),
        ("{list: slurs}]}", "{list: slur}]}"),
        ("strike: 2", "strikes: 2"),
        ("{reports: 3}", "{reports: none}"),
        ("be-kind: {at_least", "be-knid: {at_least"),
    ):
        everything = everything.replace(old, new, 1)
    file = folder / "policy.yaml"
    file.write_text(everything)
    assert [each.split(":")[1] for each in said(read(file), folder)] == [
        "3", "8", "15", "20", "37", "44", "46", "56", "78",
    ]  # fmt: skip


def test_a_short_guard_needs_its_lists(read: Read, everything: str, folder: Path) -> None:
    """`criticism: escalate_only` names the lists it builds on where they are missing."""
    file = folder / "policy.yaml"
    file.write_text(everything.replace("  threats: {entries: [i will find you]}\n", ""))
    assert said(read(file), folder) == [
        "policy.yaml:70:3: `criticism` in short builds on lists that are not declared: `threats`. "
        "Declare them under `lists`, or write the guard out with `when:` (docs/policy.md)."
    ]


def test_a_lookalike_needs_brands(read: Read, everything: str, folder: Path) -> None:
    """Without brands nothing can be imitated."""
    file = folder / "policy.yaml"
    file.write_text(everything.replace("brands: [nordlys.example]\n", ""))
    assert said(read(file), folder) == [
        "policy.yaml:60:25: `lookalike` needs to know what is imitated. "
        "Add a line such as `brands: [example.com]` with the domains that scammers imitate."
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "policy.yaml:1:1: the file is empty. A policy begins with `version: 1`."),
        (b"# nothing\n", "policy.yaml:1:1: the file is empty. A policy begins with `version: 1`."),
        (b"- a\n- b\n", "policy.yaml:1:1: a policy is keys with values. Begin with `version: 1`"),
        (b"policy\n", "policy.yaml:1:1: a policy is keys with values. Begin with `version: 1`"),
        (
            b"version: 1\nname: V\xe6r\n",
            "policy.yaml:2:8: the file is not UTF-8 text: the byte `0xE6` stands here. Save",
        ),
        (b'version: "\\UFFFFFFFF"\n', "policy.yaml:1:1: the file can not be read as YAML. Look for unusual characters"),
        (
            b"version: " + b"[" * 90_000,
            "policy.yaml:1:50: this is nested more than 40 levels deep. No policy needs that",
        ),
        (b"x: 1\n" * 100_001, "policy.yaml:1:1: the file is longer than 500,000 characters. Move long lists"),
    ],
    ids=["empty", "comment", "list", "word", "latin-1", "escape", "brackets", "long"],
)
def test_a_file_that_holds_no_policy_is_refused(read: Read, folder: Path, raw: bytes, expected: str) -> None:
    """Whatever the bytes are, there is one problem that says it."""
    file = folder / "policy.yaml"
    file.write_bytes(raw)
    found = said(read(file), folder)
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_a_missing_file_is_said(read: Read, folder: Path) -> None:
    """A path that leads nowhere, or to a folder, is a problem and no exception."""
    assert "there is no such file" in said(read(folder / "gone.yaml"), folder)[0]
    assert "there is no such file" in said(read(folder), folder)[0]


def test_an_alias_bomb_is_refused_before_it_grows(read: Read, folder: Path) -> None:
    """Nine levels of nine aliases each would be a billion values."""
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10)]
    file = folder / "policy.yaml"
    file.write_text("\n".join(["l0: &l0 [x, x, x]", *levels]))
    found = said(read(file), folder)
    assert len(found) == 1
    assert "up to here aliases stand for more than 20,000 values" in found[0]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "policy.yaml:8:19: the list file `lists/rude.txt` has no entries. Write one entry a line."),
        (
            b"# only this\n\n",
            "policy.yaml:8:19: the list file `lists/rude.txt` has no entries. Write one entry a line.",
        ),
        (
            b"t\xe5be\n",
            "policy.yaml:8:19: the list file `lists/rude.txt` is not UTF-8 text. Save it with the encoding UTF-8.",
        ),
        (b"fool\n\n  f*ol\n", "lists/rude.txt:3:3: the `*` in `f*ol` does not end the entry. Only a last `*`"),
        (b"*\n", "lists/rude.txt:1:1: `*` has no letters. Entries are words or phrases."),
    ],
    ids=["empty", "comment", "latin-1", "star", "only star"],
)
def test_a_faulty_list_file_is_refused(read: Read, everything: str, folder: Path, raw: bytes, expected: str) -> None:
    """A list that can not be used is said at the policy's line, a faulty entry at its own."""
    (folder / "lists" / "rude.txt").write_bytes(raw)
    file = folder / "policy.yaml"
    file.write_text(everything)
    found = said(read(file), folder)
    assert len(found) == 1
    assert found[0].startswith(expected)


def raised_and_lowered(everything: str, first: str, second: str) -> str:
    """Return a policy whose first override makes a minor rule stricter, and whose second a grave one milder."""
    text = everything[: everything.index("overrides:")].replace(
        "  look:\n",
        "  milder:\n    - {strikes: 0, do: [warn, hide]}\n    - {strikes: 1, do: [time_out: 2h]}\n"
        "    - {strikes: 3, do: [escalate: {propose: kick}]}\n  look:\n",
    )
    raised = f"  - {{{first}, set: {{be-kind: {{ladder: protect}}}}}}\n"
    lowered = f"  - {{{second}, set: {{no-hate: {{ladder: milder}}, no-scams: {{off: true}}}}}}\n"
    return f"{text}overrides:\n{raised}{lowered}"


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ("channels: [memes]", "roles: [Poet]", True),
        ("channels: ['#memes']", "channels: [memes, art]", True),
        ("roles: [Poet]", "roles: [Elder]", True),
        ("channels: [memes]", "channels: [art]", False),
        ("channels: [memes], roles: [Poet]", "channels: [art], roles: [Elder]", False),
    ],
)
def test_overrides_that_can_hold_together_keep_proportion_together(
    read: Read, everything: str, folder: Path, first: str, second: str, *, meet: bool
) -> None:
    """Two overrides that are right by themselves are refused where some message can make the graver answer milder."""
    file = folder / "policy.yaml"
    text = raised_and_lowered(everything, first, second)
    file.write_text(text)
    if meet:
        found = said(read(file), folder)
        column = text.splitlines()[82].index("{ladder") + 1
        assert len(found) == 1
        assert found[0].startswith(f"policy.yaml:83:{column}: `no-hate` (grave) is answered at 0")
        assert "where the overrides in lines 82, 83 hold together. Add a step" in found[0]
    else:
        assert isinstance(read(file), Loaded)


def test_overrides_of_places_that_may_lie_within_each_other_are_remarked_on(
    read: Read, everything: str, folder: Path
) -> None:
    """A channel's override and its category's may hold together, which no file tells: that is a remark."""
    file = folder / "policy.yaml"
    file.write_text(raised_and_lowered(everything, "channels: [memes]", "channels: [Fun]"))
    found = read(file)
    assert isinstance(found, Loaded)
    (remark,) = (each.what for each in found.warnings if "hold together" in each.what)
    assert remark.startswith("`no-hate` (grave) is answered at 0 strikes with")


def test_many_overrides_are_checked_in_time(read: Read, everything: str, folder: Path) -> None:
    """Twenty roles and twenty channels, each with a ladder of its own, are checked within a second."""
    lines = [f"  - {{roles: [r{n}], set: {{be-kind: {{severity: minor}}}}}}" for n in range(20)]
    lines += [f"  - {{channels: [c{n}], set: {{no-noise: {{severity: minor}}}}}}" for n in range(20)]
    file = folder / "policy.yaml"
    file.write_text(everything[: everything.index("overrides:")] + "\n".join(["overrides:", *lines, ""]))
    begun = time.perf_counter()
    assert isinstance(read(file), Loaded)
    assert time.perf_counter() - begun < 1


WARNINGS = [
    ("  wishes: {", "  ¤spare: {entries: [x]}\n  wishes: {", "`spare` is declared and never used"),
    ("patterns:\n", "patterns:\n  ¤spare: x\n", "`spare` is declared and never used"),
    ("  look:\n", "  ¤spare: [{strikes: 0, do: [nudge]}]\n  look:\n", "`spare` is declared and never used"),
    ("brands: [nordlys.example]", "¤brands: [nordlys.example]", "`brands` is never used"),
    ("title: {en: No hate, no: Ikke hat}", "title: ¤{en: No hate}", "the title of `no-hate` is missing in: no"),
    (
        "explanation: {en: No insults., no",
        "explanation: ¤{en: No insults., nb",
        "the explanation of `be-kind` is missing in: no",
    ),
]


@pytest.mark.parametrize(("old", "new", "what"), WARNINGS, ids=[each[2] for each in WARNINGS])
def test_what_is_likely_not_meant_is_a_warning(
    read: Read, everything: str, folder: Path, old: str, new: str, what: str
) -> None:
    """A remark has a place and a hint too, and the policy is in force all the same."""
    marked = everything.replace(old, new, 1)
    text = marked.replace("¤", "")
    file = folder / "policy.yaml"
    file.write_text(text.replace("{link: lookalike}, ", "") if what.startswith("`brands`") else text)
    found = read(file)
    assert isinstance(found, Loaded), found
    assert [each.level for each in found.warnings] == [Level.WARNING]
    remark = str(found.warnings[0]).replace(f"{folder}/", "")
    assert FORM.fullmatch(remark)
    assert remark.startswith(f"policy.yaml:{place_in(marked)}: {what}")


def test_labels_that_the_classifier_lacks_are_warnings(read: Read, everything: str, folder: Path) -> None:
    """A clause that can never hold with the live classifier is said at its own line."""
    file = folder / "policy.yaml"
    file.write_text(everything)
    found = read(file, labels=frozenset({Label.TOXICITY}))
    assert isinstance(found, Loaded), found
    assert [str(each).replace(f"{folder}/", "") for each in found.warnings] == [
        "policy.yaml:44:26: the classifier in use gives no `identity_attack`. "
        "It gives toxicity; this clause never holds, so put another beside it with `any`."
    ]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_refused_in_words(read: Read, folder: Path, raw: bytes) -> None:
    """No file content raises: bytes and texts of any kind end in problems of the one form."""
    file = folder / "policy.yaml"
    file.write_bytes(raw)
    found = read(file)
    assert isinstance(found, Refused)
    assert found.problems
    assert all(FORM.fullmatch(str(each)) for each in found.problems)
