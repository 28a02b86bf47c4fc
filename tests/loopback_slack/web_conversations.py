"""The methods conversations.* that read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_slack.call import Call, Method, method
from tests.loopback_slack.errors import SlackError
from tests.loopback_slack.model import SCOPE_WORDS, Channel, Kind, Message
from tests.loopback_slack.payloads import channel_json, message_json
from tests.loopback_slack.world import user_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.loopback_slack.model import Json

_TYPES: dict[str, Kind] = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_HISTORY, _REPLIES = 100, 1000


def _kinds(call: Call) -> set[Kind]:
    wanted = call.listed("types") or ["public_channel"]
    if any(each not in _TYPES for each in wanted):
        raise SlackError("invalid_types")
    kinds = {_TYPES[each] for each in wanted}
    for kind in kinds:
        call.need(f"{SCOPE_WORDS[kind]}:read")
    return kinds


def _listed(call: Call, channels: Iterable[Channel]) -> Json:
    found = [each for each in channels if not (call.flag("exclude_archived") and each.is_archived)]
    shown, more = call.page(found)
    return {"channels": [channel_json(each, call.me) for each in shown], **more}


def list_channels(call: Call) -> Json:
    """List the conversations of the types: all public ones, others where one is in."""
    kinds = _kinds(call)
    every = [each for each in call.team.channels.values() if each.kind in kinds]
    return _listed(call, (each for each in every if each.kind == "channel" or call.is_in(each)))


def of_user(call: Call) -> Json:
    """List the conversations that a user, or who asks, is in."""
    kinds = _kinds(call)
    user = user_in(call.team, call.text("user")) if call.args.get("user") else call.me
    every = [each for each in call.team.channels.values() if each.kind in kinds and user.id in each.members]
    return _listed(call, (each for each in every if each.kind == "channel" or call.is_in(each)))


def info(call: Call) -> Json:
    """Return one conversation."""
    channel = call.channel()
    call.need_for(channel, "read")
    body = channel_json(channel, call.me)
    if call.flag("include_num_members"):
        body["num_members"] = len(channel.members)
    return {"channel": {**body, "locale": "en-US"} if call.flag("include_locale") else body}


def members(call: Call) -> Json:
    """List who is in a conversation."""
    channel = call.channel()
    call.need_for(channel, "read")
    shown, more = call.page(list(channel.members))
    return {"members": shown, **more}


def history(call: Call) -> Json:
    """List the messages of a conversation without its threads, the newest first."""
    channel = _readable(call)
    found = [each for each in _within(call, channel.timeline) if each.is_root]
    shown, more = call.page(found[::-1], _HISTORY)
    has_more = bool(more["response_metadata"]["next_cursor"])
    body: Json = {"messages": [_shown(call, each) for each in shown], "has_more": has_more, "pin_count": 0}
    return {**body, **(more if has_more else {})}


def replies(call: Call) -> Json:
    """List a thread: its first message and what was replied, the oldest first."""
    channel = _readable(call)
    asked = channel.timeline.get(call.text("ts"))
    if asked is None:
        raise SlackError("thread_not_found")
    root = channel.timeline.get(asked.thread_ts or asked.ts)
    # Asked for a reply, Slack gives that alone.
    if asked.thread_ts and asked.thread_ts != asked.ts:
        return {"messages": [_shown(call, asked)], "has_more": False}
    first = [root] if root is not None else []
    found = list(_within(call, channel.timeline.replies(asked.ts)))
    shown, more = call.page(found, _REPLIES)
    has_more = bool(more["response_metadata"]["next_cursor"])
    body: Json = {"messages": [_shown(call, each) for each in [*first, *shown]], "has_more": has_more}
    return {**body, **(more if has_more else {})}


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.need_for(channel, "history")
    if call.is_bot and not call.is_in(channel):
        raise SlackError("not_in_channel")
    return channel


def _within(call: Call, messages: Iterable[Message]) -> Iterable[Message]:
    oldest, latest = _ts(call, "oldest", "0"), _ts(call, "latest", "")
    if call.flag("inclusive"):
        return (each for each in messages if oldest <= each.ts and (not latest or each.ts <= latest))
    return (each for each in messages if oldest < each.ts and (not latest or each.ts < latest))


def _ts(call: Call, name: str, default: str) -> str:
    """Return the timestamp in the form in which messages have theirs, so that they compare as text."""
    value = call.text(name)
    if value in ("", "0"):
        return default
    seconds, _, fraction = value.partition(".")
    if not (seconds + fraction).isdecimal():
        raise SlackError(f"invalid_ts_{name}")
    return f"{seconds.zfill(10)}.{fraction.ljust(6, '0')[:6]}"


def _shown(call: Call, message: Message) -> Json:
    body = message_json(message, call.world.app)
    if not call.flag("include_all_metadata"):
        body.pop("metadata", None)
    return body


_READ = "channels:read groups:read im:read mpim:read"
_HEARD = "channels:history groups:history im:history mpim:history"
_PAGE = "cursor limit"
METHODS: dict[str, Method] = {
    "conversations.list": method(list_channels, f"types exclude_archived team_id {_PAGE}", bot=_READ, user=_READ),
    "users.conversations": method(of_user, f"user types exclude_archived team_id {_PAGE}", bot=_READ, user=_READ),
    "conversations.info": method(info, "channel! include_locale include_num_members", bot=_READ, user=_READ),
    "conversations.members": method(members, f"channel! {_PAGE}", bot=_READ, user=_READ),
    "conversations.history": method(
        history, f"channel! oldest latest inclusive include_all_metadata {_PAGE}", bot=_HEARD, user=_HEARD
    ),
    "conversations.replies": method(
        replies, f"channel! ts! oldest latest inclusive include_all_metadata {_PAGE}", bot=_HEARD, user=_HEARD
    ),
}
