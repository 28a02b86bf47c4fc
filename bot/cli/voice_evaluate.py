"""`takt voice evaluate`: how many known faults the linter finds, and how often it is wrong."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.common import classifier, fail, say, settings

if TYPE_CHECKING:
    from bot.core.voice import Voice
    from bot.drafting.evaluation.measure import Measured
    from bot.ports import Classifier

_FAULT = 18


def evaluate(
    file: Annotated[Path | None, typer.Argument(help="Default: the voice that the settings name.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    unscored: Annotated[bool, typer.Option("--unscored", help="Do without the classifier: insults by words.")] = False,
    each: Annotated[int, typer.Option(min=1, help="Drafts for each class and language, or one for each phrase.")] = 24,
) -> None:
    """Put one known fault into each of many clean drafts of a voice, and say how many the linter finds.

    The faults are those of the held-out half: no pattern of the linter was made better by what it missed of them.
    Ends with exit code 1 where a target is missed.
    """
    from bot.bootstrap.voice import build_linter, read_voice_file
    from bot.drafting.evaluation.measure import measure
    from bot.policy_files import Refused

    found = read_voice_file(file or settings().voice)
    if isinstance(found, Refused):
        fail("\n".join(str(each) for each in found.problems))
    scorer: Classifier | None = None if unscored else classifier(settings())
    measured = asyncio.run(measure(found.voice, build_linter(found.voice), scorer, each=each))
    if as_json:
        say(json.dumps(_in_json(found.voice, measured), ensure_ascii=False))
    else:
        _print(found.voice, measured)
    if measured.misses():
        raise typer.Exit(1)


def _print(voice: Voice, measured: Measured) -> None:
    from bot.drafting.evaluation.fault_classes import FAULT_CLASSES, MOST_FALSE_ALARMS

    codes = sorted({code for _, code in measured.found}, key=voice.languages.index)
    say(f"{'fault':{_FAULT}}{'rules':6}{'target':>7}  {'found':24}{''.join(f'{code:>7}' for code in codes)}")
    for fault in FAULT_CLASSES:
        rules = ",".join(sorted(fault.rules))
        target = "-" if fault.target is None else f"{fault.target:.0%}"
        each = "".join(f"{f'{hits}/{of}':>7}" for hits, of in (measured.recall(fault.name, code) for code in codes))
        say(f"{fault.name:{_FAULT}}{rules:6}{target:>7}  {_share(*measured.recall(fault.name)):24}{each}")
    say("")
    say(
        f"False alarms: {_share(measured.alarmed, measured.clean)} clean drafts, at most {MOST_FALSE_ALARMS:.0%} wanted"
    )
    for rule, count in sorted(Counter(each.finding.rule for each in measured.alarms).items()):
        say(f"  {rule}: {count}")
    short = measured.misses()
    say("\n".join(f"Missed: {each}" for each in short) if short else "Every target is met.")


def _share(hits: int, of: int) -> str:
    """Return so many of so many, with the 95 % Wilson interval."""
    from bot.reports.metrics import Share

    interval = Share(hits, of).interval
    return f"{hits}/{of}" + (f" ({interval[0]:.1%} to {interval[1]:.1%})" if interval else "")


def _in_json(voice: Voice, measured: Measured) -> dict[str, Any]:
    from bot.drafting.evaluation.fault_classes import FAULT_CLASSES

    faults = [
        {
            "fault": fault.name,
            "rules": sorted(fault.rules),
            "target": fault.target,
            **_counted(*measured.recall(fault.name)),
            "languages": {c: _counted(*n) for (name, c), n in sorted(measured.found.items()) if name == fault.name},
        }
        for fault in FAULT_CLASSES
    ]
    alarms = Counter(str(each.finding.rule) for each in measured.alarms)
    clean = {**_counted(measured.alarmed, measured.clean), "rules": dict(sorted(alarms.items()))}
    return {"voice": voice.hash, "faults": faults, "false_alarms": clean, "missed": list(measured.misses())}


def _counted(hits: int, of: int) -> dict[str, Any]:
    from bot.reports.metrics import Share

    return {"hits": hits, "of": of, "interval": Share(hits, of).interval}
