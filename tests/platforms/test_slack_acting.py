"""What the bot does in a Slack workspace, at each tier, and what it does where Slack says no or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core.content import Message
from bot.core.effects import Applied, Effect, EffectKind, Failed, NoAnswer, Order, Route, Skipped, effect_key
from bot.core.notices import Notice, NoticeKind
from bot.platforms.slack.tiers import Tier
from bot.platforms.slack.workspace import connect
from tests.contract.in_slack import InSlack, in_slack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests import loopback_slack

HIDE, RESTORE, REMOVE, READMIT = EffectKind.HIDE, EffectKind.RESTORE, EffectKind.REMOVE, EffectKind.READMIT
NOTIFY, REPLY, RETRACT = EffectKind.NOTIFY, EffectKind.REPLY, EffectKind.RETRACT
TO_ALL = pytest.mark.parametrize("place", list(Tier), indirect=True)
BY_ADMIN = pytest.mark.parametrize("place", [Tier.ADMIN, Tier.DISCOVERY], indirect=True)


@pytest.fixture
async def place(request: pytest.FixtureRequest, shared: Path) -> AsyncIterator[InSlack]:
    """Give a workspace with an admin's token, or of the tier that the test asks for."""
    assert shared.name
    async with in_slack(getattr(request, "param", Tier.ADMIN)) as found:
        yield found


def order(
    place: InSlack,
    kind: EffectKind,
    message: loopback_slack.Message | None = None,
    case: int = 1,
    route: Route | None = None,
    **changes: object,
) -> Order:
    """Make an order about one of Bo's messages, his first by default."""
    about = place.content_of(message or place.first)
    key = effect_key(about.community, case, 1, kind, str(route or ""))
    effect = Effect(key, about.community, case, 1, kind, about.message, place.bo.id, route=route)
    made = Order(effect, about.text, "Bo", thread=about.thread)
    if kind is NOTIFY:
        facts = (NoticeKind.ACTION, "da", "be-kind", "Be kind", "", place.now)
        until = place.now.replace(year=place.now.year + 1)
        notice = Notice(about.community, case, 1, place.bo.id, about.message, *facts, appeal_until=until, id=7)
        made = replace(made, text=f"The notice of case {case} · #{about.channel}", notice=notice)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of Order


async def do(place: InSlack, asked: Order) -> object:
    """Carry an order out."""
    return await place.enforcer.enforce(asked, idempotency_key=asked.effect.key)


async def looked(place: InSlack, asked: Order) -> Applied | None:
    """Look for an order."""
    return await place.enforcer.look(asked, idempotency_key=asked.effect.key)


def about(asked: Order, message: Message) -> Order:
    """Return the order about another message."""
    return replace(asked, effect=replace(asked.effect, message=message))


# Whose token is used for what.


@pytest.mark.parametrize("place", [Tier.BOT], indirect=True)
async def test_the_bots_own_token_deletes_no_members_message(place: InSlack) -> None:
    """It says so and names the way out."""
    refused = await do(place, order(place, HIDE))
    assert isinstance(refused, Failed)
    assert "TAKT_SLACK_ADMIN_TOKEN" in (refused.permission or "")
    assert place.is_seen(place.posted.message)


@BY_ADMIN
async def test_the_admins_token_is_used_for_nothing_else(place: InSlack) -> None:
    """Everything that can be done is done, also again and in vain; the admin acts only where nobody else could."""
    reply = order(place, REPLY)
    posted = await do(place, reply)
    assert isinstance(posted, Applied)
    for asked in (
        about(order(place, RETRACT), Message(place.chat.id, posted.posted)),
        *(order(place, kind) for kind in (HIDE, HIDE, RESTORE, RESTORE, REMOVE, REMOVE, READMIT, READMIT)),
        *(order(place, NOTIFY, route=route) for route in Route),
    ):
        await looked(place, asked)
        await do(place, asked)
    by_admin = {each.method for each in place.slack.asked(token=place.admin_token)}
    hiding = (
        {"chat.delete"}
        if place.workspace.tier is Tier.ADMIN
        else {"discovery.chat.tombstone", "discovery.chat.restore"}
    )
    assert by_admin == {"auth.test", "conversations.kick", "conversations.invite"} | hiding
    assert len(place.slack.asked("auth.test", token=place.admin_token)) == 1
    tokens = {each.token for each in place.slack.requests}
    assert tokens == {place.admin_token, place.home.bot_token}


@TO_ALL
async def test_nothing_is_asked_of_slack_that_this_tier_cannot_do(place: InSlack) -> None:
    """What no app can do costs no request."""
    before = len(place.slack.requests)
    for kind in set(EffectKind) - {HIDE, RESTORE, REMOVE, READMIT, NOTIFY, REPLY, RETRACT}:
        assert isinstance(await do(place, order(place, kind)), Failed)
        assert await looked(place, order(place, kind)) is None
    assert len(place.slack.requests) == before


# Hiding and restoring.


@BY_ADMIN
async def test_what_is_restored_bears_its_authors_name_and_picture(place: InSlack) -> None:
    """Where it stands behind a tombstone it comes back itself; else a copy is marked, and nobody's link unfolds."""
    await do(place, order(place, HIDE))
    assert isinstance(await do(place, order(place, RESTORE)), Applied)
    seen = [each for each in place.chat.messages if place.ida.sees(each)]
    assert [each.read.partition("\n")[0] for each in seen] == ["the words"]
    if place.workspace.tier is Tier.DISCOVERY:
        assert seen == [place.first]
        return
    assert seen[0].read == "the words\n_↩ case 1_"
    assert seen[0].parts["username"] == "bo"
    assert place.bo.id in seen[0].parts["icons"]["image_48"]
    (request,) = place.slack.asked("chat.postMessage")
    assert not request.args["unfurl_links"]
    assert not request.args["unfurl_media"]


@BY_ADMIN
async def test_a_thread_reply_comes_back_where_it_stood(place: InSlack) -> None:
    """Hidden, restored, hidden again and restored again, all in its thread."""
    root = await place.ida.writes(place.chat, "what do you think?")
    reply = await place.bo.writes(place.chat, "the words", thread=root)
    for _ in range(2):
        assert isinstance(await do(place, order(place, HIDE, reply)), Applied)
        assert await looked(place, order(place, HIDE, reply))
        assert [each.subtype for each in place.chat.timeline.replies(root.ts)] in ([], ["tombstone"])
        assert isinstance(await do(place, order(place, RESTORE, reply)), Applied)
        assert await looked(place, order(place, RESTORE, reply))
        (again,) = place.chat.timeline.replies(root.ts)
        assert again.read.startswith("the words")


async def test_a_reply_whose_thread_is_gone_comes_back_in_the_channel(place: InSlack) -> None:
    """And there it is found again."""
    root = await place.ida.writes(place.chat, "what do you think?")
    reply = await place.bo.writes(place.chat, "the words", thread=root)
    for message in (reply, place.first):
        await do(place, order(place, HIDE, message))
    await do(place, order(place, RESTORE))
    await place.ida.deletes(root)
    assert await looked(place, order(place, RESTORE, reply)) is None
    assert isinstance(await do(place, order(place, RESTORE, reply)), Applied)
    assert place.chat.messages[-1].read.startswith("the words")
    assert await looked(place, order(place, RESTORE, reply))
    assert isinstance(await do(place, order(place, HIDE, reply)), Applied)
    assert await looked(place, order(place, HIDE, reply))


@pytest.mark.parametrize("tier", [Tier.ADMIN, Tier.BOT])
async def test_a_restored_copy_is_hidden_again_with_the_bots_own_token(place: InSlack, tier: Tier) -> None:
    """It wrote it; so it can also where the admin has taken their token back."""
    await do(place, order(place, HIDE))
    await do(place, order(place, RESTORE))
    if tier is Tier.BOT:
        place.workspace = await connect(place.home.bot_token, base_url=place.slack.api_url)
    copy = place.chat.messages[-1]
    assert isinstance(await do(place, order(place, HIDE, case=2)), Applied)
    assert copy.deleted
    assert place.slack.asked("chat.delete")[-1].token == place.home.bot_token
    assert isinstance(await do(place, order(place, HIDE, case=3)), Skipped)


async def test_a_copy_is_known_by_more_than_its_text(place: InSlack) -> None:
    """What somebody writes that looks like one is nobody's copy, and of two messages each has its own."""
    second = await place.bo.writes(place.chat, "the words")
    for message in (place.first, second):
        await do(place, order(place, HIDE, message))
    await place.ida.writes(place.chat, "the words\n_↩ case 1_")
    await do(place, order(place, RESTORE))
    assert await looked(place, order(place, RESTORE, second)) is None
    assert isinstance(await do(place, order(place, HIDE)), Applied)
    assert [each.read for each in place.chat.messages if each.user is place.ida.user] == ["the words\n_↩ case 1_"]


async def test_a_restored_text_calls_nobody_and_reads_as_it_was_written(place: InSlack) -> None:
    """Neither everybody nor somebody, however it is written."""
    await do(place, order(place, HIDE))
    text = "<!channel> <!here> <!subteam^S1> @everyone <@U123> & a < b"
    await do(place, order(place, RESTORE, text=text))
    sent = place.chat.messages[-1].text
    assert "<" not in sent
    assert sent.startswith("&lt;!channel&gt; &lt;!here&gt;")
    assert "&amp; a &lt; b" in sent


async def test_a_long_text_comes_back_in_pieces_and_only_what_is_missing_is_posted_again(place: InSlack) -> None:
    """Where the answer to a later piece was lost or refused, what stands there stays, and all of it is hidden again."""
    await do(place, order(place, HIDE))
    asked = order(place, RESTORE, text="a" * 3000 + "<" * 1000 + "b" * 3400)
    place.slack.lose_answer("chat.postMessage")
    assert isinstance(await do(place, asked), NoAnswer)
    assert await looked(place, asked) is None
    assert isinstance(await do(place, asked), Applied)
    assert await looked(place, asked) is not None
    copies = place.chat.messages
    assert [len(each.text) for each in copies] == [3000 + 4 * 500, 4 * 500 + 3000, 400 + len("\n_↩ case 1_")]
    assert isinstance(await do(place, order(place, HIDE, case=2)), Applied)
    assert place.chat.messages == []


@pytest.mark.parametrize("place", [Tier.DISCOVERY], indirect=True)
async def test_what_is_behind_a_tombstone_already_is_hidden(place: InSlack) -> None:
    """Whoever put it there."""
    for case in (1, 2):
        assert await do(place, order(place, HIDE, case=case)) == Applied()


async def test_what_is_kept_no_longer_is_not_posted(place: InSlack) -> None:
    """There is nothing to bring back."""
    await do(place, order(place, HIDE))
    assert isinstance(await do(place, order(place, RESTORE, text="")), Failed)


# Telling members.


@TO_ALL
async def test_a_notice_comes_as_a_direct_message_with_its_buttons(place: InSlack) -> None:
    """It names the channel so that Slack shows it by name."""
    assert isinstance(await do(place, order(place, NOTIFY, route=Route.DIRECT, mendable=True)), Applied)
    (message,) = place.bo.inbox
    assert message.read.startswith(f"The notice of case 1 · <#{place.chat.id}>")
    assert list(message.buttons) == ["✏️ Send en bedre udgave", "⚖️ Klag"]
    assert [each["value"] for each in message.buttons.values()] == ["takt:better:1", "takt:appeal:1"]


@TO_ALL
async def test_where_no_direct_message_comes_a_hint_is_shown_where_they_wrote(place: InSlack) -> None:
    """In the thread and to nobody else; what the notice says stands behind a button."""
    place.close_inbox()
    root = await place.ida.writes(place.chat, "what do you think?")
    reply = await place.bo.writes(place.chat, "the words", thread=root)
    refused = await do(place, order(place, NOTIFY, reply, route=Route.DIRECT))
    assert isinstance(refused, Failed)
    assert "Messages Tab" in (refused.permission or "")
    assert isinstance(await do(place, order(place, NOTIFY, reply, route=Route.CHANNEL)), Applied)
    (hint,) = place.bo.private_messages
    assert hint.thread_ts == root.ts
    assert "The notice" not in hint.read
    assert hint.buttons["✉️ Læs den"]["value"] == "takt:notice:7"
    assert place.ida.private_messages == []


async def test_a_hint_in_a_thread_that_is_none_any_more_is_shown_in_the_channel(place: InSlack) -> None:
    """In the thread nobody would see it: its only reply was hidden, or its first message is gone too."""
    root = await place.ida.writes(place.chat, "what do you think?")
    reply = await place.bo.writes(place.chat, "the words", thread=root)
    about_it = [order(place, NOTIFY, reply, case, route=Route.CHANNEL) for case in (1, 2)]
    await do(place, order(place, HIDE, reply))
    await do(place, about_it[0])
    await place.ida.deletes(root)
    await do(place, about_it[1])
    assert [each.thread_ts for each in place.bo.private_messages] == [None, None]


@pytest.mark.parametrize("place", [Tier.BOT], indirect=True)
@pytest.mark.parametrize("kind", list(NoticeKind)[:2])
async def test_a_friendly_word_or_a_plea_is_shown_itself_and_links_to_its_message(
    place: InSlack, kind: NoticeKind
) -> None:
    """The message still stands there, so there is nothing to hide about it."""
    direct, there = (order(place, NOTIFY, route=route) for route in (Route.DIRECT, Route.CHANNEL))
    assert direct.notice is not None
    notice = replace(direct.notice, kind=kind, pleads=kind is NoticeKind.ACTION)
    for asked in (direct, there):
        assert isinstance(await do(place, replace(asked, notice=notice)), Applied)
    (message,), (shown,) = place.bo.inbox, place.bo.private_messages
    assert f"/archives/{place.chat.id}/p{place.first.ts.replace('.', '')}" in message.read
    assert shown.read.startswith("The notice of case 1")
    assert list(shown.buttons) == ["⚖️ Klag"]


async def test_a_notice_calls_nobody_whatever_a_policy_says_in_it(place: InSlack) -> None:
    """And is cut into as many blocks as Slack wants."""
    text = f"<!channel> {'<&>' * 1500} @here"
    assert isinstance(await do(place, order(place, NOTIFY, route=Route.DIRECT, text=text)), Applied)
    (message,) = place.bo.inbox
    assert message.read.count("&lt;&amp;&gt;") > 1400


# Replies.


@TO_ALL
async def test_a_reply_goes_into_the_thread_of_what_it_answers(place: InSlack) -> None:
    """That of its own for a message in the channel."""
    root = await place.ida.writes(place.chat, "what do you think?")
    reply = await place.bo.writes(place.chat, "the words", thread=root)
    for number, (message, thread) in enumerate(((place.first, place.first), (reply, root)), start=1):
        asked = order(place, REPLY, message, number, text="We hear you <!here>.")
        assert isinstance(await do(place, asked), Applied)
        posted = place.chat.timeline.replies(thread.ts)[-1]
        assert posted.text == "We hear you &lt;!here&gt;."
        assert await looked(place, asked) == Applied(posted=posted.ts)


@TO_ALL
async def test_what_a_member_wrote_is_not_the_bots_to_take_back(place: InSlack) -> None:
    """It is not even tried, and nobody is asked for a right."""
    refused = await do(place, order(place, RETRACT))
    assert refused == Failed("the bot did not write it")
    assert place.slack.asked("delete") == []


# Removal from a channel.


@BY_ADMIN
async def test_who_left_by_themselves_need_not_be_removed(place: InSlack) -> None:
    """It is so, and the case says how."""
    await place.bo.leaves(place.chat)
    done = await do(place, order(place, REMOVE))
    assert isinstance(done, Applied)
    assert "not in the channel any more" in done.how


@BY_ADMIN
async def test_an_admin_who_is_not_in_the_channel_is_asked_to_join_it(place: InSlack) -> None:
    """Slack removes nobody from a channel for somebody outside."""
    await place.eva.leaves(place.chat)
    for kind in (REMOVE, READMIT):
        refused = await do(place, order(place, kind))
        assert isinstance(refused, Failed)
        if kind is REMOVE:
            assert "the admin whose token I use is not in the channel" in (refused.permission or "")
    assert place.bo.id in place.chat.members


async def test_nobody_is_removed_from_the_channel_of_all(place: InSlack) -> None:
    """It is no right that is missing, so nobody is asked for one."""
    there = about(order(place, REMOVE), Message(place.home.general.id, place.first.ts))
    refused = await do(place, there)
    assert isinstance(refused, Failed)
    assert (refused.permission, refused.retry) == (None, False)
    assert "everybody" in refused.reason


# Where Slack says no, or nothing.

LOST = [
    (Tier.ADMIN, HIDE, "chat.delete"),
    (Tier.DISCOVERY, HIDE, "discovery.chat.tombstone"),
    (Tier.ADMIN, RESTORE, "chat.postMessage"),
    (Tier.DISCOVERY, RESTORE, "discovery.chat.restore"),
    (Tier.ADMIN, REMOVE, "conversations.kick"),
    (Tier.ADMIN, READMIT, "conversations.invite"),
    (Tier.BOT, NOTIFY, "chat.postMessage"),
    (Tier.BOT, REPLY, "chat.postMessage"),
    (Tier.BOT, RETRACT, "chat.delete"),
]


@pytest.mark.parametrize(("place", "kind", "method"), LOST, indirect=["place"])
async def test_what_was_done_unheard_is_found_and_not_done_again(place: InSlack, kind: EffectKind, method: str) -> None:
    """No request is repeated by itself, and a look tells that it went through."""
    asked = order(place, kind, route=Route.DIRECT if kind is NOTIFY else None)
    if kind in {RESTORE, READMIT}:
        await do(place, order(place, HIDE if kind is RESTORE else REMOVE))
    if kind is RETRACT:
        reply = await do(place, order(place, REPLY))
        assert isinstance(reply, Applied)
        asked = about(asked, Message(place.chat.id, reply.posted))
    assert await looked(place, asked) is None
    place.slack.lose_answer(f"^{method}$")
    before = len(place.slack.asked(f"^{method}$"))
    assert isinstance(await do(place, asked), NoAnswer)
    found = await looked(place, asked)
    assert isinstance(found, Applied)
    assert bool(found.posted) is (kind is REPLY)
    assert len(place.slack.asked(f"^{method}$")) == before + 1


async def test_what_nobody_could_have_seen_is_shown_again(place: InSlack) -> None:
    """Slack tells of no message that one member alone sees."""
    asked = order(place, NOTIFY, route=Route.CHANNEL)
    place.slack.lose_answer("chat.postEphemeral")
    assert isinstance(await do(place, asked), NoAnswer)
    assert await looked(place, asked) is None


KINDS = [(HIDE, "chat.delete"), (REMOVE, "conversations.kick"), (NOTIFY, "conversations.open"), (REPLY, "replies")]


@pytest.mark.parametrize(("kind", "method"), KINDS)
async def test_slacks_own_waiting_time_is_kept(place: InSlack, kind: EffectKind, method: str) -> None:
    """It is tried again after that, and nobody is asked for a right."""
    place.slack.refuse_for_now(method, retry_after=17)
    waits = await do(place, order(place, kind, route=Route.DIRECT if kind is NOTIFY else None))
    assert waits == Failed("Slack asks to wait", retry=True, after=17.0)
    assert isinstance(await do(place, order(place, kind, route=Route.DIRECT if kind is NOTIFY else None)), Applied)


@pytest.mark.parametrize(("error", "status"), [("internal_error", 200), ("fatal_error", 200), ("", 503)])
async def test_where_slack_itself_does_not_know_nobody_does(place: InSlack, error: str, status: int) -> None:
    """It may have been done."""
    place.slack.fail("chat.delete", error, status=status)
    assert isinstance(await do(place, order(place, HIDE)), NoAnswer)


async def test_a_look_without_an_answer_is_no_answer(place: InSlack) -> None:
    """Nothing is done a second time on the strength of it."""
    for error, status in (("internal_error", 200), ("missing_scope", 200), ("", 500)):
        place.slack.fail("conversations.replies", error, status=status)
        with pytest.raises(ConnectionError):
            await looked(place, order(place, HIDE))
    # The HTTP client asks once more by itself where asking changes nothing.
    place.slack.lose_answer("conversations.replies", times=2)
    with pytest.raises(OSError, match="no answer"):
        await looked(place, order(place, HIDE))


MISSING = [
    (HIDE, "chat.delete", "the token of the admin lacks the scope chat:write; give me a new token of theirs"),
    (
        REPLY,
        "chat.postMessage",
        "the token of the bot lacks the scope chat:write; add it to the app and install it again",
    ),
]


@pytest.mark.parametrize(("kind", "method", "words"), MISSING)
async def test_a_missing_scope_is_named_with_its_owner(
    place: InSlack, kind: EffectKind, method: str, words: str
) -> None:
    """And is not tried again by itself."""
    place.slack.fail(method, body={"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": ""})
    refused = await do(place, order(place, kind))
    assert isinstance(refused, Failed)
    assert (refused.permission, refused.retry) == (words, False)


@pytest.mark.parametrize("error", ["token_revoked", "restricted_action", "compliance_exports_prevent_deletion"])
async def test_what_a_person_has_to_allow_is_asked_of_one(place: InSlack, error: str) -> None:
    """In plain words."""
    place.slack.fail("chat.delete", error)
    refused = await do(place, order(place, HIDE))
    assert isinstance(refused, Failed)
    assert refused.permission


async def test_a_private_channel_without_the_admin_is_said_to_be_closed_to_them(place: InSlack) -> None:
    """The bot itself is in it."""
    inner = place.home.new_channel("inner", private=True, members=[place.bo, place.ida])
    message = await place.bo.writes(inner, "the words")
    refused = await do(place, order(place, HIDE, message))
    assert isinstance(refused, Failed)
    assert "closed to the admin whose token I use" in (refused.permission or "")


@BY_ADMIN
async def test_who_left_the_workspace_is_an_outcome(place: InSlack) -> None:
    """There is nobody to tell and nobody to let in; what they wrote can be hidden and brought back all the same."""
    place.home.change(place.bo, deleted=True)
    for kind, route in ((NOTIFY, Route.DIRECT), (READMIT, None)):
        if kind is READMIT:
            await do(place, order(place, REMOVE))
        outcome = await do(place, order(place, kind, route=route))
        assert outcome == Failed("no such member here")
    assert isinstance(await do(place, order(place, HIDE)), Applied)
    assert isinstance(await do(place, order(place, RESTORE)), Applied)


async def test_an_archived_channel_is_an_outcome(place: InSlack) -> None:
    """Nothing more is written there, and it is not tried again."""
    await do(place, order(place, HIDE))
    second = await place.bo.writes(place.chat, "more words")
    place.home.archive(place.chat)
    for asked in (
        order(place, RESTORE),
        order(place, REPLY, second),
        order(place, NOTIFY, route=Route.CHANNEL),
        order(place, REMOVE),
    ):
        refused = await do(place, asked)
        assert isinstance(refused, Failed)
        assert (refused.retry, refused.permission) == (False, None)
        assert "archived" in refused.reason


async def test_a_channel_that_the_bot_was_taken_out_of_is_said_so(place: InSlack) -> None:
    """With the way back in."""
    await place.eva.kicks(place.home.bot, place.chat)
    refused = await do(place, order(place, REPLY))
    assert isinstance(refused, Failed)
    assert "/invite" in (refused.permission or "")
