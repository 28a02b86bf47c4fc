"""Slack's events and history items as content."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.content import Author, Message, Part
from bot.platforms.slack.moments import beginning, is_beginning, micros, moment, stamp
from bot.platforms.slack.translate import Said, community_of, content_of, heard, read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bot.core.content import Content
    from bot.core.loose import Object

TS, LATER, THREAD = "1767225600.000100", "1767225610.000000", "1767225000.000900"
BO = Author("U2", "Bo")
PREVIEW = {"from_url": "http://a.example", "title": "Preview", "text": "by a site"}


def message(**changes: Any) -> Object:
    """Make a message of Bo's as Slack tells of it."""
    plain = {"type": "message", "channel": "C1", "user": "U2", "text": "hello", "ts": TS, "channel_type": "channel"}
    return {**plain, **changes}


def said_in(event: Object) -> Said:
    """Return what an event says that has to say something."""
    said = heard(event)
    assert isinstance(said, Said)
    return said


def content(event: Object, **names: str) -> Content:
    """Return an event as content."""
    return content_of(said_in(event), community_of("T1"), BO, {"U2": "Bo", **names}, frozenset({"general"}))


def changed(before: Mapping[str, Any], after: Mapping[str, Any], told: str = LATER) -> Object:
    """Make the event by which Slack tells that a message is another."""
    kept = {"type": "message", "subtype": "message_changed", "channel": "C1", "ts": told, "event_ts": told}
    return {**kept, "message": message(**after), "previous_message": message(**before)}


def edited(text: str, at: str = LATER) -> Object:
    """Make what an edit changes in a message."""
    return {"text": text, "edited": {"user": "U2", "ts": at}}


def test_a_message_becomes_content() -> None:
    """Where, what and when are as Slack says, and text reads as it was meant."""
    made = content(message(text="<@U9> &amp; <!here>: see <#C7|dogs>, <https://a.example/x|pig> &lt;3"), U9="Ida")
    assert (made.community, made.channel, made.id, made.author) == ("slack-T1", "C1", TS, BO)
    assert made.text == "@Ida & @here: see #dogs, pig (https://a.example/x) <3"
    assert made.at == datetime(2026, 1, 1, 0, 0, 0, 100, tzinfo=UTC)
    assert (made.revision, made.mentions, made.within) == (0, 2, frozenset({"general"}))


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (message(subtype="thread_broadcast", thread_ts=THREAD, root={"text": "not this"}), "hello"),
        (message(subtype="me_message", text="dances"), "dances"),
        (message(subtype="file_share", files=[{"title": "fat pig", "name": "x.png"}]), "hello\nfat pig"),
        (message(attachments=[{"is_share": True, "text": "shared"}]), "hello\nshared"),
        (message(text="", blocks=[{"type": "markdown", "text": "blocks"}]), "blocks"),
        (message(attachments=[PREVIEW]), "hello\nPreview\nby a site"),
    ],
)
def test_every_place_for_words_is_read(event: Object, text: str) -> None:
    """Whatever kind of message a member writes, its words are the text."""
    assert content(event).text == text


def test_what_stands_in_a_thread_alone_belongs_to_it() -> None:
    """There it is restored and its author told; what was sent to the channel too stands there."""
    in_thread = {"thread_ts": "1700000000.000001"}
    for sent, thread in ((message(**in_thread), "1700000000.000001"), (message(thread_ts=TS), "")):
        assert content_of(said_in(sent), "slack-T1", BO, {}).thread == thread
    broadcast = content_of(said_in(message(subtype="thread_broadcast", **in_thread)), "slack-T1", BO, {})
    assert (broadcast.thread, broadcast.answers) == ("", "1700000000.000001")


@pytest.mark.parametrize("kind", ["channel_topic", "group_topic", "channel_purpose", "group_purpose", "channel_name"])
def test_what_a_channel_is_called_is_a_title(kind: str) -> None:
    """A topic, a purpose and a name are their author's words, and no message that could be hidden."""
    what = kind.split("_")[1]
    said = said_in(message(subtype=kind, text="set the channel to: ugly pig", **{what: "ugly pig"}))
    made = content_of(said, "slack-T1", BO, {})
    assert (made.text, made.message.part, made.mentions, said.position) == ("ugly pig", Part.TITLE, 0, "")


@pytest.mark.parametrize(
    "event",
    [
        message(subtype="channel_join", text="<@U2> has joined the channel"),
        message(subtype="channel_topic", topic=""),
        message(subtype="message_replied", message=message()),
        message(subtype="ekm_access_denied"),
        message(subtype="tombstone", text="This message was deleted."),
        message(subtype="huddle_thread"),
        message(channel="D1", channel_type="im"),
        message(channel="G1", channel_type="mpim"),
        message(ts="soon"),
        message(type="reaction_added"),
        {},
    ],
)
def test_what_nobody_wrote_is_nothing(event: Object) -> None:
    """Slack's own messages, direct ones and what is no message are left alone."""
    assert heard(event) is None


def test_who_writes_is_a_member_or_a_program() -> None:
    """Apps and Slackbot are told from members; an app may also post for a member."""
    by_bot = said_in(message(subtype="bot_message", bot_id="B1", username="CI"))
    slackbot, nobody = said_in(message(user="USLACKBOT")), said_in(message(user="", bot_id="B1"))
    assert [each.is_program for each in (by_bot, slackbot, nobody)] == [True] * 3
    for_bo = said_in(message(bot_id="B1"))
    assert (for_bo.is_program, for_bo.by_app) == (False, True)


def test_only_what_stands_in_a_channel_moves_its_cursor() -> None:
    """A reply in a thread says nothing of how far its channel was read; one that is shown there too does."""
    assert said_in(message()).position == said_in(message(thread_ts=TS)).position == TS
    assert said_in(message(thread_ts=THREAD)).position == ""
    assert said_in(message(thread_ts=THREAD, subtype="thread_broadcast")).position == TS
    assert said_in(changed({}, edited("other"))).position == ""


def test_what_is_deleted_is_gone() -> None:
    """Also the first message of a thread, in whose place Slack leaves a tombstone."""
    gone: Object = {"type": "message", "subtype": "message_deleted", "channel": "C1", "deleted_ts": TS, "ts": LATER}
    buried = changed({}, {"subtype": "tombstone", "text": "This message was deleted.", "user": "USLACKBOT"})
    assert heard(gone) == heard(buried) == Message("C1", TS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"reply_count": 1, "latest_reply": LATER, "thread_ts": TS, "reply_users": ["U1"]}),
        ({}, {"language": {"locale": "da"}}),
        ({}, {"attachments": [{"from_url": "x", "image_url": "y"}]}),
        ({"blocks": [{"type": "markdown", "text": "hello"}]}, edited("hello")),
        ({"files": [{"title": "a", "mode": "hosted"}]}, {"files": [{"title": "a", "mode": "hosted", "thumb": "x"}]}),
    ],
    ids=["replied", "language", "picture", "blocks", "thumbnail"],
)
def test_what_changes_no_word_is_no_edit(before: Object, after: Object) -> None:
    """Slack also tells of replies, previews and such: only other words, or other people called, are looked at."""
    assert heard(changed(before, after)) is None


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ({}, edited("you pig"), "you pig"),
        ({}, edited(""), ""),
        ({"thread_ts": THREAD}, {**edited("you pig"), "thread_ts": THREAD}, "you pig"),
        ({"subtype": "tombstone"}, {}, "hello"),
        ({}, {"attachments": [PREVIEW]}, "hello\nPreview\nby a site"),
        ({}, {"files": [{"title": "new title"}]}, "hello\nnew title"),
    ],
    ids=["edited", "emptied", "in a thread", "brought back", "unfolded", "file"],
)
def test_what_changes_words_is_a_revision(before: Object, after: Object, text: str) -> None:
    """It is the same message, and a later revision of it where it was there before."""
    made = content(changed(before, after))
    assert (made.id, made.text) == (TS, text)
    assert (made.revision > 0) is (before.get("subtype") != "tombstone")


def test_an_edit_calls_others() -> None:
    """Whom a message calls counts also where its words are the same."""
    assert heard(changed({"text": "<@U1|x> come"}, edited("<@U3|x> come"))) is not None


def test_an_edit_of_what_was_never_seen_is_read() -> None:
    """Where Slack does not say what there was before, all of it is looked at."""
    event = {**changed({}, edited("you pig"))}
    del event["previous_message"]
    assert content(event).text == "you pig"


def test_revisions_come_in_order() -> None:
    """A preview is no edit, an edit is later than it, and each edit than the one before, in one second too."""
    posted = content(message(attachments=[PREVIEW]))
    unfolded = content(changed({}, {"attachments": [PREVIEW]}))
    again = {"attachments": [PREVIEW, {**PREVIEW, "title": "Another"}]}
    second = content(changed({"attachments": [PREVIEW]}, again, "1767225601.000000"))
    first = content(changed({}, edited("one")))
    hasty = content(changed(edited("one"), edited("two"), "1767225610.500000"))
    last = content(changed(edited("two"), edited("three", "1767225612.000000")))
    revisions = [each.revision for each in (posted, unfolded, second, first, hasty, last)]
    assert revisions == sorted(set(revisions))
    assert (unfolded.at, first.at) == (posted.at, moment(micros(LATER) or 0))
    at_once = content(changed({}, edited("one", "1767225600.000000")))
    assert at_once.revision == 2
    assert at_once.at > posted.at


def test_history_and_events_give_the_same_revision() -> None:
    """What was heard of live is known again when it is read."""
    item = message(**edited("one"))
    item.pop("channel")
    event = said_in(changed({}, edited("one")))
    stored = read(item, "C1")
    assert stored is not None
    assert (stored.revision, stored.changed, stored.ts) == (event.revision, event.changed, event.ts)


def test_a_retried_event_is_the_same() -> None:
    """Slack sends an event again that it heard nothing of; it says the same."""
    event = changed(edited("one"), edited("two"), "1767225610.500000")
    assert content(event) == content(json.loads(json.dumps(event)))


def test_timestamps_are_reckoned_exactly() -> None:
    """No microsecond is lost, and where a channel began to be read is no message's time."""
    assert stamp(micros(TS) or 0) == TS
    assert (micros("1.5"), micros("x"), micros("")) == (1_500_000, None, None)
    assert is_beginning(beginning(datetime(2026, 1, 1, tzinfo=UTC)))
    assert not is_beginning(TS)


def _filled(value: Any, key: str = "") -> Any:  # noqa: ANN401 - whatever stands in JSON
    """Fill in what Slack's documented payloads leave empty."""
    if isinstance(value, dict):
        return {name: _filled(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, key) for each in value]
    if value != "":
        return value
    stamps = {"ts", "event_ts", "deleted_ts", "thread_ts", "latest_reply"}
    return TS if key in stamps else {"channel": "C1", "subtype": "", "user": "U2"}.get(key, f"w-{key}")


@pytest.mark.shared
@pytest.mark.parametrize("fill", [_filled, lambda value: value], ids=["filled", "as they are"])
def test_every_documented_payload_is_read(shared: Path, fill: Callable[[Any], Any]) -> None:
    """Of all that Slack sends to apps, what members write is content and nothing else is; none is a fault."""
    paths = sorted((shared / "specs" / "slack-payloads").rglob("*Payload.json"))
    found = {path.stem: heard(fill(json.loads(path.read_text())).get("event", {})) for path in paths}
    assert len(paths) == 105
    said = {name.removesuffix("Payload"): what for name, what in found.items() if what is not None}
    for each in (each for each in said.values() if isinstance(each, Said)):
        assert "w-text" in content_of(each, "slack-T1", BO, {}).text or each.title.startswith("w-")
    titles = {f"MessageChannel{each}" for each in ("Topic", "Purpose", "Name")} | {"MessageGroupTopic"}
    spoken = {f"Message{each}" for each in ("", "Bot", "FileShare", "Me", "ThreadBroadcast")}
    # In the documented change nothing is other than before.
    assert said.keys() == (titles | spoken | {"MessageDeleted"} if fill is _filled else set())
