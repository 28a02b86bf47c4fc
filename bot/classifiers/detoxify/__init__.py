"""Detoxify, an extra: the real library on torch, and the same networks exported to ONNX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.classifiers.errors import UnusableModelError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.classifiers.model import Model

_EXTRA = {"detoxify", "huggingface_hub", "sentencepiece", "torch", "transformers"}


def load_torch_model(variant: str, checkpoint: Path | None = None, files: Path | None = None) -> Model:
    """Return Detoxify on torch, from local files where they are given. Raises UnusableModelError."""
    try:
        from bot.classifiers.detoxify.torch_model import DetoxifyModel  # noqa: PLC0415 - torch is an extra
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        raise UnusableModelError(
            f"detoxify:{variant} needs packages that are not installed ({error.name}). Run `make detoxify`."
        ) from error
    return DetoxifyModel.load(variant, checkpoint, files)
