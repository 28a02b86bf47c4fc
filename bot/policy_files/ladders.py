"""Ladders: what the file's steps become, and whether they rise as they must."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.actions import Escalate, automatic, describe, join, strength
from bot.core.decide import answer_at
from bot.core.policy import Ladder, Severity, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.policy_files.report import Report
    from bot.policy_files.steps import StepForm
    from bot.policy_files.tree import Loc


def check_ladder(report: Report, ladder: Ladder) -> None:
    """Report steps that are never reached or add nothing."""
    loc: Loc = ("ladders", ladder.name)
    if ladder.steps[0].strikes > 0 and ladder.steps[0].strikes == min(step.strikes for step in ladder.steps):
        what = f"the first step begins at `strikes: {ladder.steps[0].strikes}`, but a first breach has to be answered"
        report.error((*loc, 0, "strikes"), what, "Begin with `{strikes: 0, do: [nudge]}`.")
    before = -1
    for index, step in enumerate(ladder.steps):
        _check_order(report, (*loc, index, "strikes"), step.strikes, before)
        _check_words(report, (*loc, index, "do"), step)
        _check_gain(report, (*loc, index), ladder, index)
        before = max(before, step.strikes)


def _check_order(report: Report, loc: Loc, strikes: int, before: int) -> None:
    if strikes == before:
        report.error(loc, f"a step above already begins at `strikes: {strikes}`", "Join the two, or raise this number.")
    elif strikes < before:
        what = f"this step begins at `strikes: {strikes}`, but one above it at {before}"
        report.error(loc, what, "Put the steps in rising order of strikes.")


def _check_words(report: Report, loc: Loc, step: Step) -> None:
    """Report what a step says in vain: `nudge` beside `hide`, or the same twice."""
    kept = list(join(step.do))
    for index, action in enumerate(step.do):
        if isinstance(action, Escalate):
            continue
        if action in kept:
            kept.remove(action)
        else:
            what = f"`{describe(action)}` has no effect beside the rest of this step"
            report.error(
                (*loc, index), what, "Take it away: of one kind the heaviest counts, and any action beats a nudge."
            )


def _check_gain(report: Report, loc: Loc, ladder: Ladder, index: int) -> None:
    earlier = [action for step in ladder.steps[:index] for action in step.do]
    if index and join(earlier) == join([*earlier, *ladder.steps[index].do]):
        hint = "Steps add up: do more here, such as a longer time_out, or take the step away."
        report.error(loc, "this step adds nothing to what the steps above it already do", hint)


@dataclass(frozen=True, slots=True)
class Graded:
    """A rule's severity and ladder, as they stand in the file or after overrides; `loc`: where to report."""

    id: str
    severity: Severity
    ladder: Ladder
    loc: Loc


def check_proportion(report: Report, rules: Sequence[Graded], where: str = "") -> None:
    """Report each rule that answers more mildly than a less grave one, and care that does more than ask for help.

    `where` says when the rules are so, and ends the sentence.
    """
    kinds: dict[tuple[Severity, str], Graded] = {}
    for each in rules:
        kinds.setdefault((each.severity, each.ladder.name), each)
    for (severity, _), kind in kinds.items():
        lesser = (each for each in kinds.values() if Severity.CARE < each.severity < severity)
        said = next(filter(None, (_milder(kind.ladder, each) for each in lesser)), None)
        for rule in rules:
            if (rule.severity, rule.ladder) != (severity, kind.ladder):
                continue
            if severity is Severity.CARE:
                _check_care(report, rule, where)
            elif said:
                hint = f"Add a step to the ladder `{rule.ladder.name}`, or give the rule a stricter ladder."
                report.error(rule.loc, f"`{rule.id}` ({severity.name.lower()}) {said}{where}", hint)


def _milder(ladder: Ladder, other: Graded) -> str | None:
    """Say where the ladder answers more mildly than the less grave rule's, if anywhere."""
    for strikes in sorted({step.strikes for each in (ladder, other.ladder) for step in each.steps}):
        own, others = answer_at(ladder, strikes), answer_at(other.ladder, strikes)
        if strength(own) < strength(others):
            does = ", ".join(describe(each) for each in own) or "nothing"
            more = ", ".join(describe(each) for each in others)
            lesser = f"`{other.id}` ({other.severity.name.lower()})"
            return f"is answered at {strikes} strikes with {does}, but {lesser} with {more}"
    return None


def _check_care(report: Report, rule: Graded, where: str) -> None:
    done = {describe(each) for step in rule.ladder.steps for each in automatic(step.do)}
    if done:
        what = f"`{rule.id}` is about care, but its ladder does {', '.join(sorted(done))}{where}"
        report.error(rule.loc, what, "Give it a ladder that does `escalate` and nothing else: a person looks.")


def ladders_of(forms: Mapping[str, Sequence[StepForm]]) -> dict[str, Ladder]:
    """Return the core's ladders by name."""
    return {name: Ladder(name, tuple(form.core() for form in steps)) for name, steps in forms.items()}
