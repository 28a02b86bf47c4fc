"""Guards under `protect`: their short forms, and what they become in the core."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.policy import Guard, GuardAnswer, Severity
from bot.policy_files.clauses import ListClause, leaves
from bot.policy_files.models import GuardForm
from bot.policy_files.problems import did_you_mean, shown
from bot.policy_files.words import NAME, NAME_HINT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.policy_files.models import ProtectForm
    from bot.policy_files.report import Report
    from bot.policy_files.tree import Loc


def _lists(*names: str) -> dict[str, Any]:
    return {"any": [{"list": name} for name in names]}


# What `criticism: escalate_only` and its like stand for; docs/policy.md shows the same to admins.
SHORT_FORMS: dict[str, GuardForm] = {
    "criticism": GuardForm.model_validate({
        "when": {"all": [_lists("criticism", "wishes"), {"not": _lists("insults", "slurs", "threats")}]},
        "up_to": "serious", "covers": "words",
    }),
    "self_talk": GuardForm.model_validate({
        "when": {"all": [{"list": "self_talk"}, {"not": _lists("address", "slurs", "threats")}]},
        "up_to": "minor", "covers": "words",
    }),
    "quoting": GuardForm.model_validate({
        "when": {"all": [{"list": "reported_speech"}, {"not": _lists("address", "threats")}]},
        "up_to": "grave", "covers": "words",
    }),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guarded:
    """A guard of the file in its full form. `loc` leads to its condition, or to its name where that is short."""

    name: str
    form: GuardForm
    loc: Loc
    short: bool


def guards_of(protect: ProtectForm) -> Iterator[Guarded]:
    """Yield the guards in full form; unknown short forms are passed over."""
    for name, entry in (protect.__pydantic_extra__ or {}).items():
        if isinstance(entry, GuardForm):
            yield Guarded(name, entry, ("protect", name, "when"), short=False)
        elif name in SHORT_FORMS:
            full = SHORT_FORMS[name].model_copy(update={"answer": entry})
            yield Guarded(name, full, ("protect", name), short=True)


def check_guards(report: Report, protect: ProtectForm, known_lists: list[str]) -> None:
    """Report unknown short forms, and lists that a short form builds on and the file does not declare."""
    for name, entry in (protect.__pydantic_extra__ or {}).items():
        if isinstance(entry, GuardAnswer) and name not in SHORT_FORMS:
            known = ", ".join(SHORT_FORMS)
            hint = did_you_mean(
                name, [*SHORT_FORMS, "staff_roles"], f"Say `{name}: {{when: ...}}`; in short only: {known}."
            )
            report.error_at_key(("protect", name), f"`{name}` is no guard known in short", hint)
    for guard in guards_of(protect):
        if not NAME.fullmatch(guard.name):
            report.error_at_key(("protect", guard.name), f"{shown(guard.name)} can not be a name here", NAME_HINT)
        if guard.short:
            _check_lists(report, guard, known_lists)
        elif guard.form.up_to is Severity.CARE:
            what = "no guard covers rules of severity `care`, so this one does nothing"
            report.error(("protect", guard.name, "up_to"), what, "Write minor, serious or grave.")


def _check_lists(report: Report, guard: Guarded, known: list[str]) -> None:
    needed = {clause.name for _, clause, _ in leaves(guard.form.when, ()) if isinstance(clause, ListClause)}
    missing = sorted(needed - set(known))
    if missing:
        words = ", ".join(f"`{name}`" for name in missing)
        what = f"`{guard.name}` in short builds on lists that are not declared: {words}"
        hint = "Declare them under `lists`, or write the guard out with `when:` (docs/policy.md)."
        report.error_at_key(guard.loc, what, hint)


def to_guard(guard: Guarded) -> Guard:
    """Return the core's guard."""
    form = guard.form
    return Guard(guard.name, form.when.core(), form.answer, form.up_to, form.covers)
