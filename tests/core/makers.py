"""Makes contents, signals and policies for tests; every argument that a test doesn't care about has a default."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.core.actions import Ban, Escalate, Hide, Nudge, TimeOut, Warn
from bot.core.content import Author, Content
from bot.core.decide import decide
from bot.core.decision import Decision, Strike
from bot.core.labels import Label
from bot.core.policy import Caps, Condition, Guard, Ladder, Mode, Override, Policy, Rule, ScoreAtLeast, Severity, Step
from bot.core.signals import Hit, HitKind, Score, Signals, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.signals import Assessment, Window

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = 86400
CAPS = Caps((Nudge(), Hide(), Warn(), TimeOut(DAY)))
COURTESY = Ladder(
    "courtesy",
    (
        Step(0, (Nudge(),)),
        Step(1, (Hide(),)),
        Step(3, (Hide(), TimeOut(3600))),
        Step(5, (Escalate((Ban(),)),)),
    ),
)
PROTECT = Ladder("protect", (Step(0, (Hide(), Escalate((TimeOut(DAY),)))),))


def content(text: str = "text", **changes: Any) -> Content:
    """Make a message by Bo in #general at NOW."""
    fields: dict[str, Any] = {
        "community": "nordlys",
        "channel": "general",
        "id": "1",
        "author": Author("bo", "Bo"),
        "at": NOW,
    }
    return Content(text=text, **(fields | changes))


def list_hit(name: str, start: int = 0, end: int = 1) -> Hit:
    """Make a hit of a word list."""
    return Hit(HitKind.LIST, name, "entry", Span(start, end))


def signals(
    scores: Mapping[Label, float | Assessment] | None = None,
    hits: Sequence[Hit] = (),
    counts: Mapping[Window, int] | None = None,
) -> Signals:
    """Make signals; a plain number stands for a score."""
    given = {} if scores is None else scores
    return Signals({k: Score(v) if isinstance(v, int | float) else v for k, v in given.items()}, tuple(hits), counts)


def rule(
    name: str = "be-kind",
    when: Condition | None = None,
    severity: Severity = Severity.MINOR,
    ladder: Ladder = COURTESY,
    strike: int = 1,
    *,
    shadow: bool = False,
) -> Rule:
    """Make a rule that asks for an insult score of 0.8 unless told otherwise."""
    return Rule(name, {}, {}, severity, when or ScoreAtLeast(Label.INSULT, 0.8), ladder, strike, shadow)


def policy(
    *rules: Rule,
    mode: Mode = Mode.ENFORCE,
    guards: Sequence[Guard] = (),
    caps: Caps = CAPS,
    overrides: Sequence[Override] = (),
) -> Policy:
    """Make a policy of these rules, or of one default rule."""
    return Policy(
        community="Nordlys",
        languages=("en",),
        mode=mode,
        rules=rules or (rule(),),
        guards=tuple(guards),
        caps=caps,
        strikes_expire_seconds=90 * DAY,
        hash="0123456789ab",
        overrides=tuple(overrides),
    )


def strikes(count: int, of_rule: str = "be-kind") -> tuple[Strike, ...]:
    """Make strikes from days ago that still count."""
    return tuple(
        Strike(of_rule, f"old-{i}", NOW - timedelta(days=i + 1), NOW + timedelta(days=30)) for i in range(count)
    )


def decided(
    in_policy: Policy, observed: Signals, count: int = 0, message: Content | None = None, **more: Sequence[Strike]
) -> Decision:
    """Decide a message by a member with `count` strikes."""
    return decide(message or content(), observed, in_policy, strikes=more.get("past", strikes(count)), now=NOW)
