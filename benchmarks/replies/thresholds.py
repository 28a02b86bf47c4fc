"""Retrieval by itself: the threshold that is fitted on development queries, and what comes of it on the frozen ones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from bot.reports.metrics import Share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.replies.messages import Query
    from bot.drafting.retrieval import FaqIndex, Found

# The most false offers that a threshold may make among development queries that no entry answers.
_ALLOWED = 0.05
_SCORES = [step / 100 for step in range(102)]  # the last lets nothing pass, so that one is always allowed
_MARGINS = [step / 100 for step in range(11)]


@dataclass(frozen=True, slots=True)
class Threshold:
    """An entry is offered from this score on, and so far ahead of the next."""

    score: float
    margin: float

    def lets_pass(self, found: Found) -> bool:
        """Tell whether what was found is offered."""
        return found.entry is not None and found.score >= self.score and found.score - found.runner_up >= self.margin


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Shares of queries.

    first: the right entry comes first, of those that one answers · right, wrong: it is offered, or another, of those
    · false: one is offered, of those that none answers
    """

    first: Share
    right: Share
    wrong: Share
    false: Share


def fit(index: FaqIndex, queries: Sequence[Query]) -> Threshold:
    """Return the threshold with the most right offers less the wrong ones, of equals the strictest.

    A false offer counts as a wrong one, and a threshold that makes too many is out of the question.
    """
    found = [(each, index.find(each.text, each.language)) for each in queries]
    choices = [Threshold(score, margin) for score, margin in product(_SCORES, _MARGINS)]
    counted = [(retrieved(found, each), each) for each in choices]
    allowed = [pair for pair in counted if pair[0].false.hits <= _ALLOWED * pair[0].false.of]
    return max(allowed, key=lambda pair: (_gain(pair[0]), pair[1].score, pair[1].margin))[1]


def retrieved(found: Sequence[tuple[Query, Found]], threshold: Threshold) -> Retrieved:
    """Count."""
    answered = [(query, each) for query, each in found if query.faq]
    unanswered = [each for query, each in found if not query.faq]
    first = [(_is(query, each), threshold.lets_pass(each)) for query, each in answered]
    return Retrieved(
        Share(sum(right for right, _ in first), len(first)),
        Share(sum(right and offered for right, offered in first), len(first)),
        Share(sum(offered and not right for right, offered in first), len(first)),
        Share(sum(map(threshold.lets_pass, unanswered)), len(unanswered)),
    )


def _is(query: Query, found: Found) -> bool:
    return found.entry is not None and found.entry.id == query.faq


def _gain(counted: Retrieved) -> int:
    return counted.right.hits - counted.wrong.hits - counted.false.hits
