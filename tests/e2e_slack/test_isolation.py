"""Two Slack workspaces, let in by Slack's own pages, and one Discord server, all served by one process."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import pytest
from slack_sdk.oauth.installation_store import Installation

from bot.platforms.discord.translate import community_of as on_discord_as
from bot.platforms.slack.installations import SlackInstallations
from bot.platforms.slack.workspace import community_of
from tests.e2e_slack.conftest import free_port, takt_on
from tests.loopback_discord import MODERATOR, LoopbackDiscord
from tests.takt_process import MODERATORS, Takt, on_discord, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.loopback_discord import Channel as DiscordChannel
    from tests.loopback_discord import Community
    from tests.loopback_discord import Person as Member
    from tests.loopback_slack import Channel, Interaction, LoopbackSlack, Message, Person, Workspace
    from tests.loopback_slack.model import Json

pytestmark = pytest.mark.shared

INSULT = "you are a complete idiot"
# Longer than one incident of the policy under test.
LATER = 1.2


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace with a moderator and a member, the bot in its channels by an invitation."""

    workspace: Workspace
    general: Channel
    mods: Channel
    eva: Person
    bo: Person

    @property
    def name(self) -> str:
        """The community's id."""
        return community_of(self.workspace.id)

    @property
    def cards(self) -> list[Message]:
        """The cards in the moderators' channel, the oldest first."""
        return [each for each in self.mods.messages if each.blocks]


@dataclass(frozen=True, slots=True)
class World:
    """All that is served."""

    slack: LoopbackSlack
    discord: LoopbackDiscord
    takt: Takt
    nordlys: Place
    solvind: Place
    server: Community
    general: DiscordChannel
    mods: DiscordChannel
    eva: Member
    bo: Member

    async def card(self, place: Place, number: int, *words: str) -> Message:
        """Wait for a card that says something."""

        def found() -> Message | None:
            shown = place.cards[number - 1 : number]
            return next((each for each in shown if all(word in each.read for word in words)), None)

        return await self.slack.until(found, 30)

    async def answer(self, who: Person, line: str, where: Channel) -> str:
        """Return what a command is answered with."""
        return (await (await who.uses(line, where)).message()).read

    async def quiet(self) -> None:
        """Wait until nothing is left to do."""
        before = -1
        while before != (now := len(self.slack.requests) + len(self.discord.requests)):
            before = now
            await asyncio.sleep(0.6)

    async def logged(self, words: str) -> None:
        """Wait until the log says something."""
        await self.slack.until(lambda: words in self.takt.log, 10)

    def counted(self, table: str) -> Counter[str]:
        """Count the rows that each community has."""
        file = f"file:{self.takt.folder / 'takt.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(file, uri=True)) as ledger:
            return Counter(dict(ledger.execute(f"SELECT community, count(*) FROM {table} GROUP BY 1").fetchall()))  # noqa: S608 - our own names


@pytest.fixture
async def world(slack: LoopbackSlack, shared: Path, tmp_path: Path) -> AsyncIterator[World]:
    """Start one Takt for all three; both workspaces let it in, and their admins lend it their right to delete."""
    _ = shared
    async with LoopbackDiscord() as discord:
        discord.api.interaction_seconds = 20.0
        server = discord.new_guild("Fjord")
        role = server.new_role("Moderator", permissions=MODERATOR)
        chat, mods = server.new_channel("general"), server.new_channel(MODERATORS, only=[role])
        eva, bo = server.new_member("eva", roles=[role]), server.new_member("bo")
        port = free_port()
        settings = {**_on_slack(slack, port), **on_discord(discord)}
        takt = Takt(tmp_path, settings, lambda: discord.connected(seconds=30))
        async with started(takt):
            await slack.connected(30)
            pages = f"http://127.0.0.1:{port}"
            nordlys, solvind = await _place(slack, "Nordlys", pages), await _place(slack, "Solvind", pages)
            await (await eva.uses("/mode", mods)).message(30)
            yield World(slack, discord, takt, nordlys, solvind, server, chat, mods, eva, bo)
        assert discord.invalid == []


async def test_nothing_of_one_community_is_known_or_counted_in_another(world: World) -> None:
    """One member's strikes, cases, evidence and notices stay where they wrote, and each token goes to its own place."""
    home, other = world.nordlys, world.solvind
    written = await _twice(world)
    elsewhere = await other.bo.writes(other.general, INSULT)
    on_discord = await world.bo.writes(world.general, INSULT)
    await world.card(other, 1, "sent")
    await world.discord.until(lambda: world.bo.inbox, 30)
    await world.quiet()
    assert [*(each.deleted for each in written), elsewhere.deleted, on_discord.deleted] == [False, True, False, False]
    names = [home.name, other.name, on_discord_as(world.server.id)]
    for table in ("moderation_case", "strike", "decision", "content"):
        assert [world.counted(table)[each] for each in names] == [2, 1, 1], table
    assert [len(each.cards) for each in (home, other)] == [2, 1]
    await _no_case_of_another(world)
    _only_its_own(world)


async def _no_case_of_another(world: World) -> None:
    """Ask for what is there in Nordlys alone, by number, by member and by a button that stands there."""
    home, other = world.nordlys, world.solvind
    for asked in ("case 2", "why 2", "undo 2"):
        assert INSULT not in (said := await world.answer(other.eva, f"/takt {asked}", other.mods))
        assert "o case 2" in said, asked
    strikes = await world.answer(other.eva, f"/takt strikes <@{home.bo.id}|bo>", other.mods)
    assert "No strike counts, and there is no case." in strikes
    assert "case 2" not in await world.answer(other.eva, "/takt queue", other.mods)
    assert "o case 2" in (await (await world.eva.uses("/case", world.mods, number=2)).message()).text
    assert "🟡 case 2" in await world.answer(home.eva, "/takt case 2", home.mods)
    before = home.cards[1].read
    pressed = await home.eva.presses(home.cards[1], "Show text")
    assert INSULT in (await pressed.view()).read
    stolen = world.slack.deliver_raw("interactive", _as_if_by(other.eva, pressed))
    await world.slack.until(lambda: stolen.is_acked)
    await world.quiet()
    assert home.cards[1].read == before
    assert world.counted("moderation_case")[other.name] == 1


async def test_who_has_no_business_here_is_refused_and_logged(world: World) -> None:
    """Members, moderators of another workspace and workspaces that are not served: nothing happens, the log says so."""
    home, other = world.nordlys, world.solvind
    await home.bo.writes(home.general, INSULT)
    card = await world.card(home, 1, "sent")
    await home.eva.invites(home.bo, home.mods)
    before = card.read
    pressed = await home.bo.presses(card, "Dismiss")
    assert "moderators" in (await pressed.message()).read
    assert "moderators" in await world.answer(home.bo, "/takt case 1", home.general)
    await world.logged(f"refused: member {home.bo.id} of {home.name} tried dismiss: only_moderators")
    await world.logged(f"refused: member {home.bo.id} of {home.name} tried case: only_moderators")
    # A moderator of the other workspace, in a request that says it is of this one.
    visiting = _as_if_by(other.eva, pressed) | {"team": pressed.payload["team"]}
    world.slack.deliver_raw("interactive", visiting)
    await world.logged(f"refused: member {other.eva.id} of {home.name} tried dismiss: only_moderators")
    stranger = world.slack.new_workspace("Fremd")
    await world.quiet()
    event = {"type": "message", "channel": stranger.general.id, "user": stranger.owner.id, "text": INSULT, "ts": "1.2"}
    used = await home.eva.uses("/takt help", home.general)
    await used.message()
    told = [
        world.slack.deliver(stranger, event),
        world.slack.deliver_raw("interactive", _as_if_by(stranger.owner, pressed)),
        world.slack.deliver_raw("slash_commands", {**used.payload, "team_id": stranger.id, "trigger_id": "3.4.other"}),
    ]
    await world.slack.until(lambda: all(each.is_acked for each in told))
    for kind in ("event", "block_actions", "command"):
        await world.logged(f"refused: {kind} of workspace {stranger.id}: the bot is not in that workspace")
    await world.quiet()
    assert card.read == before
    assert not world.slack.asked(token=stranger.bot_token)
    assert set(world.counted("decision")) == {home.name}


async def test_another_workspaces_token_is_refused_and_logged(slack: LoopbackSlack, tmp_path: Path) -> None:
    """Kept for one workspace and of another it opens neither; an admin's does nothing, and moderators are told."""
    other, third = slack.new_workspace("Solvind"), slack.new_workspace("Fremd")
    admin = other.user_token(other.owner)
    nordlys = slack.new_workspace("Nordlys")
    bo, eva = nordlys.new_person("bo"), nordlys.new_person("eva")
    general, mods = nordlys.new_channel("lounge"), nordlys.new_channel(MODERATORS, private=True, members=[eva])
    takt = takt_on(slack, tmp_path, nordlys, admin, http=False)
    async with takt.ledger() as ledger:
        kept = SlackInstallations(ledger.installations)
        await kept.async_save(Installation(team_id=third.id, user_id="", bot_token=other.bot_token))
    async with started(takt):
        await slack.until(lambda: f"refused: workspace {third.id}: its token is of another workspace" in takt.log)
        await slack.until(lambda: f"refused: the admin's token of workspace {nordlys.id}" in takt.log)
        await slack.until(lambda: any("of another workspace than the bot's" in each.read for each in mods.messages))
        message = await bo.writes(general, "verschwinde, du Kanake")
        await slack.until(lambda: any(each.blocks for each in mods.messages))
        await slack.until(lambda: bo.inbox)
        assert not message.deleted
        assert {each.method for each in slack.asked(token=admin)} == {"auth.test"}
        assert {each.method for each in slack.asked(token=other.bot_token)} == {"auth.test"}
        assert not any(token in takt.log for token in (admin, other.bot_token, nordlys.bot_token))


def _on_slack(slack: LoopbackSlack, port: int) -> dict[str, str]:
    return {
        "TAKT_SLACK_API_URL": slack.api_url,
        "TAKT_SLACK_APP_TOKEN": slack.app_token,
        "TAKT_SLACK_CLIENT_ID": slack.app.client_id,
        "TAKT_SLACK_CLIENT_SECRET": slack.app.client_secret,
        "TAKT_SLACK_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TAKT_SLACK_PORT": str(port),
    }


async def _place(slack: LoopbackSlack, name: str, pages: str) -> Place:
    """Make a workspace, let its owner install the app and lend it a token, and invite the bot."""
    workspace = slack.new_workspace(name, installed=False)
    eva, bo = workspace.new_person("eva"), workspace.new_person("bo")
    workspace.new_group("moderators", eva, name="Moderator")
    general, mods = workspace.new_channel("lounge"), workspace.new_channel(MODERATORS, private=True, members=[eva])
    for page in ("install", "grant"):
        await _agreed(workspace.owner, f"{pages}/slack/{page}")
    await slack.until(lambda: slack.asked("users.conversations", token=workspace.bot_token), 30)
    for channel in (general, mods):
        await eva.invites(workspace.bot, channel)
    await (await eva.uses("/takt mode", mods)).message(30)
    return Place(workspace, general, mods, eva, bo)


async def _agreed(who: Person, page: str) -> None:
    """Go through Slack's pages in a browser."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(page, allow_redirects=False) as sent:
            address = sent.headers["Location"]
        async with browser.get(who.approves(address)) as back:
            assert back.status == 200, await back.text()


async def _twice(world: World) -> list[Message]:
    """Let the member of Nordlys insult twice, as two incidents."""
    written, home = [], world.nordlys
    for number in (1, 2):
        written.append(await home.bo.writes(home.general, f"{INSULT} {number}"))
        await world.card(home, number, "sent")
        await asyncio.sleep(LATER)
    return written


def _as_if_by(who: Person, used: Interaction) -> Json:
    """Return what somebody pressed, as if somebody else had pressed it in their own workspace."""
    team = who.team
    user = {"id": who.id, "username": who.name, "name": who.name, "team_id": team.id}
    changed = {"team": {"id": team.id, "domain": team.domain}, "user": user, "trigger_id": f"1.2.{who.id}"}
    return {**used.payload, **changed}


def _only_its_own(world: World) -> None:
    """Hold each request to one rule: nothing of another community is in it."""
    of_slack = {each.workspace.id: _ids(each) for each in (world.nordlys, world.solvind)}
    for request in world.slack.requests:
        said = json.dumps(dict(request.args), default=str)
        for team, ids in of_slack.items():
            assert request.team in (None, team) or not [each for each in ids if each in said], request.method
    every = {each for ids in of_slack.values() for each in ids}
    said = " ".join(f"{each.path} {each.body}" for each in world.discord.requests)
    assert not [each for each in every if each in said]


def _ids(place: Place) -> set[str]:
    found = {place.workspace.id, place.general.id, place.mods.id, place.eva.id, place.bo.id}
    return found | {each.ts for channel in (place.general, place.mods) for each in channel.messages}
