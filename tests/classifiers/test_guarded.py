"""What becomes of texts when an asynchronous classifier fails, hangs or gives what it must not."""

import asyncio
import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from bot.classifiers.guarded import GuardedClassifier
from bot.classifiers.metrics import ScoringMetrics
from bot.core.labels import Label
from bot.core.signals import Assessment, Score, Unscored
from tests.fakes import TroubledClassifier, TroubledModel

# Short, as each hang is waited for; far longer than what has to come at once takes on a busy machine.
SECONDS, PROBE, SOON = 0.1, 0.3, 5.0
LATE = Unscored("no score within 0.1 s", retry=True)
SILENT = Unscored("troubled 1 does not answer", retry=True)


@pytest.fixture
def inner() -> TroubledClassifier:
    """Give a classifier in trouble."""
    return TroubledClassifier()


@pytest.fixture
def registry() -> CollectorRegistry:
    """Give a registry of metrics."""
    return CollectorRegistry()


@pytest.fixture
def guarded(inner: TroubledClassifier, registry: CollectorRegistry) -> GuardedClassifier:
    """Give it guarded."""
    return GuardedClassifier(inner, SECONDS, ScoringMetrics(registry), probe=PROBE)


async def ask(guarded: GuardedClassifier, *texts: str) -> list[Assessment]:
    """Return what is said of each text's toxicity; nobody waits for longer than they may."""
    async with asyncio.timeout(SOON):
        return [scores[Label.TOXICITY] for scores in await guarded.score(texts)]


async def test_scores_pass(guarded: GuardedClassifier, registry: CollectorRegistry) -> None:
    """What is well is passed on, with every label."""
    results = await guarded.score(["a", "abc"])
    assert [scores[Label.TOXICITY] for scores in results] == [Score(0.001), Score(0.003)]
    assert set(results[0]) == set(Label)
    assert registry.get_sample_value("takt_scoring_texts_total", {"classifier": "troubled 1"}) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("fail secretly", "troubled 1 failed (ValueError)"),
        ("nan secretly", "troubled 1 failed (ValueError)"),
        ("short and secret", "troubled 1 gave 0 results where 1 were asked for"),
    ],
)
async def test_failures_are_unscored(guarded: GuardedClassifier, text: str, reason: str) -> None:
    """Whatever comes back, the text is unscored, by whom is said, and what was written is not."""
    assert await ask(guarded, text) == [Unscored(reason, retry=True)]


async def test_a_hang_is_cancelled_at_the_deadline(guarded: GuardedClassifier, inner: TroubledClassifier) -> None:
    """A call that takes too long is given up."""
    assert await ask(guarded, "hang") == [LATE]
    await asyncio.sleep(0)
    assert inner.cancelled == 1


async def test_who_will_not_be_cancelled_is_left_behind(guarded: GuardedClassifier, inner: TroubledClassifier) -> None:
    """The deadline holds for a classifier that goes on after it was cancelled; its late failure is no news."""
    news: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: news.append(what))
    assert await ask(guarded, "stubborn") == [LATE]
    assert await ask(guarded, "a") == [Score(0.001)]
    assert inner.cancelled == 1
    await asyncio.sleep(0.1)
    gc.collect()
    assert news == []


async def test_a_classifier_that_cancels_itself_has_failed(guarded: GuardedClassifier) -> None:
    """Only who asks can cancel; a cancellation from inside is a failure."""
    assert await ask(guarded, "quit") == [Unscored("troubled 1 failed (cancelled)", retry=True)]


async def test_to_cancel_passes_through(guarded: GuardedClassifier, inner: TroubledClassifier) -> None:
    """Who is cancelled stays cancelled, and so is the call."""
    asking = asyncio.create_task(guarded.score(["hang"]))
    await asyncio.sleep(0.005)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await asyncio.sleep(0)
    assert inner.cancelled == 1


async def test_after_three_failures_nobody_waits(
    guarded: GuardedClassifier, inner: TroubledClassifier, registry: CollectorRegistry
) -> None:
    """Then one call now and then is let through; the first that succeeds lets all through again."""
    for _ in range(3):
        assert await ask(guarded, "hang") == [LATE]
    assert registry.get_sample_value("takt_scoring_breaker_open", {"classifier": "troubled 1"}) == 1
    assert await ask(guarded, "a", "b") == [SILENT, SILENT]
    await asyncio.sleep(PROBE)
    inner.model.well = True
    assert await ask(guarded, "a") == [Score(0.001)]
    assert await ask(guarded, "b") == [Score(0.001)]
    assert registry.get_sample_value("takt_scoring_breaker_open", {"classifier": "troubled 1"}) == 0


async def test_while_one_tries_the_others_do_not_wait(guarded: GuardedClassifier) -> None:
    """Of many who come when the pause is over, one waits for the silence."""
    for _ in range(3):
        await ask(guarded, "fail")
    await asyncio.sleep(PROBE)
    answers = await asyncio.gather(*(ask(guarded, "hang") for _ in range(5)))
    assert sorted(str(answer) for (answer,) in answers) == sorted(map(str, [LATE, *[SILENT] * 4]))


TEXTS = ("a", "of the", "fail", "panic", "nan", "short", "quit", "hang")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0, 1, 40]), st.lists(st.sampled_from(TEXTS), max_size=4)), max_size=6))
def test_whatever_happens_there_is_one_answer_per_text(calls: list[tuple[int, list[str]]]) -> None:
    """Calls that come some milliseconds apart are answered in order and in time; a score is the text's own."""
    asyncio.run(_interleave(calls))


async def _interleave(calls: list[tuple[int, list[str]]]) -> None:
    guarded = GuardedClassifier(TroubledClassifier(), 0.03, ScoringMetrics(CollectorRegistry()), probe=0.05)
    running = []
    for pause, texts in calls:
        await asyncio.sleep(pause / 1000)
        running.append(asyncio.create_task(ask(guarded, *texts)))
    for (_, texts), answers in zip(calls, await asyncio.gather(*running), strict=True):
        assert len(answers) == len(texts)
        for text, answer in zip(texts, answers, strict=True):
            scored = answer == TroubledModel.scores(text)[Label.TOXICITY]
            assert scored or (isinstance(answer, Unscored) and answer.retry)
