"""Whether graver rules answer more firmly: as the file stands, and as its overrides leave it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from bot.policy_files.ladders import Graded, check_proportion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.core.policy import Ladder, Severity
    from bot.policy_files.draft import Draft
    from bot.policy_files.models import ChangeForm, OverrideForm
    from bot.policy_files.report import Report
    from bot.policy_files.tree import Loc

# Milder is one rule beside another: a role for each is enough, and every further one multiplies the cases.
_MOST_ROLES = 2


def check_all_proportions(report: Report, draft: Draft, ladders: Mapping[str, Ladder]) -> None:
    """Check the rules as they stand; if that holds, as each override leaves them; then as several do together."""
    base = [
        Graded(rule.id, rule.severity, ladders[rule.ladder], ("rules", index, "ladder"))
        for index, rule in draft.rules.items()
        if rule.ladder in ladders
    ]
    before = len(report.problems)
    check_proportion(report, base)
    if len(report.problems) > before:
        return
    for index in draft.overrides:
        check_proportion(report, list(_after(base, draft.overrides, (index,), ladders)))
    seen: set[tuple[tuple[str, Severity, str], ...]] = set()
    for several in _together(draft.overrides):
        if len(report.problems) > before:
            return
        after = list(_after(base, draft.overrides, several, ladders))
        as_graded = tuple((each.id, each.severity, each.ladder.name) for each in after)
        if as_graded in seen:
            continue
        seen.add(as_graded)
        lines = [str(report.root.place_of(("overrides", index)).line) for index in several]
        where = f" where the overrides in lines {', '.join(lines)} hold together"
        check_proportion(report, after, where)


def _together(overrides: Mapping[int, OverrideForm]) -> Iterator[tuple[int, ...]]:
    """Yield which overrides can hold at once, in any channel, for members with up to two of the roles named."""
    moved = {name for each in overrides.values() for name, change in each.changes.items() if _moves(change)}
    moving = {index: each for index, each in overrides.items() if moved & set(each.changes)}
    scopes = {index: (_bare(each.channels, "#"), _bare(each.roles, "@")) for index, each in moving.items()}
    channels = sorted({channel for here, _ in scopes.values() for channel in here})
    roles = sorted({role for _, whose in scopes.values() for role in whose})
    seen: set[tuple[int, ...]] = set()
    for count in range(_MOST_ROLES + 1):
        for held in map(frozenset, combinations(roles, count)):
            for channel in ("", *channels):
                fitting = tuple(
                    index
                    for index, (here, whose) in scopes.items()
                    if (not here or channel in here) and (not whose or whose & held)
                )
                if len(fitting) > 1 and fitting not in seen:
                    seen.add(fitting)
                    yield fitting


def _moves(change: ChangeForm) -> bool:
    return change.off or change.ladder is not None or change.severity is not None


def _bare(names: Iterable[str], mark: str) -> frozenset[str]:
    return frozenset(each.removeprefix(mark) for each in names)


def _after(
    rules: Iterable[Graded],
    overrides: Mapping[int, OverrideForm],
    several: Sequence[int],
    ladders: Mapping[str, Ladder],
) -> Iterator[Graded]:
    """Yield the rules as these overrides leave them, the last one winning."""
    for rule in rules:
        changes = {index: overrides[index].changes[rule.id] for index in several if rule.id in overrides[index].changes}
        loc: Loc = ("overrides", several[-1], "set")
        ladder, severity = rule.ladder, rule.severity
        for index, change in changes.items():
            loc = ("overrides", index, "set", rule.id)
            ladder = ladders.get(change.ladder or "", ladder)
            severity = severity if change.severity is None else change.severity
        if not changes or not changes[max(changes)].off:
            yield Graded(rule.id, severity, ladder, loc)
