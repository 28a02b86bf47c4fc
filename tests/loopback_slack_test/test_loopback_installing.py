"""Several workspaces, and how the app comes into them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.loopback_slack_test.clients import refused

if TYPE_CHECKING:
    from tests.loopback_slack_test.clients import Nordlys

BACK = "https://takt.example/slack/oauth_redirect"


def authorize(nordlys: Nordlys, **more: str) -> str:
    """Return the address of Slack's page on which the app is let in."""
    asked = {"client_id": nordlys.slack.app.client_id, "scope": "chat:write,users:read", "state": "s1", **more}
    return "https://slack.com/oauth/v2/authorize?" + urlencode({"redirect_uri": BACK, **asked})


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk's way
async def test_an_installer_brings_a_code_that_is_worth_tokens_once(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """The app gets a bot with exactly the scopes, and a token that acts for the installer where it asked for one."""
    acme = nordlys.slack.new_workspace("Acme", installed=False)
    back = acme.owner.approves(authorize(nordlys, user_scope="chat:write"))
    found = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    assert (back.split("?")[0], found["state"]) == (BACK, "s1")
    app = nordlys.slack.app
    keys = {"client_id": app.client_id, "client_secret": app.client_secret, "redirect_uri": BACK}

    wrong = bot.oauth_v2_access(**{**keys, "client_secret": "wrong"}, code=found["code"])
    assert await refused(wrong) == "bad_client_secret"
    answer = await bot.oauth_v2_access(**keys, code=found["code"])
    assert await refused(bot.oauth_v2_access(**keys, code=found["code"])) == "code_already_used"
    assert await refused(bot.oauth_v2_access(**keys, code="wrong")) == "invalid_code"

    assert (answer["team"], answer["scope"]) == ({"id": acme.id, "name": "Acme"}, "chat:write,users:read")
    theirs = AsyncWebClient(answer["access_token"], base_url=nordlys.slack.api_url)
    assert (await theirs.auth_test())["user_id"] == answer["bot_user_id"] == acme.bot.id
    theirs.token = answer["authed_user"]["access_token"]
    assert (await theirs.auth_test())["user_id"] == acme.owner.id


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk's way
async def test_who_is_asked_for_their_own_token_alone_gives_no_bot(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """The bot stays as it was; and what was given can be made worthless by itself."""
    before, app = nordlys.workspace.bot_token, nordlys.slack.app
    back = nordlys.eva.approves(authorize(nordlys, scope="", user_scope="chat:write"))
    code = parse_qs(urlsplit(back).query)["code"][0]
    keys = {"client_id": app.client_id, "client_secret": app.client_secret, "redirect_uri": BACK}
    answer = await bot.oauth_v2_access(**keys, code=code)
    assert answer.get("access_token") is None
    assert nordlys.workspace.bot_token == before
    theirs = AsyncWebClient(answer["authed_user"]["access_token"], base_url=nordlys.slack.api_url)
    assert (await theirs.auth_revoke())["revoked"]
    assert await refused(theirs.auth_test()) == "token_revoked"


async def test_an_app_that_slack_does_not_know_is_not_let_in(nordlys: Nordlys) -> None:
    """Another client_id, or a redirect that the app has not, has no page."""
    with pytest.raises(AssertionError, match="client_id"):
        nordlys.eva.approves(authorize(nordlys, client_id="other"))
    nordlys.slack.app.redirect_urls = ["https://other.example/"]
    with pytest.raises(AssertionError, match="redirect"):
        nordlys.eva.approves(authorize(nordlys))
    assert "error=access_denied" in nordlys.eva.declines(authorize(nordlys))


async def test_workspaces_do_not_touch(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """A token sees its own workspace only, and each event names the workspace that it is of."""
    acme = nordlys.slack.new_workspace("Acme")
    kim = acme.new_person("kim")
    message = await kim.writes(acme.general, "hello")

    asking = bot.conversations_history(channel=acme.general.id)
    assert await refused(asking) == "channel_not_found"
    assert await refused(bot.users_info(user=kim.id)) == "user_not_found"
    assert nordlys.slack.delivered(message)[0].payload["team_id"] == acme.id
    assert nordlys.slack.delivered(message)[0].payload["authorizations"][0]["user_id"] == acme.bot.id


async def test_the_app_is_as_its_manifest_says(nordlys: Nordlys) -> None:
    """Scopes, events, commands and shortcuts come from the manifest, and nothing else is there."""
    nordlys.slack.app.configure(
        {
            "display_information": {"name": "Takt"},
            "features": {
                "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
                "slash_commands": [{"command": "/takt", "description": "Moderation"}],
                "shortcuts": [{"name": "Report", "type": "message", "callback_id": "report", "description": "x"}],
            },
            "oauth_config": {"scopes": {"bot": ["chat:write", "channels:history"], "user": ["chat:write"]}},
            "settings": {"event_subscriptions": {"bot_events": ["message.channels"]}},
        }
    )
    acme = nordlys.slack.new_workspace("Acme")
    kim = acme.new_person("kim")
    await kim.writes(acme.general, "hello")
    await kim.opens_home()

    assert nordlys.slack.world.tokens[acme.bot_token].scopes == {"chat:write", "channels:history"}
    assert [each.event["type"] for each in nordlys.slack.deliveries if each.payload["team_id"] == acme.id] == [
        "message"
    ]
    with pytest.raises(AssertionError, match="use /other"):
        await kim.uses("/other")
    with pytest.raises(AssertionError, match="'why'"):
        await kim.uses_shortcut("why")
