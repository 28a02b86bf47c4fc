"""Fetches what Detoxify needs at first use: the published checkpoint and its language model's configuration."""

from __future__ import annotations

import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import huggingface_hub
import torch
from huggingface_hub import constants
from huggingface_hub.errors import LocalEntryNotFoundError

from bot.classifiers.errors import UnusableModelError

if TYPE_CHECKING:
    from bot.classifiers.detoxify.variants import Variant

WAY_OUT = "Set TAKT_DETOXIFY_CHECKPOINT and TAKT_DETOXIFY_FILES to files that are here."
# Both libraries would try again for half a minute, or wait without end, where a network is missing.
_ANSWER_WITHIN = 3.0
_CONFIGURATION = "config.json"
_TOKENIZERS = ("tokenizer.json", "vocab.txt", "vocab.json", "merges.txt", "spiece.model", "sentencepiece.bpe.model")
_WANTED = [_CONFIGURATION, "tokenizer_config.json", "special_tokens_map.json", *_TOKENIZERS]


def checkpoint_file(variant: Variant) -> Path:
    """Return the published checkpoint in torch's cache, downloaded if need be. Raises UnusableModelError."""
    path = Path(torch.hub.get_dir()) / "checkpoints" / variant.file
    if path.is_file():
        return path
    _require_network(variant.address, f"The weights of detoxify:{variant.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.hub.download_url_to_file(variant.address, str(path), variant.hash_prefix, progress=sys.stderr.isatty())
    except OSError as error:
        raise UnusableModelError(
            f"The weights of detoxify:{variant.name} can't be downloaded to {path.parent}: {_reason(error)}. {WAY_OUT}"
        ) from error
    except RuntimeError as error:  # what torch raises when the hash is another
        raise UnusableModelError(
            f"What was downloaded as {variant.file} is not the published file: its SHA-256 begins otherwise. "
            f"It was thrown away. {WAY_OUT}"
        ) from error
    return path


def language_model_files(base: str) -> Path:
    """Return a folder with the configuration and tokenizer of a public language model. Raises UnusableModelError."""
    cached = _cached(base)
    if cached:
        return cached
    what = f"The configuration and tokenizer of {base}"
    if constants.HF_HUB_OFFLINE:
        raise UnusableModelError(f"{what} must be downloaded once, and HF_HUB_OFFLINE forbids it. {WAY_OUT}")
    _require_network(constants.ENDPOINT, what)
    try:
        return Path(huggingface_hub.snapshot_download(base, allow_patterns=_WANTED))
    except Exception as error:
        raise UnusableModelError(f"{what} can't be downloaded: {_reason(error)}. {WAY_OUT}") from error


def _cached(base: str) -> Path | None:
    try:
        folder = Path(huggingface_hub.snapshot_download(base, allow_patterns=_WANTED, local_files_only=True))
    except LocalEntryNotFoundError:
        return None
    # A download that was broken off leaves a folder with some of its files.
    whole = (folder / _CONFIGURATION).is_file() and any((folder / each).is_file() for each in _TOKENIZERS)
    return folder if whole else None


def _require_network(address: str, what: str) -> None:
    """Raise UnusableModelError unless the server answers in a few seconds, with whatever."""
    answer: list[str] = []
    # Looking up a name knows no time limit, so the wait is limited here.
    thread = threading.Thread(target=lambda: answer.append(_ask(address)), daemon=True)
    thread.start()
    thread.join(_ANSWER_WITHIN)
    reason = answer[0] if answer else f"no answer in {_ANSWER_WITHIN:.0f} s"
    if reason:
        raise UnusableModelError(f"{what} must be downloaded once, and {address} can't be reached: {reason}. {WAY_OUT}")


def _ask(address: str) -> str:
    """Return why the server can't be reached, empty where it answers."""
    request = urllib.request.Request(address, method="HEAD")  # noqa: S310 - the addresses are the libraries' own
    try:
        with urllib.request.urlopen(request, timeout=_ANSWER_WITHIN):  # noqa: S310 - likewise
            return ""
    except urllib.error.HTTPError:
        return ""
    except OSError as error:
        return _reason(error)


def _reason(error: Exception) -> str:
    """Return the first line of what went wrong."""
    cause = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
    return (str(cause).splitlines() or [type(error).__name__])[0].rstrip(".")
