"""How somebody who did something in Slack is answered: beside the acknowledgement, or in it where it has to be."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.web.async_client import AsyncWebClient

    Payload = dict[str, Any]
    Json = Mapping[str, Any]
    Blocks = Sequence[Json]

# Slack waits three seconds for an acknowledgement; the way there takes some of them.
ANSWERS_WITHIN = 2.5
# They stand where the person's language is not known.
_WAIT, _DONE, _FAILED = "⏳", "✅", "⚠️"
_OF_FORM = ("type", "callback_id", "title", "close", "submit", "blocks", "private_metadata", "notify_on_close")
_ABOUT_FORM = ("title", "close", "private_metadata")


class Answer:
    """The way to who used a command, a button or a shortcut. Raises SlackApiError, or OSError where it is barred."""

    def __init__(self, client: AsyncWebClient, payload: Json) -> None:
        self.client = client
        self._payload = payload

    async def say(self, text: str, blocks: Blocks = ()) -> None:
        """Say something that nobody else sees: where it was done, else as a direct message."""
        if not await self._respond(text=text, blocks=blocks, response_type="ephemeral", replace_original=False):
            await self.client.chat_postMessage(
                channel=self._user, text=text, blocks=[dict(each) for each in blocks] or None
            )

    async def replace(self, text: str, blocks: Blocks = ()) -> None:
        """Show this in place of the message that the button was in."""
        if not await self._respond(text=text, blocks=blocks, replace_original=True):
            raise ConnectionError("there is no message to replace")

    async def remove(self) -> None:
        """Take away the message that the button was in, if it was one."""
        await self._respond(delete_original=True)

    async def open(self, view: Json) -> None:
        """Open a modal, on top of the one that this was done in. Slack takes it within three seconds only."""
        trigger = self._payload["trigger_id"]
        is_on_top = (self._payload.get("view") or {}).get("type") == "modal"
        opened = self.client.views_push if is_on_top else self.client.views_open
        await opened(trigger_id=trigger, view=dict(view))

    async def update(self, view: Json) -> None:
        """Show this in place of the modal, or of the home tab, that this was done in."""
        shown = self._payload["view"]
        if shown.get("type") == "home":
            await self.client.views_publish(user_id=self._user, view=dict(view))
        else:
            await self.client.views_update(view_id=shown["id"], view=dict(view))

    @property
    def _user(self) -> str:
        return str(self._payload.get("user_id") or self._payload["user"]["id"])

    async def _respond(self, **said: Any) -> bool:
        """Answer at the place where it was done, and say whether there is one."""
        url = self._payload.get("response_url")
        if not url:
            return False
        said["blocks"] = [dict(each) for each in said.get("blocks", ())] or None
        answer = await AsyncWebhookClient(url, logger=self.client.logger).send(**said)
        if answer.status_code != 200:
            raise ConnectionError(f"Slack did not take the answer ({answer.status_code})")
        return True


class Submission(Answer):
    """The way to who submitted a form. One answer, which goes into the acknowledgement while that can wait.

    Later the form is held open and changed to the answer. Without one it closes.
    """

    def __init__(self, client: AsyncWebClient, payload: Json) -> None:
        super().__init__(client, payload)
        self._form: Json = payload["view"]
        self._first: asyncio.Future[Payload | None] = asyncio.get_running_loop().create_future()
        self._is_answered = False

    async def errors(self, errors: Mapping[str, str]) -> None:
        """Show what is wrong, by block, and let it be mended."""
        body = {"response_action": "errors", "errors": dict(errors)}
        await self._give(body, _form_again(self._form, errors))

    async def show(self, view: Json) -> None:
        """Show another view in place of the form."""
        await self._give({"response_action": "update", "view": dict(view)}, view)

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
            await self.update(_note(self._form, _FAILED))

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
            await self.update(later)


def _note(form: Json, text: str) -> Payload:
    """Return a view with the form's head and nothing but a few words."""
    head = {name: form[name] for name in _ABOUT_FORM if form.get(name)}
    return {"type": "modal", **head, "blocks": [_section(text)]}


def _section(text: str) -> Payload:
    return {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": True}}


def _form_again(form: Json, errors: Mapping[str, str]) -> Payload:
    """Return the form as it was filled in, with what is wrong above it: Slack shows errors at inputs only at once."""
    again = {name: form[name] for name in _OF_FORM if form.get(name)}
    values = form.get("state", {}).get("values", {})
    blocks = [_filled(block, values.get(block.get("block_id"), {})) for block in form["blocks"]]
    return {**again, "blocks": [_section(f"{_FAILED} {each}") for each in errors.values()] + blocks}


def _filled(block: Payload, values: Json) -> Payload:
    element = block.get("element", {})
    written = values.get(element.get("action_id"), {}).get("value")
    return {**block, "element": {**element, "initial_value": written}} if written else block
