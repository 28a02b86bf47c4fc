"""Reading a policy file: a policy with its examples, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.policy import Retention
from bot.policy_files.checks import check, remark
from bot.policy_files.compile import to_policy
from bot.policy_files.draft import read_draft
from bot.policy_files.report import Report
from bot.policy_files.source import Refused, in_order, refusal, text_of
from bot.policy_files.tree import read_tree
from bot.policy_files.word_lists import read_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.core.labels import Label
    from bot.core.policy import Policy
    from bot.policy_files.draft import Draft
    from bot.policy_files.problems import Place, Problem


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


PolicyFile = Loaded | Refused


def read_policy(
    path: Path, *, pattern_problem: Callable[[str], str | None], labels: frozenset[Label] | None = None
) -> PolicyFile:
    """Read and check a policy file; never raises for what a file may hold.

    `pattern_problem` says what is wrong with a regular expression, or None. `labels` are those the classifier gives,
    None where that is not known.
    """
    text, problems = text_of(path)
    if text is None:
        return refusal(problems)
    root, problems = read_tree(text, str(path))
    if root is None:
        return refusal(problems)
    report = Report(str(path), root, problems)
    draft = read_draft(report)
    check(report, draft, pattern_problem, labels)
    read = [read_list(report, name, form, path.parent) for name, form in draft.lists.items()]
    if report.is_refused or draft.community is None or draft.caps is None:
        return refusal(report.problems)
    remark(report, draft)
    policy = to_policy(draft, draft.community, draft.caps, tuple(words for words, _ in read if words))
    files = (path, *(file for _, file in read if file))
    retention = Retention(draft.retention.clean, draft.retention.case)
    return Loaded(policy, tuple(_examples(report, draft)), in_order(report.problems), retention, files)


def _examples(report: Report, draft: Draft) -> Iterator[Example]:
    for index, rule in draft.rules.items():
        for key, texts in (("hit", rule.examples.hit), ("miss", rule.examples.miss)):
            for number, text in enumerate(texts):
                place = report.root.place_of(("rules", index, "examples", key, number))
                yield Example(rule.id, text, expect_hit=key == "hit", place=place)
