"""What is said of a workspace: its tier, what the policy's actions become there, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core.actions import Ban, Escalate, Hide, Nudge, Remove, SlowMode, TimeOut
from bot.core.becoming import BY_HAND
from bot.core.policy import Ladder, Step
from bot.core.raid import Raid
from bot.core.replies import Replies
from bot.core.situations import Situation
from bot.platforms.slack.doctor import complaints, examine
from bot.platforms.slack.people import People
from bot.platforms.slack.room import SlackRoom
from bot.platforms.slack.scopes import ADMIN_SCOPES, BOT_SCOPES, DISCOVERY_SCOPE
from bot.platforms.slack.workspace import connect_anyway
from tests.core.makers import policy, rule
from tests.loopback_slack import LoopbackSlack
from tests.loopback_slack_test.clients import Nordlys

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.core.policy import Policy
    from bot.platforms.slack.doctor import Findings

STEPS = (Step(0, (Nudge(),)), Step(1, (Hide(), TimeOut(60))), Step(2, (Escalate((Remove(), Ban())),)))
NOBODY, NOWHERE = "Nobody can be timed out", "nowhere"
_DISCOVERY = ADMIN_SCOPES | {DISCOVERY_SCOPE}


@pytest.fixture
async def place(shared: Path) -> AsyncIterator[Nordlys]:
    """Give a workspace with a private channel for moderators, in which all is as it should be."""
    assert shared.name
    async with LoopbackSlack() as slack:
        made = Nordlys(slack)
        made.workspace.new_channel("moderators", private=True, members=[made.eva])
        made.workspace.new_group("crew", made.eva)
        yield made


def wants(room: str = "moderators", staff: frozenset[str] = frozenset({"crew"})) -> Policy:
    """Return a policy with something of every kind."""
    made = policy(rule(ladder=Ladder("courtesy", STEPS)))
    return replace(made, review_channel=room, staff_roles=staff, raid=Raid(3, 60, (SlowMode(30, 60),)))


async def found(place: Nordlys, asked: Policy | None = None, admin: str = "") -> Findings:
    """Look at the workspace."""
    wanted = asked or wants()
    workspace = await connect_anyway(place.workspace.bot_token, admin, base_url=place.slack.api_url)
    room = SlackRoom(workspace, lambda: wanted)
    return await examine(workspace, People(workspace.bot, workspace.team), wanted, room)


WORD, LOOK = "a word to the author", "a moderator's decision"
PLEA, REMOVAL = f"a plea to the author, and {BY_HAND}", "remove once a moderator says so"
# fmt: off
TABLE = {
    # action      T0       T1       T2
    "nudge":     (WORD,    WORD,    WORD),
    "escalate":  (LOOK,    LOOK,    LOOK),
    "hide":      (PLEA,    "done",  "done"),
    "time out":  (BY_HAND, REMOVAL, REMOVAL),
    "remove":    (BY_HAND, "done",  "done"),
    "ban":       (BY_HAND, REMOVAL, REMOVAL),
    "slow mode": (BY_HAND, BY_HAND, BY_HAND),
}
# fmt: on


@pytest.mark.parametrize(("tier", "scopes"), [(0, None), (1, ADMIN_SCOPES), (2, _DISCOVERY)])
async def test_each_tier_says_what_becomes_of_the_policy(
    place: Nordlys, tier: int, scopes: frozenset[str] | None
) -> None:
    """A row for each action that the policy does or proposes, and no other; and what Slack can't do at all."""
    token = place.workspace.user_token(place.eva, scopes) if scopes else ""
    seen = await found(place, admin=token)
    head, _, *rest = seen.standing
    assert head.startswith(f"Nordlys ({place.workspace.id}) is served at T{tier}, ")
    rows = dict(each.strip().split(" → ") for each in rest if " → " in each)
    assert rows == {action: row[tier] for action, row in TABLE.items()}
    assert any(each.startswith(NOBODY) for each in rest)
    assert seen.missing == ()
    assert seen.lines[-1] == "Nothing is missing."
    assert not any(each in "\n".join(seen.lines) for each in (place.workspace.bot_token, token) if each)


async def test_what_no_tier_can_do_is_no_lack(place: Nordlys) -> None:
    """Who starts the bot hears of it all the same."""
    wanted = wants()
    workspace = await connect_anyway(place.workspace.bot_token, base_url=place.slack.api_url)
    said = await complaints(
        workspace, People(workspace.bot, workspace.team), wanted, SlackRoom(workspace, lambda: wanted)
    )
    assert "T0" in said[0]
    assert "hide" in said[0]
    assert any(each.startswith(NOBODY) for each in said)


async def test_missing_scopes_are_named(place: Nordlys) -> None:
    """Of each token its own, and what can't be asked without them hides nothing else."""
    place.workspace.set_bot_scopes(*(BOT_SCOPES - {"channels:read", "im:write"}))
    token = place.workspace.user_token(place.eva, ADMIN_SCOPES - {"groups:write"})
    seen = await found(place, wants(staff=frozenset({"crew", "elders"})), token)
    assert "The bot's token lacks the scopes channels:read, im:write" in seen.missing[0]
    assert "The admin's token lacks the scopes groups:write" in seen.missing[1]
    assert any("missing_scope" in each for each in seen.missing)
    assert any("elders" in each for each in seen.missing)
    place.slack.invalid.clear()


async def test_channels_that_the_bot_is_not_in_are_named(place: Nordlys) -> None:
    """Five by name, of more how many; archived ones need nobody."""
    place.workspace.archive(place.workspace.new_channel("old", bot=False))
    for number in range(7):
        place.workspace.new_channel(f"room-{number}", bot=False)
    (said,) = (await found(place)).missing
    assert "#room-0" in said
    assert "#old" not in said
    assert "and 2 more" in said
    assert "/invite @Takt" in said


async def test_unknown_staff_is_named(place: Nordlys) -> None:
    """A group by its name, a member by their id; a group whose name begins as an id does is a group."""
    staff = frozenset({"crew", "Wardens", place.eva.id, "U0GONE000"})
    ids, groups = (await found(place, wants(staff=staff))).missing
    assert "U0GONE000" in ids
    assert place.eva.id not in ids
    assert "Wardens" in groups
    assert "crew" not in groups


async def test_the_moderators_channel_is_looked_at(place: Nordlys) -> None:
    """It has to be there, with the bot in it, and to be private."""
    place.workspace.new_channel("elsewhere", private=True, members=[place.eva], bot=False)
    for room in ("", "nowhere", "elsewhere"):
        assert "no channel for moderators" in (await found(place, wants(room))).missing[0]
    (said,) = (await found(place, wants("chat"))).missing
    assert "Everybody can read #chat" in said


async def test_a_channel_for_wishes_that_the_bot_is_not_in_is_named(place: Nordlys) -> None:
    """By name or id it has to be one that the bot is in, and that is no archived one."""
    ideas = place.workspace.new_channel("ideas", private=True, members=[place.eva])
    place.workspace.new_channel("inbox", private=True, members=[place.eva], bot=False)
    place.workspace.archive(place.workspace.new_channel("old"))

    def passing_on(channel: str) -> Policy:
        return replace(wants(), replies=Replies(pass_on={Situation.WISH: channel, Situation.COMPLAINT: "ideas"}))

    for fine in ("ideas", ideas.id):
        assert (await found(place, passing_on(fine))).missing == ()
    for channel in ("inbox", "old", "nowhere"):
        (said,) = (await found(place, passing_on(channel))).missing
        assert said.startswith(f"I am in no channel “{channel}”, which `replies: {{pass_on: …}}`")


async def test_the_channel_of_drafts_is_looked_at(place: Nordlys) -> None:
    """Where it is another than that of cases, it too has to be there, and to be private."""
    place.workspace.new_channel("answers", private=True, members=[place.eva])
    said = [(await found(place, replace(wants(), replies=Replies(channel=each)))).missing for each in (NOWHERE, "chat")]
    assert [len(each) for each in said] == [1, 1]
    assert f"I am in no channel {NOWHERE}" in said[0][0]
    assert "Everybody can read #chat, where drafts are shown" in said[1][0]
    assert (await found(place, replace(wants(), replies=Replies(channel="answers")))).missing == ()


@pytest.mark.parametrize("method", ["conversations.list", "usergroups.list", "users.conversations"])
async def test_what_slack_does_not_tell_is_said(place: Nordlys, method: str) -> None:
    """And all else is told."""
    place.slack.fail(f"^{method}$", "internal_error", status=503)
    place.workspace.new_channel("quiet", bot=False)
    seen = await found(place)
    assert any("did not tell all" in each for each in seen.missing)
    assert any("#quiet" in each for each in seen.missing) is (method != "conversations.list")
