"""A classifier that fails as a test tells it, and what tests ask a ledger about messages that wait for scores."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.core.labels import Label
from bot.core.signals import Unscored
from bot.pipeline import rescore
from bot.pipeline.alarm import tell_moderators
from tests.fakes import WordsClassifier
from tests.pipeline.ledger_makers import INSULT, OTHER_INSULT, SLUR, World, make_world

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.decision import Decision
    from bot.core.policy import Policy
    from bot.core.signals import Scores
    from bot.ports.ledger import Ledger
    from tests.fakes import ScriptedPlatform


BOTH = f"{SLUR} {INSULT}"


class Fault(Enum):
    """How a classifier fails."""

    RAISES = "raises"
    SHORT = "short"
    NOTHING = "nothing"
    UNSCORED = "unscored"


class FailingClassifier(WordsClassifier):
    """Scores insults, unless there is a `fault`; any of `poison` in a call takes the whole call along."""

    def __init__(self) -> None:
        super().__init__({INSULT: 0.95, OTHER_INSULT: 0.9, BOTH: 0.95})
        self.fault: Fault | None = None
        self.poison: set[str] = set()
        self.asked: list[str] = []

    @override
    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Score, or fail."""
        self.asked.extend(texts)
        match Fault.UNSCORED if self.poison & set(texts) else self.fault:
            case Fault.RAISES:
                raise RuntimeError(f"can't read {texts}")
            case Fault.SHORT:
                return (await super().score(texts))[1:]
            case Fault.NOTHING:
                return None  # type: ignore[return-value]  # as a broken one may
            case Fault.UNSCORED:
                return [{Label.INSULT: Unscored("no score within 5 s", retry=True)} for _ in texts]
            case None:
                return await super().score(texts)


def failing_world(ledger: Ledger, policy: Policy | None = None, platform: ScriptedPlatform | None = None) -> World:
    """Make a community whose classifier can be made to fail."""
    world = make_world(ledger, policy=policy, platform=platform)
    world.community.classifier = FailingClassifier()
    return world


def failing(world: World) -> FailingClassifier:
    """Return the world's classifier."""
    assert isinstance(world.community.classifier, FailingClassifier)
    return world.community.classifier


async def rounds(world: World, count: int = 1, *, apart: int = 10) -> list[rescore.Round]:
    """Look at what waits some times, so many seconds apart; moderators are told in between."""
    ended = []
    for _ in range(count):
        world.clock.at += timedelta(seconds=apart)
        ended.append(await rescore.work_once(world.community))
        await tell_moderators(world.community)
    return ended


async def catch_up_scores(world: World, *, apart: int = 10) -> None:
    """Look until nothing waits and moderators have heard so."""
    for _ in range(200):
        await rounds(world, apart=apart)
        async with world.community.begin() as uow:
            backlog = await uow.unscored.backlog()
        if not backlog.waiting and backlog.ended is None:
            return
    raise AssertionError("it never ends")


async def waiting(world: World) -> int:
    """Return how many messages wait for scores."""
    async with world.community.begin() as uow:
        return (await uow.unscored.backlog()).waiting


async def decisions(world: World, id: str) -> Sequence[Decision]:  # noqa: A002 - the field's name
    """Return all that was decided on a message."""
    async with world.community.begin() as uow:
        return await uow.decisions.of_message(world.content(id=id).message)


async def has_text(world: World, id: str) -> bool:  # noqa: A002 - the field's name
    """Tell whether a message's text is kept."""
    async with world.community.begin() as uow:
        return await uow.contents.kept(world.content(id=id).message) is not None
