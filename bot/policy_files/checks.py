"""Checks of rules, overrides and the rest that go beyond the shape of one part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.policy import Severity
from bot.policy_files.clauses import ScoreClause, leaves
from bot.policy_files.draft import declared, declared_rules
from bot.policy_files.guards import check_guards
from bot.policy_files.ladders import check_ladder, ladders_of
from bot.policy_files.notices import check_notices, warn_unspoken
from bot.policy_files.problems import did_you_mean, one_of, shown
from bot.policy_files.proportion import check_all_proportions
from bot.policy_files.raid import check_raid
from bot.policy_files.references import LINK_KINDS, check_references, scope_of, warn_unused
from bot.policy_files.replies import check_replies
from bot.policy_files.scoring import check_scoring

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.labels import Label
    from bot.policy_files.draft import Draft
    from bot.policy_files.models import ChangeForm, OverrideForm, RuleForm
    from bot.policy_files.report import Report
    from bot.policy_files.tree import Loc


def check(
    report: Report, draft: Draft, pattern_problem: Callable[[str], str | None], labels: frozenset[Label] | None
) -> None:
    """Report all that is wrong with a draft whose parts are well-formed."""
    ladders = ladders_of(draft.ladders)
    for ladder in ladders.values():
        check_ladder(report, ladder)
    _check_declarations(report, draft, pattern_problem)
    check_references(report, draft, scope_of(report, draft, labels))
    check_guards(report, draft.protect, declared(report, "lists"))
    _check_rules(report, draft)
    for index, override in draft.overrides.items():
        _check_override(report, ("overrides", index), override, draft)
    check_all_proportions(report, draft, ladders)
    check_notices(report, draft)
    check_scoring(report, draft.scoring)
    check_raid(report, draft.raid)
    check_replies(report, draft.replies)


def _check_declarations(report: Report, draft: Draft, pattern_problem: Callable[[str], str | None]) -> None:
    for name, pattern in draft.patterns.items():
        if said := pattern_problem(pattern):
            hint = "Patterns are RE2: no look-around, no back-references; put them in single quotes."
            report.error(("patterns", name), f"the pattern `{name}` can not be used: {' '.join(said.split())}", hint)
    for name in draft.lists:
        if name in LINK_KINDS:
            report.error_at_key(("lists", name), f"`{name}` is already a kind of link", "Give the list another name.")
    languages = draft.community.languages if draft.community else []
    _check_distinct(report, ("community", "languages"), languages)
    caps = [str(each.kind) for each in draft.caps.automatic] if draft.caps else []
    _check_distinct(report, ("caps", "automatic"), caps)
    _check_distinct(report, ("scoring", "use"), draft.scoring.use)


def _check_distinct(report: Report, loc: Loc, words: list[str]) -> None:
    for index, word in enumerate(words):
        if word in words[:index]:
            report.error((*loc, index), f"`{word}` is here twice", "Keep one of them.")


def _check_rules(report: Report, draft: Draft) -> None:
    first: dict[str, int] = {}
    known = declared(report, "ladders")
    for index, rule in draft.rules.items():
        if rule.id in first:
            line = report.root.place_of(("rules", first[rule.id], "id")).line
            what = f"the rule `{rule.id}` is here twice; it is already in line {line}"
            report.error(("rules", index, "id"), what, "Give one of them another id.")
        first.setdefault(rule.id, index)
        _check_ladder_name(report, ("rules", index, "ladder"), rule.ladder, known)
        _check_strike(report, index, rule)
        _check_examples(report, index, rule)


def _check_ladder_name(report: Report, loc: Loc, name: str, known: list[str]) -> None:
    if name not in known:
        hint = did_you_mean(name, known, one_of(known, none="no ladder is declared"))
        report.error(loc, f"the ladder `{name}` is not declared", hint)


def _check_strike(report: Report, index: int, rule: RuleForm) -> None:
    if rule.severity is Severity.CARE and rule.strike:
        what = f"`{rule.id}` is about care, and yet adds {rule.strike} to the member's strikes"
        report.error(("rules", index, "strike"), what, "Write `strike: 0`, or take the line away.")


def _check_examples(report: Report, index: int, rule: RuleForm) -> None:
    for place, text in enumerate(rule.examples.miss):
        if text in rule.examples.hit:
            what = f"{shown(text)} stands under both `hit` and `miss`"
            report.error(("rules", index, "examples", "miss", place), what, "Keep it where it belongs.")


def _check_override(report: Report, loc: Loc, override: OverrideForm, draft: Draft) -> None:
    if not override.channels and not override.roles:
        hint = "Add `channels: [...]` or `roles: [...]`; a change for everybody belongs in the rule itself."
        report.error(loc, "this override names neither channels nor roles", hint)
    known = declared_rules(report)
    ladders = declared(report, "ladders")
    rules = {rule.id: rule for rule in draft.rules.values()}
    for name, change in override.changes.items():
        here: Loc = (*loc, "set", name)
        if name not in known:
            hint = did_you_mean(name, known, one_of(known, none="no rule has an id"))
            report.error_at_key(here, f"the rule `{name}` is not in this file", hint)
        if change.ladder:
            _check_ladder_name(report, (*here, "ladder"), change.ladder, ladders)
        _check_change(report, here, change, rules.get(name))


def _check_change(report: Report, loc: Loc, change: ChangeForm, rule: RuleForm | None) -> None:
    if change.model_fields_set <= {"off"} and not change.off:
        hint = "Say what changes: at_least, ladder, severity or off: true."
        report.error_at_key(loc, f"nothing changes in `{loc[-1]}`", hint)
    if change.at_least is None or rule is None:
        return
    if not any(isinstance(clause, ScoreClause) for _, clause, _ in leaves(rule.when, ())):
        what = f"the rule `{rule.id}` asks for no score, so it has no threshold"
        report.error((*loc, "at_least"), what, "Take the line away, or use `off: true`.")


def remark(report: Report, draft: Draft) -> None:
    """Remark on what works but is likely not meant; for files without errors."""
    warn_unused(report, draft)
    warn_unspoken(report, draft)
    languages = draft.community.languages if draft.community else []
    for index, rule in draft.rules.items():
        for key, texts in (("title", rule.title), ("explanation", rule.explanation or None)):
            missing = [language for language in languages if texts is not None and language not in texts]
            if missing:
                what = f"the {key} of `{rule.id}` is missing in: {', '.join(missing)}"
                report.warning(("rules", index, key), what, "Members of these languages get it in another one; add it.")
