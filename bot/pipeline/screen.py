"""The way of a message from content to decision: admit, gather signals, decide, count the strike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.content import Part
from bot.core.decide import decide
from bot.core.decision import Decision, NotRun, Verdict
from bot.core.policy import highest_count, windows_of
from bot.core.signals import Score, Signals
from bot.core.windows import Windows
from bot.pipeline.admit import exemption
from bot.pipeline.strike_book import StrikeBook

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.core.policy import Policy
    from bot.core.signals import Scores
    from bot.ports import Detector, LanguageGuesser


# Messages per member, where no rule counts further.
_REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class Screened:
    """A content with all that was observed about it and what was decided."""

    content: Content
    signals: Signals
    decision: Decision


class Screener:
    """Screens contents in order under one policy, keeping windows and strikes in memory.

    In every mode the strike of a decision is counted, as if moderators upheld what `review` proposes: a replay so
    shows where a ladder leads.
    """

    def __init__(self, policy: Policy, detector: Detector, languages: LanguageGuesser) -> None:
        self.policy = policy
        self._detector = detector
        self._languages = languages
        self._window_set = windows_of(policy)
        self._windows = Windows(messages=max(_REMEMBERED, highest_count(policy)))
        self._strikes = StrikeBook()

    def fresh(self) -> Screener:
        """Return another screener under the same policy, with no strikes and no history; what is costly is shared."""
        return Screener(self.policy, self._detector, self._languages)

    def screen(self, content: Content, scores: Scores, *, again: bool = False) -> Screened:
        """Decide one content; `scores` are the classifier's for its text.

        `again`: this message was screened before (an edit, a report), so it adds nothing to a window.
        """
        why = exemption(content, self.policy)
        if why is not None:
            return Screened(content, Signals(rounded(scores)), _exempt(content, self.policy, why))
        signals = self.observe(content, scores, repeat_key(content.text), again=again or content.revision > 0)
        strikes = self._strikes.of(content, content.at)
        decision = decide(content, signals, self.policy, strikes=strikes, now=content.at)
        if decision.strike is not None:
            self._strikes.add(content, decision.strike)
        return Screened(content, signals, decision)

    def observe(self, content: Content, scores: Scores, key: str, *, again: bool) -> Signals:
        """Gather what is to be known about a content that is moderated. `key`: equal for texts that repeat each other.

        `again`: as for `screen`. Only what was posted is counted.
        """
        windows = self._window_set
        uncounted = again or content.message.part is not Part.MESSAGE
        counts = dict.fromkeys(windows, 0) if uncounted else self._windows.observe(content, key, windows)
        hits = self._detector.detect(content.text)
        return Signals(rounded(scores), hits, counts, self._languages.guess(content.text))

    def remember(self, content: Content, key: str) -> None:
        """Count a message that was screened by an earlier process; `key` as for `observe`."""
        self._windows.observe(content, key, self._window_set)


def repeat_key(text: str) -> str:
    """Return what is equal for texts that repeat each other: capitals and spaces do not count."""
    return " ".join(text.casefold().split())


def rounded(scores: Scores) -> Scores:
    """Round probabilities to 4 decimals, so that what is shown is exactly what was compared."""
    return {label: each.rounded() if isinstance(each, Score) else each for label, each in scores.items()}


def _exempt(content: Content, policy: Policy, why: str) -> Decision:
    return Decision(
        content_id=content.id,
        revision=content.revision,
        verdict=Verdict.EXEMPT,
        actions=(),
        would=(),
        matches=(),
        guarded=(),
        not_run=(NotRun("everything", why),),
        strikes=0,
        strike=None,
        mode=policy.mode,
        policy=policy.hash,
    )
