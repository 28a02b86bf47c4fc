"""What becomes of texts when OpenAI's moderation refuses, fails, hangs or talks nonsense."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from bot.classifiers.openai_moderation import OpenAIModerationClassifier
from bot.core.labels import Label
from bot.core.signals import Score, Unscored
from tests.classifiers.openai_makers import KEY, SOON, spoken, toxicity
from tests.loopback_openai import LoopbackOpenAI, Reply, complaint, moderating, moderation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.signals import Assessment


@pytest.fixture
async def server() -> AsyncIterator[LoopbackOpenAI]:
    """Give a server that moderates."""
    async with LoopbackOpenAI(moderating(spoken)) as server:
        yield server


@pytest.fixture
async def classifier(server: LoopbackOpenAI) -> AsyncIterator[OpenAIModerationClassifier]:
    """Give a classifier that asks the server."""
    classifier = OpenAIModerationClassifier(SecretStr(KEY), server.base_url, 60.0)
    yield classifier
    await classifier.close()


async def hurried(server: LoopbackOpenAI, seconds: float, *texts: str) -> list[Assessment]:
    """Return the toxicity that a classifier with little time gives; it keeps to its time."""
    classifier = OpenAIModerationClassifier(SecretStr(KEY), server.base_url, seconds)
    began = monotonic()
    results = await classifier.score(texts)
    assert monotonic() - began < seconds + SOON
    await classifier.close()
    return [each[Label.TOXICITY] for each in results]


SECRET = "what the service said of secret words"  # noqa: S105 - no password
GONE_WRONG = [
    (complaint(400, SECRET), "openai refuses the request (400)"),
    (
        complaint(401, f"Incorrect API key provided: {KEY}"),
        "openai does not accept the key that TAKT_OPENAI_API_KEY sets (401)",
    ),
    (complaint(403, SECRET), "openai does not serve this key, or not from this place (403)"),
    (complaint(404, SECRET), "openai has no moderation at the address that TAKT_OPENAI_BASE_URL sets (404)"),
    (complaint(413, SECRET), "openai finds the request too large (413)"),
    (complaint(429, SECRET, retry_after="60"), "openai asks to wait (429)"),
    (complaint(429, SECRET, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), "openai asks to wait (429)"),
    (complaint(429, SECRET, retry_after="nan"), "openai asks to wait (429)"),
    (complaint(429, SECRET, "insufficient_quota"), "openai says that the account's quota is used up (429)"),
    (complaint(503, SECRET, retry_after="60"), "openai failed (503)"),
    (Reply(SECRET.encode(), 418), "openai gave an answer that is no moderation (418)"),
    (Reply(SECRET.encode()), "openai gave an answer that is no moderation"),
    (Reply(b"<html>", headers={"Content-Type": "text/html"}), "openai gave an answer that is no moderation"),
    (Reply(b""), "openai gave an answer that is no moderation"),
    (Reply([]), "openai gave an answer that is no moderation"),
    (Reply({"id": "modr-1", "model": "omni-moderation-1"}), "openai gave an answer that is no moderation"),
    (Reply({**moderation({}), "results": [None]}), "openai gave an answer that is no moderation"),
    (Reply(moderation()), "openai gave 0 results where 1 were asked for"),
    (Reply(moderation({}, {})), "openai gave 2 results where 1 were asked for"),
    (Reply(moderation({}, model="some-other-model")), "openai answered by another model than omni-moderation-latest"),
    (
        Reply(moderation({}, model=f"omni-moderation-{SECRET}")),
        "openai answered by another model than omni-moderation-latest",
    ),
]


@pytest.mark.parametrize(("reply", "reason"), GONE_WRONG, ids=[f"{n}: {why}" for n, (_, why) in enumerate(GONE_WRONG)])
async def test_what_goes_wrong_is_told_and_tried_later(
    classifier: OpenAIModerationClassifier, server: LoopbackOpenAI, reply: Reply, reason: str
) -> None:
    """After one request, in words of our own: nothing of what the service said; and the next answer counts."""
    server.replies.append(reply)
    (result,) = await classifier.score(["text"])
    assert {label for label, each in result.items() if each == Unscored(reason, retry=True)} == classifier.labels
    assert len(server.sent) == 1
    assert await toxicity(classifier, "0.5") == [Score(0.5)]


@pytest.mark.parametrize(
    "reply",
    [
        complaint(429, "slow down", retry_after="0.01"),
        complaint(500, "oops", retry_after="0"),
        complaint(503, "oops", retry_after="-5"),
        complaint(409, "locked", retry_after="0.01"),
        Reply(drops=True),
    ],
    ids=lambda reply: str(reply.status),
)
async def test_it_asks_again_where_that_helps(
    classifier: OpenAIModerationClassifier, server: LoopbackOpenAI, reply: Reply
) -> None:
    """Two failures that pass are not noticed; after the third the texts wait."""
    server.replies.extend([reply] * 2)
    assert await toxicity(classifier, "0.5") == [Score(0.5)]
    assert len(server.sent) == 3
    server.replies.extend([reply] * 3)
    (given,) = await toxicity(classifier, "0.5")
    assert isinstance(given, Unscored)
    assert given.retry
    assert len(server.sent) == 6


async def test_nobody_waits_for_what_comes_too_late(server: LoopbackOpenAI) -> None:
    """A pause that does not fit the time is not begun."""
    server.replies.append(complaint(429, "slow down", retry_after="61"))
    began = monotonic()
    assert await hurried(server, 60.0, "0.5") == [Unscored("openai asks to wait (429)", retry=True)]
    assert monotonic() - began < SOON
    assert len(server.sent) == 1


@pytest.mark.parametrize(
    "reply",
    [Reply(hangs=True), Reply(moderation({}), drip=0.05), Reply(after=5.0, status=500)],
    ids=["hang", "drip", "slow"],
)
async def test_the_deadline_holds(server: LoopbackOpenAI, reply: Reply) -> None:
    """A service that hangs, drips or is slow costs the time that was given, and no more."""
    server.replies.append(reply)
    late = Unscored("openai gave no score within 0.5 s", retry=True)
    assert await hurried(server, 0.5, "0.5") == [late]


async def test_the_deadline_holds_over_all_tries(server: LoopbackOpenAI) -> None:
    """Failures that come slowly are not added up."""
    server.answer = lambda _: Reply(status=500, after=0.3, headers={"Retry-After": "0"})
    (given,) = await hurried(server, 0.5, "0.5")
    assert given == Unscored("openai gave no score within 0.5 s", retry=True)


async def test_what_came_in_time_counts(server: LoopbackOpenAI) -> None:
    """A request that hangs takes nothing from the texts of another."""
    scores = moderating(spoken)
    server.answer = lambda sent: Reply(hangs=True) if "hang" in sent.body["input"][0] else scores(sent)
    late = Unscored("openai gave no score within 2 s", retry=True)
    assert await hurried(server, 2.0, "0.5", "hang" + "x" * 7_999, "0.7") == [Score(0.5), late, Score(0.7)]


async def test_one_text_that_is_refused_holds_up_no_other(
    classifier: OpenAIModerationClassifier, server: LoopbackOpenAI
) -> None:
    """A refused request is asked again text by text."""
    scores = moderating(spoken)
    server.answer = lambda sent: complaint(400, "no") if "poison" in sent.body["input"] else scores(sent)
    refused = Unscored("openai refuses the request (400)", retry=True)
    assert await toxicity(classifier, "0.5", "poison", "0.7") == [Score(0.5), refused, Score(0.7)]


async def test_a_service_that_is_not_there(server: LoopbackOpenAI) -> None:
    """Where nobody listens the texts wait."""
    async with LoopbackOpenAI(moderating(spoken)) as gone:
        pass
    server.base_url = gone.base_url
    (given,) = await hurried(server, 0.5, "0.5")
    assert given in {
        Unscored("openai can't be reached", retry=True),
        Unscored("openai gave no score within 0.5 s", retry=True),
    }


async def test_to_cancel_passes_through(classifier: OpenAIModerationClassifier, server: LoopbackOpenAI) -> None:
    """Who is cancelled stays cancelled."""
    server.replies.append(Reply(hangs=True))
    asking = asyncio.create_task(classifier.score(["text"]))
    await server.arrived.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
