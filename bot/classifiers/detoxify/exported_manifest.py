"""`model.json` beside an exported network: what it is, what belongs to it, and how exact it was found to be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, Field, PositiveInt

from bot.classifiers.errors import UnusableModelError
from bot.core.labels import Label

if TYPE_CHECKING:
    from pathlib import Path

Precision = Literal["fp32", "int8"]
FORMAT = 1
MANIFEST = "model.json"
TOKENIZER = "tokenizer.json"


class Manifest(BaseModel, frozen=True, extra="forbid"):
    """What serves an exported network. `labels`: in the order of its outputs.

    `padding`: the token id that takes no place, for networks that count places so. `files`: SHA-256 by name.
    `source`: the checkpoint. `parity`: what the export measured. `made_by`: versions, by package.
    """

    format: int = FORMAT
    classifier: str
    name: str
    labels: Annotated[tuple[Label, ...], Field(min_length=1)]
    max_tokens: PositiveInt
    padding: int | None
    files: Mapping[str, str]
    source: Mapping[str, Any] = {}
    made_by: Mapping[str, str] = {}
    parity: Mapping[str, Any] = {}

    def write(self, folder: Path) -> None:
        """Write it into the folder."""
        (folder / MANIFEST).write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")


def network_file(precision: Precision) -> str:
    """Return the file name of the network in this precision."""
    return f"{precision}.onnx"


def read_manifest(folder: Path) -> Manifest:
    """Return a folder's manifest. Raises UnusableModelError where it is missing, damaged or of another format."""
    path = folder / MANIFEST
    try:
        record = json.loads(path.read_bytes())
        if isinstance(record, dict) and record.get("format") not in {FORMAT, None}:
            raise UnusableModelError(f"{path} was written by another version of Takt. {_anew(folder)}")
        return Manifest.model_validate(record)
    except OSError as error:
        raise UnusableModelError(f"{path} can't be read: {error.strerror}. {_anew(folder)}") from error
    except (ValueError, RecursionError) as error:
        raise UnusableModelError(f"{path} is damaged. {_anew(folder)}") from error


def checked_file(folder: Path, name: str, manifest: Manifest) -> Path:
    """Return the path of a file that is as it was exported. Raises UnusableModelError."""
    path = folder / name
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnusableModelError(f"{path} can't be read: {error.strerror}. {_anew(folder)}") from error
    if digest != manifest.files.get(name):
        raise UnusableModelError(f"{path} is not the file that was exported: damaged or exchanged. {_anew(folder)}")
    return path


def _anew(folder: Path) -> str:
    return f"Run `takt models export {folder.name.replace('-', ':', 1)}`."
