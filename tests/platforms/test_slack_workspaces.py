"""Workspaces that are let in, while Slack does not answer all that is asked of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.pipeline.serving import Communities, Reach
from bot.platforms.slack.installations import Tokens
from bot.platforms.slack.scopes import BOT_SCOPES
from bot.platforms.slack.workspaces import Workspaces
from tests.core.makers import NOW
from tests.loopback_slack import LoopbackSlack
from tests.loopback_slack_test.clients import Nordlys
from tests.pipeline.ledger_makers import World, ledger_policy, make_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.core.actions import Enforcement
    from bot.core.policy import Policy
    from bot.pipeline.community import Community
    from bot.storage.ledger import SqlLedger


class NoFile:
    """A policy file that nobody asks for."""

    async def check(self) -> str:
        """Say nothing."""
        return ""

    async def reload(self) -> str:
        """Do nothing."""
        return ""


class Served:
    """A workspace, and all that serves it but the door."""

    def __init__(self, slack: LoopbackSlack, ledger: SqlLedger) -> None:
        self.slack, self.ledger = slack, ledger
        self.place = Nordlys(slack)
        self.worlds: dict[str, World] = {}
        self.communities = Communities(self.found)
        self.workspaces = Workspaces(self.communities, no_action, NoFile(), slack.api_url, lambda: NOW)

    def found(self, reach: Reach) -> Community:
        """Make a community of what is reached."""
        world = self.worlds[reach.id] = make_world(self.ledger, reach.id)
        world.community.enforcer, world.community.room = reach.enforcer, reach.room
        return world.community

    async def let_in(self, admin: str = "") -> None:
        """Serve the workspace with the tokens that it has."""
        home = self.place.workspace
        await self.workspaces.installed(Tokens(home.id, home.bot_token, admin=admin))

    async def read(self) -> int:
        """Return how many messages the ledger knows."""
        community = self.communities.all()[0]
        async with community.begin() as uow:
            return len(await uow.contents.since(NOW.replace(year=2000), 1000))


@pytest.fixture
async def served(shared: Path, ledger: SqlLedger) -> AsyncIterator[Served]:
    """Give it, not let in."""
    assert shared.name
    async with LoopbackSlack() as slack:
        made = Served(slack, ledger)
        yield made
        await made.workspaces.finish()
        await made.communities.close_all()


async def test_a_history_that_slack_does_not_give_at_the_start_is_read_soon_after(served: Served) -> None:
    """Nobody has to start the bot again for what was written while it was away."""
    served.place.bo.wrote(served.place.chat, "missed", 1.0)
    # At the first look neither channel answers; at the next both do.
    served.slack.fail(r"^conversations\.history$", times=4, status=503)
    await served.let_in()
    (community,) = served.communities.all()
    assert (await served.read(), community.caught_up) == (0, set())
    await served.slack.until(lambda: served.place.chat.id in community.caught_up, 30)
    assert await served.read() == 1


async def test_a_new_token_of_the_bots_is_the_one_that_is_used(served: Served) -> None:
    """What was made with the old one is not asked with any more."""
    await served.let_in()
    old = served.place.workspace.bot_token
    served.place.workspace.install()
    assert served.place.workspace.bot_token != old
    await served.let_in()
    before = len(served.slack.asked(token=old))
    await served.communities.catch_up(served.communities.all()[0].id)
    await served.communities.examine(served.communities.all()[0].id)
    assert len(served.communities.all()) == 1
    assert len(served.slack.asked(token=old)) == before


async def test_an_admin_who_cannot_be_asked_about_costs_the_tier_and_not_the_service(served: Served) -> None:
    """The workspace is served with the bot's token alone, and moderators hear why."""
    served.place.workspace.set_bot_scopes(*(BOT_SCOPES - {"users:read"}))
    await served.let_in(served.place.workspace.user_token(served.place.workspace.owner))
    (name,) = (each.id for each in served.communities.all())
    said = " ".join(await served.communities.complaints(name))
    assert "Slack does not say whose the admin's token is (missing_scope)" in said
    assert "users:read" in said


async def test_without_an_answer_the_doctor_says_so(served: Served) -> None:
    """And a policy that was saved meanwhile is in force all the same."""
    await served.let_in()
    (community,) = served.communities.all()
    served.slack.fail(r"^auth\.test$", times=9, status=503)
    assert "Ask again later" in " ".join(await served.communities.complaints(community.id))
    changed: Policy = replace(ledger_policy(), community="another")
    screener = community.screener.fresh()
    screener.policy = changed
    await served.communities.adopt(screener, community.retention)
    assert community.policy.community == "another"


def no_action(text: str) -> Enforcement:
    """Read no action."""
    raise ValueError(text)
