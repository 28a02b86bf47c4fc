"""Sliding windows per member, against a model that keeps everything."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.content import Author, Content
from bot.core.signals import Window, WindowKind
from bot.core.windows import Windows

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MESSAGES = Window(WindowKind.MESSAGES, 10)
REPEATS = Window(WindowKind.REPEATS, 30)
MENTIONS = Window(WindowKind.MENTIONS, 20)
ALL = frozenset({MESSAGES, REPEATS, MENTIONS})


def message(number: int, second: float = 0, *, author: str = "ann", community: str = "c", mentions: int = 0) -> Content:
    """Make a message sent so many seconds after the start."""
    at = START + timedelta(seconds=second)
    return Content(community, "general", str(number), Author(author, author), "text", at, mentions=mentions)


@dataclass
class Naive:
    """Keeps every message, the latest revision of each, and counts by looking at all."""

    seen: dict[tuple[str, str, str], tuple[Content, str]] = field(default_factory=dict)

    def observe(self, content: Content, text_key: str) -> dict[Window, int]:
        """Remember a message and count."""
        self.seen[content.community, content.author.id, content.id] = (content, text_key)
        counts = {}
        for window in ALL:
            since = content.at - timedelta(seconds=window.seconds)
            within = [
                (each, key)
                for each, key in self.seen.values()
                if (each.community, each.author.id) == (content.community, content.author.id)
                and since < each.at <= content.at
            ]
            counts[window] = {
                WindowKind.MESSAGES: len(within),
                WindowKind.REPEATS: sum(key == text_key for _, key in within) if len(text_key) >= 4 else 1,
                WindowKind.MENTIONS: sum(each.mentions for each, _ in within) if content.mentions else 0,
            }[window.kind]
        return counts


# Steps of time from message to message; up to 25 seconds late.
STEPS = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.integers(0, 25),
        st.sampled_from(["ann", "bob"]),
        st.sampled_from(["c", "d"]),
        st.sampled_from(["same text", "other text", "ok"]),
        st.integers(0, 3),
        st.integers(0, 4),
    ),
    max_size=60,
)


@given(STEPS)
def test_counts_equal_those_of_a_model_that_forgets_nothing(
    steps: list[tuple[int, int, str, str, str, int, int]],
) -> None:
    """Whatever the order, the members and the revisions, counts are as if nothing was ever forgotten."""
    windows, naive, now = Windows(), Naive(), 0
    for number, (step, late, author, community, text, mentions, back) in enumerate(steps):
        now += step
        sent = message(max(number - back, 0), now - late, author=author, community=community, mentions=mentions)
        assert windows.observe(sent, text, ALL) == naive.observe(sent, text)


def test_a_message_counts_itself() -> None:
    """The first message is one message, one of its text, with its own mentions."""
    counts = Windows().observe(message(1, mentions=4), "hello all", ALL)
    assert counts == {MESSAGES: 1, REPEATS: 1, MENTIONS: 4}


def test_a_message_that_calls_nobody_is_no_burst_of_mentions() -> None:
    """Who called many people a moment ago may still say thanks."""
    windows = Windows()
    counts = [windows.observe(message(n, n, mentions=m), "hello", ALL)[MENTIONS] for n, m in enumerate((7, 7, 0, 1))]
    assert counts == [7, 14, 0, 15]


def test_what_left_the_window_does_not_count() -> None:
    """A message exactly a window ago is out of it."""
    windows = Windows()
    windows.observe(message(1, 0), "hello all", ALL)
    assert windows.observe(message(2, 9.9), "hello all", ALL)[MESSAGES] == 2
    assert windows.observe(message(3, 10), "hello all", ALL)[MESSAGES] == 2


def test_a_revision_takes_the_place_of_the_one_before() -> None:
    """Editing or redelivering one message is no flood."""
    windows = Windows()
    sent = message(1)
    counts = [windows.observe(replace(sent, revision=revision), "hello all", ALL) for revision in range(5)]
    assert counts[-1] == {MESSAGES: 1, REPEATS: 1, MENTIONS: 0}


@pytest.mark.parametrize("text", ["ok", "+1", "ja", ""])
def test_short_answers_do_not_repeat(text: str) -> None:
    """Saying "ok" often is no repetition."""
    windows = Windows()
    counts = [windows.observe(message(number, number), text, ALL) for number in range(5)]
    assert {each[REPEATS] for each in counts} == {1}


def test_no_windows_count_nothing() -> None:
    """A policy without windows gets no counts."""
    assert Windows().observe(message(1), "hello", frozenset()) == {}


def test_memory_is_bounded() -> None:
    """However much is written and by however many, only so much is kept; idle members are let go."""
    windows = Windows(messages=20, members=50)
    for number in range(2_000):
        windows.observe(message(number, number * 0.01), "hello all", ALL)
        windows.observe(message(number, number * 0.01, author=f"member {number}"), "hello all", ALL)
    assert windows.observe(message(5_000, 20), "hello all", ALL)[MESSAGES] <= 21
    assert windows.held <= 50 * 21
    for number in range(100):
        windows.observe(message(number, 10_000 + number), "hello all", ALL)
    assert windows.held <= 21
