"""Reading conversations, users and user groups through the Web API."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.loopback_slack_test.clients import refused

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.loopback_slack_test.clients import Nordlys


async def test_a_token_is_known_with_its_scopes(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """auth.test says whose token it is, its header what it may do; a wrong or revoked one is refused."""
    answer = await bot.auth_test()

    assert (answer["team_id"], answer["user_id"]) == (nordlys.workspace.id, nordlys.workspace.bot.id)
    assert set(answer.headers["x-oauth-scopes"].split(",")) == nordlys.slack.app.scopes
    nordlys.workspace.revoke(nordlys.workspace.bot_token)
    assert await refused(bot.auth_test()) == "token_revoked"
    bot.token = "xoxb-wrong"  # noqa: S105 - it opens nothing
    assert await refused(bot.auth_test()) == "invalid_auth"


async def test_a_missing_scope_is_named(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """The refusal says what is needed and what is there, for the kind of conversation."""
    secret = nordlys.workspace.new_channel("secret", private=True)
    nordlys.workspace.set_bot_scopes("channels:history", "chat:write")

    await bot.conversations_history(channel=nordlys.chat.id)
    asking = await bot.api_call("auth.test")
    assert asking["ok"]
    assert await refused(bot.users_info(user=nordlys.bo.id)) == "missing_scope"
    assert nordlys.slack.requests[-1].answer["needed"] == "users:read"
    assert await refused(bot.conversations_history(channel=secret.id)) == "missing_scope"
    answer = nordlys.slack.requests[-1].answer
    assert (answer["needed"], answer["provided"]) == ("groups:history", "channels:history,chat:write")


async def test_history_is_read_back_page_by_page(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """The newest come first, without the threads, between oldest and latest, with a cursor to the rest."""
    made = nordlys.bo.wrote_many(nordlys.chat, (str(number) for number in range(25)), ago=3600, every=60)
    nordlys.bo.wrote(nordlys.chat, "in a thread", 10, thread=made[3])

    answer = await bot.conversations_history(channel=nordlys.chat.id, limit=10, oldest=made[1].ts)
    texts = [each["text"] for each in answer["messages"]]
    assert texts == [str(number) for number in range(24, 14, -1)]
    assert answer["has_more"]
    cursor = answer["response_metadata"]["next_cursor"]
    rest = await bot.conversations_history(channel=nordlys.chat.id, limit=999, oldest=made[1].ts, cursor=cursor)
    assert [each["text"] for each in rest["messages"]] == [str(number) for number in range(14, 1, -1)]
    assert not rest["has_more"]
    one = await bot.conversations_history(
        channel=nordlys.chat.id, latest=made[3].ts, oldest=made[3].ts, inclusive=True, limit=1
    )
    assert one["messages"][0]["reply_count"] == 1


async def test_a_thread_is_read(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """The first message comes with its replies; a reply's own timestamp gives that alone."""
    root = await nordlys.bo.writes(nordlys.chat, "hello")
    reply = await nordlys.eva.writes(nordlys.chat, "hi", thread=root)

    whole = await bot.conversations_replies(channel=nordlys.chat.id, ts=root.ts)
    alone = await bot.conversations_replies(channel=nordlys.chat.id, ts=reply.ts)

    assert [each["text"] for each in whole["messages"]] == ["hello", "hi"]
    assert [each["ts"] for each in alone["messages"]] == [reply.ts]
    asking = bot.conversations_replies(channel=nordlys.chat.id, ts="1.000001")
    assert await refused(asking) == "thread_not_found"


async def test_thousands_are_written_and_read_quickly(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """5,000 messages of the past take no time and tell nobody."""
    told = len(nordlys.slack.events)
    began = time.monotonic()
    nordlys.bo.wrote_many(nordlys.chat, (f"message {number}" for number in range(5000)), ago=1800, every=0.36)
    cursor, seen = "", 0
    while True:
        answer = await bot.conversations_history(channel=nordlys.chat.id, limit=999, cursor=cursor or None)
        seen += len(answer["messages"])
        if not answer["has_more"]:
            break
        cursor = answer["response_metadata"]["next_cursor"]

    assert seen == 5000
    assert len(nordlys.slack.events) == told
    assert time.monotonic() - began < 10


async def test_the_bot_knows_only_what_it_may(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """Private channels without the bot do not exist for it; public ones are listed but not read."""
    nordlys.workspace.new_channel("secret", private=True, bot=False)
    inside = nordlys.workspace.new_channel("moderators", private=True)
    outside = nordlys.workspace.new_channel("far", bot=False)

    listed = await bot.conversations_list(types="public_channel,private_channel", limit=2)
    rest = await bot.conversations_list(
        types="public_channel,private_channel", cursor=listed["response_metadata"]["next_cursor"]
    )
    mine = await bot.users_conversations(types="public_channel,private_channel")

    names = [each["name"] for each in [*listed["channels"], *rest["channels"]]]
    assert names == ["general", "chat", "moderators", "far"]
    assert [each["name"] for each in mine["channels"]] == ["general", "chat", "moderators"]
    assert (await bot.conversations_info(channel=inside.id))["channel"]["is_private"]
    assert await refused(bot.conversations_history(channel=outside.id)) == "not_in_channel"
    asking = bot.conversations_info(channel="C0000000000")
    assert await refused(asking) == "channel_not_found"


async def test_users_and_groups_are_read(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """A user has a name, a locale where it is asked for, and rights; a group has members."""
    group = nordlys.workspace.new_group("mods", nordlys.eva)

    eva = await bot.users_info(user=nordlys.eva.id, include_locale=True)
    bo = await bot.users_info(user=nordlys.bo.id, include_locale=True)
    groups = await bot.usergroups_list(include_users=True)
    inside = await bot.usergroups_users_list(usergroup=group.id)

    assert (eva["user"]["is_admin"], bo["user"]["is_admin"], bo["user"]["locale"]) == (True, False, "da-DK")
    assert [(each["handle"], each["users"]) for each in groups["usergroups"]] == [("mods", [nordlys.eva.id])]
    assert inside["users"] == [nordlys.eva.id]
    assert len((await bot.users_list())["members"]) == 4
    assert await refused(bot.users_info(user="U0000000000")) == "user_not_found"


async def test_members_go_and_come(nordlys: Nordlys, bot: AsyncWebClient, admin: AsyncWebClient) -> None:
    """An admin's token takes people out and lets them in, but not out of the general channel."""
    general = nordlys.workspace.general
    await admin.conversations_kick(channel=nordlys.chat.id, user=nordlys.bo.id)
    assert nordlys.bo.id not in (await bot.conversations_members(channel=nordlys.chat.id))["members"]
    assert await refused(admin.conversations_kick(channel=nordlys.chat.id, user=nordlys.bo.id)) == "not_in_channel"
    asking = admin.conversations_kick(channel=general.id, user=nordlys.bo.id)
    assert await refused(asking) == "cant_kick_from_general"

    await admin.conversations_invite(channel=nordlys.chat.id, users=nordlys.bo.id)

    assert nordlys.bo.can_write(nordlys.chat)
    asking = admin.conversations_invite(channel=nordlys.chat.id, users=nordlys.bo.id)
    assert await refused(asking) == "already_in_channel"
    assert await refused(bot.conversations_kick(channel=nordlys.chat.id, user=nordlys.bo.id)) == "missing_scope"
