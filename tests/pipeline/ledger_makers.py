"""A community on a real ledger and a scripted platform, with a clock that tests move."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from bot.core.actions import Escalate, Hide, Nudge, TimeOut, Warn
from bot.core.cases import Actor, ActorKind
from bot.core.content import Author, Content, Message
from bot.core.labels import Label
from bot.core.policy import (
    InList,
    InWindow,
    Ladder,
    Mode,
    Policy,
    Reported,
    Retention,
    Rule,
    ScoreAtLeast,
    Severity,
    Step,
)
from bot.core.signals import Window, WindowKind
from bot.pipeline.community import Community
from bot.pipeline.enforce import work_once
from bot.pipeline.intake import Taken, report, take
from bot.pipeline.screen import Screener
from bot.policy_files.notices import shipped_sentences
from tests.core.makers import DAY, NOW, policy
from tests.fakes import ListeningRoom, OneLanguage, ScriptedPlatform, StoppedClock, WordDetector, WordsClassifier

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.cases import Case
    from bot.core.decision import Strike
    from bot.core.effects import Effect, EffectState
    from bot.core.notices import Notice
    from bot.ports.ledger import Ledger

INSULT, OTHER_INSULT, SLUR, SCAM, FINE = "you idiot", "you fool", "you slurword", "a scamword here", "good morning"
ANNA = Actor(ActorKind.MODERATOR, "mod-anna-77", "Annabella Modesen")
BERT = Actor(ActorKind.MODERATOR, "mod-bert-88", "Bertram Modorow")
HOUR = 3600
KEPT = Retention(clean_seconds=None, case_seconds=90 * DAY)


def ledger_policy(mode: Mode = Mode.ENFORCE) -> Policy:
    """Make a policy with a rule of each sort: a slip, a grave one, a warned one, a flood, and reports."""
    courtesy = Ladder("courtesy", (Step(0, (Nudge(),)), Step(1, (Hide(),)), Step(2, (TimeOut(HOUR),))))
    protect = Ladder("protect", (Step(0, (Hide(), Escalate((TimeOut(DAY),)))),))
    firm = Ladder("firm", (Step(0, (Hide(), Warn())),))
    hide, look = Ladder("hide", (Step(0, (Hide(),)),)), Ladder("look", (Step(0, (Escalate(),)),))
    flood = InWindow(Window(WindowKind.MESSAGES, 10), 4)
    rules = (
        Rule("be-kind", {"en": "Be kind"}, {"en": "No insults."}, Severity.MINOR, _insult(), courtesy),
        Rule("no-hate", {"en": "No hate"}, {}, Severity.GRAVE, InList("slurs"), protect),
        Rule("no-scams", {"en": "No scams"}, {}, Severity.SERIOUS, InList("scams"), firm),
        Rule("no-flood", {"en": "One at a time"}, {}, Severity.MINOR, flood, hide),
        Rule("reported", {"en": "Reported"}, {}, Severity.CARE, Reported(3), look, 0),
    )
    return replace(policy(*rules, mode=mode), notices=shipped_sentences())


def _insult() -> ScoreAtLeast:
    return ScoreAtLeast(Label.INSULT, 0.8)


@dataclass
class World:
    """One community with everything around it in reach of a test."""

    community: Community
    platform: ScriptedPlatform
    room: ListeningRoom
    clock: StoppedClock
    ids: count[int] = field(default_factory=lambda: count(1))

    async def say(self, text: str = INSULT, member: str = "bo", *, wait: int = 100, **changes: Any) -> Taken:
        """Let a member write something `wait` seconds after the last thing that happened."""
        self.clock.at += timedelta(seconds=wait)
        return await take(self.community, self.content(text, member, **changes))

    def content(self, text: str = INSULT, member: str = "bo", **changes: Any) -> Content:
        """Make a message written now."""
        fields: dict[str, Any] = {"channel": "general", "at": self.clock.at, "author": Author(member, member.title())}
        if "id" not in changes:
            changes["id"] = f"m{next(self.ids)}"
        return Content(community=self.community.id, text=text, **(fields | changes))

    async def do(self) -> None:
        """Let the worker do what is due now."""
        while await work_once(self.community):
            pass

    async def do_all(self) -> None:
        """Let the worker do everything, waiting for what has to wait."""
        while True:
            await self.do()
            async with self.community.begin() as uow:
                due = await uow.effects.next_due()
            if due is None:
                return
            self.clock.at = max(self.clock.at, due)

    async def act(self, text: str = INSULT, member: str = "bo", **changes: Any) -> int:
        """Let a member write something and the worker do all that follows; return the case's number."""
        taken = await self.say(text, member, **changes)
        await self.do_all()
        return taken.case.number if taken.case else 0

    async def reports(self, content: Content, *reporters: str) -> list[Taken]:
        """Let members report a message."""
        actors = [Actor(ActorKind.MEMBER, each, each.title()) for each in reporters]
        return [await report(self.community, content, each) for each in actors]

    async def case(self, number: int) -> Case:
        """Return a case that exists."""
        async with self.community.begin() as uow:
            found = await uow.cases.get(number)
        assert found is not None
        return found

    async def effects(self, number: int) -> Sequence[Effect]:
        """Return a case's effects."""
        async with self.community.begin() as uow:
            return await uow.effects.of_case(number)

    async def states(self, number: int) -> list[tuple[str, EffectState]]:
        """Return kind and state of a case's effects in order."""
        return [(str(each.kind), each.state) for each in await self.effects(number)]

    async def notices(self, number: int) -> Sequence[Notice]:
        """Return a case's notices."""
        async with self.community.begin() as uow:
            return await uow.notices.of_case(number)

    async def strikes(self, member: str = "bo") -> Sequence[Strike]:
        """Return a member's live strikes."""
        async with self.community.begin() as uow:
            return await uow.strikes.live(member, self.clock.at)

    async def unnoticed(self) -> Sequence[Effect]:
        """Return the hides without a notice; there must be none."""
        async with self.community.begin() as uow:
            return await uow.effects.hides_without_notice()

    def is_out(self, member: str = "bo") -> datetime | None:
        """Return until when the platform keeps a member out, None where it doesn't."""
        until = self.platform.out.get(member)
        return until if until is not None and until > self.clock.at else None

    def is_hidden(self, id: str = "m1") -> bool:  # noqa: A002 - the field's name
        """Tell whether the platform hides a message."""
        return Message("general", id) in self.platform.hidden


def make_world(
    ledger: Ledger, community: str = "nordlys", policy: Policy | None = None, platform: ScriptedPlatform | None = None
) -> World:
    """Make a community that nobody has written in."""
    used, room, clock = platform or ScriptedPlatform(), ListeningRoom(), StoppedClock(NOW)
    screener = Screener(policy or ledger_policy(), WordDetector(slurs="slurword", scams="scamword"), OneLanguage())
    classifier = WordsClassifier({INSULT: 0.95, OTHER_INSULT: 0.9})
    return World(Community(community, screener, classifier, ledger, clock, used, room, KEPT), used, room, clock)
