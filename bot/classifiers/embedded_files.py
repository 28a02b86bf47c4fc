"""The files of the embedded model: read, and made into sessions that run on one thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import onnxruntime

from bot.classifiers.errors import UnusableModelError

if TYPE_CHECKING:
    from pathlib import Path


def content_of(path: Path) -> bytes:
    """Read a file of the model; raise UnusableModelError where it can not be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnusableModelError(f"the model file {path} can not be read: {error.strerror}") from error


def session_of(content: bytes, path: Path) -> onnxruntime.InferenceSession:
    """Return a session for an ONNX file's content; raise UnusableModelError where it can not be run."""
    options = onnxruntime.SessionOptions()
    # One thread: a message is little work, and a second thread only waits.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise damaged(path) from error


def damaged(path: Path) -> UnusableModelError:
    """Return the error for a file that is not what its name says."""
    return UnusableModelError(f"the model file {path} is not a model that can be run: it is damaged or of another kind")
