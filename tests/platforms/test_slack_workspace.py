"""Whose tokens they are, what they allow, and which of them are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.platforms.slack.client import OutOfBoundsError
from bot.platforms.slack.scopes import ADMIN_SCOPES, BOT_SCOPES, DISCOVERY_SCOPE
from bot.platforms.slack.tiers import CAPABILITIES, Tier, limits, tier_of
from bot.platforms.slack.workspace import TokenRefusedError, connect, detected_again
from tests.loopback_slack import LoopbackSlack
from tests.loopback_slack_test.clients import Nordlys

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from bot.platforms.slack.workspace import Workspace


@pytest.fixture
async def place(shared: Path) -> AsyncIterator[Nordlys]:
    """Give a workspace."""
    assert shared.name
    async with LoopbackSlack() as slack:
        yield Nordlys(slack)
        assert slack.invalid == []


async def joined(place: Nordlys, admin_token: str = "") -> Workspace:
    """Let the bot in."""
    return await connect(place.workspace.bot_token, admin_token, base_url=place.slack.api_url)


@pytest.mark.parametrize(
    ("scopes", "tier"),
    [
        (None, Tier.BOT),
        (frozenset(), Tier.BOT),
        (ADMIN_SCOPES - {"groups:write"}, Tier.BOT),
        (ADMIN_SCOPES, Tier.ADMIN),
        ({DISCOVERY_SCOPE}, Tier.BOT),
        (ADMIN_SCOPES | {DISCOVERY_SCOPE, "more:read"}, Tier.DISCOVERY),
    ],
)
async def test_the_tier_follows_from_the_scopes_of_the_admins_token(
    place: Nordlys, scopes: frozenset[str] | None, tier: Tier
) -> None:
    """What is missing is said, and a token that lacks something is not used."""
    assert tier_of(scopes) is tier
    found = await joined(place, "" if scopes is None else place.workspace.user_token(place.eva, scopes))
    assert (found.tier, found.capabilities) == (tier, CAPABILITIES[tier])
    assert (found.admin is None) is (tier is Tier.BOT)
    lacking = sorted(ADMIN_SCOPES - scopes) if scopes is not None else []
    assert all(each in " ".join(found.lacks) for each in lacking)
    assert bool(found.lacks) is bool(lacking)


async def test_whose_the_workspace_is(place: Nordlys) -> None:
    """Its id, its name and the bot's are Slack's."""
    found = await joined(place)
    home = place.workspace
    assert (found.community, found.name, found.bot_user) == (f"slack-{home.id}", "Nordlys", home.bot.id)
    assert found.bot_id == home.bot.user.bot_id


async def test_what_the_bots_token_lacks_is_said(place: Nordlys) -> None:
    """With the way out; the rest works."""
    place.workspace.set_bot_scopes(*(BOT_SCOPES - {"im:write", "users:read"}))
    (lack,) = (await joined(place)).lacks
    assert "im:write, users:read" in lack
    assert "install" in lack


async def test_an_owner_is_as_good_as_an_admin(place: Nordlys) -> None:
    """Slack lets them do the same."""
    found = await joined(place, place.workspace.user_token(place.workspace.owner))
    assert found.tier is Tier.ADMIN


async def _another_teams(place: Nordlys) -> str:
    other = place.slack.new_workspace("Sydlys")
    return other.user_token(other.owner)


async def _a_members(place: Nordlys) -> str:
    return place.workspace.user_token(place.bo)


async def _the_bots(place: Nordlys) -> str:
    return place.workspace.bot_token


async def _a_revoked(place: Nordlys) -> str:
    token = place.workspace.user_token(place.eva)
    place.workspace.revoke(token)
    return token


REFUSED = [
    (_another_teams, "of another workspace than the bot's"),
    (_a_members, "not that of an admin or owner"),
    (_the_bots, "not that of an admin or owner"),
    (_a_revoked, "does not accept the admin's token (token_revoked)"),
]


@pytest.mark.parametrize(("given", "words"), REFUSED)
async def test_an_admins_token_that_cannot_be_one_is_refused(
    place: Nordlys, given: Callable[[Nordlys], Awaitable[str]], words: str
) -> None:
    """The words say what to give instead, and quote no token."""
    token = await given(place)
    with pytest.raises(TokenRefusedError) as refused:
        await joined(place, token)
    assert words in str(refused.value)
    assert "xoxp-" in str(refused.value) or "OAuth & Permissions" in str(refused.value)
    assert token not in str(refused.value)


async def test_a_persons_token_is_no_bots(place: Nordlys) -> None:
    """It is refused in the bot's place."""
    with pytest.raises(TokenRefusedError, match="xoxb-"):
        await connect(place.workspace.user_token(place.eva), base_url=place.slack.api_url)


async def test_an_admin_who_is_one_no_more_costs_the_tier_and_not_the_service(place: Nordlys) -> None:
    """The workspace is found anew with the bot's token alone, and says why."""
    found = await joined(place, place.workspace.user_token(place.eva))
    assert (await detected_again(found)).tier is Tier.ADMIN
    place.workspace.change(place.eva, is_admin=False)
    alone = await detected_again(found)
    assert (alone.tier, alone.admin) == (Tier.BOT, None)
    assert any("not that of an admin" in each for each in alone.lacks)
    place.workspace.revoke(place.workspace.bot_token)
    with pytest.raises(TokenRefusedError, match="bot's token"):
        await detected_again(found)


@pytest.mark.parametrize("status", [500, 429])
async def test_no_answer_is_no_refusal(place: Nordlys, status: int) -> None:
    """Whoever starts the bot tries again."""
    place.slack.fail("auth.test", "ratelimited" if status == 429 else "", status=status)
    with pytest.raises(ConnectionError):
        await joined(place)


async def test_no_token_is_shown(place: Nordlys, caplog: pytest.LogCaptureFixture) -> None:
    """Neither where a workspace is printed nor in a log of whatever level."""
    caplog.set_level(0)
    token = place.workspace.user_token(place.eva)
    found = await joined(place, token)
    await found.bot.chat_postMessage(channel=place.chat.id, text="a secret word")
    for secret in (token, place.workspace.bot_token, "a secret word"):
        assert secret not in repr(found)
        assert secret not in caplog.text


@pytest.mark.parametrize("owner", ["bot", "admin"])
async def test_a_method_outside_the_table_is_a_fault_of_the_program(place: Nordlys, owner: str) -> None:
    """Whichever way it is called; the admin's token may do less than the bot's."""
    found = await joined(place, place.workspace.user_token(place.eva))
    assert found.admin is not None
    before = len(place.slack.requests)
    if owner == "bot":
        with pytest.raises(OutOfBoundsError, match=r"conversations\.kick"):
            await found.bot.conversations_kick(channel=place.chat.id, user=place.bo.id)
    else:
        with pytest.raises(OutOfBoundsError, match=r"chat\.postMessage"):
            await found.admin.chat_postMessage(channel=place.chat.id, text="hello")
    assert len(place.slack.requests) == before


@pytest.mark.parametrize("tier", list(Tier))
def test_each_tier_says_what_it_cannot_do(tier: Tier) -> None:
    """In sentences, and with the way to more where there is one."""
    said = limits(tier)
    assert all(each.endswith(".") for each in said)
    assert any("by hand" in each for each in said)
    assert any("TAKT_SLACK_ADMIN_TOKEN" in each for each in said) is (tier is Tier.BOT)
