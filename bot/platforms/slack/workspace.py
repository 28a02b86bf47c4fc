"""One workspace: its tokens' clients, and what they allow. Here alone it is known whose token is whose."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.platforms.slack.client import SLACK, Owner, RefusedError, SlackClient
from bot.platforms.slack.lookups import user_at
from bot.platforms.slack.scopes import ADMIN_METHODS, ADMIN_SCOPES, BOT_METHODS, BOT_SCOPES, DISCOVERY_METHODS
from bot.platforms.slack.tiers import CAPABILITIES, Tier, tier_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.core.effects import EffectKind

log = logging.getLogger(__name__)
_OF_ADMIN = frozenset({*ADMIN_METHODS, *DISCOVERY_METHODS})
_RANKS = ("is_admin", "is_owner", "is_primary_owner")


class TokenRefusedError(Exception):
    """A token can't be used; the message says why and the way out, and quotes no token."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """One workspace. `admin`: a client with the token of an admin, None where there is none that can be used.

    `lent`: a client with an admin's token also where it can't be used, to ask of it again.
    `lacks`: in words what its tokens lack of what the code needs.
    """

    team: str
    name: str
    bot_user: str
    bot_id: str
    url: str
    bot: AsyncWebClient = field(repr=False)
    admin: AsyncWebClient | None = field(default=None, repr=False)
    lent: AsyncWebClient | None = field(default=None, repr=False)
    tier: Tier = Tier.BOT
    lacks: tuple[str, ...] = ()

    @property
    def community(self) -> str:
        """The community's id."""
        return community_of(self.team)

    @property
    def capabilities(self) -> frozenset[EffectKind]:
        """What can be done here."""
        return CAPABILITIES[self.tier]


def community_of(team: str) -> str:
    """Return the id of a workspace's community."""
    return f"slack-{team}"


async def connect(
    bot_token: str, admin_token: str = "", *, base_url: str = SLACK, session: aiohttp.ClientSession | None = None
) -> Workspace:
    """Ask Slack whose tokens these are and what they allow. Raises TokenRefusedError, or OSError without an answer."""
    bot = SlackClient(bot_token, BOT_METHODS, base_url=base_url, session=session)
    admin = SlackClient(admin_token, _OF_ADMIN, Owner.ADMIN, base_url=base_url, session=session)
    return await _detected(bot, admin if admin_token else None)


async def connect_anyway(bot_token: str, admin_token: str = "", *, base_url: str = SLACK) -> Workspace:
    """Do the same; with an admin's token that can't be used it is as without one, and the workspace says why."""
    bot = SlackClient(bot_token, BOT_METHODS, base_url=base_url)
    admin = SlackClient(admin_token, _OF_ADMIN, Owner.ADMIN, base_url=base_url)
    return await _anyway(bot, admin if admin_token else None)


async def detected_again(workspace: Workspace) -> Workspace:
    """Return a workspace as its tokens are now; without the admin's where that can't be used any more.

    Raises TokenRefusedError where the bot's own can't, or OSError without an answer.
    """
    return await _anyway(workspace.bot, workspace.lent)


async def _anyway(bot: AsyncWebClient, admin: AsyncWebClient | None) -> Workspace:
    try:
        return await _detected(bot, admin)
    except AdminRefusedError as error:
        found = await _detected(bot, None)
        log.warning("refused: the admin's token of workspace %s: %s", found.team, error)
        return replace(found, lent=admin, lacks=(*found.lacks, str(error)))


class AdminRefusedError(TokenRefusedError):
    """It is the admin's token that can't be used."""


async def _detected(bot: AsyncWebClient, admin: AsyncWebClient | None) -> Workspace:
    about, scopes = await _about(bot, TokenRefusedError)
    found = Workspace(
        team=str(about["team_id"]),
        name=str(about.get("team", "")),
        bot_user=str(about["user_id"]),
        bot_id=str(about.get("bot_id", "")),
        url=str(about.get("url", "")),
        bot=bot,
        lacks=_lacks(BOT_SCOPES - scopes, "The bot's token", "install the app again with slack-manifest.yaml"),
    )
    if not found.bot_id:
        raise TokenRefusedError("The bot's token is a person's. Use the Bot User OAuth Token, which begins with xoxb-.")
    return found if admin is None else await _with_admin(found, admin)


async def _with_admin(workspace: Workspace, admin: AsyncWebClient) -> Workspace:
    about, scopes = await _about(admin, AdminRefusedError)
    if about["team_id"] != workspace.team:
        raise AdminRefusedError(
            "The admin's token is of another workspace than the bot's. Let an admin of the bot's own workspace install "
            "the app and give their user token, which begins with xoxp-."
        )
    try:
        person = await _asked(user_at(workspace.bot, str(about["user_id"])))
    except RefusedError as error:
        raise AdminRefusedError(
            f"Slack does not say whose the admin's token is ({error.code}), so it is not used until it does."
        ) from None
    if about.get("bot_id") or not person or not _administers(person):
        raise AdminRefusedError(
            "The admin's token is not that of an admin or owner of the workspace. Let one of them install the app and "
            "give their user token, which begins with xoxp-; without one Takt runs with the bot's token alone."
        )
    tier = tier_of(scopes)
    lacks = _lacks(ADMIN_SCOPES - scopes, "The admin's token", "it is not used; let the admin install the app again")
    usable = admin if tier is not Tier.BOT else None
    return replace(workspace, admin=usable, lent=admin, tier=tier, lacks=(*workspace.lacks, *lacks))


def _administers(person: Mapping[str, Any]) -> bool:
    gone = person.get("deleted") or person.get("is_stranger")
    return not gone and any(person.get(rank) for rank in _RANKS)


async def _about(client: AsyncWebClient, refusal: type[TokenRefusedError]) -> tuple[dict[str, Any], frozenset[str]]:
    """Return whose token it is, and its scopes."""
    whose = "admin" if refusal is AdminRefusedError else "bot"
    try:
        answer = await _asked(client.auth_test())
    except RefusedError as error:
        said = (
            f"Slack does not accept the {whose}'s token ({error.code or error.status}). Copy it again from the app's "
        )
        raise refusal(f"{said}settings, under OAuth & Permissions.") from None
    about = answer.data if isinstance(answer.data, dict) else {}
    granted = str(answer.headers.get("x-oauth-scopes", ""))
    return about, frozenset(each.strip() for each in granted.split(",") if each.strip())


async def _asked(call: Any) -> Any:  # noqa: ANN401 - whatever the call gives
    """Await a call; what is no answer is an OSError, as everywhere above the platforms."""
    try:
        return await call
    except RefusedError as error:
        if error.status >= 500 or error.status == 429:
            raise ConnectionError(f"Slack answered {error.status}") from None
        raise
    except aiohttp.ClientError as error:
        raise ConnectionError(f"no answer from Slack ({type(error).__name__})") from None


def _lacks(scopes: frozenset[str], whose: str, way_out: str) -> tuple[str, ...]:
    return (f"{whose} lacks the scopes {', '.join(sorted(scopes))}: {way_out}.",) if scopes else ()
