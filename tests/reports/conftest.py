"""A replay to report on, made by the real pipeline from given scores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.actions import Escalate, Hide, Nudge, TimeOut
from bot.core.content import Author, Content
from bot.core.labels import Label
from bot.core.policy import AnyOf, Caps, Ladder, Mode, Policy, Rule, ScoreAtLeast, Severity, Step
from bot.core.signals import Hit, Score
from bot.pipeline.replay_summary import ReplaySummary, SummaryBuilder
from bot.pipeline.screen import Screener

Sample = Callable[..., ReplaySummary]

TEXTS = [
    "<script>document.title='owned'</script><img src=x onerror=alert(1)>",
    "שלום \u202eabc مرحبا <b>bold</b>",
    "😀👩‍👩‍👧‍👦 emoji \x1b[31mred\x00",
    "long " * 400,
    "Z̸̧̢̨͓͓̼͑̽͝a̴l̵g̶o" * 20,
]
_ADVERT = "the same advert again and again"
_START = datetime(2026, 3, 1, tzinfo=UTC)
_COURTESY = Ladder("courtesy", (Step(0, (Nudge(),)), Step(1, (Hide(),)), Step(3, (TimeOut(3600),))))
_PROTECT = Ladder("protect", (Step(0, (Escalate((Hide(), TimeOut(86400))),)), Step(6, (Hide(),))))


class _NoHits:
    def detect(self, text: str) -> tuple[Hit, ...]:
        del text
        return ()


class _ByLength:
    def guess(self, text: str) -> str:
        return ("da", "nb", "en", "ru", "und")[len(text) % 5]


def _rule(id_: str, severity: Severity, ladder: Ladder, clause: ScoreAtLeast, *, shadow: bool = False) -> Rule:
    return Rule(id_, {"en": id_}, {}, severity, AnyOf((clause,)), ladder, shadow=shadow)


def policy(mode: Mode) -> Policy:
    """Return a policy of two rules on scores and a third on trial."""
    kind = _rule("be-kind", Severity.MINOR, _COURTESY, ScoreAtLeast(Label.INSULT, 0.8))
    hate = _rule("no-hate", Severity.GRAVE, _PROTECT, ScoreAtLeast(Label.IDENTITY_ATTACK, 0.6))
    watch = _rule("trial-rule", Severity.MINOR, _COURTESY, ScoreAtLeast(Label.INSULT, 0.75), shadow=True)
    caps = Caps((Nudge(), Hide(), TimeOut(86400)))
    return Policy("Nordlys", ("en", "da"), mode, (kind, hate, watch), (), caps, 90 * 86400, "sha256:4f1c" + "0a9b" * 15)


def content(number: int, text: str | None = None) -> Content:
    """Return message `number` of a made-up fortnight."""
    at = _START + timedelta(minutes=17 * number + 40 * (number % 13))
    author = Author(f"m{number % 40}", f"Member {number % 40}", is_bot=number % 50 == 49)
    channel = ("general", "memes", "dansk", "help-" + "x" * 60, "频道 😀", "<i>odd</i>")[min(number * 7 % 11, 5)]
    return Content("Nordlys", channel, str(number), author, text or f"message {number}" + "!" * (number % 7), at)


@pytest.fixture
def sample() -> Sample:
    """Give a function that replays so many messages in a mode."""

    def make(count: int = 1200, mode: Mode = Mode.ENFORCE, *, bad: int = 30, untimed: int = 0) -> ReplaySummary:
        builder = SummaryBuilder(policy(mode), "embedded-1 3f2a")
        screener = Screener(policy(mode), _NoHits(), _ByLength())
        for number in range(count):
            insult = (number * 7919 % 1000) / 1000 * (0.85 if number % 9 else 1.0)
            scores = {Label.INSULT: Score(insult), Label.IDENTITY_ATTACK: Score((number * 104729 % 997) / 1600)}
            text = TEXTS[number] if number < len(TEXTS) else None if number % 90 else _ADVERT
            if text:
                scores = {Label.INSULT: Score(0.8), Label.IDENTITY_ATTACK: Score(0.1)}
            builder.add(screener.screen(content(number, text), scores))
        places = [f"<b>chat</b>.jsonl:{number}: is not JSON: Expecting value" for number in range(min(bad, 20))]
        return builder.summary(seconds=1.25, untimed=untimed, bad=bad, bad_places=places)

    return make
