"""Says at which tier a workspace is served, what of the policy can't be done there, and how to mend it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.becoming import becoming
from bot.core.case_words import kind_words
from bot.core.loose import objects, words
from bot.core.wanted import wanted_effects
from bot.platforms.slack.asking import DeclinedError, SlowDownError, pages
from bot.platforms.slack.faults import UNREACHED, trouble
from bot.platforms.slack.tiers import Tier, limits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

    from bot.core.policy import Policy
    from bot.platforms.slack.people import People
    from bot.platforms.slack.room import SlackRoom
    from bot.platforms.slack.workspace import Workspace

# Channels named one by one; of more it is said how many there are.
_NAMED = 5
# A member's id, which may stand among the names of user groups.
_MEMBER = re.compile(r"[UW][A-Z0-9]{6,}")
_BY = {
    Tier.BOT: "with the bot's token alone",
    Tier.ADMIN: "with the token of an admin",
    Tier.DISCOVERY: "with the token of an admin and the Discovery API",
}


@dataclass(frozen=True, slots=True)
class Findings:
    """What a look at a workspace found, in lines: how things stand, and what is missing and can be mended."""

    standing: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it."""
        return (*self.standing, *([f"- {each}" for each in self.missing] or ["Nothing is missing."]))


async def examine(workspace: Workspace, people: People, policy: Policy, room: SlackRoom) -> Findings:
    """Look at which tier a workspace is served, what each action of a policy becomes there, and what is missing."""
    head = f"{workspace.name} ({workspace.team}) is served at {workspace.tier}, {_BY[workspace.tier]}."
    became = becoming(policy, workspace.capabilities)
    table = [f"  {str(kind).replace('_', ' ')} → {'done' if word == kind else word}" for kind, word in became.items()]
    standing = (head, "What the policy does or proposes, and what becomes of it here:", *table, *limits(workspace.tier))
    return Findings(standing, await _missing(workspace, people, policy, room))


async def complaints(workspace: Workspace, people: People, policy: Policy, room: SlackRoom) -> Sequence[str]:
    """Return a sentence for each thing that the policy wants and the workspace does not allow; none if all is well."""
    return (*_tier(workspace, policy), *await _missing(workspace, people, policy, room))


async def _missing(workspace: Workspace, people: People, policy: Policy, room: SlackRoom) -> tuple[str, ...]:
    found = list(workspace.lacks)
    looks = (_channels(workspace), _staff(people, policy), _room(room), _drafts(room, policy))
    for looking in (*looks, _passed_on(workspace, policy)):
        try:
            found += [each async for each in looking]
        except (DeclinedError, SlowDownError, *UNREACHED) as error:
            why = error.code if isinstance(error, DeclinedError) else trouble(error)
            found.append(f"Slack did not tell all that is asked of it ({why}). Ask again later.")
    return tuple(dict.fromkeys(found))


def _tier(workspace: Workspace, policy: Policy) -> Iterator[str]:
    lacking = wanted_effects(policy) - workspace.capabilities
    if lacking:
        wanted = ", ".join(sorted(kind_words(each) for each in lacking))
        yield f"This workspace is served at {workspace.tier}, so I can't: {wanted}."
        yield from limits(workspace.tier)


async def _channels(workspace: Workspace) -> AsyncIterator[str]:
    outside = [f"#{each['name']}" for each in await _public(workspace) if not each.get("is_member")]
    if outside:
        more = f" and {len(outside) - _NAMED} more" if len(outside) > _NAMED else ""
        where = f"{', '.join(outside[:_NAMED])}{more}"
        yield f"I am not in {where}, and see nothing of what is written there: write “/invite @Takt” in each."


async def _public(workspace: Workspace) -> list[Mapping[str, Any]]:
    bot = workspace.bot
    every = pages(
        lambda cursor: bot.conversations_list(types="public_channel", exclude_archived=True, limit=200, cursor=cursor)
    )
    return [each async for page in every for each in objects(page, "channels")]


async def _staff(people: People, policy: Policy) -> AsyncIterator[str]:
    members = {each for each in policy.staff_roles if _MEMBER.fullmatch(each)}
    if gone := [each for each in sorted(members) if not (await people.fresh(each)).is_known]:
        yield f"Nobody here has the id {' or '.join(gone)}, which `staff_roles` names."
    if unknown := sorted(policy.staff_roles - members - await people.group_names()):
        yield (
            f"No user group here is called {' or '.join(unknown)}, which `staff_roles` names: nobody is exempt by it. "
            "A member's id may stand there too."
        )


async def _room(room: SlackRoom) -> AsyncIterator[str]:
    channel = await room.find()
    if channel is None:
        yield (
            "There is no channel for moderators that I am in: name one with `community: {review_channel: …}` in the "
            "policy file, and invite me to it. Until then cases are seen with /takt queue and /takt case alone."
        )
    elif not channel.get("is_private"):
        yield f"Everybody can read #{channel['name']}, where cases are shown: make it a private channel."


async def _drafts(room: SlackRoom, policy: Policy) -> AsyncIterator[str]:
    """Look at the channel of drafts, where that is another than the one of cases."""
    name = policy.replies.channel
    if not name:
        return
    channel = await room.find_drafts()
    if channel is None:
        yield f"I am in no channel {name}, where `replies` in the policy file wants drafts: invite me to it."
    elif not channel.get("is_private"):
        yield f"Everybody can read #{channel['name']}, where drafts are shown: make it a private channel."


async def _passed_on(workspace: Workspace, policy: Policy) -> AsyncIterator[str]:
    """Look at the channels that wishes and complaints are passed on to. Where the bot is not, it can't post."""
    wanted, bot = dict.fromkeys(policy.replies.pass_on.values()), workspace.bot
    if not wanted:
        return
    mine = pages(
        lambda cursor: bot.users_conversations(
            types="public_channel,private_channel", exclude_archived=True, limit=200, cursor=cursor
        )
    )
    there = {words(each, key) async for page in mine for each in objects(page, "channels") for key in ("id", "name")}
    for called in wanted:
        if called not in there:
            yield f"I am in no channel “{called}”, which `replies: {{pass_on: …}}` in the policy file names: invite me."
