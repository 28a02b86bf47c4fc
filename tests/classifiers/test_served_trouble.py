"""What becomes of texts when the model fails, hangs or gives what it must not."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest

from bot.classifiers.metrics import ScoringMetrics
from bot.classifiers.served import Limits, ServedClassifier
from bot.core.labels import Label
from bot.core.signals import Assessment, Score, Scores, Unscored
from tests.fakes import TroubledModel

PATIENT = Limits(batch=4, queue=8)
# Short, as each hang is waited for; far longer than what has to come at once takes on a busy machine.
SECONDS, PROBE, SOON = 0.2, 0.3, 5.0
HASTY = replace(PATIENT, seconds=SECONDS, probe=PROBE, hung=2)
LATE = Unscored("no score within 0.2 s", retry=True)
SILENT = Unscored("troubled 1 does not answer", retry=True)


@pytest.fixture
def model() -> Iterator[TroubledModel]:
    """Give a model, whose hangs end with the test."""
    model = TroubledModel()
    yield model
    model.released.set()


@pytest.fixture
def registry() -> CollectorRegistry:
    """Give a registry of metrics."""
    return CollectorRegistry()


@pytest.fixture
async def served(model: TroubledModel, registry: CollectorRegistry) -> AsyncIterator[ServedClassifier]:
    """Give the model served, with time enough."""
    async with ServedClassifier(model, PATIENT, ScoringMetrics(registry)) as served:
        yield served


@pytest.fixture
async def hasty(model: TroubledModel, registry: CollectorRegistry) -> AsyncIterator[ServedClassifier]:
    """Give the model served, with little time."""
    async with ServedClassifier(model, HASTY, ScoringMetrics(registry)) as served:
        yield served
        model.released.set()


async def ask(served: ServedClassifier, *texts: str) -> list[Assessment]:
    """Return what is said of each text's toxicity; nobody waits for longer than they may."""
    async with asyncio.timeout(SOON):
        return [scores[Label.TOXICITY] for scores in await served.score(texts)]


def unscored(registry: CollectorRegistry, reason: str) -> float:
    """Return how many texts were unscored for a reason."""
    of = {"classifier": "troubled 1", "reason": reason}
    return registry.get_sample_value("takt_scoring_unscored_total", of) or 0


@pytest.mark.parametrize(
    ("bad", "reason", "kind"),
    [
        ("fail of a secret kind", "troubled 1 failed (ValueError)", "failed"),
        ("panic of a secret kind", "troubled 1 failed (BaseException)", "failed"),
        ("nan of a secret kind", "troubled 1 failed (ValueError)", "failed"),
        ("short of a secret kind", "troubled 1 gave 0 results where 1 were asked for", "malformed"),
    ],
)
async def test_one_bad_text_spoils_no_other(
    served: ServedClassifier, model: TroubledModel, registry: CollectorRegistry, bad: str, reason: str, kind: str
) -> None:
    """A batch that fails is tried text by text, and only the text that is to blame has no scores."""
    assert await ask(served, "a", bad, "abc") == [Score(0.001), Unscored(reason, retry=True), Score(0.003)]
    assert model.batches == [["a", bad, "abc"], ["a"], [bad], ["abc"]]
    assert unscored(registry, kind) == 1


class _Odd:
    """Gives what it is told to give."""

    name = "odd 1"
    labels = frozenset({Label.TOXICITY, Label.INSULT})

    def __init__(self, given: object) -> None:
        self._given = given

    def score_batch(self, texts: object) -> list[Scores]:
        """Give it."""
        del texts
        return self._given  # type: ignore[return-value] # this is what a wrong type is about


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (None, "odd 1 gave no list of results"),
        (iter([{}]), "odd 1 gave no list of results"),
        ([None], "odd 1 gave a result that is no table of scores"),
        ([0.5], "odd 1 gave a result that is no table of scores"),
        ([{}], "odd 1 gave no score for toxicity"),
        ([{Label.TOXICITY: 0.5}], "odd 1 gave no score for toxicity"),
        ([{Label.TOXICITY: None, Label.INSULT: Score(0.5)}], "odd 1 gave no score for toxicity"),
        ([{}, {}], "odd 1 gave 2 results where 1 were asked for"),
    ],
)
async def test_odd_answers_are_unscored(given: object, reason: str) -> None:
    """What is no score is no score, and the reason names the classifier."""
    async with ServedClassifier(_Odd(given), PATIENT, ScoringMetrics(CollectorRegistry())) as served:
        assert await ask(served, "a") == [Unscored(reason, retry=True)]


async def test_only_the_missing_label_is_unscored() -> None:
    """One label that is missing takes no other along; a label that isn't declared has no score, now or later."""
    given = [{Label.INSULT: Score(0.5), Label.THREAT: Score(0.9), Label.OBSCENE: Unscored("later", retry=True)}]
    async with ServedClassifier(_Odd(given), PATIENT, ScoringMetrics(CollectorRegistry())) as served:
        (scores,) = await served.score(["a"])
    assert scores[Label.INSULT] == Score(0.5)
    assert scores[Label.TOXICITY] == Unscored("odd 1 gave no score for toxicity", retry=True)
    assert scores[Label.THREAT] == Unscored("odd 1 has no data for threat")
    assert scores[Label.OBSCENE] == Unscored("odd 1 has no data for obscene")


async def test_failures_are_not_remembered(served: ServedClassifier, model: TroubledModel) -> None:
    """A text without scores is scored when it is asked for again."""
    assert await ask(served, "fail") != [Score(0.004)]
    model.well = True
    assert await ask(served, "fail") == [Score(0.004)]


async def test_a_hang_is_waited_for_once(hasty: ServedClassifier, model: TroubledModel) -> None:
    """Who meets the hang waits to the deadline, who comes then is answered at once, until the model is back."""
    began = monotonic()
    assert (await ask(hasty, "hang"))[0] in {LATE, SILENT}
    assert monotonic() - began >= SECONDS * 0.9
    asked = len(model.batches)
    await asyncio.sleep(0.02)  # for the hang to be noticed
    assert await ask(hasty, "a", "b") == [SILENT, SILENT]
    assert len(model.batches) == asked
    model.well = True
    assert await back(hasty, "a") == Score(0.001)
    assert await ask(hasty, "b") == [Score(0.001)]


async def back(served: ServedClassifier, text: str) -> Assessment:
    """Return what is said of a text once it is scored, which takes less than ten seconds."""
    until = monotonic() + 10
    scored: Assessment = SILENT
    while isinstance(scored, Unscored) and monotonic() < until:
        await asyncio.sleep(0.005)
        (scored,) = await ask(served, text)
    return scored


async def test_who_waits_behind_a_hang_is_answered_with_it(hasty: ServedClassifier, model: TroubledModel) -> None:
    """Neither who is queued behind a call that hangs nor who waits for a place waits again for the same silence."""
    hanging = asyncio.create_task(ask(hasty, "hang"))
    await asyncio.sleep(SECONDS / 2)
    texts = [str(number) for number in range(30)]
    assert set(await ask(hasty, *texts)) <= {LATE, SILENT}
    assert (await hanging)[0] in {LATE, SILENT}
    assert model.batches[0] == ["hang"]
    await asyncio.sleep(PROBE)
    assert await ask(hasty, "a") == [Score(0.001)]


async def test_only_so_many_threads_hang(hasty: ServedClassifier, model: TroubledModel) -> None:
    """When as many calls hang as may, the model isn't called again before one of them ends; then all is well."""
    for number in range(4):
        assert (await ask(hasty, f"hang {number}"))[0] in {LATE, SILENT}
        await asyncio.sleep(PROBE)
    assert len(model.batches) == 2
    model.well = True
    assert isinstance((await ask(hasty, "a"))[0], Unscored)
    model.released.set()
    assert await back(hasty, "a") == Score(0.001)


async def test_a_text_that_hangs_alone_costs_two_threads_at_most(
    registry: CollectorRegistry, model: TroubledModel
) -> None:
    """The model isn't called a third time with a text in whose calls alone it hung; other texts are scored."""
    async with ServedClassifier(model, replace(HASTY, hung=3), ScoringMetrics(registry)) as served:
        for _ in range(5):
            assert (await ask(served, "hang"))[0] in {LATE, SILENT}
            assert await back(served, "a") == Score(0.001)
        assert model.batches.count(["hang"]) == 2
        model.released.set()


async def test_what_hung_goes_alone(hasty: ServedClassifier, model: TroubledModel) -> None:
    """A text that was in a call that hung takes no others along a second time."""
    await ask(hasty, "a", "hang", "b")
    model.well = True
    assert await back(hasty, "x") == Score(0.001)
    model.batches.clear()
    await ask(hasty, "a", "c", "d", "hang", "b")
    assert model.batches == [["a"], ["c", "d"], ["hang"], ["b"]]


async def test_a_full_line_ends_at_the_deadline(registry: CollectorRegistry, model: TroubledModel) -> None:
    """Who gets no place in time is late; their texts don't turn up afterwards."""
    limits = Limits(seconds=SECONDS, batch=1, queue=1, probe=PROBE)
    async with ServedClassifier(model, limits, ScoringMetrics(registry)) as served:
        answers = await asyncio.gather(*(ask(served, f"slow {number}") for number in range(40)))
        assert LATE in [answer for (answer,) in answers]
        assert unscored(registry, "late") == sum(answer == LATE for (answer,) in answers)
        asked = len(model.batches)
        await asyncio.sleep(SECONDS)
        assert len(model.batches) <= asked


async def test_metrics_hold_no_text(hasty: ServedClassifier, registry: CollectorRegistry) -> None:
    """Numbers by classifier and reason are all there is."""
    await ask(hasty, "fail secretly", "secret")
    await ask(hasty, "hang secretly")
    await asyncio.sleep(0.02)  # for the hang to be noticed
    metrics = generate_latest(registry).decode()
    assert "secret" not in metrics
    assert 'takt_scoring_breaker_open{classifier="troubled 1"} 1.0' in metrics


TEXTS = ("a", "of the", "  of   the ", "slow", "slow down", "fail", "panic", "nan", "short", "hang")
CALLS = st.lists(
    st.tuples(st.sampled_from([0, 0, 1, 5, 30]), st.lists(st.sampled_from(TEXTS), max_size=6)), min_size=1, max_size=8
)


@settings(max_examples=40, deadline=None)
@given(calls=CALLS)
def test_whatever_happens_there_is_one_answer_per_text(calls: list[tuple[int, list[str]]]) -> None:
    """Calls that come some milliseconds apart are answered in order and in time; a score is the text's own."""
    asyncio.run(_interleave(calls))


async def _interleave(calls: list[tuple[int, list[str]]]) -> None:
    model = TroubledModel()
    limits = replace(HASTY, seconds=0.05, probe=0.05)
    async with ServedClassifier(model, limits, ScoringMetrics(CollectorRegistry())) as served:
        try:
            running = []
            for pause, texts in calls:
                await asyncio.sleep(pause / 1000)
                running.append(asyncio.create_task(ask(served, *texts)))
            for (_, texts), answers in zip(calls, await asyncio.gather(*running), strict=True):
                assert len(answers) == len(texts)
                for text, answer in zip(texts, answers, strict=True):
                    assert answer == _score(text) or (isinstance(answer, Unscored) and answer.retry)
            assert max(map(len, model.batches), default=0) <= limits.batch
            model.well = True
            model.released.set()
            for text in set(itertools.chain.from_iterable(texts for _, texts in calls)):
                assert await back(served, text) == _score(text)
        finally:
            model.released.set()


def _score(text: str) -> Assessment:
    return TroubledModel.scores(" ".join(text.split()))[Label.TOXICITY]
