"""A sandbox with a small policy: one insult, one slur, one rule about reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.core.actions import Escalate
from bot.core.content import Author
from bot.core.labels import Label
from bot.core.policy import InList, Ladder, Mode, Reported, Retention, ScoreAtLeast, Severity, Step
from bot.core.voice import Approvers
from bot.pipeline.community import Community
from bot.pipeline.screen import Screener
from bot.platforms.sandbox.overheard import overheard
from bot.platforms.sandbox.platform import SandboxPlatform
from bot.platforms.sandbox.sandbox import Sandbox
from bot.policy_files.notices import shipped_sentences
from tests.core.makers import NOW, PROTECT, content, policy, rule
from tests.fakes import OneLanguage, WordDetector, WordsClassifier
from tests.pipeline.reply_makers import OFFERS, WordyDrafter, WordyLinter, voice

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.content import Content
    from bot.core.policy import Policy
    from bot.ports import Clock
    from bot.ports.ledger import Ledger

INSULTS = {"you idiot": 0.95, "you idiot ": 0.95}
LOOK = Ladder("look", (Step(0, (Escalate(),)),))


def small_policy(mode: Mode = Mode.ENFORCE) -> Policy:
    """Make the policy, with the sentences that ship."""
    rules = (
        rule(when=ScoreAtLeast(Label.INSULT, 0.8)),
        rule("no-hate", InList("slurs"), Severity.GRAVE, PROTECT),
        rule("reported", Reported(1), Severity.MINOR, LOOK),
    )
    return replace(policy(*rules, mode=mode), notices=shipped_sentences())


def make_sandbox(ledger: Ledger, clock: Clock, held: Policy | None = None, path: Path | None = None) -> Sandbox:
    """Make a sandbox on a ledger."""
    screener = Screener(held or small_policy(), WordDetector(slurs="slur"), OneLanguage())
    platform = SandboxPlatform(clock, path)
    kept = Retention(None, 90 * 86400)
    community = Community("sandbox", screener, WordsClassifier(INSULTS), ledger, clock, platform, platform, kept)
    return Sandbox(community, platform)


def answering_sandbox(ledger: Ledger, clock: Clock, approvers: Approvers = Approvers.ONE) -> Sandbox:
    """Make a sandbox whose members are answered, and which hears why not."""
    sandbox = make_sandbox(ledger, clock, replace(small_policy(), replies=OFFERS, staff_roles=frozenset({"Moderator"})))
    community = sandbox.community
    community.drafter, community.linter, community.voice = WordyDrafter(), WordyLinter(), voice(approvers)
    return overheard(sandbox)


def said(seconds: int, text: str, who: str = "Bo", **changes: Any) -> Content:
    """Make a message so many seconds after NOW; its id is that number."""
    given = {"id": str(seconds), "author": Author(who, who), "at": NOW + timedelta(seconds=seconds)}
    return content(text=text, **(given | changes))
