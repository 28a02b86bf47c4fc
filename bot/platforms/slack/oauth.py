"""How a workspace lets the bot in, and how an admin lends it their right to delete: by Slack's own pages."""

from __future__ import annotations

import base64
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin

from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.fault_words import fault_words
from bot.platforms.slack.app import refuse
from bot.platforms.slack.faults import UNREACHED, error_of
from bot.platforms.slack.pages import onward, page
from bot.platforms.slack.states import SECONDS, States

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.platforms.slack.admission import Admission
    from bot.platforms.slack.installations import SlackInstallations

    Brought = Mapping[str, Any]

log = logging.getLogger(__name__)
INSTALL, GRANT, REDIRECT = "/slack/install", "/slack/grant", "/slack/oauth_redirect"
_COOKIE = "takt-slack-state"
_OURS = frozenset({"invalid_client_id", "bad_client_secret", "bad_redirect_uri"})


@dataclass(frozen=True, slots=True)
class Asked:
    """The scopes that are asked for: of the bot's token, of an admin's, and of one on Enterprise besides."""

    bot: frozenset[str]
    admin: frozenset[str]
    discovery: frozenset[str]


@dataclass(frozen=True, slots=True)
class Client:
    """The app as Slack's OAuth knows it. `public_url`: where people reach these pages, without a path."""

    id: str
    secret: str
    public_url: str
    api_url: str


class _RefusedError(Exception):
    """Somebody is not let through: why, and the way out, in words for them."""

    def __init__(self, why: str, *paragraphs: str, team: str = "", status: int = 403) -> None:
        super().__init__(why)
        self.why, self.paragraphs, self.team, self.status = why, paragraphs, team, status


class OAuth:
    """The pages. What is brought back is believed once Slack says whose it is."""

    def __init__(
        self, client: Client, asked: Asked, installations: SlackInstallations, admission: Admission, states: States
    ) -> None:
        self._client = client
        self._asked = asked
        self._installations = installations
        self._admission = admission
        self._states = states
        self._back = f"{client.public_url.rstrip('/')}{REDIRECT}"

    def routes(self) -> list[web.RouteDef]:
        """Return the pages' addresses."""
        return [web.get(INSTALL, self.install), web.get(GRANT, self.grant), web.get(REDIRECT, self.redirect)]

    async def install(self, request: web.Request) -> web.Response:
        """Send whoever wants the bot in their workspace to Slack."""
        del request
        return self._to_slack(INSTALL, scope=self._asked.bot)

    async def grant(self, request: web.Request) -> web.Response:
        """Send an admin to Slack, with `?discovery=1` one of an Enterprise organisation that has the Discovery API."""
        wanted = self._asked.admin | (self._asked.discovery if request.query.get("discovery") else frozenset())
        return self._to_slack(GRANT, user_scope=wanted)

    async def redirect(self, request: web.Request) -> web.Response:
        """Take what somebody brings back from Slack."""
        try:
            answer = await self._brought_back(request)
        except _RefusedError as error:
            refuse("authorisation", error.team, error.why)
            answer = page("Not done", *error.paragraphs, status=error.status)
        except Exception as error:  # noqa: BLE001 - whoever stands there must hear of it
            log.error("an authorisation failed: %s", fault_words(error))  # noqa: TRY400 - no token in a log
            answer = page("Not done", f"That did not work. Begin again at {INSTALL} or {GRANT}.", status=502)
        answer.del_cookie(_COOKIE, path="/slack")
        return answer

    def _to_slack(self, what: str, **scopes: frozenset[str]) -> web.Response:
        state = self._states.issue(what)
        wanted = {name: ",".join(sorted(each)) for name, each in scopes.items()}
        asked = {"client_id": self._client.id, **wanted, "redirect_uri": self._back, "state": state}
        answer = onward(f"{urljoin(self._client.api_url, '/oauth/v2/authorize')}?{urlencode(asked)}")
        is_safe = self._client.public_url.startswith("https:")
        answer.set_cookie(_COOKIE, state, max_age=SECONDS, path="/slack", httponly=True, secure=is_safe, samesite="Lax")
        return answer

    async def _brought_back(self, request: web.Request) -> web.Response:
        what = self._states.consume(request.query.get("state", ""), request.cookies.get(_COOKIE, ""))
        if not what:
            raise _RefusedError(
                "its state is unknown, old, used or another browser's",
                "This page was not opened by what you began in this browser within the last ten minutes.",
                f"Begin again at {INSTALL}, or at {GRANT} where you are an admin who gives Takt their token.",
            )
        if error := request.query.get("error"):
            why = "access_denied" if error == "access_denied" else "Slack sent an error"
            raise _RefusedError(why, "Slack did not let Takt in, so nothing has changed.", f"Begin again at {what}.")
        brought = await self._access(request.query.get("code", ""), what)
        return await (self._installed(brought) if what == INSTALL else self._granted(brought))

    async def _access(self, code: str, what: str) -> Brought:
        """Change a code for tokens."""
        given = {"code": code, "redirect_uri": self._back}
        headers = {"Authorization": _basic(self._client)}
        try:
            answer = await self._slack().api_call("oauth.v2.access", data=given, headers=headers)
        except SlackApiError as error:
            if error_of(error) in _OURS:
                log.error(  # noqa: TRY400 - no code in a log
                    "Slack says %s: look at TAKT_SLACK_CLIENT_ID, TAKT_SLACK_CLIENT_SECRET and TAKT_SLACK_PUBLIC_URL",
                    error_of(error),
                )
            raise _RefusedError(
                error_of(error), "Slack did not take the code that you brought.", f"Begin again at {what}."
            ) from None
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    async def _installed(self, brought: Brought) -> web.Response:
        team, token = _team(brought), str(brought.get("access_token") or "")
        if not team:
            raise await self._refusal_of_organisation(token)
        if brought.get("expires_in"):
            raise _RefusedError(
                "its tokens would expire",
                "Takt's app at Slack has token rotation switched on, which Takt does not know.",
                "Whoever runs Takt has to switch it off at api.slack.com/apps, page “OAuth & Permissions”.",
                team=team,
            )
        who = await self._admission.identity(token)
        if who.team != team:
            raise _RefusedError("its token is of another workspace", f"Begin again at {INSTALL}.", team=team)
        await self._installations.async_save(_installation(brought, who.bot))
        if not await self._admission.learn(team):
            raise _RefusedError("Slack took the token back", f"Begin again at {INSTALL}.", team=team)
        return page(
            f"Takt is in {_name(brought)}",
            "Invite it into the channels that it is to moderate: /invite @Takt.",
            f"To let it hide messages, an admin or owner of the workspace gives it their right to at {GRANT}.",
        )

    async def _granted(self, brought: Brought) -> web.Response:
        team, authed = _team(brought), brought.get("authed_user") or {}
        token, user = str(authed.get("access_token") or ""), str(authed.get("id") or "")
        if not team:
            raise await self._refusal_of_organisation(token)
        if reason := await self._not_granted(team, user, token, _scopes(authed)):
            why, *paragraphs = reason
            await self._give_back(token)
            raise _RefusedError(why, *paragraphs, f"Then begin again at {GRANT}.", team=team)
        scopes = sorted(_scopes(authed))
        given = Installation(team_id=team, user_id=user, user_token=token, user_scopes=scopes)
        await self._installations.async_save(given)
        await self._admission.learn(team)
        return page(
            "Takt has your token",
            f"In {_name(brought)} it deletes, restores and removes in your name from now on, and does nothing else.",
            "You take it back in Slack under “Apps”, “Takt”, “Remove authorisation”.",
        )

    async def _not_granted(self, team: str, user: str, token: str, scopes: frozenset[str]) -> tuple[str, ...]:
        """Return why an admin's token is not taken, in words for the log and for them; empty where it is."""
        tokens = self._admission.of(team)
        if tokens is None:
            return "the bot is not in that workspace", f"Takt is not in this workspace. Let it in first at {INSTALL}."
        if not token or not scopes >= self._asked.admin:
            return "scopes are missing", "Slack gave less than Takt asked for. Agree to all that is asked."
        who = await self._admission.identity(token)
        if (who.team, who.user) != (team, user):
            return "its token is somebody else's", "Slack says that the token is somebody else's."
        asked = await AsyncWebClient(tokens.bot, base_url=self._client.api_url).users_info(user=user)
        person = asked["user"]
        if not (person.get("is_admin") or person.get("is_owner")):
            return "not an admin", "You are neither an admin nor an owner of this workspace. Ask one of them."
        return ()

    async def _refusal_of_organisation(self, token: str) -> _RefusedError:
        await self._give_back(token)
        return _RefusedError(
            "it is for a whole organisation",
            "Takt is let in workspace by workspace, and not into a whole organisation at once.",
            "Begin again, and choose a workspace at the top right of Slack's page instead of the organisation.",
        )

    async def _give_back(self, token: str) -> None:
        """Let Slack forget a token that is not taken, so that it lies nowhere."""
        if not token:
            return
        try:
            await AsyncWebClient(token, base_url=self._client.api_url).auth_revoke()
        except (SlackApiError, *UNREACHED) as error:
            log.warning("a token that was not taken could not be given back: %s", fault_words(error))

    def _slack(self) -> AsyncWebClient:
        return AsyncWebClient(base_url=self._client.api_url)


def _basic(client: Client) -> str:
    return "Basic " + base64.b64encode(f"{client.id}:{client.secret}".encode()).decode()


def _team(brought: Brought) -> str:
    """Return the workspace, empty where it is a whole organisation."""
    return "" if brought.get("is_enterprise_install") else str((brought.get("team") or {}).get("id") or "")


def _name(brought: Brought) -> str:
    return str((brought.get("team") or {}).get("name") or "your workspace")


def _scopes(brought: Brought) -> frozenset[str]:
    return frozenset(str(brought.get("scope") or "").split(",")) - {""}


def _installation(brought: Brought, bot: str) -> Installation:
    enterprise = brought.get("enterprise") or {}
    return Installation(
        app_id=brought.get("app_id"),
        enterprise_id=enterprise.get("id"),
        enterprise_name=enterprise.get("name"),
        team_id=_team(brought),
        team_name=_name(brought),
        bot_token=brought.get("access_token"),
        bot_id=bot,
        bot_user_id=brought.get("bot_user_id"),
        bot_scopes=sorted(_scopes(brought)),
        user_id="",
    )
