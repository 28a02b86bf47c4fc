"""`python -m training.situations [--out FILE]`: trains the situation model, measures it, and writes it. Half a minute.

Fitted on two thirds of our messages, its temperature and what each situation needs on the other third. What ships is
fitted on all of them; the printed figures are those of the fit on two thirds.
"""

from __future__ import annotations

import argparse
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from bot.drafting.situation_features import BUCKETS
from bot.drafting.situation_model import FILE
from bot.drafting.situations import BRAKE, RULED
from training.places import hashed_place
from training.situation_rows import (
    LABELS,
    LANGUAGES,
    SIGNS,
    Table,
    development,
    read_messages,
    read_tuned,
    sign_scales,
    table_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

STRENGTH = 30.0
# A bucket that fewer messages than this share says nothing.
_FEWEST = 2
_MAX_ITERATIONS = 80
_TEMPERATURES = [step / 20 for step in range(14, 41)]
# None lower: whatever comes of it on these messages, what is a situation should be likelier than not, or nearly so.
_LEASTS = [step / 4 for step in range(-3, 15)]
_ROUNDS = 4
_NONE, _COMPLAINT, _WELCOME = LABELS.index("none"), LABELS.index("complaint"), LABELS.index("welcome")


@dataclass(frozen=True, slots=True)
class Fitted:
    """One weight per feature and label, in logits that are calibrated, and what log-odds each label needs."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    least: NDArray[np.float64]

    def odds(self, table: Table) -> NDArray[np.float64]:
        """Return rows x labels: the log-odds of each label against all others."""
        logits = np.asarray(table.matrix @ self.weights) + self.bias
        rest = [np.logaddexp.reduce(np.delete(logits, each, 1), axis=1) for each in range(len(LABELS))]
        return np.asarray(logits - np.stack(rest, 1))

    def labels(self, table: Table) -> NDArray[np.int64]:
        """Return what is recognised."""
        return decided(self.odds(table), table, self.least)


def fit(table: Table) -> Fitted:
    """Fit the weights."""
    hashed = table.matrix[:, :BUCKETS]
    shared = np.asarray((hashed > 0).sum(axis=0)).ravel() >= _FEWEST
    kept = np.flatnonzero(np.concatenate((shared, np.ones(len(SIGNS), bool))))
    model = LogisticRegression(C=STRENGTH, max_iter=_MAX_ITERATIONS, tol=1e-3)
    with warnings.catch_warnings():
        # Stopping at the limit is meant: it is as good as a stronger penalty, and the same each time.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(table.matrix[:, kept], table.labels)
    weights = np.zeros((BUCKETS + len(SIGNS), len(LABELS)))
    weights[kept] = model.coef_.T
    return Fitted(weights, np.asarray(model.intercept_), np.zeros(len(LABELS)))


def calibrated(fitted: Fitted, table: Table) -> float:
    """Return the temperature with which the probabilities of these rows are the likeliest."""
    logits = np.asarray(table.matrix @ fitted.weights) + fitted.bias
    rows = np.arange(len(table.labels))

    def loss(temperature: float) -> float:
        scaled = logits / temperature
        return float((np.logaddexp.reduce(scaled, axis=1) - scaled[rows, table.labels]).mean())

    return min(_TEMPERATURES, key=loss)


def cooled(fitted: Fitted, temperature: float) -> Fitted:
    """Return the same model with its logits divided by a temperature."""
    return Fitted(fitted.weights / temperature, fitted.bias / temperature, fitted.least)


def decided(odds: NDArray[np.float64], table: Table, least: NDArray[np.float64]) -> NDArray[np.int64]:
    """Recognise as `SituationReader` does: the label furthest above what it needs, none only where no rule holds."""
    above = odds - least + BRAKE * table.against
    rows = np.arange(len(odds))
    above[rows, table.ruled] += RULED
    above[:, _NONE] = np.where(table.ruled == _NONE, 0, -np.inf)
    above[~np.array([each.first_post for each in table.rows]), _WELCOME] = -np.inf
    return np.asarray(above.argmax(axis=1))


def fit_least(odds: NDArray[np.float64], table: Table) -> NDArray[np.float64]:
    """Return the log-odds that each label needs, one after the other, for the least cost of mistakes."""
    least = np.zeros(len(LABELS))
    for _ in range(_ROUNDS):
        for label in range(1, len(LABELS)):
            tried = [np.where(np.arange(len(LABELS)) == label, each, least) for each in _LEASTS]
            least = min(tried, key=lambda each: (_cost(decided(odds, table, each), table.labels), abs(each).sum()))
    return least


def _cost(found: NDArray[np.int64], labels: NDArray[np.int64]) -> float:
    """A wrong situation is worse than none, one where there is none worse still, and a lost complaint the worst."""
    cost = np.where(found == labels, 0.0, np.where(found == _NONE, 1.0, 1.7))
    cost[(labels == _NONE) & (found != _NONE)] = 2.5
    cost[(labels == _COMPLAINT) & (found != _COMPLAINT)] += 1.5
    return float(cost.mean())


def crossed(odds: NDArray[np.float64], table: Table) -> NDArray[np.int64]:
    """Recognise each half with what was fitted on the other half."""
    half = np.array([hashed_place("half", each.text) < 1 / 2 for each in table.rows])
    found = np.zeros(len(half), np.int64)
    for one in (half, ~half):
        here, there = np.flatnonzero(one), np.flatnonzero(~one)
        found[here] = decided(odds[here], table.part(here), fit_least(odds[there], table.part(there)))
    return found


def write(fitted: Fitted, path: Path) -> None:
    """Write the model; the file has the same bytes each time."""
    signs = fitted.weights[BUCKETS:] * sign_scales()[:, None]
    np.savez_compressed(
        path,
        labels=np.array(LABELS),
        signs=np.array(SIGNS),
        weights=fitted.weights[:BUCKETS].astype(np.float16),
        sign_weights=signs.astype(np.float16),
        bias=fitted.bias.astype(np.float16),
        least=fitted.least.astype(np.float16),
    )


def told(name: str, found: NDArray[np.int64], table: Table) -> None:
    """Print the shares of what is right, complaints recognised and lost, and what is recognised where nothing is."""
    labels = table.labels
    welcome = np.where((labels == _WELCOME) & (found == _NONE), _WELCOME, found)
    complaints, none = labels == _COMPLAINT, labels == _NONE
    shares = {
        "right": (found == labels).mean(),
        "complaints": (found == _COMPLAINT)[complaints].mean(),
        "lost": (welcome == _NONE)[complaints].mean(),
        "false": (found != _NONE)[none].mean(),
    }
    print(f"  {name:24}" + "  ".join(f"{each} {100 * share:5.1f} %" for each, share in shares.items()))


def measure(ours: Table, tuned: Table) -> Fitted:
    """Fit on two thirds, print what comes of it on the other third and in domains that are left out; return it."""
    held = development(ours.rows)
    taught, judged = _joined(ours.part(np.flatnonzero(~held)), tuned), ours.part(np.flatnonzero(held))
    fitted = fit(taught)
    temperature = calibrated(fitted, judged)
    fitted = cooled(fitted, temperature)
    odds = fitted.odds(judged)
    fitted = Fitted(fitted.weights, fitted.bias, fit_least(odds, judged))
    print(f"{len(taught.rows)} taught, {len(judged.rows)} judged, temperature {temperature}")
    print("least", dict(zip(LABELS, fitted.least.tolist(), strict=True)))
    rules, found = _as_reader(judged), crossed(odds, judged)
    told("rules alone", rules, judged)
    told("rules and model", found, judged)
    for language in LANGUAGES:
        places = np.flatnonzero([each.language == language for each in judged.rows])
        told(f"  {language}, rules alone", rules[places], judged.part(places))
        told(f"  {language}", found[places], judged.part(places))
    _leave_out(ours, tuned, fitted, temperature)
    return Fitted(np.empty(0), np.array([temperature]), fitted.least)


def _leave_out(ours: Table, tuned: Table, fitted: Fitted, temperature: float) -> None:
    found = np.zeros(len(ours.rows), np.int64)
    domains = np.array([each.domain for each in ours.rows])
    for domain in sorted(set(domains)):
        here, rest = np.flatnonzero(domains == domain), np.flatnonzero(domains != domain)
        model = cooled(fit(_joined(ours.part(rest), tuned)), temperature)
        found[here] = Fitted(model.weights, model.bias, fitted.least).labels(ours.part(here))
        told(f"without {domain}", found[here], ours.part(here))
    told("each domain left out", found, ours)
    told("  rules alone", _as_reader(ours), ours)
    for language in LANGUAGES:
        places = np.flatnonzero([each.language == language for each in ours.rows])
        told(f"  {language}", found[places], ours.part(places))


def _as_reader(table: Table) -> NDArray[np.int64]:
    """Return what rules alone recognise; a first post that asks nothing is a welcome."""
    first = np.array([each.first_post for each in table.rows]) & (table.ruled != LABELS.index("question"))
    return np.where(first, _WELCOME, table.ruled)


def _joined(one: Table, other: Table) -> Table:
    return Table(
        (*one.rows, *other.rows),
        sparse.vstack([one.matrix, other.matrix]).tocsr(),
        np.concatenate((one.labels, other.labels)),
        np.concatenate((one.ruled, other.ruled)),
        np.concatenate((one.against, other.against)),
    )


def train(path: Path) -> None:
    """Measure, fit on all, and write the model."""
    ours, tuned = table_of(read_messages()), table_of(read_tuned())
    found = measure(ours, tuned)
    model = cooled(fit(_joined(ours, tuned)), float(found.bias[0]))
    model = Fitted(model.weights, model.bias, found.least)
    told("what ships, on the tuned", model.labels(tuned), tuned)
    write(model, path)


def main() -> None:
    """Train and write the model's file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FILE)
    path = parser.parse_args().out
    train(path)
    print(f"{path}: {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
