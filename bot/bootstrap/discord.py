"""The way into Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.bootstrap.house import PlatformRefusedError, read_action

if TYPE_CHECKING:
    from bot.bootstrap.house import House
    from bot.platforms.discord.client import TaktClient
    from bot.settings import Settings


def discord_door(house: House) -> DiscordDoor:
    """Return the way into Discord with the token of the settings."""
    from bot.platforms.discord.client import TaktClient

    _aim(house.settings)
    client = TaktClient(house.communities, read_action, house, house.settings.discord_shards)
    return DiscordDoor(client, house.settings.discord_token.get_secret_value())


class DiscordDoor:
    """Discord's gateway, with one client for all servers."""

    def __init__(self, client: TaktClient, token: str) -> None:
        self._client = client
        self._token = token

    @property
    def is_up(self) -> bool:
        """Whether every shard is connected and has its servers."""
        return self._client.is_up

    async def stay(self) -> None:
        """Stay connected until cancelled. Raises PlatformRefusedError."""
        import aiohttp
        import discord

        try:
            await self._client.start(self._token)
        except discord.LoginFailure:
            raise PlatformRefusedError("Discord knows no bot with TAKT_DISCORD_TOKEN. Copy the token again.") from None
        except discord.PrivilegedIntentsRequired:
            raise PlatformRefusedError(
                "Discord lets the bot read no messages: switch on “Message Content Intent” on the page “Bot” of your "
                "application at discord.com/developers/applications."
            ) from None
        except discord.ConnectionClosed as error:
            raise PlatformRefusedError(
                f"Discord has closed the connection for good (code {error.code}). 4004: the token was reset, copy it "
                "again. 4010 or 4011: leave TAKT_DISCORD_SHARDS empty."
            ) from None
        except (aiohttp.ClientError, OSError) as error:
            raise PlatformRefusedError(
                f"Discord can't be reached ({type(error).__name__}). Look at the network, and at TAKT_DISCORD_API_URL "
                "where it is set."
            ) from None

    async def finish(self) -> None:
        """Wait for what is under way."""
        await self._client.turns.finish()

    async def close(self) -> None:
        """Close the connection."""
        await self._client.close()


def _aim(settings: Settings) -> None:
    """Point the library at the addresses of the settings."""
    import yarl
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

    Route.BASE = settings.discord_api_url.rstrip("/")
    if settings.discord_gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)
