"""The five published variants of Detoxify, and what its classes are called here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.classifiers.errors import UnusableModelError
from bot.core.labels import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

_JIGSAW_2018 = frozenset(Label) - {Label.SEXUAL_EXPLICIT}
_HASH = re.compile(r"-([0-9a-f]{8,64})\.")

# Detoxify renames most classes itself; a checkpoint of another hand may still have the names of the data set.
_CLASSES = {each.value: each for each in Label} | {
    "toxic": Label.TOXICITY,
    "severe_toxic": Label.SEVERE_TOXICITY,
    "identity_hate": Label.IDENTITY_ATTACK,
}
# What a text talks about: learnt beside toxicity to make the network fairer, no ground to act on anybody.
IDENTITIES = frozenset(
    {
        "male",
        "female",
        "homosexual_gay_or_lesbian",
        "christian",
        "jewish",
        "muslim",
        "black",
        "white",
        "psychiatric_or_mental_illness",
    }
)


@dataclass(frozen=True, slots=True)
class Variant:
    """One published checkpoint. `base`: the language model whose configuration and tokenizer it needs."""

    name: str
    base: str
    labels: frozenset[Label]

    @property
    def address(self) -> str:
        """Return where the project publishes the checkpoint, as the installed package says it."""
        from detoxify.detoxify import MODEL_URLS  # noqa: PLC0415 - names and labels are told without the extra too

        return str(MODEL_URLS[self.name])

    @property
    def file(self) -> str:
        """Return the published file's name."""
        return PurePosixPath(self.address).name

    @property
    def hash_prefix(self) -> str:
        """Return the first digits of the published file's SHA-256."""
        return hash_in(self.file)


VARIANTS = {
    each.name: each
    for each in (
        Variant("original", "bert-base-uncased", _JIGSAW_2018),
        Variant("unbiased", "roberta-base", frozenset(Label)),
        Variant("multilingual", "xlm-roberta-base", frozenset(Label)),
        Variant("original-small", "albert-base-v2", _JIGSAW_2018),
        Variant("unbiased-small", "albert-base-v2", frozenset(Label)),
    )
}


def variant(name: str) -> Variant:
    """Return the variant of this name. Raises UnusableModelError."""
    if name not in VARIANTS:
        raise UnusableModelError(f"Detoxify has no variant {name!r}. Write one of {', '.join(VARIANTS)}.")
    return VARIANTS[name]


def hash_in(file_name: str) -> str:
    """Return the digits of the SHA-256 that a file's name carries, empty where it carries none."""
    found = _HASH.search(file_name)
    return found.group(1) if found else ""


def labels_of(classes: Sequence[str]) -> list[Label | None]:
    """Return the label of each class in order, None for identities. Raises UnusableModelError at an unknown class."""
    unknown = [each for each in classes if each not in _CLASSES and each not in IDENTITIES]
    if unknown:
        raise UnusableModelError(f"The checkpoint scores {', '.join(unknown)}, which no label of Takt stands for.")
    labels = [_CLASSES.get(each) for each in classes]
    given = [each for each in labels if each]
    if Label.TOXICITY not in given or len(set(given)) < len(given):
        raise UnusableModelError("The checkpoint must score toxicity, and each label once.")
    return labels
