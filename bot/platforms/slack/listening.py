"""What the events of one workspace tell, handed on to the community that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.content import Content, Message
from bot.core.loose import inner, words
from bot.pipeline.catch_up import begin_at
from bot.pipeline.gone import gone
from bot.pipeline.names import take_name
from bot.platforms.slack.moments import beginning, micros, moment
from bot.platforms.slack.translate import heard

if TYPE_CHECKING:
    from bot.core.loose import Object
    from bot.pipeline.community import Community
    from bot.pipeline.outages import Outages
    from bot.pipeline.serving import Communities
    from bot.pipeline.turns import Turns
    from bot.platforms.slack.reading import Reader
    from bot.platforms.slack.translate import Said

# Slack says once a minute that it tells nothing, and nothing when it tells again.
_LIMITED = 150.0
_TOO_MUCH = (
    "More happens here than Slack tells an app of, so for now I see nothing of it. I read what I missed as soon as "
    "Slack tells me again, a few minutes from now or later, and report it."
)
SWITCHED_OFF = (
    "Slack has switched off its events for me, so I see nothing of what is written. Whoever manages the app has to "
    "switch them on again at api.slack.com, under Socket Mode or Event Subscriptions. Then I read what I missed, and "
    "report it."
)


class Listener:
    """Hears one workspace. `own`: the bot's ids as user and as bot. One member's things are taken in their order."""

    def __init__(
        self, reader: Reader, communities: Communities, outages: Outages, turns: Turns, own: frozenset[str]
    ) -> None:
        self._reader = reader
        self._communities = communities
        self._outages = outages
        self._turns = turns
        self._own = own

    async def message(self, event: Object) -> None:
        """Take in what somebody wrote or changed, or let go of what was deleted."""
        said = heard(event)
        community = self._communities.community(self._reader.community)
        if isinstance(said, Message):
            if community is not None:
                await gone(community, said)
        elif said is not None and not {said.user, words(said.message, "bot_id")} & self._own:
            await self._turns.of((self._reader.community, said.user), self._take(said))

    async def user_changed(self, event: Object) -> None:
        """Take in somebody's new name, where the policy asks for names."""
        person = self._reader.people.learn(inner(event, "user"))
        community = self._communities.community(self._reader.community)
        if community is not None and community.policy.names and person.id:
            named = Content(community.id, "", "", person.author, person.name, community.now())
            await self._turns.of((community.id, person.id), _take_name(community, named))

    def groups_changed(self) -> None:
        """Ask again who is in which user group."""
        self._reader.people.forget_groups()

    async def joined_channel(self, event: Object) -> None:
        """Begin to read a channel that the bot came into: what was written before is none of its business."""
        channel, at = words(event, "channel"), micros(words(event, "event_ts"))
        community = self._communities.community(self._reader.community)
        if words(event, "user") in self._own and community is not None and at is not None:
            await begin_at(community, [channel], beginning(moment(at)), moment(at))
            community.caught_up.add(channel)

    def channel_changed(self, event: Object) -> None:
        """Take note of a channel's name."""
        channel = inner(event, "channel")
        if words(channel, "name"):
            self._reader.channels.called(words(channel, "id"), words(channel, "name"))

    async def rate_limited(self) -> None:
        """Slack tells nothing for a minute. Moderators hear of it once; what was missed is read up afterwards."""
        await self._outages.begins(_TOO_MUCH)
        self._outages.ends(_LIMITED)

    async def switched_off(self) -> None:
        """Slack tells nothing until somebody switches it on; whoever hears that it does says `came_back`."""
        await self._outages.begins(SWITCHED_OFF)

    def came_back(self) -> None:
        """Read what was missed."""
        self._outages.ends()

    async def _take(self, said: Said) -> None:
        try:
            content = await self._reader.content(said)
            await self._communities.take(content, said.position)
        except Exception:
            # No later message may move the cursor past this one: the next look into the history finds it.
            community = self._communities.community(self._reader.community)
            if community is not None:
                community.caught_up.discard(said.channel)
                self._outages.missed()
            raise


async def _take_name(community: Community, named: Content) -> None:
    await take_name(community, named)
