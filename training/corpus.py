"""Reads the data sets into examples: text, targets and weights per head, and which part of the split a text is in."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core.labels import Label
from bot.core.model_view import model_view
from training.grammar import rows as grammar_rows
from training.mapping import TABLE, Use
from training.places import hashed_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HEADS = (Label.TOXICITY, Label.IDENTITY_ATTACK)
OWN = frozenset({"contrast", "grammar"})
CONTRAST = tuple(sorted(Path(__file__).parent.glob("contrast*.jsonl")))


class Part(StrEnum):
    """What an example may be used for."""

    FIT = "fit"
    CALIBRATE = "calibrate"
    DEV = "dev"


@dataclass(frozen=True, slots=True)
class Example:
    """A text with a target and a weight per head (`HEADS`); a masked head has target None."""

    text: str
    language: str
    source: str
    part: Part
    targets: tuple[int | None, ...]
    weights: tuple[float, ...]


def read_examples(data: Path) -> list[Example]:
    """Read every set of the mapping's table, in its order."""
    return [example for source, use in TABLE.items() for example in _examples(data, source, use)]


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Read one set, a JSON object a line, gzipped or not."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from map(json.loads, content.decode().split("\n")[:-1])


def read_chat(data: Path, split: str) -> list[str]:
    """Read the work chat of one split whole, the lines that a word list would catch among them."""
    return [row["text"] for row in read_rows(data / "chat/ubuntu_irc.jsonl.gz") if row["split"] == split]


def part_of(key: str) -> Part:
    """Split by a hash of the key: 10 % dev, 6 % for calibration, the rest to fit."""
    place = hashed_place("split", key)
    return Part.DEV if place < 0.10 else Part.CALIBRATE if place < 0.16 else Part.FIT


def _examples(data: Path, source: str, use: Use) -> Iterator[Example]:
    for row in _usable(_rows(data, source), source, use):
        targets = (use.toxicity(row["toxic"], row["labels"]), use.identity_attack(row["toxic"], row["labels"]))
        if targets != (None, None):
            yield Example(row["text"], row["lang"], source, _part(row, source), targets, _weights(row, use, targets))


def _rows(data: Path, source: str) -> Iterator[dict[str, Any]]:
    if source == "grammar":
        return iter(grammar_rows())
    paths = CONTRAST if source == "contrast" else (data / f"{source}.jsonl.gz",)
    return (row for path in paths for row in read_rows(path))


def _usable(rows: Iterable[dict[str, Any]], source: str, use: Use) -> Iterator[dict[str, Any]]:
    for row in rows:
        if row["split"] == "test" or (source.startswith("chat/") and row["split"] != "train"):
            continue
        if use.languages is not None and row["lang"] not in use.languages:
            continue
        if hashed_place("share", row["text"]) < use.share:
            yield row


def _listed(row: dict[str, Any]) -> bool:
    return bool(row["labels"].get("lexicon_hit"))


def _part(row: dict[str, Any], source: str) -> Part:
    if source in OWN:
        return Part.FIT  # what judges the model on own sentences is `held_out.jsonl`
    # A rewrite stays on its original's side, or dev would be half known.
    return part_of(str(row["labels"].get("pair") or model_view(row["text"])))


def _weights(row: dict[str, Any], use: Use, targets: tuple[int | None, ...]) -> tuple[float, ...]:
    listed = use.listed if _listed(row) else 1.0
    factors = [listed * (use.negatives if target == 0 else 1.0) for target in targets]
    return (use.weight * factors[0], use.identity_weight * factors[1])
