"""The methods chat.*: posting, changing and deleting messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_slack.call import Call, Method, method
from tests.loopback_slack.content import MOST_UPDATED, check_content, content_parts
from tests.loopback_slack.errors import SlackError
from tests.loopback_slack.model import Message
from tests.loopback_slack.payloads import message_json
from tests.loopback_slack.posting import Draft, delete, edit, post
from tests.loopback_slack.world import message_in, user_in

if TYPE_CHECKING:
    from tests.loopback_slack.model import Channel, Json

_CUSTOM = ("username", "icon_url", "icon_emoji")


def _place(call: Call) -> Channel:
    """Find where to post: a conversation's id, a public channel's name, or a user's id for their DM."""
    wanted = call.text("channel")
    if wanted.startswith("U"):
        user = user_in(call.team, wanted)
        if user.is_bot:
            raise SlackError("cannot_dm_bot")
        return call.world.dm(call.team, call.me, user)
    for channel in call.team.channels.values():
        if channel.kind == "channel" and channel.name == wanted.removeprefix("#"):
            return channel
    return call.channel()


def _need_place(call: Call, channel: Channel) -> None:
    if channel.is_archived:
        raise SlackError("is_archived")
    if not call.is_in(channel) and not (channel.kind == "channel" and call.has("chat:write.public")):
        raise SlackError("not_in_channel")
    if channel.kind == "im" and call.is_bot and not call.world.app.messages_tab:
        raise SlackError("messages_tab_disabled")


def _custom(call: Call) -> Json:
    """Return name and picture that a message is posted under, where the token may choose them."""
    chosen = {name: call.text(name) for name in _CUSTOM if call.args.get(name)}
    if not chosen:
        return {}
    call.need("chat:write.customize")
    icons = {"image_48": chosen["icon_url"]} if "icon_url" in chosen else {"emoji": chosen.get("icon_emoji", "")}
    return {"username": chosen.get("username", call.world.app.name), "icons": icons}


def _thread(call: Call, channel: Channel) -> str | None:
    """Return the thread that the message goes into; a reply to a reply goes into the thread of that.

    Slack takes a thread that is not there too, and shows the reply nowhere.
    """
    wanted = call.text("thread_ts")
    if not wanted:
        return None
    root = channel.timeline.get(wanted)
    return wanted if root is None else root.thread_ts or root.ts


def post_message(call: Call) -> Json:
    """Post a message in a conversation or a thread."""
    channel = _place(call)
    _need_place(call, channel)
    check_content(call.world, call.name, call.args, call.faults)
    custom, thread = _custom(call), _thread(call, channel)
    subtype = "bot_message" if custom else "thread_broadcast" if call.flag("reply_broadcast") and thread else None
    draft = Draft(
        channel=channel,
        user=None if custom else call.me,
        text=call.text("text") or call.text("markdown_text"),
        parts={**content_parts(call.args), **custom},
        subtype=subtype,
        thread_ts=thread,
        by_app=True,
    )
    message = post(call.world, draft)
    return {"channel": channel.id, "ts": message.ts, "message": message_json(message, call.world.app)}


def post_ephemeral(call: Call) -> Json:
    """Show a message to one user in a conversation."""
    channel = call.channel()
    _need_place(call, channel)
    user = user_in(call.team, call.text("user"))
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    check_content(call.world, call.name, call.args, call.faults)
    message = Message(
        call.world.ids.ts(),
        channel,
        call.me,
        call.text("text") or call.text("markdown_text"),
        {**content_parts(call.args), **_custom(call)},
        thread_ts=_thread(call, channel),
        app_id=call.world.app.id,
        bot_id=call.me.bot_id,
        seen_by=user.id,
    )
    channel.ephemeral.append(message)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """Change a message of one's own."""
    channel = call.channel()
    message = message_in(channel, call.text("ts"))
    if not _is_own(call, message):
        raise SlackError("cant_update_message")
    if channel.is_archived:
        raise SlackError("is_archived")
    check_content(call.world, call.name, call.args, call.faults, MOST_UPDATED)
    text = call.text("text", message.text) if call.args.get("text") is not None else message.text
    given = content_parts(call.args)
    cleared = {name: None for name in ("blocks", "attachments") if name in call.args and not call.args[name]}
    # Blocks that are not named stay, whatever becomes of the text; an empty list takes them away.
    edit(call.world, message, call.me, text, {**cleared, **given})
    shown = message_json(message, call.world.app)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete_message(call: Call) -> Json:
    """Delete a message: a bot its own, a person theirs, an admin anybody's."""
    channel = call.channel()
    message = message_in(channel, call.text("ts"))
    others_may = call.token.kind == "user" and (call.me.is_admin or call.me.is_owner)
    if not _is_own(call, message) and not others_may:
        raise SlackError("cant_delete_message")
    delete(call.world, message)
    return {"channel": channel.id, "ts": message.ts}


def _is_own(call: Call, message: Message) -> bool:
    if call.is_bot:
        return message.app_id == call.world.app.id and message.bot_id == call.me.bot_id
    return message.user is call.me


def permalink(call: Call) -> Json:
    """Return the address of a message."""
    channel = call.channel()
    message = message_in(channel, call.text("message_ts"))
    return {"channel": channel.id, "permalink": permalink_of(message)}


def permalink_of(message: Message) -> str:
    """Return the address of a message; one in a thread names it."""
    channel = message.channel
    address = f"{channel.team.url}archives/{channel.id}/p{message.ts.replace('.', '')}"
    in_thread = message.thread_ts and message.thread_ts != message.ts
    return f"{address}?thread_ts={message.thread_ts}&cid={channel.id}" if in_thread else address


_CONTENT = "text blocks attachments metadata markdown_text link_names parse as_user mrkdwn"
_SHOWN = "thread_ts username icon_url icon_emoji unfurl_links unfurl_media"
METHODS: dict[str, Method] = {
    "chat.postMessage": method(
        post_message,
        f"channel! reply_broadcast container_id client_msg_id {_CONTENT} {_SHOWN}",
        bot="chat:write",
        user="chat:write",
    ),
    "chat.postEphemeral": method(
        post_ephemeral, f"channel! user! {_CONTENT} {_SHOWN}", bot="chat:write", user="chat:write"
    ),
    "chat.update": method(
        update, f"channel! ts! reply_broadcast file_ids {_CONTENT}", bot="chat:write", user="chat:write"
    ),
    "chat.delete": method(delete_message, "channel! ts! as_user", bot="chat:write", user="chat:write"),
    "chat.getPermalink": method(permalink, "channel! message_ts!", bot="", user=""),
}
