"""The API's routes of webhooks: making them, and posting through them without the bot's own token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_discord import routes_followups as followups
from tests.loopback_discord.call import Answer, Call, ok
from tests.loopback_discord.errors import ApiError, invalid_form, unknown
from tests.loopback_discord.message_payloads import message_json, webhook_json
from tests.loopback_discord.model import PUBLIC_THREAD, Author, Channel
from tests.loopback_discord.on_channels import add_webhook, guild_of, remove_webhook, start_thread, webhook_changed
from tests.loopback_discord.on_messages import delete, post
from tests.loopback_discord.permissions import Permission
from tests.loopback_discord.routes_messages import change_message, drafted
from tests.loopback_discord.world import message_in

if TYPE_CHECKING:
    from tests.loopback_discord.model import Message, Webhook
    from tests.loopback_discord.texts import Json

_MOST_PER_CHANNEL = 15


def post_webhook(call: Call) -> Answer:
    """Make a webhook in a channel; a thread has its parent's."""
    channel = call.channel
    call.need_guild(channel)
    call.need(Permission.MANAGE_WEBHOOKS, channel)
    if channel.is_thread:
        raise unknown("channel")
    if sum(each.channel is channel for each in call.world.webhooks.values()) >= _MOST_PER_CHANNEL:
        raise ApiError(400, 30007, "Maximum number of webhooks reached (15)")
    return ok(webhook_json(add_webhook(call.world, channel, call.json["name"], call.bot, call.reason)))


def get_channel_webhooks(call: Call) -> Answer:
    """Give the channel's webhooks."""
    call.need(Permission.MANAGE_WEBHOOKS, call.channel)
    return ok([webhook_json(each) for each in call.world.webhooks.values() if each.channel is call.channel])


def get_guild_webhooks(call: Call) -> Answer:
    """Give the guild's webhooks."""
    call.need(Permission.MANAGE_WEBHOOKS, call.guild)
    here = [each for each in call.world.webhooks.values() if guild_of(each.channel) is call.guild]
    return ok([webhook_json(each) for each in here])


def _own(call: Call) -> Webhook:
    """Find the webhook in the path, by its token or by the bot's permission."""
    webhook = call.world.webhook(call.id("webhook_id"))
    token = call.operation.values.get("webhook_token")
    if token is None:
        call.need(Permission.MANAGE_WEBHOOKS, webhook.channel)
    elif token != webhook.token:
        raise ApiError(401, 50027, "Invalid Webhook Token")
    return webhook


def get_webhook(call: Call) -> Answer:
    """Give the webhook; by its token without who made it."""
    body = webhook_json(_own(call))
    if "webhook_token" in call.operation.values:
        del body["user"]
    return ok(body)


def patch_webhook(call: Call) -> Answer:
    """Rename the webhook or move it to another channel."""
    webhook = _own(call)
    webhook.name = call.json.get("name") or webhook.name
    if "channel_id" in call.json:
        webhook.channel = call.seen(call.world.channel(int(call.json["channel_id"])))
    webhook_changed(call.world, webhook, call.bot, reason=call.reason)
    return ok(webhook_json(webhook))


def delete_webhook(call: Call) -> Answer:
    """Delete the webhook."""
    remove_webhook(call.world, _own(call), call.bot, call.reason)
    return Answer()


def execute(call: Call) -> Answer:
    """Post through the webhook, or follow up an interaction, whose token is used in the same way."""
    if followups.is_of_interaction(call):
        return followups.post_followup(call)
    webhook = _own(call)
    channel = _aimed_at(call, webhook)
    author = _shown_as(webhook, call.json)
    draft = drafted(call, channel, author, call.json)
    posted = post(call.world, followups.through(draft, webhook))
    waits = call.query.get("wait", "").lower() in ("1", "true")
    return ok(message_json(call.world, posted)) if waits else Answer()


def _shown_as(webhook: Webhook, body: Json) -> Author:
    name = body.get("username") or webhook.name
    return Author(webhook.id, name, is_bot=True, avatar_url=body.get("avatar_url"))


def _aimed_at(call: Call, webhook: Webhook) -> Channel:
    if "thread_id" in call.query:
        thread = call.world.channel(int(call.query["thread_id"]))
        if thread.parent is not webhook.channel:
            raise unknown("channel")
        return thread
    if not webhook.channel.is_forum:
        return webhook.channel
    if not call.json.get("thread_name"):
        raise ApiError(400, 220001, "Webhooks posted to forum channels must have a thread_name or thread_id")
    thread = Channel(call.world.ids.new(), call.json["thread_name"], PUBLIC_THREAD, parent=webhook.channel)
    return start_thread(call.world, thread, call.bot)


def _posted(call: Call) -> Message:
    webhook = _own(call)
    channel = _aimed_at(call, webhook) if "thread_id" in call.query else webhook.channel
    message = message_in(channel, call.id("message_id"))
    if message.webhook is not webhook:
        raise unknown("message")
    return message


def get_posted(call: Call) -> Answer:
    """Give a message that the webhook or interaction posted."""
    found = followups.followup(call) if followups.is_of_interaction(call) else _posted(call)
    return ok(message_json(call.world, found))


def patch_posted(call: Call) -> Answer:
    """Edit a message that the webhook or interaction posted."""
    if followups.is_of_interaction(call):
        return followups.patch_followup(call)
    message = _posted(call)
    change_message(call, message)
    return ok(message_json(call.world, message))


def delete_posted(call: Call) -> Answer:
    """Delete a message that the webhook or interaction posted."""
    message = followups.followup(call) if followups.is_of_interaction(call) else _posted(call)
    if not message.ephemeral and message.deleted:
        raise invalid_form(message_id="Unknown message")
    delete(call.world, message, message.author.user or call.bot)
    return Answer()


_EXECUTED = "/webhooks/{webhook_id}/{webhook_token}"
_POSTED = (f"{_EXECUTED}/messages/{{message_id}}", f"{_EXECUTED}/messages/@original")
_WEBHOOK = ("/webhooks/{webhook_id}", _EXECUTED)
ROUTES = {
    ("POST", "/channels/{channel_id}/webhooks"): post_webhook,
    ("GET", "/channels/{channel_id}/webhooks"): get_channel_webhooks,
    ("GET", "/guilds/{guild_id}/webhooks"): get_guild_webhooks,
    ("POST", _EXECUTED): execute,
    **{("GET", each): get_webhook for each in _WEBHOOK},
    **{("PATCH", each): patch_webhook for each in _WEBHOOK},
    **{("DELETE", each): delete_webhook for each in _WEBHOOK},
    **{("GET", each): get_posted for each in _POSTED},
    **{("PATCH", each): patch_posted for each in _POSTED},
    **{("DELETE", each): delete_posted for each in _POSTED},
}
