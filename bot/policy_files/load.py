"""Reading a policy file: a policy with its examples, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.policy import Retention
from bot.policy_files.checks import check, remark
from bot.policy_files.compile import to_policy
from bot.policy_files.draft import read_draft, refused
from bot.policy_files.problems import Place, Problem, shown
from bot.policy_files.report import Report
from bot.policy_files.syntax import place_at
from bot.policy_files.tree import read_tree
from bot.policy_files.word_lists import read_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from bot.core.labels import Label
    from bot.core.policy import Policy
    from bot.policy_files.draft import Draft


@dataclass(frozen=True, slots=True)
class Example:
    """A message that stands in the file beside its rule, which has to hit it or to leave it alone."""

    rule: str
    text: str
    expect_hit: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Loaded:
    """A policy that can be in force. `files` are the policy file and the list files it was made from."""

    policy: Policy
    examples: tuple[Example, ...]
    warnings: tuple[Problem, ...]
    retention: Retention
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file is no policy, in order of place; warnings may be among the problems."""

    problems: tuple[Problem, ...]


PolicyFile = Loaded | Refused


def read_policy(
    path: Path, *, pattern_problem: Callable[[str], str | None], labels: frozenset[Label] | None = None
) -> PolicyFile:
    """Read and check a policy file; never raises for what a file may hold.

    `pattern_problem` says what is wrong with a regular expression, or None. `labels` are those the classifier gives,
    None where that is not known.
    """
    text, problems = _text_of(path)
    if text is None:
        return _refusal(problems)
    root, problems = read_tree(text, str(path))
    if root is None:
        return _refusal(problems)
    report = Report(str(path), root, problems)
    draft = read_draft(report)
    check(report, draft, pattern_problem, labels)
    read = [read_list(report, name, form, path.parent) for name, form in draft.lists.items()]
    if refused(report) or draft.community is None or draft.caps is None:
        return _refusal(report.problems)
    remark(report, draft)
    policy = to_policy(draft, draft.community, draft.caps, tuple(words for words, _ in read if words))
    files = (path, *(file for _, file in read if file))
    retention = Retention(draft.retention.clean, draft.retention.case)
    return Loaded(policy, tuple(_examples(report, draft)), _in_order(report.problems), retention, files)


def _text_of(path: Path) -> tuple[str | None, list[Problem]]:
    try:
        raw = path.read_bytes() if path.is_file() else None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is no path"
        return None, [
            Problem(str(path), 1, 1, f"the file can not be read: {reason}", "Look at its name and permissions.")
        ]
    if raw is None:
        return None, [Problem(str(path), 1, 1, "there is no such file", "Look for a typing error in the path.")]
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        place = place_at(before, len(before))
        found = shown(f"0x{raw[error.start]:02X}")
        what = f"the file is not UTF-8 text: the byte {found} stands here"
        return None, [Problem(str(path), place.line, place.column, what, "Save the file with the encoding UTF-8.")]


def _examples(report: Report, draft: Draft) -> Iterator[Example]:
    for index, rule in draft.rules.items():
        for key, texts in (("hit", rule.examples.hit), ("miss", rule.examples.miss)):
            for number, text in enumerate(texts):
                place = report.root.place_of(("rules", index, "examples", key, number))
                yield Example(rule.id, text, expect_hit=key == "hit", place=place)


def _refusal(problems: Iterable[Problem]) -> Refused:
    return Refused(_in_order(problems))


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda each: (each.file, each.line, each.column, each.what)))
