"""What speaks for a situation, and against it: rules with weights over the kinds of cues, all in this one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.situations import Situation
from bot.drafting.signs import ADDRESSED, EXCLAMATION, QUESTION_MARK, TO_MEMBER

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Rule:
    """A situation is there where one sign of each group in `needs` is, and the weights add up to `least`.

    `alone`: the signs have to stand in one sentence.
    """

    situation: Situation
    needs: tuple[frozenset[str], ...]
    weights: Mapping[str, int]
    least: int
    alone: bool = False

    def score(self, signs: frozenset[str]) -> int:
        """Return what the signs weigh, 0 where one that is needed is not there."""
        if any(signs.isdisjoint(group) for group in self.needs):
            return 0
        return sum(self.weights.get(each, 0) for each in signs)


# In this order the first that is there wins.
RULES = (
    Rule(
        Situation.COMPLAINT,
        needs=(frozenset({"bad", "fault", "wrong", "loss", "grievance"}),),
        weights={
            "grievance": 4,
            "wrong": 4,
            "fault": 3,
            "bad": 2,
            "thing": 2,
            "us": 2,
            "lasting": 1,
            "deal": 2,
            "loss": 2,
            "good": -1,
            "elsewhere": -4,
            "settled": -4,
            "way": -4,
            "asks": -2,
            "opens": -2,
            "chat": -3,
            "quarrel": -2,
            TO_MEMBER: -3,
        },
        least=4,
    ),
    Rule(
        Situation.WISH,
        needs=(frozenset({"add", "wish", "hope"}),),
        weights={
            "add": 6,
            "wish": 4,
            "hope": 2,
            "feature": 2,
            "thing": 2,
            "us": 1,
            "elsewhere": -3,
            "asks": -2,
            "way": -6,
            "chat": -4,
            TO_MEMBER: -3,
        },
        least=4,
        alone=True,
    ),
    Rule(
        Situation.PRAISE,
        needs=(frozenset({"good", "thanks", "acclaim"}), frozenset({"thing", "us", "acclaim", ADDRESSED})),
        weights={
            "acclaim": 3,
            "good": 2,
            "thanks": 2,
            "thing": 2,
            "us": 2,
            ADDRESSED: 2,
            "settled": 1,
            "elsewhere": -3,
            "bad": -2,
            "chat": -3,
            TO_MEMBER: -3,
            QUESTION_MARK: -4,
        },
        least=4,
    ),
    Rule(
        Situation.QUESTION,
        needs=(frozenset({"asks", "opens", QUESTION_MARK}),),
        weights={
            "asks": 3,
            "opens": 2,
            QUESTION_MARK: 3,
            "us": 2,
            ADDRESSED: 2,
            "thing": 1,
            "way": 1,
            "rhetorical": -5,
            "chat": -6,
            "elsewhere": -2,
            "quarrel": -2,
            "peace": -6,
            EXCLAMATION: -4,
            "thou": -2,
            TO_MEMBER: -6,
        },
        least=3,
        alone=True,
    ),
    Rule(
        Situation.CONFLICT,
        needs=(frozenset({"quarrel", "peace", "insult", "accuses"}),),
        weights={
            "quarrel": 3,
            "peace": 3,
            "accuses": 1,
            "bad": 1,
            "good": -2,
            "insult": 2,
            "you": 1,
            TO_MEMBER: 1,
            "elsewhere": -3,
        },
        least=3,
    ),
)

# The signs in words that moderators read.
MEANS = {
    "add": "asks for something new",
    "wish": "words a wish",
    "hope": "may word a wish",
    "feature": "names something that can be added",
    "thing": "names what the community makes or runs",
    "us": "speaks to the community or its team",
    "bad": "speaks badly of something",
    "fault": "something does not do what it should",
    "grievance": "words a grievance",
    "loss": "something was taken away",
    "acclaim": "praises something above all else",
    "wrong": "a wrong done to a member",
    "lasting": "it lasts",
    "settled": "it is over, or was not so",
    "elsewhere": "about something else than the community",
    "way": "asks the way",
    "asks": "begins as a question",
    "opens": "begins as a question",
    "chat": "what members ask each other",
    "rhetorical": "wants no answer",
    "deal": "a customer's or member's due",
    "accuses": "says what somebody always does",
    "peace": "asks others to stop",
    "quarrel": "words of a quarrel",
    "insult": "hurts a person",
    "you": "speaks to one person",
    "thou": "speaks to one person",
    "good": "speaks well of something",
    "thanks": "thanks",
    TO_MEMBER: "speaks to or of a member",
    ADDRESSED: "calls the bot, or stands where the community is asked",
    EXCLAMATION: "ends in an exclamation mark",
    QUESTION_MARK: "ends in a question mark",
}
