"""What the bot does with an interaction's token after its first answer: more messages, edits of what it said."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING

from tests.loopback_discord.call import Answer, Call, ok
from tests.loopback_discord.errors import ApiError, unknown
from tests.loopback_discord.interaction import COMMAND, MODAL_SUBMIT
from tests.loopback_discord.message_payloads import message_json
from tests.loopback_discord.model import EPHEMERAL, LOADING
from tests.loopback_discord.on_messages import Draft, post, written_by
from tests.loopback_discord.payloads import user_json
from tests.loopback_discord.routes_messages import change_message, drafted

if TYPE_CHECKING:
    from tests.loopback_discord.interaction import Interaction
    from tests.loopback_discord.model import Message, Webhook
    from tests.loopback_discord.texts import Json

_TOKEN_SECONDS = 15 * 60
_SLASH, _CONTEXT_MENU = 20, 23


def is_of_interaction(call: Call) -> bool:
    """Tell whether the path has the application's id where a webhook's would be."""
    return call.id("webhook_id") == call.world.application_id


def interaction_of(call: Call) -> Interaction:
    """Find the interaction of the token, which lives 15 minutes and needs a first answer before more can follow."""
    interaction = call.world.interactions.get(call.operation.values["webhook_token"])
    if interaction is None or interaction.given is None:
        raise unknown("webhook")
    if time.time() - interaction.created_at > _TOKEN_SECONDS:
        raise ApiError(401, 50027, "Invalid Webhook Token")
    return interaction


def through(draft: Draft, webhook: Webhook) -> Draft:
    """Return the draft as one that the webhook posts."""
    return dataclasses.replace(draft, webhook=webhook)


def answering(call: Call, interaction: Interaction, body: Json) -> Draft:
    """Return the message that the bot answers the interaction with, for the member alone if its flags say so."""
    draft = drafted(call, interaction.channel, written_by(call.bot), body)
    hidden = (body.get("flags") or 0) & EPHEMERAL
    metadata = {
        "id": str(interaction.id),
        "type": interaction.kind,
        "user": user_json(interaction.user),
        "authorizing_integration_owners": interaction.payload["authorizing_integration_owners"],
        **_what_it_was_on(interaction),
    }
    own = {"application_id": str(call.world.application_id), "webhook_id": str(call.world.application_id)}
    kind = 0 if interaction.kind != COMMAND else _SLASH if interaction.data["type"] == 1 else _CONTEXT_MENU
    parts = {**draft.parts, **own, "interaction_metadata": metadata}
    return dataclasses.replace(draft, kind=kind, parts=parts, seen_by=interaction.user.id if hidden else None)


def _what_it_was_on(interaction: Interaction) -> Json:
    source = interaction.source and str(interaction.source.id)
    if interaction.kind == COMMAND:
        return {}
    if interaction.kind == MODAL_SUBMIT:
        return {"triggering_interaction_metadata": interaction.payload["triggering_interaction_metadata"]}
    return {"interacted_message_id": source}


def post_followup(call: Call) -> Answer:
    """Post a further message; the first one after a deferral takes the place of the waiting dots."""
    interaction = interaction_of(call)
    waiting = interaction.original
    if waiting is not None and interaction.is_loading:
        fill(call, waiting)
        interaction.followups.append(waiting)
        return ok(message_json(call.world, waiting))
    message = post(call.world, answering(call, interaction, call.json))
    interaction.followups.append(message)
    return ok(message_json(call.world, message))


def fill(call: Call, waiting: Message) -> None:
    """Put what the body says where the member saw that the bot was thinking."""
    waiting.flags &= ~LOADING
    change_message(call, waiting)
    waiting.was.clear()


def followup(call: Call) -> Message:
    """Find the message in the path among what the bot said to the interaction."""
    interaction = interaction_of(call)
    wanted = call.operation.values.get("message_id", "@original")
    known = [*interaction.followups, *([interaction.original] if interaction.original else [])]
    if wanted == "@original":
        known = known[-1:] if interaction.original else []
    found = [each for each in known if wanted in ("@original", str(each.id)) and not each.deleted]
    if not found:
        raise unknown("message")
    return found[0]


def patch_followup(call: Call) -> Answer:
    """Edit what the bot said; after a deferral this is what it says."""
    message = followup(call)
    if message.flags & LOADING:
        fill(call, message)
    else:
        change_message(call, message)
    return ok(message_json(call.world, message))
