"""The key `raid`: what is wrong with it beyond its shape, and what it becomes in the core."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.raid import Raid

if TYPE_CHECKING:
    from bot.policy_files.models import RaidForm
    from bot.policy_files.report import Report


def check_raid(report: Report, form: RaidForm | None) -> None:
    """Report a raid that nothing is done about, and what is both done and proposed."""
    if form is None:
        return
    if not form.do and not form.propose:
        report.error(("raid",), "nothing is done in a raid", "Add `do: [slow_mode 30s]`, or take `raid` away.")
    kinds: list[str] = []
    for key, measures in (("do", form.do), ("propose", form.propose)):
        for index, measure in enumerate(measures):
            if measure.kind in kinds:
                report.error(("raid", key, index), f"`{measure.kind}` is here twice", "Keep one of them.")
            kinds.append(measure.kind)


def to_raid(form: RaidForm | None) -> Raid | None:
    """Return the core's raid."""
    if form is None:
        return None
    do, propose = (
        tuple(replace(each, seconds=form.lasts) for each in measures) for measures in (form.do, form.propose)
    )
    return Raid(form.accounts, form.within, do, propose)
