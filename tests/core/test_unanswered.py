"""What stands below a message, on platforms whose threads are channels and on those whose are not."""

from __future__ import annotations

import pytest

from bot.core.content import Message
from bot.core.unanswered import is_reply_to
from tests.core.makers import content

QUESTION = Message("lounge", "q1")


@pytest.mark.parametrize(
    ("reply", "in_thread", "below"),
    [
        ({"thread": "q1"}, "", True),
        ({"answers": "q1"}, "", True),
        ({"channel": "q1"}, "", True),
        ({"thread": "t1"}, "t1", True),
        # Sent to the channel too, so that it belongs to no thread alone.
        ({"answers": "t1"}, "t1", True),
        ({}, "", False),
        ({"answers": "q2"}, "", False),
        ({"thread": "t1"}, "", False),
        ({"answers": "t2", "thread": "t2"}, "t1", False),
        ({"channel": "other", "answers": "q1"}, "", False),
        ({"id": "q1", "thread": "t1"}, "t1", False),
    ],
)
def test_a_reply_is_below_what_it_answers_or_in_its_thread(reply: dict[str, str], in_thread: str, below: bool) -> None:  # noqa: FBT001 - a column of the table
    """In the same channel alone, and never below itself."""
    said = content(**{"channel": "lounge", "id": "r1", **reply})
    assert is_reply_to(said, QUESTION, in_thread) is below
