"""Slack's workspaces: what Slack tells of each, handed on to the community that it is."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.fault_words import fault_words
from bot.core.member_words import Word, word
from bot.pipeline.outages import Outages
from bot.pipeline.serving import Reach
from bot.pipeline.turns import Turns
from bot.platforms.slack.channels import Channels
from bot.platforms.slack.commands import answer_command
from bot.platforms.slack.doctor import complaints, examine
from bot.platforms.slack.enforcer import SlackEnforcer
from bot.platforms.slack.faults import pauses
from bot.platforms.slack.home import show_home
from bot.platforms.slack.interactions import Interactions
from bot.platforms.slack.listening import Listener
from bot.platforms.slack.people import People
from bot.platforms.slack.place import Place
from bot.platforms.slack.reader import SlackReader
from bot.platforms.slack.reading import Reader
from bot.platforms.slack.room import SlackRoom
from bot.platforms.slack.source import SlackHistory
from bot.platforms.slack.workspace import TokenRefusedError, community_of, connect_anyway, detected_again

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.core.policy import Policy
    from bot.pipeline.desk import Parse
    from bot.pipeline.serving import Communities
    from bot.platforms.slack.answering import Answer, Submission
    from bot.platforms.slack.installations import Tokens
    from bot.platforms.slack.workspace import Workspace
    from bot.ports import PolicyFile

    Json = Mapping[str, Any]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Held:
    """One workspace that is served. `workspace` is it as its tokens were last found to be."""

    workspace: Workspace
    people: People
    reader: SlackReader
    listener: Listener
    room: SlackRoom
    outages: Outages


class Workspaces:
    """All workspaces among the communities; the Handlers of Slack's app. `now`: the time."""

    def __init__(
        self,
        communities: Communities,
        parse: Parse,
        policy_file: PolicyFile,
        api_url: str,
        now: Callable[[], datetime],
    ) -> None:
        self._communities = communities
        self._policy_file = policy_file
        self._api_url = api_url
        self._now = now
        self._held: dict[str, _Held] = {}
        self._installing: dict[str, asyncio.Lock] = {}
        self._interactions = Interactions(parse)
        self._turns = Turns()

    async def installed(self, tokens: Tokens) -> None:
        """Serve a workspace from now on; or look at its tokens again, which have changed."""
        for pause in pauses():
            try:
                await self._serve(tokens)
            except TokenRefusedError as error:
                log.error("refused: workspace %s: %s", tokens.team, error)  # noqa: TRY400 - it says all that there is
                return
            except OSError as error:
                log.warning("workspace %s can't be served yet: %s", tokens.team, fault_words(error))
            else:
                return
            await asyncio.sleep(pause)

    async def _serve(self, tokens: Tokens) -> None:
        async with self._installing.setdefault(tokens.team, asyncio.Lock()):
            workspace = await connect_anyway(tokens.bot, tokens.admin, base_url=self._api_url)
            held = self._held.get(workspace.team)
            if held is not None and held.workspace.bot.token != workspace.bot.token:
                # All that was made with the old token would go on asking with it.
                await self.removed(workspace.team)
                held = None
            if held is None:
                self._held[workspace.team] = held = self._hold(workspace)
            held.workspace = workspace
        if self._communities.community(workspace.community) is None:
            await self._open(held)
        else:
            await self._communities.examine(workspace.community)

    async def _open(self, held: _Held) -> None:
        """Serve a workspace, and read what was missed; what Slack does not give now is asked for again."""
        try:
            held.outages.looked(await self._communities.open(self._reach(held)))
        except OSError:
            if self._communities.community(held.workspace.community) is None:
                raise
            held.outages.missed()

    async def removed(self, team: str) -> None:
        """Serve a workspace no more."""
        held = self._held.pop(team, None)
        if held is not None:
            await held.outages.close()
            await self._communities.close(community_of(team))

    def lost(self) -> None:
        """Move no cursor until it is known what was missed."""
        self._communities.begin_anew(map(community_of, self._held))

    async def came_back(self) -> None:
        """Read what was missed."""
        for held in self._held.values():
            held.listener.came_back()

    async def rate_limited(self, team: str, minute: int) -> None:
        """Take note that Slack told nothing in a minute."""
        _ = minute
        if held := self._held.get(team):
            await held.listener.rate_limited()

    async def message(self, team: str, event: Json) -> None:
        """Take in a message, or that one changed or went."""
        if held := self._held.get(team):
            await held.listener.message(dict(event))

    async def user_changed(self, team: str, event: Json) -> None:
        """Take in somebody's new name."""
        if held := self._held.get(team):
            await held.listener.user_changed(dict(event))

    async def group_changed(self, team: str, event: Json) -> None:
        """Ask again who is in which user group."""
        _ = event
        if held := self._held.get(team):
            held.listener.groups_changed()

    async def joined_channel(self, team: str, event: Json) -> None:
        """Begin to read a channel that the bot came into."""
        if held := self._held.get(team):
            await held.listener.joined_channel(dict(event))

    async def channel_changed(self, team: str, event: Json) -> None:
        """Take note of a channel's name."""
        if held := self._held.get(team):
            held.listener.channel_changed(dict(event))

    async def home_opened(self, team: str, event: Json) -> None:
        """Show somebody their home."""
        place = await self._place(team)
        if place is not None and event.get("tab") == "home":
            await show_home(place, str(event["user"]))

    async def command(self, team: str, payload: Json, answer: Answer) -> None:
        """Answer `/takt …`."""
        if place := await self._found(team, answer):
            await answer_command(place, payload, self._policy_file)

    async def pressed(self, team: str, payload: Json, answer: Answer) -> None:
        """Answer a button or a menu."""
        if place := await self._found(team, answer):
            await self._interactions.pressed(place, payload)

    async def shortcut(self, team: str, payload: Json, answer: Answer) -> None:
        """Answer a shortcut on a message."""
        if place := await self._found(team, answer):
            await self._interactions.chosen(place, payload)

    async def submitted(self, team: str, payload: Json, answer: Submission) -> None:
        """Answer a form, where it stood."""
        if place := await self._place(team):
            await self._interactions.filled(place, payload, answer)

    async def closed(self, team: str, payload: Json) -> None:
        """A form that is closed asks for nothing."""

    async def finish(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*(held.outages.close() for held in self._held.values()))
        await self._turns.finish()

    async def _found(self, team: str, answer: Answer) -> Place | None:
        place = await self._place(team)
        if place is None:
            await answer.say(word(Word.NOT_HERE, "en"))
        return place

    async def _place(self, team: str) -> Place | None:
        held, name = self._held.get(team), community_of(team)
        community = await self._communities.awaited(name) if held else None
        if held is None or community is None:
            return None

        async def complain() -> Sequence[str]:
            return await self._communities.complaints(name)

        async def look() -> Sequence[str]:
            if trouble := await _detect(held):
                return [trouble]
            return (await examine(held.workspace, held.people, community.policy, held.room)).lines

        return Place(held.workspace, held.people, held.reader, community, complain, look)

    def _hold(self, workspace: Workspace) -> _Held:
        name, own = workspace.community, frozenset({workspace.bot_user, workspace.bot_id})
        people = People(workspace.bot, workspace.team)
        reading = Reader(name, people, Channels(workspace.bot))
        outages = Outages(self._communities, name)
        listener = Listener(reading, self._communities, outages, self._turns, own)
        room = SlackRoom(workspace, lambda: self._communities.policy(name))
        return _Held(workspace, people, SlackReader(workspace.bot, reading), listener, room, outages)

    def _reach(self, held: _Held) -> Reach:
        workspace, since = held.workspace, self._now()
        own = frozenset({workspace.bot_user, workspace.bot_id})

        async def complain(policy: Policy) -> Sequence[str]:
            if trouble := await _detect(held):
                return [trouble]
            return await complaints(held.workspace, held.people, policy, held.room)

        history = SlackHistory(workspace.bot, held.reader.reading, own, since)
        enforcer = SlackEnforcer(lambda: held.workspace)
        return Reach(
            workspace.community, enforcer, held.room, history, complain, since, history.beginning, drafts=held.room
        )


async def _detect(held: _Held) -> str:
    """See what a workspace's tokens allow now; return why that can't be said, empty where it can."""
    try:
        held.workspace = await detected_again(held.workspace)
    except TokenRefusedError as error:
        return str(error)
    except OSError as error:
        return f"Slack does not say now what I am allowed to do ({fault_words(error)}). Ask again later."
    return ""
