"""The methods discovery.chat.* of Enterprise, with which a message is hidden behind a tombstone and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_slack.call import Call, Method, method
from tests.loopback_slack.errors import SlackError
from tests.loopback_slack.payloads import message_json
from tests.loopback_slack.posting import bury, dig_up
from tests.loopback_slack.world import message_in

if TYPE_CHECKING:
    from tests.loopback_slack.model import Channel, Json, Message, Team


def _team(call: Call) -> Team:
    if call.team.enterprise_id is None:
        raise SlackError("not_an_enterprise")
    team = call.world.teams.get(call.text("team", call.team.id))
    if team is None or team.enterprise_id != call.team.enterprise_id:
        raise SlackError("team_not_found")
    return team


def _channel(call: Call) -> Channel:
    """Find any conversation, direct ones too: the Discovery API sees all."""
    channel = _team(call).channels.get(call.text("channel"))
    if channel is None:
        raise SlackError("channel_not_found")
    return channel


def _any_message(call: Call) -> Message:
    message = _channel(call).timeline.get(call.text("ts"))
    if message is None:
        raise SlackError("message_not_found")
    return message


def tombstone(call: Call) -> Json:
    """Hide a message behind a tombstone."""
    if _any_message(call).buried is not None:
        raise SlackError("already_tombstoned")
    bury(call.world, message_in(_channel(call), call.text("ts")), call.text("content"))
    return {}


def restore(call: Call) -> Json:
    """Bring back what is behind a tombstone."""
    message = _any_message(call)
    if message.buried is None:
        raise SlackError("message_not_tombstoned")
    dig_up(call.world, message)
    return {}


def info(call: Call) -> Json:
    """Return a message as it is now."""
    return {"message": message_json(_any_message(call), call.world.app)}


METHODS: dict[str, Method] = {
    "discovery.chat.tombstone": method(tombstone, "channel! ts! team content", user="discovery:write"),
    "discovery.chat.restore": method(restore, "channel! ts! team", user="discovery:write"),
    "discovery.chat.info": method(info, "channel! ts! team limit", user="discovery:read discovery:write"),
}
