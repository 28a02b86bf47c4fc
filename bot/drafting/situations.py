"""Recognises what a message asks of the community, by rules over cues and by what it reads like, and says why."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.situations import Mood, Recognised, Situation
from bot.drafting.cues import LANGUAGES
from bot.drafting.language import LanguageReader
from bot.drafting.reading import folded, said, sentences
from bot.drafting.signs import (
    ADDRESSED,
    DECEIT,
    FLAW,
    HARM,
    QUESTION_MARK,
    TO_MEMBER,
    cues_in,
    signs_of,
    without_filler,
)
from bot.drafting.situation_features import words_of
from bot.drafting.situation_model import shipped_model
from bot.drafting.weights import MEANS, RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.proposals import Circumstances, DraftRequest
    from bot.drafting.situation_model import Impression
    from bot.drafting.weights import Rule
    from bot.ports import LanguageGuesser

_MEASURES = {
    "nudge": Situation.NUDGE,
    "hide": Situation.HIDE_NOTICE,
    "warn": Situation.WARNING,
    "time_out": Situation.BLOCK,
    "remove": Situation.BLOCK,
    "kick": Situation.BLOCK,
    "ban": Situation.BLOCK,
}
# What a rule that holds counts for, in log-odds, beside what a message reads like.
RULED = 2.0
# What each point that a rule counts against a situation takes from the odds, where no rule holds.
BRAKE = 0.5
# So far above what it needs, in log-odds, a situation has to be where no rule holds, before a reply is offered. Of our
# own messages, each domain judged by what the others teach, 3 % of those that ask for nothing then get an offer, and
# 46 % of complaints, wishes, praise and quarrels a right one; rules alone find 31 %.
SURE = 2.5
_APPEALS = {"granted": Situation.APPEAL_GRANTED, "denied": Situation.APPEAL_DENIED}
_SPEAKS_TO_US = frozenset({"us", ADDRESSED})
# So many flaws of a thing are a complaint where hardly anything else is said. Not of people, nor of what isn't ours.
_FLAWS = 2
_SHARE = 0.4
# In so few words Danish and Norwegian are often taken for each other.
_ALIKE = {"da": ("da", "nb"), "nb": ("nb", "da")}
_ELSEWHERE = frozenset({"elsewhere", "settled", "chat", "quarrel", "insult", "you", "thou", TO_MEMBER})


class SituationReader:
    """Says what a message is about: what was decided comes first, then a crisis, then what its words say."""

    def __init__(self, guess: LanguageGuesser, languages: Sequence[str] = (), default: str = "") -> None:
        self._language = LanguageReader(guess, languages, default)

    def recognise(self, request: DraftRequest) -> Recognised:
        """Return the situation of a message with its language, or none, and why."""
        language = self._language.read(request)
        read = read_signs(request, language.code)
        situation, reasons, is_sure = (
            _decided(request.around) or _to_all(request) or _by_words(request, read, language.code)
        )
        return Recognised(
            situation=situation,
            language=language.code,
            reasons=(*reasons, language.why),
            addressed=any(each & _SPEAKS_TO_US for each in read),
            mood=_mood(read, situation, request.text),
            is_sure=is_sure,
        )


def asked_in(text: str, language: str) -> tuple[str, ...]:
    """Return what a message asks: each sentence that is a question, and all that it says; without whom it greets."""
    whole = said(text)
    each = sentences(whole)
    asked = [one.text for one in each if signs_of(one, language) & _ASKS] if len(each) > 1 else []
    return tuple(dict.fromkeys(without_filler(one, language) for one in (*asked, folded(whole))))


_ASKS = frozenset({QUESTION_MARK, "asks", "opens"})


Read = tuple[frozenset[str], ...]
Found = tuple[Situation | None, tuple[str, ...], bool]


def read_signs(request: DraftRequest, language: str) -> Read:
    """Return the signs of each sentence. What the circumstances say of the message holds for all of them."""
    others = {each.casefold() for each in request.around.others}
    read = []
    for each in sentences(said(request.text)):
        found = signs_of(each, language)
        if others and not others.isdisjoint(each.text.split()):
            found |= {TO_MEMBER}
        if request.around.addressed:
            found = found - {TO_MEMBER} | {ADDRESSED}
        read.append(found)
    return tuple(read)


def _decided(around: Circumstances) -> Found | None:
    if situation := _APPEALS.get(around.appeal):
        return situation, (f"an appeal was {around.appeal}",), True
    if situation := _MEASURES.get(around.action):
        return situation, (f"what was done about it: {around.action}",), True
    return None


def _to_all(request: DraftRequest) -> Found | None:
    """Take what answers no message for what a crisis asks to be said to all."""
    if request.around.crisis and not request.text.strip():
        return Situation.CRISIS, ("a crisis is on, and this answers no message",), True
    return None


def ruled(read: Read) -> list[Hit]:
    """Return the rules that hold for the signs of a message's sentences, the one that goes before the others first."""
    hits = [hit for rule in RULES if (hit := _best(rule, read))]
    # Whoever thanks and asks wants to know.
    if hits and hits[0].rule.situation is Situation.PRAISE:
        hits.sort(key=lambda hit: hit.rule.situation is not Situation.QUESTION)
    return hits


def against(read: Read) -> dict[Situation, int]:
    """Return what the rules count against each situation, whatever counts for it: 0 or less."""
    signs = frozenset[str]().union(*read)
    return {
        rule.situation: sum(each for sign, each in rule.weights.items() if each < 0 and sign in signs) for rule in RULES
    }


def _by_words(request: DraftRequest, read: Read, language: str) -> Found:
    """Weigh the rules that hold and what the message reads like; a rule counts as odds."""
    hits = ruled(read)
    read_like = _impression(request, read, language)
    standing = _standing(request, read, hits, read_like)
    best = max(standing, key=lambda each: standing[each], default=None)
    if best is not None and standing[best] < 0 and not hits:
        best = None
    if request.around.first_post and best not in _BEFORE_WELCOME and any(each & _INTRODUCES for each in read):
        return Situation.WELCOME, ("a first post that greets or introduces its writer",), True
    if best is None:
        return _run_down(request, read, language) or (None, ("no cues of anything to answer",), True)
    why = _why(best, hits, read_like)
    if request.around.crisis and best in _BEFORE_WELCOME:
        return Situation.CRISIS, ("a crisis is on", *why), True
    is_ruled = any(hit.rule.situation is best for hit in hits)
    return best, why, is_ruled or request.around.addressed or standing[best] >= SURE


def _run_down(request: DraftRequest, read: Read, language: str) -> Found | None:
    """Hear a complaint in what is short of one by all else: it is passed on, and answered only if we are asked."""
    signs = frozenset[str]().union(*read)
    text, languages = folded(said(request.text)), _ALIKE.get(language, (language,))
    flaws = len(cues_in(text, languages, FLAW))
    is_one = flaws >= max(_FLAWS, _SHARE * len(words_of(text))) or cues_in(text, languages, DECEIT, HARM)
    if not is_one or signs & _ELSEWHERE:
        return None
    return Situation.COMPLAINT, ("runs something down, or says that something is lost",), request.around.addressed


def _standing(
    request: DraftRequest, read: Read, hits: Sequence[Hit], read_like: Impression | None
) -> dict[Situation, float]:
    """Return how far each situation is above what it needs, as odds."""
    standing = dict(read_like.above) if read_like else {}
    held = {hit.rule.situation for hit in hits}
    for situation, points in against(read).items():
        if situation in standing and situation not in held:
            standing[situation] += BRAKE * points
    if hits:
        first = hits[0].rule.situation
        standing[first] = standing.get(first, 0) + RULED
    if not request.around.first_post:
        standing.pop(Situation.WELCOME, None)
    return standing


def _impression(request: DraftRequest, read: Read, language: str) -> Impression | None:
    if language not in LANGUAGES or not (words := words_of(request.text)):
        return None
    return shipped_model().read(words, frozenset[str]().union(*read), len(read))


def _why(situation: Situation, hits: Sequence[Hit], read_like: Impression | None) -> tuple[str, ...]:
    rules = next((hit.reasons for hit in hits if hit.rule.situation is situation), ())
    return (*rules, shipped_model().told(read_like, situation)) if read_like else rules


# Whoever asks or complains in a first post is answered, not greeted.
_BEFORE_WELCOME = frozenset({Situation.QUESTION, Situation.COMPLAINT})
_INTRODUCES = frozenset({"greeting", "newcomer"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that holds: what its signs weigh, in the sentence or two where they weigh most."""

    rule: Rule
    score: int
    signs: frozenset[str]

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks for it and against it, the weightiest first, in words."""
        weights = self.rule.weights
        counted = sorted((each for each in self.signs if each in weights), key=lambda each: (-abs(weights[each]), each))
        words = ", ".join(f"{MEANS[each]} ({weights[each]:+d})" for each in counted)
        return (f"{self.rule.situation}: {words}; {self.score} of {self.rule.least} needed",)


def _best(rule: Rule, read: Read) -> Hit | None:
    """Hold a rule against each sentence and each two in a row: what is bad may be named in one, blamed in the next."""
    pairs = () if rule.alone else tuple(one | two for one, two in pairwise(read))
    scored = [Hit(rule, score, signs) for signs in (*read, *pairs) if (score := rule.score(signs)) >= rule.least]
    return max(scored, key=lambda hit: hit.score, default=None)


def _mood(read: Read, situation: Situation | None, text: str) -> Mood:
    signs = frozenset[str]().union(*read)
    if situation is Situation.PRAISE or any(each in text for each in "😍🥰🎉😊😀😃😄❤"):
        return Mood.HAPPY
    if any(each in text for each in "😡🤬😤"):
        return Mood.ANGRY
    upset = "angry" in signs or _shouts(text)
    if upset and (situation in {Situation.COMPLAINT, Situation.CONFLICT} or "happy" not in signs):
        return Mood.ANGRY
    return Mood.HAPPY if "happy" in signs and QUESTION_MARK not in signs else Mood.CALM


def _shouts(text: str) -> bool:
    words = [each for each in text.split() if len(each) > 2 and each.isalpha()]
    return "!!" in text or sum(each.isupper() for each in words) * 2 > max(len(words), 3)
