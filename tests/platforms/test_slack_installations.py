"""What is kept of each workspace, and who is let in by it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.oauth.installation_store import Installation

from bot.platforms.slack.delivered import name_of
from bot.platforms.slack.door import slack_door
from bot.platforms.slack.faults import SlackRefusedError
from bot.platforms.slack.installations import PLATFORM, SlackInstallations
from tests.loopback_slack import LoopbackSlack
from tests.platforms.slack_doors import ASKED, HUSH, Heard, keys, standing

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger

OF: dict[str, Any] = {"enterprise_id": None, "team_id": "T1"}


def bot(token: str = "xoxb-1", **more: object) -> Installation:  # noqa: S107 - it opens nothing
    """Return what an installation brings."""
    given = {"team_id": "T1", "team_name": "Acme", "bot_id": "B1", "bot_user_id": "U1", "bot_scopes": ["chat:write"]}
    return Installation(**{"user_id": "U2", "installed_at": 7.5, "bot_token": token, **given, **more})  # type: ignore[arg-type]  # by name


def grant(user: str = "U9", token: str = "xoxp-9") -> Installation:  # noqa: S107 - it opens nothing
    """Return what an admin's grant brings."""
    return Installation(team_id="T1", user_id=user, user_token=token, user_scopes=["chat:write"])


@pytest.fixture
def store(ledger: SqlLedger) -> SlackInstallations:
    """Give an empty store."""
    return SlackInstallations(ledger.installations)


async def test_bot_and_admin_are_kept_side_by_side(store: SlackInstallations) -> None:
    """In whatever order they come, each anew in its own place; as slack_sdk asks for them and as we do."""
    await store.async_save(grant())
    assert await store.async_find_bot(**OF) is None
    await store.async_save(bot())
    await store.async_save(bot("xoxb-2"))
    await store.async_save(grant("U8", "xoxp-8"))
    found = await store.tokens("T1")
    assert (found.bot, found.bot_user, found.bot_id) == ("xoxb-2", "U1", "B1")
    assert (found.admin, found.admin_user) == ("xoxp-8", "U8")
    assert "xox" not in repr(found)
    kept = await store.async_find_bot(**OF)
    assert kept is not None
    assert (kept.bot_token, kept.bot_scopes, kept.installed_at) == ("xoxb-2", ["chat:write"], 7.5)
    whole = await store.async_find_installation(**OF, user_id="U8")
    assert whole is not None
    assert (whole.bot_token, whole.user_token, whole.user_scopes) == ("xoxb-2", "xoxp-8", ["chat:write"])
    assert await store.async_find_installation(**OF, user_id="U9") is None
    assert await store.teams() == ["T1"]


async def test_just_what_was_revoked_goes(store: SlackInstallations, ledger: SqlLedger) -> None:
    """An admin's token is theirs alone; the bot's goes without the admin's; with the last the record goes."""
    await store.async_save(bot())
    await store.async_save_bot(bot("xoxb-2").to_bot())
    await store.async_save(grant())
    await store.async_delete_installation(**OF, user_id="U8")
    assert (await store.tokens("T1")).admin == "xoxp-9"
    await store.async_delete_bot(**OF)
    assert ((await store.tokens("T1")).bot, (await store.tokens("T1")).admin) == ("", "xoxp-9")
    await store.async_delete_installation(**OF, user_id="U9")
    assert await ledger.installations.all(PLATFORM) == {}
    await store.async_save(bot())
    await store.async_save(grant())
    await store.async_delete_all(**OF)
    assert await ledger.installations.all(PLATFORM) == {}


async def test_no_more_is_kept_than_is_needed(store: SlackInstallations, ledger: SqlLedger) -> None:
    """Neither who installed it, nor a token that nobody asked for beside the bot's."""
    await store.async_save(bot(incoming_webhook_url="https://hooks.example/1"))
    record = await ledger.installations.get(PLATFORM, "T1")
    assert record is not None
    assert "U2" not in record
    assert "hooks" not in record


async def test_a_whole_organisation_is_not_kept(store: SlackInstallations) -> None:
    """It is said in words, and nothing is found for one."""
    for given in (bot(is_enterprise_install=True), bot(team_id=None)):
        with pytest.raises(ValueError, match="install workspace by workspace"):
            await store.async_save(given)
    for more in ({"team_id": None}, {"is_enterprise_install": True}):
        assert await store.async_find_bot(**{**OF, **more}) is None
        assert await store.async_find_installation(**{**OF, **more}) is None


async def test_two_who_save_at_once_lose_nothing(store: SlackInstallations) -> None:
    """An installation and a grant that cross each other are both kept."""
    await asyncio.gather(store.async_save(bot()), store.async_save(grant()))
    found = await store.tokens("T1")
    assert (found.bot, found.admin) == ("xoxb-1", "xoxp-9")


@pytest.mark.parametrize("way", ["socket", "http"])
async def test_while_it_is_not_known_who_is_let_in_nobody_is_sent_away(
    way: str, ledger: SqlLedger, shared: object, quiet: None
) -> None:
    """What comes before Slack said whose the token is comes again, and is heard then."""
    del shared, quiet
    async with LoopbackSlack() as slack:
        workspace, heard = slack.new_workspace("Nordlys"), Heard()
        slack.courier.ack_seconds, slack.courier.retries_after = 0.3, (0.0, 0.2, 0.2, 0.2, 2.0, 2.0)
        slack.delay("auth.test", 0.5)
        async with standing(slack, keys(slack, way, bot_token=workspace.bot_token), heard, ledger.installations):
            message = await workspace.owner.writes(workspace.general, HUSH)
            await slack.until(lambda: heard.of("message"))
            await slack.until(lambda: slack.delivered(message)[0].done)
            assert slack.delivered(message)[0].attempts[0].failure
            assert len(heard.of("message")) == 1


async def test_slack_that_does_not_say_is_asked_again(
    ledger: SqlLedger, shared: object, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault on its side is no reason to send anybody away."""
    del shared
    async with LoopbackSlack() as slack:
        workspace, heard = slack.new_workspace("Nordlys"), Heard()
        slack.fail("auth.test", status=503)
        async with standing(
            slack, keys(slack, "http", bot_token=workspace.bot_token), heard, ledger.installations
        ) as door:
            assert not door.is_up
            await slack.until(lambda: heard.served)
            assert door.is_up
    assert "Slack does not say whose a token is (internal_error), tried again in 1 s" in caplog.messages


async def test_a_wrong_bot_token_ends_with_the_way_out(ledger: SqlLedger, shared: object) -> None:
    """It is named by its setting and not repeated."""
    del shared
    async with LoopbackSlack() as slack:
        given = keys(slack, "socket", bot_token=f"xoxb-{HUSH}")
        door = slack_door(given, Heard(), ledger.installations, ASKED)
        with pytest.raises(SlackRefusedError, match=r"no bot with TAKT_SLACK_BOT_TOKEN \(invalid_auth\)") as refused:
            await asyncio.wait_for(door.stay(), 20)
        assert HUSH not in str(refused.value)
        assert HUSH not in repr(given)


async def test_the_tokens_of_the_settings_stand_for_their_workspace(ledger: SqlLedger, shared: object) -> None:
    """With the admin's beside; what was let in by Slack's pages goes before."""
    del shared
    async with LoopbackSlack() as slack:
        workspace, heard = slack.new_workspace("Nordlys"), Heard()
        given = keys(slack, "http", bot_token=workspace.bot_token, admin_token="xoxp-1")  # noqa: S106 - it opens nothing
        async with standing(slack, given, heard, ledger.installations):
            await slack.until(lambda: heard.served)
        assert (heard.served[workspace.id].bot, heard.served[workspace.id].admin) == (workspace.bot_token, "xoxp-1")
        newer = workspace.install()
        store = SlackInstallations(ledger.installations)
        await store.async_save(bot(newer, team_id=workspace.id))
        heard.served.clear()
        async with standing(slack, given, heard, ledger.installations) as door:
            await slack.until(lambda: heard.served)
            assert heard.served[workspace.id].bot == newer
            workspace.uninstall()
            await slack.until(lambda: not heard.served)
            assert door.tokens(workspace.id) is None


def test_what_slack_sends_again_is_known_by_its_name() -> None:
    """Workspaces and kinds are told apart; what says nothing of itself has no name."""
    first = {"type": "event_callback", "event_id": "Ev1"}
    bodies: list[dict[str, Any]] = [
        first,
        {"command": "/takt", "trigger_id": "Ev1"},
        {"type": "view_closed", "view": {"id": "V1", "hash": "1"}},
        {"type": "view_closed", "view": {"id": "V1", "hash": "2"}},
    ]
    names = [name_of("T1", each) for each in bodies] + [name_of("T2", first)]
    assert len(set(names)) == len(names)
    assert name_of("T1", {"type": "odd"}) == ""
