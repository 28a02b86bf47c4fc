"""The way into Slack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.bootstrap.house import PlatformRefusedError, read_action

if TYPE_CHECKING:
    from bot.bootstrap.house import House
    from bot.platforms.slack.door import Keys
    from bot.platforms.slack.door import SlackDoor as Ways
    from bot.platforms.slack.workspaces import Workspaces
    from bot.settings import Settings


def slack_door(house: House) -> SlackDoor:
    """Return the way into Slack that the settings open. Raises PlatformRefusedError for settings that open none."""
    from bot.bootstrap import SystemClock
    from bot.platforms.slack import door
    from bot.platforms.slack.faults import SlackRefusedError
    from bot.platforms.slack.oauth import Asked
    from bot.platforms.slack.scopes import ADMIN_SCOPES, BOT_SCOPES, DISCOVERY_SCOPE
    from bot.platforms.slack.workspaces import Workspaces

    if house.ledger is None:
        raise ConnectionError("no ledger is open")
    keys = keys_of(house.settings)
    workspaces = Workspaces(house.communities, read_action, house, keys.api_url, SystemClock().now)
    asked = Asked(BOT_SCOPES, ADMIN_SCOPES, frozenset({DISCOVERY_SCOPE}))
    try:
        return SlackDoor(door.slack_door(keys, workspaces, house.ledger.installations, asked), workspaces)
    except SlackRefusedError as error:
        raise PlatformRefusedError(str(error)) from None


class SlackDoor:
    """Slack's ways in, and the workspaces behind them."""

    def __init__(self, ways: Ways, workspaces: Workspaces) -> None:
        self._ways = ways
        self._workspaces = workspaces

    @property
    def is_up(self) -> bool:
        """Whether all that Slack tells is heard."""
        return self._ways.is_up

    async def stay(self) -> None:
        """Stay connected until cancelled. Raises PlatformRefusedError."""
        from bot.platforms.slack.faults import SlackRefusedError

        try:
            await self._ways.stay()
        except SlackRefusedError as error:
            raise PlatformRefusedError(str(error)) from None

    async def finish(self) -> None:
        """Wait for what is under way."""
        await self._workspaces.finish()
        await self._ways.finish()

    async def close(self) -> None:
        """Close every connection."""
        await self._ways.close()


def keys_of(settings: Settings) -> Keys:
    """Return what the settings say of Slack."""
    from bot.platforms.slack.door import Keys

    return Keys(
        api_url=settings.slack_api_url,
        port=settings.slack_port,
        bot_token=settings.slack_bot_token.get_secret_value(),
        admin_token=settings.slack_admin_token.get_secret_value(),
        app_token=settings.slack_app_token.get_secret_value(),
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret.get_secret_value(),
        public_url=settings.slack_public_url,
    )
