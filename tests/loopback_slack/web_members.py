"""The methods conversations.* that change who is in a conversation, and open or make one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_slack import membership
from tests.loopback_slack.call import Call, Method, method
from tests.loopback_slack.errors import SlackError
from tests.loopback_slack.model import Channel, User
from tests.loopback_slack.payloads import channel_json
from tests.loopback_slack.world import user_in

if TYPE_CHECKING:
    from tests.loopback_slack.model import Json

_MOST_INVITED = 100


def _need_writable(call: Call, channel: Channel, *more: str) -> None:
    """Refuse who may not manage such a conversation, or one that is over."""
    word = "groups" if channel.is_private else "channels"
    managing = f"{word}:manage" if call.is_bot and word == "channels" else f"{word}:write"
    call.need(managing, *(f"{word}:{each}" for each in more))
    if channel.kind in ("im", "mpim"):
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")


def kick(call: Call) -> Json:
    """Take a user out of a channel."""
    channel, user = call.channel(), user_in(call.team, call.text("user"))
    _need_writable(call, channel)
    if user is call.me:
        raise SlackError("cant_kick_self")
    if channel.is_general:
        raise SlackError("cant_kick_from_general")
    if not call.is_in(channel) or user.id not in channel.members:
        raise SlackError("not_in_channel")
    membership.leave(call.world, channel, user, call.me)
    return {"errors": {}}


def invite(call: Call) -> Json:
    """Let users into a channel."""
    channel = call.channel()
    _need_writable(call, channel, "write.invites")
    wanted = call.listed("users")
    if not wanted:
        raise SlackError("no_user")
    if len(wanted) > _MOST_INVITED:
        raise SlackError("too_many_users")
    if not call.is_in(channel):
        raise SlackError("not_in_channel")
    users = [_invitable(call, channel, each) for each in wanted]
    for user in users:
        membership.join(call.world, channel, user, call.me)
    return {"channel": channel_json(channel, call.me)}


def _invitable(call: Call, channel: Channel, user_id: str) -> User:
    user = user_in(call.team, user_id)
    if user is call.me:
        raise SlackError("cant_invite_self")
    if user.id in channel.members:
        raise SlackError("already_in_channel")
    if user.deleted:
        raise SlackError("user_disabled")
    return user


def join(call: Call) -> Json:
    """Go into a public channel."""
    channel = call.channel()
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    body = {"channel": channel_json(channel, call.me)}
    if call.is_in(channel):
        return {**body, "warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    membership.join(call.world, channel, call.me)
    return {"channel": channel_json(channel, call.me)}


def leave(call: Call) -> Json:
    """Go out of a channel."""
    channel = call.channel()
    _need_writable(call, channel)
    if channel.is_general:
        raise SlackError("cant_leave_general")
    if not call.is_in(channel):
        return {"not_in_channel": True}
    membership.leave(call.world, channel, call.me)
    return {}


def open_direct(call: Call) -> Json:
    """Open the direct conversation with one user, or with several."""
    wanted = call.listed("users")
    if not wanted and call.args.get("channel"):
        channel = call.channel()
    elif not wanted:
        raise SlackError("users_list_not_supplied")
    else:
        call.need("im:write" if len(wanted) == 1 else "mpim:write")
        channel = call.world.dm(call.team, call.me, *(_speakable(call, each) for each in wanted))
    body: Json = channel_json(channel, call.me) if call.flag("return_im") else {"id": channel.id}
    return {"channel": body, "no_op": False, "already_open": False}


def _speakable(call: Call, user_id: str) -> User:
    user = user_in(call.team, user_id)
    if user.deleted:
        raise SlackError("user_disabled")
    if user.is_bot and call.is_bot:
        raise SlackError("cannot_dm_bot")
    return user


def create(call: Call) -> Json:
    """Make a channel with only oneself in it."""
    private = call.flag("is_private")
    call.need("groups:write" if private else "channels:manage" if call.is_bot else "channels:write")
    name = call.text("name")
    if any(each.name == name and each.kind in ("channel", "group") for each in call.team.channels.values()):
        raise SlackError("name_taken")
    channel = Channel(call.world.ids.new("C"), call.team, name, "group" if private else "channel", call.me.id)
    channel.members[call.me.id] = call.me
    membership.create(call.world, channel)
    return {"channel": channel_json(channel, call.me)}


_MANAGE = "channels:manage groups:write"
_WRITE = "channels:write groups:write"
_INVITES = "channels:write.invites groups:write.invites"
METHODS: dict[str, Method] = {
    "conversations.kick": method(kick, "channel! user!", bot=_MANAGE, user=_WRITE),
    "conversations.invite": method(
        invite, "channel! users! force", bot=f"{_MANAGE} {_INVITES}", user=f"{_WRITE} {_INVITES}"
    ),
    "conversations.join": method(join, "channel!", bot="channels:join", user="channels:write"),
    "conversations.leave": method(leave, "channel!", bot=_MANAGE, user=_WRITE),
    "conversations.open": method(
        open_direct, "users channel return_im prevent_creation", bot="im:write mpim:write", user="im:write mpim:write"
    ),
    "conversations.create": method(create, "name! is_private team_id", bot=_MANAGE, user=_WRITE),
}
