"""`takt models calibrate`: makes a classifier's scores mean what they say, in this community."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import alone, classifier, fail, loaded, note, say, settings
from bot.cli.ledger import CommunityName, community_in, in_ledger
from bot.cli.models_eval import columns
from bot.cli.models_rows import Row, open_rows, scored
from bot.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.cli.calibration_parts import CalibrationBuilder
    from bot.cli.models_rows import Rows
    from bot.core.policy import Policy
    from bot.pipeline.verdict_labels import Verdicts
    from bot.ports import Classifier
    from bot.ports.ledger import Ledger
    from bot.settings import Settings

_Files = Annotated[
    list[Path] | None, typer.Argument(help="JSON Lines, plain or .gz: text, toxic (0, 1 or null), lang; labels.")
]


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is calibrated: the classifier by its name in the settings, as it is without a calibration."""

    name: str
    version: str
    raw: Classifier
    policy: Policy
    path: Path


def calibrate(  # noqa: PLR0913, PLR0917 - the options of a command are its parameters
    files: _Files = None,
    verdicts: Annotated[
        bool,
        typer.Option("--verdicts", help="Learn from moderators' verdicts as well; FILEs show the rest of the chat."),
    ] = False,
    named: Annotated[
        str | None, typer.Option("--classifier", help="Calibrate this one instead of the live one.")
    ] = None,
    base: Annotated[
        float | None, typer.Option(help="The share of toxic messages here, such as 0.05. Default: as in the rows.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Measure, and write nothing.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the calibration: raw scores count again.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
    community: CommunityName = None,
) -> None:
    """Fit what scores mean to rows that people judged, by label and language, and keep it beside the model.

    No text is kept or printed. docs/calibration.md says what the figures can tell and what not.
    """
    chosen = settings()
    policy = loaded(chosen.policy).policy
    name = _name(chosen, policy, named)
    if remove:
        _remove(chosen, name)
        return
    _refuse_senseless(files or [], base, verdicts=verdicts)
    rows = open_rows(files or [])
    judged = _verdicts(chosen, community) if verdicts else None
    subject = _subject(chosen, policy, name)
    builder = asyncio.run(_fitted(subject, rows, judged))
    rows.note_trouble()
    if not judged:
        rows.refuse_none()
    _finish(subject, builder, judged, base, dry_run=dry_run, as_json=as_json)


def _name(chosen: Settings, policy: Policy, named: str | None) -> str:
    live = (policy.scoring.classifiers if policy.scoring else ()) or (chosen.classifier,)
    if named is None and len(live) > 1:
        fail(f"The policy joins several classifiers. Choose one with --classifier: {', '.join(live)}.")
    return named or live[0]


def _remove(chosen: Settings, name: str) -> None:
    from bot.classifiers.calibration import calibration_path

    path = calibration_path(chosen.models, name)
    try:
        path.unlink()
    except FileNotFoundError:
        fail(f"There is no calibration of {name}: {path} does not exist.")
    except OSError as error:
        fail(f"{path} can't be removed: {error.strerror}")
    say(f"Removed {path}. A running Takt takes raw scores from its next start on.")


def _refuse_senseless(files: list[Path], base: float | None, *, verdicts: bool) -> None:
    if not files and verdicts:
        fail(
            "Verdicts know only messages that were flagged. Add a FILE of messages that were drawn from the whole chat "
            "and judged by people; docs/calibration.md says how."
        )
    if not files:
        fail("Say what to learn from: FILE..., and --verdicts for moderators' verdicts as well.")
    if base is not None and not 0 < base < 1:
        fail(f"--base is a share between 0 and 1, such as 0.05, not {base:g}.")
    if base is not None and verdicts:
        fail("--base is for rows from elsewhere. Verdicts already know how common toxic messages are here.")


def _verdicts(chosen: Settings, community: str | None) -> Verdicts:
    from bot.pipeline.verdict_labels import read_verdicts

    async def read(ledger: Ledger) -> Verdicts:
        return await read_verdicts(ledger, await community_in(ledger, community))

    return in_ledger(read, chosen)


def _subject(chosen: Settings, policy: Policy, name: str) -> _Subject:
    from bot.classifiers.calibrated import CalibratedClassifier
    from bot.classifiers.calibration import calibration_path

    live = classifier(chosen, alone(policy, name))
    raw = live.inner if isinstance(live, CalibratedClassifier) else live
    return _Subject(name, raw.name, raw, policy, calibration_path(chosen.models, name))


async def _fitted(subject: _Subject, rows: Rows, judged: Verdicts | None) -> CalibrationBuilder:
    from bot.cli.calibration_parts import CalibrationBuilder
    from bot.detectors.language import CommunityLanguageGuesser
    from bot.reports.thresholds import policy_thresholds

    languages = CommunityLanguageGuesser(subject.policy.languages)
    builder = CalibrationBuilder(policy_thresholds(subject.policy))
    with Progress("rows") as progress:
        items = (((row, drawn), row.text) for row, drawn in _all_rows(rows, judged))
        async for (row, drawn), scores in scored(items, subject.raw, progress):
            language = row.lang if row.lang != "und" else languages.guess(row.text)
            builder.add(row, language, scores, drawn=drawn)
    builder.fit_all()
    return builder


def _all_rows(rows: Rows, judged: Verdicts | None) -> Iterator[tuple[Row, bool]]:
    """Yield each row, and whether it was drawn and not flagged."""
    for row in rows:
        yield row, True
    for each in judged.judged if judged else ():
        yield Row(each.text, "und", "", dict.fromkeys(each.labels, each.upheld)), False


def _finish(
    subject: _Subject,
    builder: CalibrationBuilder,
    judged: Verdicts | None,
    base: float | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Report, and write what was fitted; end with an error where nothing was."""
    told = [*_notes(subject, builder, judged), *([_aim(builder, base)] if base is not None else [])]
    record = _record(subject, builder, judged, base)
    if as_json:
        few = {str(each.label): {"rows": each.rows, "positives": each.positives} for each in builder.few}
        say(json.dumps({**record, "too_few": few, "written": not dry_run and bool(builder.fits)}, indent=2))
    else:
        from bot.cli.calibration_parts import LEAST
        from bot.reports.calibration import calibration_as_text

        say(f"{subject.version}\n\n{calibration_as_text(builder.parts, builder.few, LEAST, columns())}")
    for each in told:
        note(each)
    if not builder.fits:
        fail("Nothing was calibrated.")
    if not dry_run:
        _write(subject.path, record)


def _record(
    subject: _Subject, builder: CalibrationBuilder, judged: Verdicts | None, base: float | None
) -> dict[str, object]:
    from bot.bootstrap import SystemClock

    return {
        "classifier": subject.version,
        "fitted_on": SystemClock().now().date().isoformat(),
        "verdicts": len(judged.judged) if judged else 0,
        "base": base,
        "labels": builder.figures(),
    }


def _notes(subject: _Subject, builder: CalibrationBuilder, judged: Verdicts | None) -> Iterator[str]:
    """Yield what the tables don't say and a person should know."""
    from bot.classifiers.calibration import ALL_LANGUAGES

    if judged:
        yield (
            f"{len(judged.judged):,} verdicts; {judged.waiting:,} flagged messages have no verdict, and of "
            f"{judged.textless:,} the text is kept no longer. Where moderators chose what to decide, the figures lie."
        )
    languages = {language for _, language in builder.fits} - {ALL_LANGUAGES, *subject.policy.languages}
    if languages:
        yield f"The policy does not name {', '.join(sorted(languages))}: no message is taken for that language."


def _aim(builder: CalibrationBuilder, base: float) -> str:
    """Turn the curves to a base rate, and say what that changes."""
    from bot.classifiers.calibration import ALL_LANGUAGES

    rate = builder.base_rate(ALL_LANGUAGES)
    if rate is None:
        fail("--base needs rows that say `toxic`: 1 of some and 0 of others.")
    builder.aim(base)
    odds = 4 * (base / (1 - base)) / (rate / (1 - rate))
    return (
        f"Aimed at {base:.1%} toxic messages, where the rows have {rate:.1%}: what is 0.80 among the rows is "
        f"{odds / (1 + odds):.2f} here. The tables show how it is among the rows."
    )


def _write(path: Path, record: dict[str, object]) -> None:
    from bot.classifiers.calibration import write_calibration

    try:
        write_calibration(path, record)
    except OSError as error:
        fail(f"{path} can't be written: {error.strerror}")
    note(f"Wrote {path}. A running Takt takes it from its next start on.")
