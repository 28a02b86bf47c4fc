"""The app at the other end of Slack's requests, for all workspaces: each is acknowledged first and then worked on."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, Protocol

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.fault_words import fault_words
from bot.pipeline.once import Once
from bot.pipeline.turns import Turns
from bot.platforms.slack.answering import ANSWERS_WITHIN, Answer, Submission
from bot.platforms.slack.delivered import REMEMBERED, name_of
from bot.platforms.slack.quiet import APP_NAME, hush

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping
    from re import Pattern

    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_bolt.request.async_request import AsyncBoltRequest

    from bot.platforms.slack.admission import Admission
    from bot.platforms.slack.installations import Tokens

    Json = Mapping[str, Any]
    OnEvent = Callable[[str, Json], Coroutine[Any, Any, None]]
    OnUse = Callable[[str, Json, Answer], Coroutine[Any, Any, None]]

log = logging.getLogger(__name__)
_EVERYTHING = re.compile("")
_IS_TEAM = re.compile(r"[A-Z0-9]{1,32}")
# These come from Slack itself, before or after there is a workspace to speak of.
_OF_NO_WORKSPACE = frozenset({"url_verification", "ssl_check"})
_LAST_WORDS = frozenset({"tokens_revoked", "app_uninstalled"})
_DONE, _FAILED, _LATER = 200, 500, 503


class Handlers(Protocol):
    """Who does what Slack asks for. Each request comes once, after it was acknowledged, with the workspace's id."""

    async def installed(self, tokens: Tokens) -> None:
        """Serve a workspace from now on; or its tokens changed."""
        ...

    async def removed(self, team: str) -> None:
        """Serve a workspace no more."""
        ...

    def lost(self) -> None:
        """Take note that from now on things happen that nobody tells."""
        ...

    async def came_back(self) -> None:
        """Read what happened since: everything is told again from now on."""
        ...

    async def rate_limited(self, team: str, minute: int) -> None:
        """Take note that Slack told nothing in the minute that began so many seconds after 1970."""
        ...

    async def message(self, team: str, event: Json) -> None:
        """Take in a message, or that one changed or went, as its subtype says."""
        ...

    async def user_changed(self, team: str, event: Json) -> None:
        """Take note of somebody's new name, rights or such."""
        ...

    async def group_changed(self, team: str, event: Json) -> None:
        """Take note of a user group's new members, name or such."""
        ...

    async def joined_channel(self, team: str, event: Json) -> None:
        """Take note that somebody, such as the bot, came into a channel."""
        ...

    async def channel_changed(self, team: str, event: Json) -> None:
        """Take note that a channel was made, renamed, archived and so on, or that the bot left it."""
        ...

    async def home_opened(self, team: str, event: Json) -> None:
        """Show somebody the home tab."""
        ...

    async def command(self, team: str, payload: Json, answer: Answer) -> None:
        """Do what was typed after /takt."""
        ...

    async def pressed(self, team: str, payload: Json, answer: Answer) -> None:
        """Do what a button or a menu is for, in a message, a modal or the home tab."""
        ...

    async def shortcut(self, team: str, payload: Json, answer: Answer) -> None:
        """Do what a shortcut is for, a global one or one on a message."""
        ...

    async def submitted(self, team: str, payload: Json, answer: Submission) -> None:
        """Take what was filled in; an answer within two and a half seconds stands in the form itself."""
        ...

    async def closed(self, team: str, payload: Json) -> None:
        """Take note that a form was closed."""
        ...


class SlackApp:
    """slack_bolt's app, which reads requests, and who may have them done. `bolt` takes them, verified before."""

    def __init__(self, handlers: Handlers, admission: Admission, api_url: str) -> None:
        self._handlers = handlers
        self._admission = admission
        self._turns = Turns()
        self._once = Once(REMEMBERED)
        self._is_ending = False
        self.answers_within = ANSWERS_WITHIN
        admission.let_in = lambda tokens: self.begin(handlers.installed(tokens))
        admission.let_out = lambda team: self.begin(handlers.removed(team))
        quiet = hush()
        self.bolt = AsyncApp(
            name=APP_NAME,
            logger=quiet,
            client=AsyncWebClient(base_url=api_url, logger=quiet),
            before_authorize=self._let_in,
            authorize=_authorize(admission),  # type: ignore[arg-type]  # bolt takes None for who is not let in
            request_verification_enabled=False,  # http.py verifies, so that what is refused is logged without its body
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        self.bolt.error(self._failed)
        self._listen()

    def begin(self, job: Coroutine[Any, Any, None]) -> None:
        """Do something beside all else; it is waited for at the end."""
        self._turns.begin(job)

    async def finish(self) -> None:
        """Acknowledge nothing any more, so that Slack tells it again later, and wait for what is under way."""
        self._is_ending = True
        await self._turns.finish()

    def _listen(self) -> None:
        does, app = self._handlers, self.bolt
        events: tuple[tuple[str | Pattern[str], OnEvent], ...] = (
            ("message", does.message),
            ("user_change", does.user_changed),
            (re.compile("^subteam_"), does.group_changed),
            ("member_joined_channel", does.joined_channel),
            (re.compile("^(channel|group)_"), does.channel_changed),
            ("app_home_opened", does.home_opened),
            ("tokens_revoked", self._revoked),
            ("app_uninstalled", self._uninstalled),
            # What nobody listens to is acknowledged too, or Slack would tell it four times.
            (_EVERYTHING, _nothing),
        )
        for kind, handler in events:
            app.event(kind)(self._on_event(handler))
        app.command("/takt")(self._on_use(does.command))
        app.block_action(_EVERYTHING)(self._on_use(does.pressed))
        app.shortcut(_EVERYTHING)(self._on_use(does.shortcut))
        app.view_submission(_EVERYTHING)(self._on_form)
        app.view_closed(_EVERYTHING)(self._on_close)

    async def _let_in(
        self,
        body: Json,
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - bolt names it so
    ) -> BoltResponse | None:
        """Stop what comes from a workspace that is not let in, and what came before."""
        kind, team = _kind(body), context.team_id or ""
        if kind in _OF_NO_WORKSPACE:
            return await next()
        is_known = self._admission.of(team) is not None or kind in _LAST_WORDS
        if self._is_ending or (not is_known and not self._admission.is_settled):
            return BoltResponse(status=_LATER)
        if not is_known:
            refuse(kind, team, "the bot is not in that workspace")
            return BoltResponse(status=_DONE)
        name = name_of(team, body)
        if name and not self._once.is_first(name):
            return BoltResponse(status=_DONE)
        if kind == "app_rate_limited":
            self.begin(self._handlers.rate_limited(team, int(body.get("minute_rate_limited") or 0)))
            return BoltResponse(status=_DONE)
        return await next()

    def _on_event(self, handler: OnEvent) -> Callable[..., Awaitable[None]]:
        async def listener(context: AsyncBoltContext, event: Json) -> None:
            self.begin(handler(str(context.team_id), event))

        return listener

    def _on_use(self, handler: OnUse) -> Callable[..., Awaitable[None]]:
        async def listener(context: AsyncBoltContext, body: Json, client: AsyncWebClient, ack: AsyncAck) -> None:
            await ack()
            self.begin(handler(str(context.team_id), body, Answer(client, body)))

        return listener

    async def _on_form(self, context: AsyncBoltContext, body: Json, client: AsyncWebClient, ack: AsyncAck) -> None:
        answer = Submission(client, body)
        self.begin(_answered(self._handlers.submitted(str(context.team_id), body, answer), answer))
        said = await answer.acknowledgement(self.answers_within)
        if said is None:
            ack.response = BoltResponse(status=_FAILED)
        else:
            await ack(said)

    async def _on_close(self, context: AsyncBoltContext, body: Json, ack: AsyncAck) -> None:
        await ack()
        self.begin(self._handlers.closed(str(context.team_id), body))

    async def _revoked(self, team: str, event: Json) -> None:
        tokens = event.get("tokens") or {}
        await self._admission.revoked(team, bot=bool(tokens.get("bot")), users=tokens.get("oauth") or ())

    async def _uninstalled(self, team: str, event: Json) -> None:
        del event
        await self._admission.uninstalled(team)

    async def _failed(self, error: Exception, request: AsyncBoltRequest) -> None:
        log.error("%s was not answered: %s", _kind(request.body), fault_words(error))


def refuse(kind: str, team: str, why: str) -> None:
    """Write to the log that a request was refused; nothing that is in it, nor what it only claims to be."""
    whose = f"workspace {team}" if _IS_TEAM.fullmatch(team) else "no workspace"
    log.warning("refused: %s of %s: %s", kind, whose, why)


def _authorize(admission: Admission) -> Callable[..., Awaitable[AuthorizeResult | None]]:
    """Return what tells bolt by what token a workspace is answered."""

    async def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
        tokens = admission.of(team_id or "")
        if tokens is None:
            return None
        of = {"enterprise_id": enterprise_id, "team_id": team_id, "bot_user_id": tokens.bot_user}
        return AuthorizeResult(**of, bot_id=tokens.bot_id, bot_token=tokens.bot)

    return authorize


async def _answered(job: Awaitable[None], answer: Submission) -> None:
    try:
        await job
        await answer.finish()
    except Exception:
        await answer.fail()
        raise


async def _nothing(team: str, event: Json) -> None:
    del team, event


_KINDS = _OF_NO_WORKSPACE | {
    *("app_rate_limited", "block_actions", "block_suggestion", "view_submission", "view_closed"),
    *("shortcut", "message_action"),
}


def _kind(body: Json) -> str:
    """Return what kind of request it is, in a word that is ours."""
    if "command" in body:
        return "command"
    if body.get("type") == "event_callback":
        event = (body.get("event") or {}).get("type")
        return str(event) if event in _LAST_WORDS else "event"
    kind = "ssl_check" if body.get("ssl_check") else body.get("type")
    return str(kind) if kind in _KINDS else "request"
