"""Posting, changing and deleting messages through the Web API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.loopback_slack_test.clients import refused

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.loopback_slack_test.clients import Nordlys

SECTION: dict[str, Any] = {"type": "section", "text": {"type": "mrkdwn", "text": "*Case 1*"}}


async def test_the_bot_posts_with_blocks_and_in_threads(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """What the bot posts is in the channel under its name, a reply in the thread of its root."""
    root = await nordlys.bo.writes(nordlys.chat, "hello")
    reply = await nordlys.bo.writes(nordlys.chat, "again", thread=root)

    answer = await bot.chat_postMessage(channel=nordlys.chat.id, text="Case", blocks=[SECTION], thread_ts=reply.ts)

    posted = nordlys.chat.messages[-1]
    assert answer["ts"] == posted.ts
    assert (posted.read, posted.thread_ts, posted.user) == ("*Case 1*", root.ts, nordlys.workspace.bot.user)
    assert answer["message"]["bot_id"] == nordlys.workspace.bot.user.bot_id


async def test_a_name_and_picture_of_its_own_need_a_scope(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """chat:write.customize lets the bot post in another's name; without it, it is refused by name."""
    await bot.chat_postMessage(channel=nordlys.chat.id, text="back", username="bo", icon_url="https://x.invalid/b.png")
    assert nordlys.chat.messages[-1].parts["username"] == "bo"
    assert nordlys.chat.messages[-1].subtype == "bot_message"

    nordlys.workspace.set_bot_scopes("chat:write")
    assert await refused(bot.chat_postMessage(channel=nordlys.chat.id, text="x", username="bo")) == "missing_scope"


async def test_a_bot_deletes_only_its_own_and_an_admin_s_token_anybody_s(
    nordlys: Nordlys, bot: AsyncWebClient, admin: AsyncWebClient
) -> None:
    """A bot's token is refused, the admin's is not, but reaches no direct messages of others."""
    message = await nordlys.bo.writes(nordlys.chat, "rude")
    dm = await nordlys.bo.writes_to_bot("hello")
    assert await refused(bot.chat_delete(channel=nordlys.chat.id, ts=message.ts)) == "cant_delete_message"
    own = await bot.chat_postMessage(channel=nordlys.chat.id, text="mine")
    await bot.chat_delete(channel=nordlys.chat.id, ts=own["ts"])

    await admin.chat_delete(channel=nordlys.chat.id, ts=message.ts)

    assert message.deleted
    assert nordlys.chat.messages == []
    assert await refused(admin.chat_delete(channel=nordlys.chat.id, ts=message.ts)) == "message_not_found"
    assert await refused(admin.chat_delete(channel=dm.channel.id, ts=dm.ts)) == "channel_not_found"


async def test_a_member_s_token_deletes_no_other_s(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """The token of one who is no admin deletes only theirs."""
    bot.token = nordlys.workspace.user_token(nordlys.bo)
    message = await nordlys.eva.writes(nordlys.chat, "hello")

    assert await refused(bot.chat_delete(channel=nordlys.chat.id, ts=message.ts)) == "cant_delete_message"


async def test_the_first_of_a_thread_leaves_a_tombstone(nordlys: Nordlys, admin: AsyncWebClient) -> None:
    """Its replies stay, and one can still reply."""
    root = await nordlys.bo.writes(nordlys.chat, "rude")
    await nordlys.eva.writes(nordlys.chat, "hey", thread=root)

    await admin.chat_delete(channel=nordlys.chat.id, ts=root.ts)

    stone, reply = nordlys.chat.messages
    assert (stone.ts, stone.subtype, stone.text) == (root.ts, "tombstone", "This message was deleted.")
    assert reply.text == "hey"
    assert nordlys.slack.events[-1].data["subtype"] == "message_changed"


async def test_a_reply_to_what_is_gone_is_shown_nowhere(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """Slack takes it all the same, and the channel's history does not have it."""
    message = await nordlys.bo.writes(nordlys.chat, "hello")
    await nordlys.bo.deletes(message)

    answer = await bot.chat_postMessage(channel=nordlys.chat.id, text="hi", thread_ts=message.ts)

    assert answer["message"]["thread_ts"] == message.ts
    assert (await bot.conversations_history(channel=nordlys.chat.id))["messages"] == []


async def test_an_ephemeral_message_is_seen_by_one(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """Only the user sees it, and the history does not have it."""
    await bot.chat_postEphemeral(channel=nordlys.chat.id, user=nordlys.bo.id, text="please")

    assert [each.text for each in nordlys.bo.private_messages] == ["please"]
    assert nordlys.eva.private_messages == []
    assert nordlys.chat.messages == []
    assert not nordlys.eva.sees(nordlys.bo.private_messages[0])


async def test_an_ephemeral_message_needs_the_user_there(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """Who is not in the channel cannot be shown anything in it."""
    await nordlys.bo.leaves(nordlys.chat)

    asking = bot.chat_postEphemeral(channel=nordlys.chat.id, user=nordlys.bo.id, text="please")
    assert await refused(asking) == "user_not_in_channel"


async def test_a_message_to_a_user_is_a_direct_message(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """conversations.open gives the conversation, which the user sees as their inbox."""
    opened = await bot.conversations_open(users=nordlys.bo.id)
    await bot.chat_postMessage(channel=opened["channel"]["id"], text="a notice")
    await bot.chat_postMessage(channel=nordlys.bo.id, text="another")

    assert [each.text for each in nordlys.bo.inbox] == ["a notice", "another"]


async def test_the_bot_changes_its_own(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """Blocks that are not named stay, and others' messages cannot be changed."""
    posted = await bot.chat_postMessage(channel=nordlys.chat.id, text="Case", blocks=[SECTION])
    other = await nordlys.bo.writes(nordlys.chat, "hello")

    await bot.chat_update(channel=nordlys.chat.id, ts=posted["ts"], text="Closed")
    assert (nordlys.chat.messages[0].text, nordlys.chat.messages[0].read) == ("Closed", "*Case 1*")
    await bot.chat_update(channel=nordlys.chat.id, ts=posted["ts"], text="Closed", blocks=[])
    assert nordlys.chat.messages[0].read == "Closed"

    asking = bot.chat_update(channel=nordlys.chat.id, ts=other.ts, text="x")
    assert await refused(asking) == "cant_update_message"


async def test_a_permalink_names_the_thread(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """A reply's address leads to its thread."""
    root = await nordlys.bo.writes(nordlys.chat, "hello")
    reply = await nordlys.bo.writes(nordlys.chat, "again", thread=root)

    answer = await bot.chat_getPermalink(channel=nordlys.chat.id, message_ts=reply.ts)

    place = f"https://nordlys.slack.com/archives/{nordlys.chat.id}/p{reply.ts.replace('.', '')}"
    assert answer["permalink"] == f"{place}?thread_ts={root.ts}&cid={nordlys.chat.id}"


async def test_enterprise_hides_behind_a_tombstone_and_restores(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """With discovery:write a message goes and comes back as it was."""
    acme = nordlys.slack.new_workspace("Acme", enterprise=True)
    person = acme.new_person("kim")
    message = await person.writes(acme.general, "rude")
    bot.token = acme.user_token(acme.owner, ["discovery:write"])
    where = {"team": acme.id, "channel": acme.general.id, "ts": message.ts}

    await bot.api_call("discovery.chat.tombstone", params=where)
    assert message.deleted
    assert [each.subtype for each in acme.general.messages] == ["tombstone"]

    await bot.api_call("discovery.chat.restore", params=where)
    assert acme.general.messages == [message]
    assert not message.deleted
    answer = await bot.api_call("discovery.chat.info", params=where)
    assert answer["message"]["text"] == "rude"


@pytest.mark.parametrize("kind", ["channel", "here", "everyone", "subteam^S1|@mods"])
async def test_a_mass_mention_is_noted(nordlys: Nordlys, bot: AsyncWebClient, kind: str) -> None:
    """What would ring for many is noted wherever it is formatted, and not where it is plain text."""
    plain = {"type": "header", "text": {"type": "plain_text", "text": f"<!{kind}>"}}
    formatted = {"type": "section", "text": {"type": "mrkdwn", "text": f"he said <!{kind}>"}}
    await bot.chat_postMessage(channel=nordlys.chat.id, text="x", blocks=[plain])
    assert nordlys.slack.pinged == []

    await bot.chat_postMessage(channel=nordlys.chat.id, text="x", blocks=[formatted])
    assert [each.mention for each in nordlys.slack.pinged] == [f"<!{kind}>"]
    nordlys.slack.pinged.clear()
