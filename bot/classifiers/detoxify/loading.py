"""Loads Detoxify from a checkpoint that was looked at first, without asking the network for what is here.

`detoxify.Detoxify` unpickles whatever it is given, asks a hub for the configuration even where local files are named,
and serves a network whose head the checkpoint doesn't have. So the file is hashed, read and checked here; then Detoxify
gets what was read, with the local folder in place of the hub's name.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import torch
import transformers
from detoxify import Detoxify

from bot.classifiers.detoxify.hub import checkpoint_file, language_model_files
from bot.classifiers.detoxify.variants import VARIANTS, Variant, hash_in, labels_of, variant
from bot.classifiers.errors import UnusableModelError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Where each kind of network keeps its classifier's last layer.
_HEADS = {
    "BertForSequenceClassification": "classifier.weight",
    "AlbertForSequenceClassification": "classifier.weight",
    "RobertaForSequenceClassification": "classifier.out_proj.weight",
    "XLMRobertaForSequenceClassification": "classifier.out_proj.weight",
}
MAX_TOKENS = 512


@dataclass(frozen=True, slots=True)
class Loaded:
    """Detoxify, ready to predict. `digest`: its checkpoint's SHA-256. `published`: it is a file of the project's."""

    detoxify: Detoxify
    variant: Variant
    digest: str
    published: bool


def load(name: str, checkpoint: Path | None = None, files: Path | None = None) -> Loaded:
    """Load a variant, from local files where they are given. Raises UnusableModelError.

    Args:
        name: One of VARIANTS.
        checkpoint: A checkpoint in Detoxify's format; by default the published one, downloaded at first use.
        files: A folder with the language model's `config.json` and tokenizer; by default downloaded at first use.
    """
    chosen = variant(name)
    if files and not (files / "config.json").is_file():
        raise UnusableModelError(f"TAKT_DETOXIFY_FILES={files} holds no config.json.")
    folder = files or language_model_files(chosen.base)
    path = checkpoint or checkpoint_file(chosen)
    content, digest = _read(path, chosen)
    arguments, weights = _checked(content, path)
    arguments["model_type"] = str(folder)
    with _quiet():
        detoxify = _build(content, path, folder)
    _check_weights(detoxify, weights, path)
    _check_tokenizer(detoxify, folder)
    return Loaded(detoxify, chosen, digest, published=_published(digest))


def _read(path: Path, chosen: Variant) -> tuple[Any, str]:
    """Hash the file, then unpickle the same open file."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            _check_hash(path, digest, chosen)
            return _unpickle(file, path, digest), digest
    except OSError as error:
        raise UnusableModelError(f"The checkpoint {path} can't be read: {error.strerror}.") from error


def _check_hash(path: Path, digest: str, chosen: Variant) -> None:
    named = hash_in(path.name)
    if not digest.startswith(named):
        raise UnusableModelError(
            f"{path} is damaged or another file: its name says SHA-256 {named}…, its content has {digest[:8]}…. "
            "Delete it and get it again, or leave such digits out of the name of a checkpoint of your own."
        )
    for other in VARIANTS.values():
        if digest.startswith(other.hash_prefix) and other != chosen:
            raise UnusableModelError(f"{path} holds detoxify:{other.name}, not detoxify:{chosen.name}.")


def _published(digest: str) -> bool:
    return any(digest.startswith(each.hash_prefix) for each in VARIANTS.values())


def _unpickle(file: IO[bytes], path: Path, digest: str) -> Any:  # noqa: ANN401 - it may be anything until it is checked
    """Unpickle tensors and plain values; anything more, which could run code, only from a published file."""
    file.seek(0)
    try:
        return torch.load(file, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError, KeyError, AttributeError) as error:
        if not _published(digest):
            raise UnusableModelError(
                f"{path} is no checkpoint, or a damaged one, or holds more than tensors and plain values, which only "
                "a published file may."
            ) from error
    file.seek(0)
    return torch.load(file, map_location="cpu", weights_only=False)


def _checked(content: Any, path: Path) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:  # noqa: ANN401 - as above
    """Return the checkpoint's arguments and weights. Raises UnusableModelError where they don't fit each other."""
    try:
        arguments, weights = content["config"]["arch"]["args"], content["state_dict"]
        classes = list(content["config"]["dataset"]["args"]["classes"])
        kind, outputs = arguments["model_name"], int(arguments["num_classes"])
        rows = len(weights[_HEADS[kind]]) if _HEADS[kind] in weights else 0
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnusableModelError(
            f"{path} is not in Detoxify's format, or of a kind other than {', '.join(_HEADS)}."
        ) from error
    if not rows:
        raise UnusableModelError(f"{path} has no {_HEADS[kind]}: without it every score would be random.")
    # The published variants with 16 outputs name the first seven; the nine identities have no name.
    if not len(classes) <= outputs == rows:
        raise UnusableModelError(f"{path} names {len(classes)} classes and {outputs} outputs, but its head has {rows}.")
    labels_of(classes)
    return arguments, weights


def _build(content: dict[str, Any], path: Path, folder: Path) -> Detoxify:
    try:
        return Detoxify(checkpoint=_handed(content))
    except Exception as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise UnusableModelError(f"The checkpoint {path} and the files in {folder} don't fit: {first}") from error


def _check_weights(detoxify: Detoxify, weights: dict[str, torch.Tensor], path: Path) -> None:
    """Refuse a network with any weight that is not the checkpoint's: transformers makes up what is missing."""
    made_up = [
        name
        for name, value in detoxify.model.state_dict().items()
        if name not in weights or not torch.equal(value, weights[name].to(value.dtype))
    ]
    if made_up:
        raise UnusableModelError(f"{path} lacks {len(made_up)} weights of its network, {made_up[0]} among them.")


def _check_tokenizer(detoxify: Detoxify, folder: Path) -> None:
    """Refuse a tokenizer of another language model, and limit it to what the network has places for."""
    known, places = len(detoxify.tokenizer), detoxify.model.config.vocab_size
    if known != places:
        raise UnusableModelError(
            f"The tokenizer in {folder} knows {known} pieces and the network {places}: they don't belong together, or "
            "a file of the tokenizer is missing."
        )
    detoxify.tokenizer.model_max_length = min(detoxify.tokenizer.model_max_length, MAX_TOKENS)


# Detoxify takes a checkpoint as a file only. It gets one that unpickles to what was read and checked already: nothing
# is read twice, and nothing can be exchanged in between.
_waiting: dict[str, Any] = {}


def _collect(key: str) -> Any:  # noqa: ANN401 - as above
    return _waiting.pop(key)


class _Ticket:
    def __init__(self, content: dict[str, Any]) -> None:
        self._key = uuid.uuid4().hex
        _waiting[self._key] = content

    def __reduce__(self) -> tuple[Any, ...]:  # type: ignore[explicit-override]  # typing.override is newer than 3.11
        return _collect, (self._key,)


def _handed(content: dict[str, Any]) -> IO[bytes]:
    file = io.BytesIO()
    torch.save(_Ticket(content), file)
    file.seek(0)
    return file


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep transformers' report on weights and its progress bars out of the terminal: what matters is checked here."""
    verbosity = transformers.logging.get_verbosity()
    bars = transformers.logging.is_progress_bar_enabled()
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    try:
        yield
    finally:
        transformers.logging.set_verbosity(verbosity)
        if bars:
            transformers.logging.enable_progress_bar()
