"""Checks of what conditions name: lists, patterns, links and labels, and where a score may stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.policy import ListMatch
from bot.policy_files.clauses import LinkClause, ListClause, PatternClause, ScoreClause, leaves
from bot.policy_files.draft import declared, has_key
from bot.policy_files.guards import guards_of
from bot.policy_files.problems import did_you_mean, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.labels import Label
    from bot.policy_files.clauses import AnyForm
    from bot.policy_files.draft import Draft
    from bot.policy_files.report import Report
    from bot.policy_files.tree import Loc

LINK_KINDS = ("any", "invite", "lookalike")
_GRAVER_NOT_MILDER = "a likelier violation must never get a milder answer"


@dataclass(frozen=True, slots=True)
class Scope:
    """What conditions may name. `labels` is None where the classifier is not known."""

    lists: list[str]
    patterns: list[str]
    domains: frozenset[str]
    words: frozenset[str]
    brands: bool
    labels: frozenset[Label] | None


def scope_of(report: Report, draft: Draft, labels: frozenset[Label] | None) -> Scope:
    """Gather what the file declares, broken entries included."""
    by_match = {
        match: frozenset(name for name, form in draft.lists.items() if form.match is match) for match in ListMatch
    }
    lists, patterns = declared(report, "lists"), declared(report, "patterns")
    return Scope(
        lists, patterns, by_match[ListMatch.DOMAIN], by_match[ListMatch.FOLDED], has_key(report, "brands"), labels
    )


def check_references(report: Report, draft: Draft, scope: Scope) -> None:
    """Report every clause that names what is not there, or stands where it may not."""
    for index, rule in draft.rules.items():
        for loc, clause, negated in leaves(rule.when, ("rules", index, "when")):
            _check_names(report, loc, clause, scope)
            if negated and isinstance(clause, ScoreClause):
                hint = "Take the `not` away, or put a list or pattern under it."
                report.error(loc, f"a score stands under `not`; {_GRAVER_NOT_MILDER}", hint)
    for guard in guards_of(draft.protect):
        if guard.short:
            continue
        for loc, clause, _ in leaves(guard.form.when, guard.loc):
            _check_names(report, loc, clause, scope)
            if isinstance(clause, ScoreClause):
                hint = "Say with lists and patterns what the guard protects."
                report.error(loc, f"a score stands in a guard; {_GRAVER_NOT_MILDER}", hint)


def _check_names(report: Report, loc: Loc, clause: AnyForm, scope: Scope) -> None:
    match clause:
        case ListClause(name=name):
            _check_list(report, (*loc, "list"), name, scope)
        case PatternClause(name=name):
            if name not in scope.patterns:
                hint = did_you_mean(name, scope.patterns, "Declare it under `patterns`.")
                report.error((*loc, "pattern"), f"the pattern `{name}` is not declared", hint)
        case LinkClause(kind=kind):
            _check_link(report, (*loc, "link"), kind, scope)
        case ScoreClause(score=label) if scope.labels is not None and label not in scope.labels:
            given = ", ".join(sorted(scope.labels)) or "no label"
            hint = f"It gives {given}; this clause never holds, so put another beside it with `any`."
            report.warning((*loc, "score"), f"the classifier in use gives no `{label}`", hint)
        case _:
            pass


def _check_list(report: Report, loc: Loc, name: str, scope: Scope) -> None:
    if name not in scope.lists:
        hint = did_you_mean(name, scope.lists, "Declare it under `lists`.")
        report.error(loc, f"the list `{name}` is not declared", hint)
    elif name in scope.domains:
        report.error(loc, f"`{name}` is a list of domains, not of words", f"Write `{{link: {name}}}`.")


def _check_link(report: Report, loc: Loc, kind: str, scope: Scope) -> None:
    if kind == "lookalike" and not scope.brands:
        hint = "Add a line such as `brands: [example.com]` with the domains that scammers imitate."
        report.error(loc, "`lookalike` needs to know what is imitated", hint)
    elif kind in scope.words:
        hint = f"Add `match: domain` to the list, or write `{{list: {kind}}}`."
        report.error(loc, f"`{kind}` is a list of words, not of domains", hint)
    elif kind not in LINK_KINDS and kind not in scope.lists:
        known = [*LINK_KINDS, *sorted(scope.domains)]
        report.error(
            loc, f"`{kind}` is no kind of link and no list of domains", did_you_mean(kind, known, one_of(known))
        )


def warn_unused(report: Report, draft: Draft) -> None:
    """Remark on what is declared and never named by a rule, guard or override."""
    clauses = list(_all_clauses(draft))
    lists = {clause.name for clause in clauses if isinstance(clause, ListClause)}
    links = {clause.kind for clause in clauses if isinstance(clause, LinkClause)}
    patterns = {clause.name for clause in clauses if isinstance(clause, PatternClause)}
    ladders = {rule.ladder for rule in draft.rules.values()}
    ladders |= {change.ladder for each in draft.overrides.values() for change in each.changes.values() if change.ladder}
    for section, used in (("lists", lists | links), ("patterns", patterns), ("ladders", ladders)):
        for name in sorted(set(declared(report, section)) - used):
            report.warning_at_key(
                (section, name), f"`{name}` is declared and never used", "Use it in a rule, or take it away."
            )
    if draft.brands and "lookalike" not in links:
        report.warning_at_key(("brands",), "`brands` is never used", "Use `{link: lookalike}` in a rule.")


def _all_clauses(draft: Draft) -> Iterator[AnyForm]:
    for rule in draft.rules.values():
        yield from (clause for _, clause, _ in leaves(rule.when, ()))
    for guard in guards_of(draft.protect):
        yield from (clause for _, clause, _ in leaves(guard.form.when, ()))
