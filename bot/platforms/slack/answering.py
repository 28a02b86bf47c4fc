"""How somebody who did something in Slack is answered: beside the acknowledgement, or in it where it has to be."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.web.async_client import AsyncWebClient

    Payload = dict[str, Any]
    Json = Mapping[str, Any]

# Slack waits three seconds for an acknowledgement; the way there takes some of them.
ANSWERS_WITHIN = 2.5
# They stand where the person's language is not known.
_WAIT, _DONE, _FAILED = "⏳", "✅", "⚠️"
_ABOUT_FORM = ("title", "close", "private_metadata")


class Answer:
    """The way to who used a command, a button or a shortcut. Raises SlackApiError, or OSError where it is barred."""

    def __init__(self, client: AsyncWebClient, payload: Json) -> None:
        self.client = client
        self._payload = payload

    async def say(self, text: str) -> None:
        """Say something that nobody else sees: where it was done, else as a direct message."""
        url = self._payload.get("response_url")
        if not url:
            await self.client.chat_postMessage(channel=self._user, text=text)
            return
        hook = AsyncWebhookClient(url, logger=self.client.logger)
        answer = await hook.send(text=text, response_type="ephemeral", replace_original=False)
        if answer.status_code != HTTPStatus.OK:
            raise ConnectionError(f"Slack did not take the answer ({answer.status_code})")

    @property
    def _user(self) -> str:
        return str(self._payload.get("user_id") or self._payload["user"]["id"])


class Submission(Answer):
    """The way to who submitted a form. One answer, which goes into the acknowledgement while that can wait.

    Later the form is held open and changed to the answer. Without one it closes.
    """

    def __init__(self, client: AsyncWebClient, payload: Json) -> None:
        super().__init__(client, payload)
        self._form: Json = payload["view"]
        self._first: asyncio.Future[Payload | None] = asyncio.get_running_loop().create_future()
        self._is_answered = False

    async def show(self, view: Json) -> None:
        """Show another view in place of the form."""
        await self._give({"response_action": "update", "view": dict(view)}, view)

    async def refuse(self, wrong: Mapping[str, str]) -> None:
        """Say at the form's fields, by their blocks, why what was written is not taken; it stays there."""
        await self._give({"response_action": "errors", "errors": dict(wrong)}, _refilled(self._form, wrong))

    async def close(self) -> None:
        """Close the form."""
        await self._give({}, _note(self._form, _DONE))

    async def finish(self) -> None:
        """Close a form that got no answer."""
        if not self._is_answered:
            await self.close()

    async def fail(self) -> None:
        """Let the person hear that it did not work: from Slack, in their language, where it still waits."""
        if not self._first.done():
            self._first.set_result(None)
        else:
            await self._update(_note(self._form, _FAILED))

    async def acknowledgement(self, seconds: float) -> Payload | None:
        """Return the answer if it comes in time, else what holds the form open; None where it failed."""
        await asyncio.wait({self._first}, timeout=seconds)
        if not self._first.done():
            self._first.set_result({"response_action": "update", "view": _note(self._form, _WAIT)})
        return self._first.result()

    async def _give(self, body: Payload, later: Json) -> None:
        self._is_answered = True
        if not self._first.done():
            self._first.set_result(body)
        else:
            await self._update(later)

    async def _update(self, view: Json) -> None:
        """Show this in place of the form that was held open."""
        await self.client.views_update(view_id=self._form["id"], view=dict(view))


def _note(form: Json, text: str) -> Payload:
    """Return a view with the form's head and nothing but a few words."""
    head = {name: form[name] for name in _ABOUT_FORM if form.get(name)}
    return {"type": "modal", **head, "blocks": [_section(text)]}


def _refilled(form: Json, wrong: Mapping[str, str]) -> Payload:
    """Return a form that was held open as it was filled in, with what is wrong above it."""
    head = {name: form[name] for name in (*_ABOUT_FORM, "callback_id", "submit") if form.get(name)}
    values = (form.get("state") or {}).get("values") or {}
    inputs = [_filled(each, values.get(each.get("block_id")) or {}) for each in form["blocks"]]
    return {"type": "modal", **head, "blocks": [*(_section(f"⚠️ {text}") for text in wrong.values()), *inputs]}


def _filled(block: Json, values: Json) -> Payload:
    """Return a block of a form with what was written into it."""
    if block.get("type") != "input":
        return dict(block)
    element = {name: value for name, value in block["element"].items() if not name.startswith("initial_")}
    written = values.get(element["action_id"]) or {}
    if written.get("value"):
        element["initial_value"] = written["value"]
    chosen = (written.get("selected_option") or {}).get("value")
    if chosen:
        # Slack wants it letter by letter as it stands among the options.
        element["initial_option"] = next(each for each in element["options"] if each["value"] == chosen)
    return {**block, "element": element}


def _section(text: str) -> Payload:
    return {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": True}}
