"""What a classifier's scores mean: rising curves from raw scores to probabilities, kept in a file beside the model."""

from __future__ import annotations

import hashlib
import json
import math
import tempfile
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.classifiers.errors import UnusableModelError
from bot.core.labels import Label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

ALL_LANGUAGES = "all"
_AGAIN = "Run `takt models calibrate --remove --classifier {name}`, and then calibrate anew."
# Far beyond what any model gives; only 0 and 1 themselves have no logit.
_EDGE = 1e-12


def logit(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log odds, finite for 0 and 1 too."""
    inner = np.clip(probabilities, _EDGE, 1 - _EDGE)
    return np.asarray(np.log(inner / (1 - inner)))


def probability(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities of log odds."""
    # tanh, as exp overflows far out.
    return np.asarray(0.5 + 0.5 * np.tanh(logits / 2))


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points in log odds, which goes on beyond both ends with `slope`: it rises everywhere.

    `at`: raw log odds, rising; `gives`: the calibrated ones, rising. A point and a slope are Platt's two parameters.
    """

    at: tuple[float, ...]
    gives: tuple[float, ...]
    slope: float

    def __post_init__(self) -> None:
        at, gives = np.array(self.at), np.array(self.gives)
        rises = bool((np.diff(at) > 0).all() and (np.diff(gives) > 0).all() and self.slope > 0)
        if not at.size or at.size != gives.size or not rises or not np.isfinite([*at, *gives, self.slope]).all():
            raise ValueError("a curve of a calibration does not rise everywhere")

    def of(self, raw: float) -> float:
        """Return the probability that a raw score, 0 to 1, stands for."""
        # No numpy: for one score at a time it takes twenty times as long.
        inner = min(max(raw, _EDGE), 1 - _EDGE)
        z = math.log(inner / (1 - inner))
        right = bisect_right(self.at, z)
        if 0 < right < len(self.at):
            (x0, x1), (y0, y1) = self.at[right - 1 : right + 1], self.gives[right - 1 : right + 1]
            given = y0 + (y1 - y0) * (z - x0) / (x1 - x0)
        else:
            end = 0 if right == 0 else -1
            given = self.gives[end] + self.slope * (z - self.at[end])
        # exp overflows far out, tanh does not.
        return 0.5 + 0.5 * math.tanh(given / 2)

    def __call__(self, raw: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability that each raw score stands for."""
        return np.array([self.of(each) for each in raw.tolist()], dtype=np.float64)

    def shifted(self, by: float) -> Curve:
        """Return the curve for another base rate: the log odds change by the same everywhere."""
        return Curve(self.at, tuple(each + by for each in self.gives), self.slope)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curves of one version of a classifier, by label and language; `all` is for any other language.

    `digest`: the first digits of what the file's content hashes to.
    """

    classifier: str
    curves: Mapping[Label, Mapping[str, Curve]]
    digest: str

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a curve of their own, for some label."""
        return tuple(sorted({each for curves in self.curves.values() for each in curves} - {ALL_LANGUAGES}))

    def curve(self, label: Label, language: str) -> Curve | None:
        """Return what a label's scores go through; None where the label was not calibrated."""
        curves = self.curves.get(label, {})
        return curves.get(language) or curves.get(ALL_LANGUAGES)


def calibration_path(models: Path, name: str) -> Path:
    """Return where the calibration of a classifier such as `detoxify:multilingual` is kept."""
    return models / f"{name.replace(':', '-')}.calibration.json"


def read_calibration(path: Path, name: str, version: str) -> Calibration:
    """Read the calibration of the classifier `name`, whose version is `version`.

    Raises UnusableModelError where the file can't be read, or was made for another version.
    """
    again = _AGAIN.format(name=name)
    try:
        content = path.read_bytes()
        record = json.loads(content)
        curves = {Label(label): _curves(parts) for label, parts in record["labels"].items()}
        calibration = Calibration(str(record["classifier"]), curves, hashlib.sha256(content).hexdigest()[:8])
    except OSError as error:
        raise UnusableModelError(f"The calibration {path} can't be read: {error.strerror}. {again}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnusableModelError(f"The calibration {path} is damaged. {again}") from error
    if calibration.classifier != version:
        raise UnusableModelError(
            f"The calibration {path} was made for {calibration.classifier}, and the classifier is {version}: its "
            f"scores mean something else. {again}"
        )
    return calibration


def curve_record(curve: Curve) -> dict[str, object]:
    """Return a curve as plain data."""
    return {"at": list(curve.at), "gives": list(curve.gives), "slope": curve.slope}


def write_calibration(path: Path, record: Mapping[str, object]) -> None:
    """Write a calibration's record whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8"
    ) as fresh:
        try:
            fresh.write(json.dumps(record, ensure_ascii=False, indent=2) + "\n")
            fresh.close()
            Path(fresh.name).replace(path)
        except BaseException:
            Path(fresh.name).unlink(missing_ok=True)
            raise


def _curves(parts: Mapping[str, Mapping[str, Mapping[str, object]]]) -> Mapping[str, Curve]:
    return {language: _curve(part["curve"]) for language, part in parts.items() if "curve" in part}


def _curve(record: Mapping[str, object]) -> Curve:
    at, gives = (np.array(record[key], dtype=np.float64).reshape(-1).tolist() for key in ("at", "gives"))
    return Curve(tuple(at), tuple(gives), float(np.float64(record["slope"])))  # type: ignore[arg-type]  # or it raises
