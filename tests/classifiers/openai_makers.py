"""What the tests of OpenAI's moderation ask, and what the server of these tests then says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.labels import Label
from tests.classifiers.test_classifier_contract import INSULT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.signals import Assessment
    from bot.ports import Classifier

KEY = "sk-test-4242"
# Whatever a machine is busy with, nobody waits for longer than this beyond a deadline.
SOON = 3.0


def spoken(text: str) -> Mapping[str, object]:
    """Score a number that a text spells, a high one where it insults, and a low one for any other."""
    if text.strip().replace(".", "", 1).isdecimal():
        return {"harassment": float(text)}
    return {"harassment": 0.93 if INSULT in text else 0.01}


async def toxicity(classifier: Classifier, *texts: str) -> list[Assessment]:
    """Return what is said of each text's toxicity."""
    return [each[Label.TOXICITY] for each in await classifier.score(texts)]
