"""Whether graver rules answer more firmly: as the file stands, and as its overrides leave it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from bot.policy_files.ladders import Graded, check_proportion
from bot.policy_files.problems import Level
from bot.policy_files.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.core.policy import Ladder, Severity
    from bot.policy_files.draft import Draft
    from bot.policy_files.models import ChangeForm, OverrideForm
    from bot.policy_files.tree import Loc

# Channels and roles by an override's place in the file.
_Scopes = dict[int, tuple[frozenset[str], frozenset[str]]]
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
    scopes = _scopes(draft.overrides)
    if len(report.problems) == before:
        _check_several(report, draft, base, ladders, _together(scopes))
    if len(report.problems) == before:
        # Whether one place lies within another only the platform knows, so this refuses nothing.
        nested = Report(report.file, report.root)
        _check_several(nested, draft, base, ladders, _nested(scopes))
        report.problems.extend(replace(each, level=Level.WARNING) for each in nested.problems)


def _check_several(
    report: Report,
    draft: Draft,
    base: Sequence[Graded],
    ladders: Mapping[str, Ladder],
    together: Iterable[tuple[int, ...]],
) -> None:
    """Check the rules as overrides leave them that hold at once, up to the first problem."""
    before = len(report.problems)
    seen: set[tuple[tuple[str, Severity, str], ...]] = set()
    for several in together:
        after = list(_after(base, draft.overrides, several, ladders))
        as_graded = tuple((each.id, each.severity, each.ladder.name) for each in after)
        if as_graded in seen:
            continue
        seen.add(as_graded)
        lines = [str(report.root.place_of(("overrides", index)).line) for index in several]
        check_proportion(report, after, f" where the overrides in lines {', '.join(lines)} hold together")
        if len(report.problems) > before:
            return


def _scopes(overrides: Mapping[int, OverrideForm]) -> _Scopes:
    """Return channels and roles of each override that changes a rule of which some override moves the answer."""
    moved = {name for each in overrides.values() for name, change in each.changes.items() if _moves(change)}
    moving = {index: each for index, each in overrides.items() if moved & set(each.changes)}
    return {index: (_bare(each.channels, "#"), _bare(each.roles, "@")) for index, each in moving.items()}


def _nested(scopes: _Scopes) -> Iterator[tuple[int, ...]]:
    """Yield which overrides hold at once, for any member, where of two places named one lies within the other."""
    anybodys = {index: here for index, (here, whose) in scopes.items() if not whose}
    channels = sorted({channel for here in anybodys.values() for channel in here})
    for two in map(frozenset, combinations(channels, 2)):
        yield tuple(index for index, here in anybodys.items() if not here or here & two)


def _together(scopes: _Scopes) -> Iterator[tuple[int, ...]]:
    """Yield which overrides can hold at once, in any channel, for members with up to two of the roles named."""
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
