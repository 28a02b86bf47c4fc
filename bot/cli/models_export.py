"""`takt models export`: Detoxify as files that the bot serves without torch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import fail, loaded, note, say, settings

if TYPE_CHECKING:
    from bot.classifiers.detoxify.export import Report
    from bot.classifiers.detoxify.export_parity import Measured
    from bot.settings import Settings

_FAMILY = "detoxify:"
_COLUMNS = 100


def _share(text: str) -> float:
    try:
        value = float(text.removesuffix("%").strip()) / 100
    except ValueError:
        value = -1.0
    if not (text.endswith("%") and 0 <= value <= 1):
        raise typer.BadParameter(f"{text!r} is not a share from 0% to 100%, such as 0.5%.")
    return value


def export(
    classifier: Annotated[str, typer.Argument(help="Which one, such as detoxify:multilingual.")],
    sample: Annotated[
        Path | None,
        typer.Option(help="Texts of your community, JSON Lines with `text` or one a line: what int8 changes on them."),
    ] = None,
    max_changed: Annotated[
        float,
        typer.Option(parser=_share, metavar="SHARE", help="Refuse where more of the sample would be judged otherwise."),
    ] = "0.5%",  # type: ignore[assignment]  # typer parses the default too
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Write Detoxify as files that the bot serves from then on without torch, and say how exact they are.

    Needs `make detoxify`. Where they differ too much from Detoxify, nothing is put in place and the exit code is 1.
    """
    chosen = settings()
    if not classifier.startswith(_FAMILY):
        fail(f"{classifier} can't be exported, only Detoxify can: write {_FAMILY}original or another variant of it.")
    texts = read_sample(sample) if sample else []
    report = _exported(classifier, chosen, texts, max_changed)
    if as_json:
        say(json.dumps(report.as_record(), ensure_ascii=False, indent=2))
    else:
        _print(report, classifier)


def read_sample(path: Path) -> list[str]:
    """Return the texts of a file: a JSON object's `text`, any other line as it is. Ends where a line has no text."""
    from bot.history.json_stream import BrokenStreamError
    from bot.history.records import UnreadableError
    from bot.history.sources import lines_of
    from bot.reports.wording import counted

    texts: list[str] = []
    try:
        path.open("rb").close()
        for line in lines_of(path):
            texts += _texts_of(line)
    except (UnreadableError, BrokenStreamError) as error:
        fail(f"{path}, after {counted(len(texts), 'text')}: {error}")
    except OSError as error:
        fail(f"{path} can't be read: {error.strerror}")
    if not texts:
        fail(f"{path} holds no text.")
    return texts


def _texts_of(line: bytes | None) -> list[str]:
    """Return the line's text, or none where it is blank. Raises UnreadableError."""
    from bot.history.fields import required_text
    from bot.history.records import UnreadableError

    if line is None:
        raise UnreadableError("the next line is too long")
    try:
        plain = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise UnreadableError("the next line is not UTF-8") from None
    record = _object(plain)
    if record is not None:
        return [required_text(record, "text")]
    return [plain] if plain.strip() else []


def _object(line: str) -> dict[str, object] | None:
    """Return the JSON object in a line; None for a line of plain text, which may begin with a brace too."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _exported(classifier: str, chosen: Settings, texts: list[str], max_changed: float) -> Report:
    from bot.classifiers.errors import UnusableModelError
    from bot.core.asked import thresholds_of

    try:
        from bot.classifiers.detoxify.export import Sample, export
        from bot.classifiers.detoxify.export_parity import RefusedExportError
        from bot.classifiers.detoxify.loading import load
    except ModuleNotFoundError as error:
        fail(f"{classifier} needs packages that are not installed ({error.name}). Run `make detoxify`.")
    folder = chosen.models / classifier.replace(":", "-")
    sample = Sample(texts, thresholds_of(loaded(chosen.policy).policy), max_changed)
    note(f"Loading {classifier}")
    try:
        source = load(classifier.removeprefix(_FAMILY), chosen.detoxify_checkpoint, chosen.detoxify_files)
        return export(source, folder, sample, note)
    except (UnusableModelError, RefusedExportError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{folder} can't be written: {error.strerror or error}")


def _print(report: Report, classifier: str) -> None:
    sizes = ", ".join(f"{name} {size / 1e6:,.1f} MB" for name, size in report.sizes.items())
    say(f"{report.name} is in {report.folder} ({sizes}).")
    say(f"The bot serves it where TAKT_CLASSIFIER={classifier} or the policy names it; that needs no torch.\n")
    _print_measured(f"fp32 against torch, {report.fp32.texts} texts of ours", report.fp32)
    _print_measured(f"int8 against torch, {report.int8.texts} texts of ours", report.int8)
    if report.sample is None:
        say("No decision was measured on texts of your community. Do that with --sample FILE before you trust int8.")
    else:
        _print_measured(f"int8 against fp32, {report.sample.texts:,} texts of yours", report.sample)


def _print_measured(title: str, measured: Measured) -> None:
    from bot.reports.metrics import Share
    from bot.reports.tables import decimal, percent, table

    rows = [
        [label, f"{each.mean:.1e}", f"{each.largest:.1e}", decimal(each.rank, 4)]
        for label, each in measured.drift.items()
    ]
    say(title)
    say(table(["label", "mean difference", "largest", "rank correlation"], rows, _COLUMNS))
    share = percent(Share(measured.changed, measured.texts))
    say(f"judged otherwise at some threshold: {measured.changed:,} of {measured.texts:,} texts, {share} %")
    changed = [f"{count:,} at {name}" for name, count in measured.by_threshold.items() if count]
    say((", ".join(changed) + "\n") if changed else "")
