"""How fast Slack's history is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.gaps import Slowed
from bot.platforms.slack.asking import DeclinedError, SlowDownError, answer
from bot.platforms.slack.backlog import Backlog
from bot.platforms.slack.moments import micros, stamp
from bot.platforms.slack.pace import Pace
from tests.platforms.slack_makers import Clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.loose import Object


def response(status: int = 200, retry_after: str = "", **data: object) -> AsyncSlackResponse:
    """Make an answer of Slack's."""
    headers = {"Retry-After": retry_after} if retry_after else {}
    return AsyncSlackResponse(
        client=None, http_verb="GET", api_url="", req_args={}, data=dict(data), headers=headers, status_code=status
    )


class Minutely:
    """Gives fifteen messages a minute, as Slack does to commercial apps outside its Marketplace."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.pace = Pace(50, self.clock)
        self.next = 0.0
        self.slowed: list[Slowed] = []

    async def ask(self) -> None:
        """Ask for the next fifteen, which takes a moment."""
        await self.pace.ask(self._question, self.wait)
        self.pace.gave(15)
        self.clock.now += 2

    async def wait(self, slowed: Slowed) -> None:
        """Wait."""
        self.slowed.append(slowed)
        self.clock.now += slowed.seconds

    async def _question(self) -> AsyncSlackResponse:
        if self.clock.now < self.next:
            raise SlackApiError(  # type: ignore[no-untyped-call]
                "", response(429, str(int(self.next - self.clock.now)), ok=False, error="ratelimited")
            )
        self.next = self.clock.now + 60
        return response(ok=True)


async def test_it_is_said_how_many_messages_come_in_a_minute() -> None:
    """Fifteen a minute is what is said of fifteen a minute, at the first wait already."""
    slack = Minutely()
    for _ in range(4):
        await slack.ask()
    assert slack.slowed == [Slowed(58, "Slack", 15)] * 3


async def test_before_anything_came_nothing_is_said_of_the_pace() -> None:
    """A process that begins in the middle of Slack's minute knows only how long it has to wait."""
    slack = Minutely()
    slack.next = slack.clock.now + 40
    await slack.ask()
    assert slack.slowed == [Slowed(40, "Slack", 0)]


async def test_no_more_is_asked_than_the_method_allows() -> None:
    """Fifty calls go at once, the next when a minute has passed since the first."""
    clock, waits = Clock(), list[Slowed]()

    async def question() -> AsyncSlackResponse:
        return response(ok=True)

    async def wait(slowed: Slowed) -> None:
        waits.append(slowed)
        clock.now += slowed.seconds

    pace = Pace(50, clock)
    for _ in range(60):
        await pace.ask(question, wait)
        clock.now += 0.5
    assert [each.seconds for each in waits] == [35.0]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (response(429, "30", ok=False, error="ratelimited"), SlowDownError),
        (response(429), SlowDownError),
        (response(ok=False, error="channel_not_found"), DeclinedError),
        (response(ok=False, error="internal_error"), ConnectionError),
        (response(503), ConnectionError),
        (response(500, ok=False, error="channel_not_found"), ConnectionError),
    ],
)
async def test_an_answer_is_told_from_none(said: AsyncSlackResponse, error: type[Exception]) -> None:
    """A refusal is Slack's word on what was asked; its own trouble is no answer, and quotes nobody."""

    async def question() -> AsyncSlackResponse:
        raise SlackApiError("secret words", said)  # type: ignore[no-untyped-call]

    with pytest.raises(error) as raised:
        await answer(question())
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None


class Kept:
    """A channel's messages, of which Slack gives `most` at a time, the newest first."""

    def __init__(self, times: Sequence[int], most: int) -> None:
        self.times, self.most = sorted(times), most
        self.asked: list[tuple[str, str]] = []

    async def ask(self, oldest: str, latest: str, limit: int) -> tuple[Sequence[Object], bool]:
        """Give them."""
        self.asked.append((oldest, latest))
        low, high = (micros(oldest) or 0), (micros(latest) if latest else None)
        found = [at for at in self.times if low < at and (high is None or at < high)]
        some = found[-min(self.most, limit) :][::-1]
        return [{"ts": stamp(at)} for at in some], len(some) < len(found)


_S = 1_000_000
_SHAPES = {
    "none": [],
    "one": [5 * _S],
    "even": [at * _S for at in range(1, 400)],
    "dense": [7 * _S + at for at in range(300)],
    "bursts": [burst * 50_000 * _S + at * _S // 3 for burst in range(1, 6) for at in range(70)],
    "old and new": [*(at * _S for at in range(1, 40)), *((900_000 + at) * _S for at in range(40))],
}


@pytest.mark.parametrize("most", [1, 2, 15, 200])
@pytest.mark.parametrize("after", [0, 6 * _S, 300 * _S])
@pytest.mark.parametrize("shape", _SHAPES)
async def test_everything_comes_once_and_in_order(shape: str, after: int, most: int) -> None:
    """However messages lie in time and few come at once: each after a moment comes, and no call was for nothing."""
    kept = Kept(_SHAPES[shape], most)
    backlog = Backlog(kept.ask)
    await backlog.open()
    read: list[int | None] = []
    until, more = after, True
    while more:
        found, until, more = await backlog.next(until)
        read += [micros(str(each["ts"])) for each in found]
        assert all(at is not None and at <= until for at in read)
    wanted = [at for at in kept.times if at > after]
    assert read == wanted
    assert len(kept.asked) == len(set(kept.asked))
    assert len(kept.asked) <= 2 * -(-len(wanted) // most) + 25


async def test_what_was_before_mostly_came_already() -> None:
    """The latest messages before a moment are those that came with the newest, or else are asked for once."""
    kept = Kept([at * _S for at in range(1, 400)], 200)
    backlog = Backlog(kept.ask)
    await backlog.open()
    assert [each["ts"] for each in await backlog.before(300 * _S, 100)] == [stamp(at * _S) for at in range(201, 301)]
    assert len(kept.asked) == 1
    assert [each["ts"] for each in await backlog.before(210 * _S, 100)] == [stamp(at * _S) for at in range(111, 211)]
    assert len(kept.asked) == 2
