"""The API's route of the first answer to an interaction."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.loopback_discord.call import Answer, Call, ok
from tests.loopback_discord.errors import ApiError, invalid_form, unknown
from tests.loopback_discord.interaction import (
    AUTOCOMPLETE,
    CHOICES,
    DEFERRED,
    DEFERRED_UPDATE,
    KINDS,
    MESSAGE,
    MODAL,
    MODAL_SUBMIT,
    UPDATE,
    Interaction,
    Response,
)
from tests.loopback_discord.message_payloads import message_json
from tests.loopback_discord.model import LOADING
from tests.loopback_discord.on_messages import post
from tests.loopback_discord.routes_followups import answering
from tests.loopback_discord.routes_messages import change_message

if TYPE_CHECKING:
    from tests.loopback_discord.model import Message
    from tests.loopback_discord.texts import Json


def post_callback(call: Call) -> Answer:
    """Take the first answer: it must come in time, once, and fit what the member did."""
    interaction = _waiting(call)
    kind, data = call.json["type"], call.json.get("data") or {}
    _need_fitting(interaction, kind)
    message = _carry_out(call, interaction, kind, data)
    interaction.original = message
    interaction.given = Response(KINDS[kind], data, message)
    interaction.answered.set()
    if call.query.get("with_response", "").lower() not in ("1", "true"):
        return Answer()
    return ok(_described(call, interaction, kind, message))


def _waiting(call: Call) -> Interaction:
    interaction = call.world.interactions.get(call.operation.values["interaction_token"])
    if interaction is None or interaction.id != call.id("interaction_id"):
        raise unknown("interaction")
    if interaction.given is not None:
        raise ApiError(400, 40060, "Interaction has already been acknowledged.")
    if time.time() - interaction.created_at > call.interaction_seconds:
        raise unknown("interaction")
    return interaction


def _need_fitting(interaction: Interaction, kind: int) -> None:
    if (kind == CHOICES) != (interaction.kind == AUTOCOMPLETE):
        raise invalid_form(type="Choices answer an autocompletion, and nothing else does.")
    if kind == MODAL and interaction.kind == MODAL_SUBMIT:
        raise invalid_form(type="A modal cannot answer a modal.")
    if kind in (DEFERRED_UPDATE, UPDATE) and interaction.source is None:
        raise invalid_form(type="There is no message to update.")
    if kind not in KINDS:
        raise invalid_form(type="Not a type of answer.")


def _carry_out(call: Call, interaction: Interaction, kind: int, data: Json) -> Message | None:
    inner = Call(call.world, call.operation, {}, data, call.reason, call.uploads)
    if kind in (MESSAGE, DEFERRED):
        flags = (data.get("flags") or 0) | (LOADING if kind == DEFERRED else 0)
        return post(call.world, answering(inner, interaction, {**data, "flags": flags}))
    if kind == UPDATE and interaction.source is not None and data:
        change_message(inner, interaction.source)
    return interaction.source if kind in (UPDATE, DEFERRED_UPDATE) else None


def _described(call: Call, interaction: Interaction, kind: int, message: Message | None) -> Json:
    brief: Json = {"id": str(interaction.id), "type": interaction.kind}
    if message is not None:
        brief["response_message_id"] = str(message.id)
        brief["response_message_loading"] = kind == DEFERRED
        brief["response_message_ephemeral"] = message.ephemeral
    # Discord names no resource for an answer that is yet to come.
    if message is None or kind in (DEFERRED, DEFERRED_UPDATE):
        return {"interaction": brief}
    return {"interaction": brief, "resource": {"type": kind, "message": message_json(call.world, message)}}


ROUTES = {("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): post_callback}
