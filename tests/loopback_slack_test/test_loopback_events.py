"""Which events there are, for whom, and what they look like."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.loopback_slack_test.clients import Nordlys


def told(nordlys: Nordlys, kind: str = "message") -> list[dict[str, Any]]:
    """Return the events of the kind that are delivered to the app."""
    return [each.event for each in nordlys.slack.deliveries if each.event.get("type") == kind]


async def test_only_what_is_said_where_the_bot_is(nordlys: Nordlys) -> None:
    """Other channels and others' direct messages are not the app's; the bot's own DMs are."""
    outside = nordlys.workspace.new_channel("far", bot=False)
    secret = nordlys.workspace.new_channel("secret", private=True)
    await nordlys.bo.writes(outside, "unheard")
    await nordlys.bo.writes_to(nordlys.eva, "unheard")
    await nordlys.bo.writes(secret, "private")
    await nordlys.bo.writes_to_bot("direct")

    assert [(each["text"], each["channel_type"]) for each in told(nordlys)] == [("private", "group"), ("direct", "im")]


async def test_only_what_the_app_subscribed_to_and_has_scopes_for(nordlys: Nordlys) -> None:
    """Without message.groups or groups:history nothing comes of private channels."""
    secret = nordlys.workspace.new_channel("secret", private=True)
    nordlys.slack.app.events = {"message.channels"}
    await nordlys.bo.writes(secret, "one")
    nordlys.slack.app.events = None
    nordlys.workspace.set_bot_scopes("channels:history")
    await nordlys.bo.writes(secret, "two")
    await nordlys.bo.writes(nordlys.chat, "three")

    assert [each["text"] for each in told(nordlys)] == ["three"]


async def test_an_edit_is_dated_to_the_second_and_a_preview_is_no_edit(nordlys: Nordlys) -> None:
    """Both are message_changed with the previous message; only the edit has `edited`."""
    message = await nordlys.bo.writes(nordlys.chat, "look: <https://example.org/a>")
    await nordlys.bo.sees_preview(message, "https://example.org/a", "A page")
    await nordlys.bo.edits(message, "never mind")

    preview, edit = told(nordlys)[1:]
    assert (preview["subtype"], edit["subtype"]) == ("message_changed", "message_changed")
    assert "edited" not in preview["message"]
    assert preview["message"]["attachments"][0]["original_url"] == "https://example.org/a"
    assert preview["message"]["text"] == preview["previous_message"]["text"]
    assert edit["message"]["edited"]["user"] == nordlys.bo.id
    assert edit["message"]["edited"]["ts"].endswith(".000000")
    assert edit["previous_message"]["text"] == "look: <https://example.org/a>"
    assert edit["message"]["ts"] == message.ts != edit["ts"]


async def test_a_reply_changes_the_count_of_its_root(nordlys: Nordlys) -> None:
    """Besides the reply, the first message has changed, which is no edit."""
    root = await nordlys.bo.writes(nordlys.chat, "hello")
    reply = await nordlys.eva.writes(nordlys.chat, "hi", thread=root)
    await nordlys.eva.writes(nordlys.chat, "all", thread=reply, broadcast=True)

    _, first, changed, second, _ = told(nordlys)
    assert (first["thread_ts"], first["parent_user_id"]) == (root.ts, nordlys.bo.id)
    assert (changed["message"]["reply_count"], changed["message"]["text"]) == (1, "hello")
    assert "edited" not in changed["message"]
    assert (second["subtype"], second["thread_ts"]) == ("thread_broadcast", root.ts)


async def test_files_shares_and_deletions(nordlys: Nordlys) -> None:
    """Files have titles, a shared message stands in an attachment, a deletion names what was there."""
    other = nordlys.workspace.new_channel("other")
    await nordlys.bo.writes(nordlys.chat, "see", files={"a.png": "a rude title"})
    message = await nordlys.bo.writes(nordlys.chat, "original")
    await nordlys.eva.shares(message, to=other, comment="look")
    await nordlys.bo.writes_about_self(nordlys.chat, "waves")
    await nordlys.eva.deletes(message)

    file, _, share, myself, deletion = told(nordlys)
    assert (file["subtype"], file["files"][0]["title"]) == ("file_share", "a rude title")
    attachment = share["attachments"][0]
    assert (attachment["is_share"], attachment["is_msg_unfurl"], attachment["text"]) == (True, True, "original")
    assert share["text"] == "look"
    assert (myself["subtype"], myself["text"]) == ("me_message", "waves")
    assert (deletion["subtype"], deletion["deleted_ts"]) == ("message_deleted", message.ts)
    assert deletion["previous_message"]["text"] == "original"


async def test_who_comes_and_goes_and_what_is_renamed(nordlys: Nordlys) -> None:
    """Members, channels, users and groups are told of."""
    group = nordlys.workspace.new_group("mods")
    await nordlys.bo.leaves(nordlys.chat)
    await nordlys.bo.joins(nordlys.chat)
    nordlys.workspace.rename_channel(nordlys.chat, "talk")
    nordlys.workspace.archive(nordlys.chat)
    nordlys.workspace.change(nordlys.bo, display_name="Bobo")
    nordlys.workspace.set_members(group, nordlys.eva)
    await nordlys.bo.opens_home()

    kinds = [each.event["type"] for each in nordlys.slack.deliveries]
    assert kinds[1:] == [
        *("subteam_created", "message", "member_left_channel", "message", "member_joined_channel"),
        *("channel_rename", "channel_archive", "user_change", "subteam_members_changed", "subteam_updated"),
        "app_home_opened",
    ]
    changed = told(nordlys, "subteam_members_changed")[0]
    assert changed["added_users"] == [nordlys.eva.id]
    assert told(nordlys, "user_change")[0]["user"]["profile"]["display_name"] == "Bobo"


async def test_the_bot_hears_by_another_event_that_it_was_taken_out(nordlys: Nordlys) -> None:
    """It gets channel_left or group_left, not the event of members, and nothing of the channel any more."""
    secret = nordlys.workspace.new_channel("secret", private=True)
    await nordlys.eva.kicks(nordlys.workspace.bot, nordlys.chat)
    await nordlys.eva.kicks(nordlys.workspace.bot, secret)
    await nordlys.bo.writes(nordlys.chat, "unheard")
    await nordlys.eva.invites(nordlys.workspace.bot, nordlys.chat)

    told_of = [each.event for each in nordlys.slack.deliveries if each.event["type"] != "message"]
    assert [each["type"] for each in told_of[1:]] == ["channel_left", "group_left", "member_joined_channel"]
    assert (told_of[3]["user"], told_of[3]["inviter"]) == (nordlys.workspace.bot.id, nordlys.eva.id)
    assert "unheard" not in [each["text"] for each in told(nordlys)]


async def test_another_app_s_messages_have_no_user(nordlys: Nordlys) -> None:
    """A bot_message names a bot and what it is called."""
    nordlys.workspace.post_as_other_app(nordlys.chat, "deployed", "Deploys")

    event = told(nordlys)[0]
    assert (event["subtype"], event["username"], event["bot_id"][0]) == ("bot_message", "Deploys", "B")
    assert "user" not in event
    assert event["bot_id"] != nordlys.workspace.bot.user.bot_id


async def test_the_app_hears_of_its_own_end(nordlys: Nordlys) -> None:
    """Tokens are revoked, then the app is gone and nothing more comes."""
    nordlys.workspace.uninstall()
    await nordlys.bo.writes(nordlys.chat, "alone")

    kinds = [each.event["type"] for each in nordlys.slack.deliveries]
    assert kinds[-2:] == ["tokens_revoked", "app_uninstalled"]
    assert told(nordlys, "tokens_revoked")[0]["tokens"]["bot"] == [nordlys.workspace.bot.id]


async def test_events_held_back_are_told_of_without_an_event(nordlys: Nordlys) -> None:
    """app_rate_limited is a payload of its own, and a disabled subscription tells nothing."""
    limited = nordlys.slack.rate_limit_events(nordlys.workspace, 1700000040)
    nordlys.slack.disable_events()
    await nordlys.bo.writes(nordlys.chat, "unheard")

    assert limited.payload["type"] == "app_rate_limited"
    assert (limited.payload["minute_rate_limited"], limited.payload["team_id"]) == (1700000040, nordlys.workspace.id)
    assert nordlys.slack.deliveries[-1] is limited


def _names(shape: object, body: object, path: str = "") -> list[str]:
    """Return the fields in the body that the shape lacks; where the shape is empty, anything goes."""
    if isinstance(shape, list) and isinstance(body, list):
        return [fault for each in body for fault in _names(shape[0], each, f"{path}[]")] if shape else []
    if not isinstance(shape, dict) or not isinstance(body, dict) or not shape:
        return []
    lacking = [f"{path}.{name}" for name in body if name not in shape]
    shared = [name for name in body if name in shape and name != "blocks"]
    return lacking + [fault for name in shared for fault in _names(shape[name], body[name], f"{path}.{name}")]


# Slack sends these, though the collected payloads lack them.
_KNOWN_BESIDES = {"context_team_id", "context_enterprise_id", "hidden", "ts", "event_ts", "channel_type", "is_locked"}
_LATER = {"who_can_share_contact_card", "is_email_confirmed", "has_rich_preview", "file_access", "upload"}
_OF_THREADS = {"reply_users", ".event.root.blocks", ".event.root.client_msg_id"}
_MORE = _KNOWN_BESIDES | _LATER | _OF_THREADS


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("member_joined_channel", "MemberJoinedChannelPayload"),
        ("channel_created", "ChannelCreatedPayload"),
        ("channel_rename", "ChannelRenamePayload"),
        ("channel_archive", "ChannelArchivePayload"),
        ("user_change", "UserChangePayload"),
        ("subteam_updated", "SubteamUpdatedPayload"),
        ("subteam_members_changed", "SubteamMembersChangedPayload"),
        ("app_home_opened", "AppHomeOpenedPayload"),
        ("tokens_revoked", "TokensRevokedPayload"),
        ("app_uninstalled", "AppUninstalledPayload"),
        ("message", "MessagePayload"),
        ("message_deleted", "MessageDeletedPayload"),
        ("message_changed", "MessageChangedPayload"),
        ("file_share", "MessageFileSharePayload"),
        ("thread_broadcast", "MessageThreadBroadcastPayload"),
        ("me_message", "MessageMePayload"),
    ],
)
async def test_events_have_the_shape_that_slack_s_have(nordlys: Nordlys, shared: Path, kind: str, file: str) -> None:
    """No event has a field that Slack's payloads of that kind lack."""
    await _everything(nordlys)
    shape = json.loads((shared / f"specs/slack-payloads/events/{file}.json").read_text())
    found = [each for each in nordlys.slack.deliveries if kind in (each.event["type"], each.event.get("subtype"))]
    plain = [each for each in found if kind != "message" or "subtype" not in each.event]

    assert plain
    lacking = {fault for each in plain for fault in _names(shape, each.payload)}
    assert {each for each in lacking if _MORE.isdisjoint((each, each.rpartition(".")[2]))} == set()


async def _everything(nordlys: Nordlys) -> None:
    group = nordlys.workspace.new_group("mods")
    nordlys.workspace.set_members(group, nordlys.eva)
    message = await nordlys.bo.writes(nordlys.chat, "hello")
    await nordlys.eva.writes(nordlys.chat, "all", thread=message, broadcast=True)
    await nordlys.bo.writes(nordlys.chat, "see", files={"a.png": "a title"})
    await nordlys.bo.writes_about_self(nordlys.chat, "waves")
    other = await nordlys.bo.writes(nordlys.chat, "hello <https://example.org>")
    await nordlys.bo.sees_preview(other, "https://example.org", "A page")
    await nordlys.bo.edits(other, "hello again")
    await nordlys.bo.deletes(other)
    await nordlys.bo.leaves(nordlys.chat)
    await nordlys.bo.joins(nordlys.chat)
    nordlys.workspace.rename_channel(nordlys.chat, "talk")
    nordlys.workspace.archive(nordlys.chat)
    nordlys.workspace.change(nordlys.bo, display_name="Bobo")
    await nordlys.bo.opens_home()
    nordlys.workspace.uninstall()
