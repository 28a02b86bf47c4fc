"""Runs policies over a stream of contents, in order, scoring each text once by each classifier."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from bot.core.content import Content
    from bot.core.signals import Scores
    from bot.pipeline.screen import Screened, Screener
    from bot.ports import Classifier

_BATCH = 64


async def scored(contents: Iterable[Content], classifier: Classifier) -> AsyncIterator[tuple[Content, Scores]]:
    """Yield each content with its scores, reading ahead by one batch only."""
    source = iter(contents)
    while batch := list(islice(source, _BATCH)):
        for pair in zip(batch, await classifier.score([each.text for each in batch]), strict=True):
            yield pair


async def replay(contents: Iterable[Content], classifier: Classifier, screener: Screener) -> AsyncIterator[Screened]:
    """Yield what the screener makes of each content."""
    async for content, scores in scored(contents, classifier):
        yield screener.screen(content, scores)


class Side(NamedTuple):
    """One of two policies to compare, with the classifier that it asks for."""

    classifier: Classifier
    screener: Screener


async def side_by_side(contents: Iterable[Content], old: Side, new: Side) -> AsyncIterator[tuple[Screened, Screened]]:
    """Yield what two policies make of each content, each with its own strikes."""
    source = iter(contents)
    while batch := list(islice(source, _BATCH)):
        texts = [each.text for each in batch]
        was = await old.classifier.score(texts)
        becomes = was if new.classifier is old.classifier else await new.classifier.score(texts)
        for content, before, after in zip(batch, was, becomes, strict=True):
            yield old.screener.screen(content, before), new.screener.screen(content, after)
