"""What Slack is asked for when the app is made: what the code uses, no more, in the form that Slack takes."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from ruamel.yaml import YAML
from slack_bolt.request.async_request import AsyncBoltRequest
from typing_extensions import override

from bot.platforms.slack.admission import Admission
from bot.platforms.slack.app import SlackApp
from bot.platforms.slack.installations import Tokens
from bot.platforms.slack.interactions import DRAFT, REPORT, WHY
from bot.platforms.slack.manifest import manifest_text
from bot.platforms.slack.oauth import REDIRECT
from bot.platforms.slack.scopes import ADMIN_SCOPES, BOT_SCOPES, EVENTS
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from bot.platforms.slack.app import Handlers

ROOT = Path(__file__).resolve().parents[2]
MANIFEST: dict[str, Any] = YAML(typ="safe").load(manifest_text())
SHIPPED = (ROOT / "slack-manifest.yaml").read_text(encoding="utf-8")
# Slack's own limits, from its reference of manifests: so many characters, or so many of them.
LIMITS = {
    "display_information.name": 35,
    "display_information.description": 140,
    "features.bot_user.display_name": 80,
    "features.slash_commands": 50,
    "features.slash_commands.command": 32,
    "features.slash_commands.description": 2000,
    "features.slash_commands.usage_hint": 1000,
    "features.shortcuts": 10,
    "features.shortcuts.name": 24,
    "features.shortcuts.callback_id": 255,
    "features.shortcuts.description": 150,
    "oauth_config.scopes.bot": 255,
    "oauth_config.scopes.user": 255,
    "oauth_config.redirect_urls": 1000,
    "settings.event_subscriptions.bot_events": 100,
}
KNOWN = {
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"app_home", "bot_user", "shortcuts", "slash_commands", "unfurl_domains"},
    "features.app_home": {"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"},
    "features.bot_user": {"display_name", "always_online"},
    "features.slash_commands": {"command", "description", "usage_hint", "should_escape", "url"},
    "features.shortcuts": {"name", "type", "callback_id", "description"},
    "oauth_config": {"scopes", "redirect_urls"},
    "oauth_config.scopes": {"bot", "user"},
    "settings": {
        *("allowed_ip_address_ranges", "event_subscriptions", "interactivity", "org_deploy_enabled"),
        *("socket_mode_enabled", "token_rotation_enabled"),
    },
    "settings.event_subscriptions": {"request_url", "bot_events", "user_events"},
    "settings.interactivity": {"is_enabled", "request_url", "message_menu_options_url"},
}


def test_it_asks_for_the_scopes_that_the_code_uses() -> None:
    """Of a bot and of an admin, in order, so that a reader can compare them with what Slack shows."""
    scopes = MANIFEST["oauth_config"]["scopes"]
    assert scopes == {"bot": sorted(BOT_SCOPES), "user": sorted(ADMIN_SCOPES)}


def test_it_subscribes_the_events_of_the_table() -> None:
    """All of them, each once, in order."""
    assert MANIFEST["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)


def test_its_shortcuts_and_its_command_are_those_of_the_code() -> None:
    """Each shortcut stands in the menu of messages; the command is the one that the app listens to."""
    shortcuts = MANIFEST["features"]["shortcuts"]
    assert {each["callback_id"] for each in shortcuts} == {REPORT, DRAFT, WHY}
    assert {each["type"] for each in shortcuts} == {"message"}
    (command,) = MANIFEST["features"]["slash_commands"]
    assert command["command"] == "/takt"
    # Else names are not told as ids, and `/takt strikes @name` finds nobody.
    assert command["should_escape"] is True


class _Heard:
    """Stands for all handlers, and hears which is called."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[str] = asyncio.Queue()

    def __getattr__(self, name: str) -> Callable[..., Awaitable[None]]:
        async def hear(*_: object) -> None:
            await self.told.put(name)

        return hear


class _OpenDoor(Admission):
    """Lets one workspace in, and hears what is told to it."""

    def __init__(self, told: asyncio.Queue[str]) -> None:
        self.told = told

    @property
    @override
    def is_settled(self) -> bool:
        return True

    @override
    def of(self, team: str) -> Tokens:
        return Tokens(team, "xoxb-1", "U1", "B1")

    @override
    async def revoked(self, team: str, **_: object) -> None:
        await self.told.put("revoked")

    @override
    async def uninstalled(self, team: str) -> None:
        await self.told.put("uninstalled")


@pytest.mark.parametrize("kind", sorted(EVENTS))
async def test_each_event_is_listened_to(kind: str) -> None:
    """What is subscribed in vain would only cost the app's allowance."""
    heard = _Heard()
    app = SlackApp(cast("Handlers", heard), _OpenDoor(heard.told), "http://127.0.0.1:9/")
    event = {"type": kind.partition(".")[0], "channel": "C1", "user": "U2", "ts": "1.1", "event_ts": "1.1"}
    body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event, "authorizations": []}
    answer = await app.bolt.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
    assert answer.status == 200
    async with asyncio.timeout(5):
        assert await heard.told.get()
    await app.finish()
    assert heard.told.empty()


def test_it_has_the_form_that_slack_takes() -> None:
    """No key that Slack does not know, nothing longer than Slack takes, and names that its clients take."""
    for path, value in _parts("", MANIFEST):
        if isinstance(value, dict) and path:
            assert set(value) <= KNOWN[path], path
        if isinstance(value, str | list) and path in LIMITS:
            assert 0 < len(value) <= LIMITS[path], path
    about = MANIFEST["display_information"]
    assert re.fullmatch(r"#[0-9a-f]{6}", about["background_color"])
    assert len(about.get("long_description", "x" * 174)) >= 174
    assert MANIFEST["settings"]["socket_mode_enabled"] is True
    # Takt keeps the tokens that it was given, and comes into single workspaces.
    assert MANIFEST["settings"]["token_rotation_enabled"] is False
    assert MANIFEST["settings"]["org_deploy_enabled"] is False


def test_over_http_it_says_where_slack_calls() -> None:
    """Events, interactions and the command go to the one address that is served; all else stays."""
    assert manifest_text() == SHIPPED
    text = manifest_text("https://takt.example.org/")
    changed = YAML(typ="safe").load(text)
    settings, address = changed["settings"], "https://takt.example.org/slack/events"
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"].pop("request_url") == address
    assert settings["interactivity"].pop("request_url") == address
    assert [each.pop("url") for each in changed["features"]["slash_commands"]] == [address]
    assert changed["oauth_config"].pop("redirect_urls") == [f"https://takt.example.org{REDIRECT}"]
    settings["socket_mode_enabled"] = True
    assert changed == MANIFEST
    assert all(line in text for line in SHIPPED.splitlines() if line.lstrip().startswith("#"))


@pytest.mark.parametrize("url", ["http://takt.example.org", "takt.example.org", "https://x.org/slack", "https://"])
def test_an_address_that_slack_would_not_call_is_refused(url: str) -> None:
    """Slack calls by https alone, and Takt serves paths of its own."""
    with pytest.raises(ValueError, match="without a path"):
        manifest_text(url)


def test_every_setting_of_slacks_is_in_the_example() -> None:
    """With its default, where it has one."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    of_slack = {name: each for name, each in Settings.model_fields.items() if name.startswith("slack_")}
    assert of_slack
    for name in of_slack:
        assert f"\n#TAKT_{name.upper()}=" in example, name
    assert f"TAKT_SLACK_PORT={of_slack['slack_port'].default}\n" in example
    assert f"TAKT_SLACK_API_URL={of_slack['slack_api_url'].default}\n" in example


def _parts(path: str, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - whatever YAML holds
    """Yield every part of a manifest with its keys, those of list items as those of their list."""
    yield path, value
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _parts(f"{path}.{name}".lstrip("."), each)
    if isinstance(value, list):
        for each in value:
            yield from (found for found in _parts(path, each) if not isinstance(found[1], str) or found[0] != path)
