"""What may go wrong between a question to a language model and words that can be offered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Blame(Enum):
    """Whose fault it is: the server's, which is left alone after some; the answer's; ours, where nobody was asked."""

    SERVER = auto()
    ANSWER = auto()
    OURS = auto()


@dataclass(eq=False)
class ModelFailedError(Exception):
    """No words, and why, in words of our own: what a server says may hold members' texts.

    `pause`: seconds after which the server may be asked again, None where that will not help. `billed`: tokens were
    used, as far as anybody can tell. `status`: the HTTP status, 0 where there was none.
    """

    words: str
    blame: Blame = Blame.ANSWER
    pause: float | None = None
    billed: bool = True
    status: int = 0


def timed_out() -> ModelFailedError:
    """Say that there was no answer in time."""
    return ModelFailedError("openai timed out", Blame.SERVER)


def malformed() -> ModelFailedError:
    """Say that the answer is none."""
    return ModelFailedError("openai gave no answer that can be read", Blame.SERVER)


def refused() -> ModelFailedError:
    """Say that the model won't."""
    return ModelFailedError("openai refused")


def was_cut() -> ModelFailedError:
    """Say that the answer ends before it is complete."""
    return ModelFailedError("openai's answer was cut")
