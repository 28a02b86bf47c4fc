"""The key `scoring`: what is wrong with it beyond its shape, and what it becomes in the core."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.scoring import OUTSIDE, Combine, Scoring

if TYPE_CHECKING:
    from bot.policy_files.models import ScoringForm
    from bot.policy_files.report import Report


def check_scoring(report: Report, form: ScoringForm) -> None:
    """Report texts that would leave without leave, and what does nothing as the rest stands."""
    for index, name in enumerate(form.use):
        if name in OUTSIDE and not form.send_texts_out:
            what = f"`{name}` is a service outside: members' texts would be sent to it"
            hint = "Add `send_texts_out: true` if your community may do that, or take the classifier away."
            report.error(("scoring", "use", index), what, hint)
    _check_idle(report, form)


def _check_idle(report: Report, form: ScoringForm) -> None:
    given = form.model_fields_set
    if len(form.use) < 2:
        hint = "Take it away, or name another classifier under `use`."
        for key in sorted(given & {"combine", "band", "disagreement"}):
            report.error_at_key(("scoring", key), f"`{key}` is about several classifiers, and `use` names fewer", hint)
    elif "band" in given and form.combine is not Combine.SECOND_OPINION:
        hint = "Write `combine: second_opinion`, or take it away."
        report.error_at_key(("scoring", "band"), "`band` says when a second opinion is asked for, and none is", hint)


def to_scoring(form: ScoringForm) -> Scoring | None:
    """Return the core's scoring; None where it leaves everything to the operator."""
    scoring = Scoring(tuple(form.use), form.combine, form.band, form.disagreement, form.send_texts_out)
    return None if scoring == Scoring() else scoring
