"""The gate: whether a message gets a draft at all, and from which source. Each no has a code and its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.proposals import Intent, NoDraft, NoDraftWhy
from bot.core.situations import CHEERFUL, MEASURES, Situation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.proposals import Circumstances
    from bot.core.situations import Recognised
    from bot.core.voice import FaqEntry, Voice
    from bot.drafting.retrieval import Found


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When an FAQ entry answers a question. Fitted on training/faq_queries.jsonl and the development messages.

    `fits`: it scores at least so much, and `ahead` more than the next. `fits_well`: so well that nobody has to have
    waited. `near`: below it the question isn't about anything in the FAQ. `wait`: how long members get to answer each
    other first.
    """

    fits: float = 0.26
    ahead: float = 0.09
    fits_well: float = 0.55
    near: float = 0.15
    wait: timedelta = timedelta(minutes=15)


THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class Passed:
    """A draft may be made, with these intents, the best first, out of this entry, for these reasons."""

    situation: Situation
    intents: tuple[Intent, ...]
    entry: FaqEntry | None
    reasons: tuple[str, ...]


# In the order in which they are told.
_RULED_OUT: Mapping[str, tuple[NoDraftWhy, str]] = {
    "by_staff": (NoDraftWhy.BY_STAFF, "staff wrote it"),
    "by_bot": (NoDraftWhy.BY_BOT, "a bot wrote it"),
    "is_gone": (NoDraftWhy.GONE, "the message is gone"),
    "is_hidden": (NoDraftWhy.HIDDEN, "the message is hidden"),
    "answered": (NoDraftWhy.ANSWERED, "somebody has answered it"),
}
# A measure is told of whatever became of the message.
_ALWAYS = frozenset({"by_staff", "by_bot"})
_EVERY_INTENT = (Intent.ANSWER, Intent.ASK_BACK, Intent.TAKE_FURTHER)


def ruled_out(recognised: Recognised, around: Circumstances, voice: Voice) -> NoDraft | None:
    """Say why a message gets no draft whatever it asks, None where nothing rules one out."""
    for name, (why, words) in _RULED_OUT.items():
        if getattr(around, name) and (name in _ALWAYS or recognised.situation not in MEASURES):
            return NoDraft(recognised, why, (words,))
    if recognised.situation is None:
        return NoDraft(recognised, NoDraftWhy.NO_SITUATION, recognised.reasons)
    # Of a question the FAQ says whether it is one that we can answer.
    if not recognised.is_sure and recognised.situation is not Situation.QUESTION:
        return NoDraft(recognised, NoDraftWhy.NOT_SURE, (*recognised.reasons, "not sure enough to offer a reply"))
    if recognised.language not in voice.languages:
        return NoDraft(recognised, NoDraftWhy.NO_LANGUAGE, (f"no templates in {recognised.language}",))
    if around.crisis and recognised.situation in CHEERFUL:
        return NoDraft(recognised, NoDraftWhy.CRISIS, ("a crisis is on: nothing cheerful is said",))
    return None


def passed(
    recognised: Recognised,
    situation: Situation,
    around: Circumstances,
    found: Found | None,
    thresholds: Thresholds = THRESHOLDS,
) -> Passed | NoDraft:
    """Decide what may be drafted. Only questions need a source; all else is answered by its playbook."""
    if found is None:
        return Passed(situation, _EVERY_INTENT, None, recognised.reasons)
    entry, told = found.entry, _told(found)
    if entry and found.score >= thresholds.fits and found.score - found.runner_up >= thresholds.ahead:
        return _with_source(recognised, around, found, thresholds)
    if recognised.addressed and recognised.is_sure:
        why = (*recognised.reasons, told, "it is for us, so more can be asked")
        return Passed(situation, (Intent.ASK_BACK, Intent.TAKE_FURTHER), None, why)
    if found.score < thresholds.near:
        return NoDraft(recognised, NoDraftWhy.NOT_TO_US, (*recognised.reasons, told, "it speaks to nobody of ours"))
    return NoDraft(recognised, NoDraftWhy.NO_SOURCE, (*recognised.reasons, told, "no entry fits well enough"))


def _with_source(
    recognised: Recognised, around: Circumstances, found: Found, thresholds: Thresholds
) -> Passed | NoDraft:
    reasons = (*recognised.reasons, _told(found))
    may_wait = not recognised.addressed and found.score < thresholds.fits_well
    if may_wait and around.waits is not None and around.waits < thresholds.wait:
        left = thresholds.wait - around.waits
        minutes = -(-int(left.total_seconds()) // 60)
        why = f"members may answer first; again in {minutes} min"
        return NoDraft(recognised, NoDraftWhy.TOO_EARLY, (*reasons, why), again_in=left)
    return Passed(Situation.QUESTION, _EVERY_INTENT, found.entry, reasons)


def _told(found: Found) -> str:
    if found.entry is None:
        return "the FAQ holds nothing like it"
    return f"faq:{found.entry.id} {found.score:.2f} (next {found.runner_up:.2f})"
