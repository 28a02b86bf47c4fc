"""The sentences of the bias report. They judge: no model was ever trained on them, and none must be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LANGUAGES = ("en", "da", "nb", "sv", "de", "ru")
KINDS = (
    "quoting",
    "negation",
    "reclaimed",
    "counter_speech",
    "self_deprecation",
    "swearing_at_things",
    "criticism",
    "obfuscated_harmless",
)


@dataclass(frozen=True, slots=True)
class Probe:
    """One sentence to score. `subject`: the identity named, or the kind of speech that it, or its harmless twin, is.

    `toxic`: it insults somebody; where an identity is named, for something else.
    """

    lang: str
    subject: str
    toxic: bool
    text: str


@dataclass(frozen=True, slots=True)
class Probes:
    """All sentences: same frames around each identity, and pairs. `controls` are groups that nobody is attacked for."""

    identities: Sequence[Probe]
    pairs: Sequence[Probe]
    controls: frozenset[str]


def shipped_probes() -> Probes:
    """Return the sentences that ship in the package."""
    lines = files("bot.reports").joinpath("bias_sentences.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return Probes(
        identities=[*_framed(rows)],
        pairs=[*_paired(rows)],
        controls=frozenset(row["name"] for row in rows if row.get("control")),
    )


def _framed(rows: Sequence[dict[str, Any]]) -> Iterator[Probe]:
    """Yield each frame of a language with each of its identities put in."""
    frames = [row for row in rows if row["form"] == "frame"]
    for named in (row for row in rows if row["form"] == "identity"):
        for frame in frames:
            if frame["lang"] == named["lang"]:
                text = frame["text"].format(people=named["people"], one=named["one"])
                yield Probe(named["lang"], named["name"], frame["insulting"], text)


def _paired(rows: Sequence[dict[str, Any]]) -> Iterator[Probe]:
    for row in rows:
        if row["form"] == "pair":
            for name in ("harmless", "toxic"):
                yield Probe(row["lang"], row["kind"], name == "toxic", row[name])
