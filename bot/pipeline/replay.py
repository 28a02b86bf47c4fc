"""Runs policies over a stream of contents, in order, scoring each text once."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

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


async def side_by_side(
    contents: Iterable[Content], classifier: Classifier, old: Screener, new: Screener
) -> AsyncIterator[tuple[Screened, Screened]]:
    """Yield what two policies make of each content, each with its own strikes."""
    async for content, scores in scored(contents, classifier):
        yield old.screen(content, scores), new.screen(content, scores)
