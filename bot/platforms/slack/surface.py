"""Where whoever asked is answered: in the modal that they are in, in a message only they see, or in a new modal."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.core.fitting import cut
from bot.core.forms import Form
from bot.platforms.slack.blocks import answer_view, fallback, form_view, said_blocks, waiting_view
from bot.platforms.slack.card_view import card_blocks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View
    from slack_sdk.web.async_slack_response import AsyncSlackResponse

    from bot.core.forms import Answer, Said
    from bot.platforms.slack.workspace import Workspace

# So much is said at one field of a form.
_MOST_WRONG = 1000
_EXPIRED = frozenset({"expired_trigger_id", "invalid_trigger_id", "trigger_expired", "exchanged_trigger_id"})


class Filled(Protocol):
    """A form that was filled in and waits for its one answer."""

    async def show(self, view: Mapping[str, Any]) -> None:
        """Show a view in its place."""
        ...

    async def refuse(self, wrong: Mapping[str, str]) -> None:
        """Keep it open, and say at its fields, by their blocks, what is wrong there."""
        ...


class Surface:
    """Answers one payload of Slack's, whatever it came from. `form`: where that is one."""

    def __init__(self, workspace: Workspace, payload: Mapping[str, Any], form: Filled | None = None) -> None:
        self._workspace = workspace
        self._form = form
        self._user = user_in(payload)
        self._trigger = str(payload.get("trigger_id") or "")
        self._url = str(payload.get("response_url") or "")
        view = payload.get("view") or {}
        self._modal = str(view.get("id") or "") if view.get("type") == "modal" else ""
        self._inputs = {str(each.get("block_id")) for each in view.get("blocks", ()) if each.get("type") == "input"}
        self._held = ""

    async def show(self, answer: Answer) -> None:
        """Show an answer to whoever asked, and to nobody else. Raises what Slack's clients do."""
        if isinstance(answer, Form):
            await self._show_form(form_view(answer))
            return
        if self._form and (wrong := self._at_fields(answer)):
            await self._form.refuse(wrong)
            return
        url, card = self._workspace.url, answer.card
        await self.say(card_blocks(card, url) if card else said_blocks(answer, url), answer.text)

    async def say(self, blocks: Sequence[Block], text: str = "") -> None:
        """Show blocks, with a text for where they can't be shown."""
        if self._form:
            await self._form.show(answer_view(blocks).to_dict())
        elif self._held or self._modal:
            await self._workspace.bot.views_update(view_id=self._held or self._modal, view=answer_view(blocks))
        elif self._url:
            hook = AsyncWebhookClient(self._url, logger=self._workspace.bot.logger)
            took = await hook.send(
                text=fallback(text), blocks=blocks, response_type="ephemeral", replace_original=False
            )
            if took.status_code != HTTPStatus.OK:
                raise ConnectionError(f"Slack did not take the answer ({took.status_code})")
        else:
            await self.open(blocks, text)

    async def open(self, blocks: Sequence[Block], text: str = "", title: str = "Takt") -> None:
        """Show blocks in a new modal; where that took too long, in a direct message."""
        client = self._workspace.bot
        try:
            await self._open(answer_view(blocks, title))
        except SlackApiError as error:
            if error.response.get("error") not in _EXPIRED:
                raise
            opened = await client.conversations_open(users=[self._user])
            await client.chat_postMessage(channel=opened["channel"]["id"], text=fallback(text), blocks=blocks)

    async def hold(self) -> None:
        """Open a modal in which somebody waits for the answer: three seconds after the press none can be opened."""
        opened = await self._open(waiting_view())
        self._held = str(opened["view"]["id"])

    def _at_fields(self, said: Said) -> dict[str, str]:
        """Return what is wrong by the form's fields; nothing where it has no such field."""
        wrong = {field: cut(text, _MOST_WRONG) for field, text in said.wrong}
        return wrong if wrong.keys() <= self._inputs else {}

    async def _show_form(self, view: View) -> None:
        if self._form:
            await self._form.show(view.to_dict())
        elif self._held:
            await self._workspace.bot.views_update(view_id=self._held, view=view)
        else:
            await self._open(view)

    async def _open(self, view: View) -> AsyncSlackResponse:
        client = self._workspace.bot
        return await (client.views_push if self._modal else client.views_open)(trigger_id=self._trigger, view=view)


def user_in(payload: Mapping[str, Any]) -> str:
    """Return who sent a payload."""
    return str((payload.get("user") or {}).get("id") or payload.get("user_id") or "")
