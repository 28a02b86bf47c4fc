"""Which rows teach which stage, and what of them is known."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from training.corpus import OWN, Example, Part
from training.mapping import TABLE
from training.obfuscate import obfuscate
from training.places import hashed_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CHAT = "chat/ubuntu_irc"
SEED = 20
DISGUISED_SHARE = 0.3
DISGUISED_WEIGHT = 0.6
# A set that labels another question than the head's is trusted less than this: it teaches a little and judges nothing.
TRUSTED = 0.15
# The encoder passes over the rows once: a sample of the chat, counted double, teaches it as much in less time, and the
# few own sentences need more weight than where a hundred passes learn them by heart.
ENCODER_CHAT_SHARE = 0.45
ENCODER_FACTOR = {CHAT: 2.0, "contrast": 8 / 3, "grammar": 2.0}
ENCODER_DISGUISED_SHARE = 0.4
SECOND_SHARE, SECOND_CHAT_SHARE = 0.2, 0.12


def targets_of(examples: Sequence[Example], head: int) -> NDArray[np.int8]:
    """Return one head's targets, -1 where it is masked."""
    return np.array([-1 if e.targets[head] is None else e.targets[head] for e in examples], np.int8)


def trusted(examples: Sequence[Example], head: int) -> NDArray[np.bool_]:
    """Say which examples may judge a head."""
    return np.array([e.source == CHAT or e.weights[head] >= TRUSTED for e in examples])


def disguised(examples: Sequence[Example]) -> list[Example]:
    """Return disguised copies of 30 % of the positives and of as many harmless texts."""
    positives = [e for e in examples if 1 in e.targets and hashed_place("disguise", e.text) < DISGUISED_SHARE]
    harmless = sorted((e for e in examples if 1 not in e.targets), key=lambda e: hashed_place("disguise", e.text))
    random = Random(SEED)
    return [_disguised(example, random) for example in positives + harmless[: len(positives)]]


def chosen_for_encoder(examples: Sequence[Example]) -> list[Example]:
    """Return what teaches the encoder: no Russian, whose letters it hardly knows, and part of the work chat."""
    rows = [_for_encoder(e) for e in examples if e.part is Part.FIT and e.language != "ru" and _sampled(e)]
    copies = [e for e in disguised(rows) if hashed_place("enc-d", e.text) < ENCODER_DISGUISED_SHARE]
    return rows + copies


def chosen_for_second_pass(examples: Sequence[Example]) -> list[Example]:
    """Return what the encoder goes over once more: all own sentences, and a sample of the rest lest it be forgotten."""
    rows = (e for e in examples if e.part is Part.FIT and e.language != "ru")
    return [_for_encoder(e) for e in rows if e.source in OWN or _is_listed(e) or _in_second(e)]


def _in_second(example: Example) -> bool:
    share = SECOND_CHAT_SHARE if example.source == CHAT else SECOND_SHARE
    return hashed_place("second", example.text) < share


def _is_listed(example: Example) -> bool:
    """Tell whether a line of work chat is one that a word list would catch."""
    return example.source == CHAT and example.weights[0] > TABLE[CHAT].weight


def _sampled(example: Example) -> bool:
    """Take of the work chat a share and all that a word list would catch, of the rest all but what comes later."""
    kept = _is_listed(example) or hashed_place("encoder", example.text) < ENCODER_CHAT_SHARE
    return kept if example.source == CHAT else example.source != "grammar"


def _for_encoder(example: Example) -> Example:
    factor = ENCODER_FACTOR.get(example.source, 1.0)
    return replace(example, weights=tuple(weight * factor for weight in example.weights))


def _disguised(example: Example, random: Random) -> Example:
    weights = tuple(weight * DISGUISED_WEIGHT for weight in example.weights)
    return replace(example, text=obfuscate(example.text, random), weights=weights)
