"""What a Slack message says, wherever in it the words stand."""

from __future__ import annotations

import pytest

from bot.core.slack_marks import readable
from bot.core.slack_text import calls, has_preview, message_text


def _rich(*sections: dict[str, object]) -> list[dict[str, object]]:
    return [{"type": "rich_text", "elements": list(sections)}]


def _section(*elements: dict[str, object]) -> dict[str, object]:
    return {"type": "rich_text_section", "elements": list(elements)}


_LIST: dict[str, object] = {
    "type": "rich_text_list",
    "elements": [
        _section({"type": "link", "url": "http://a.example", "text": "a"}),
        _section({"type": "broadcast", "range": "here"}),
    ],
}
_GREETING = _section(
    {"type": "user", "user_id": "U1"}, {"type": "text", "text": " hi "}, {"type": "emoji", "name": "wave"}
)
_CARD = [
    {"type": "section", "text": {"text": "Long &amp; other"}, "fields": [{"type": "mrkdwn", "text": "Field"}]},
    {"type": "header", "text": {"type": "plain_text", "text": "Head"}},
]
_PREVIEW = {"from_url": "http://a.example", "title": "Preview", "text": "by a site"}
_SHARED = {"is_share": True, "from_url": "x", "text": "shared words"}
_FIELDS = [{"title": "K", "value": "V"}]
_OWN = {"pretext": "see", "title": "Title", "text": "Body", "fallback": "ignored", "fields": _FIELDS}
_FILES = [{"name": "a.png", "title": "a.png"}, {"name": "b.png", "title": "You are awful"}]
_BOLD = _section({"type": "text", "text": "bold", "style": {"bold": True}}, {"type": "text", "text": " words"})

_RAW: dict[str, object] = {"type": "raw_text", "text": "cell"}
_ITEMS = [_section({"type": "text", "text": each}) for each in ("one", "two")]
_ORDERED: dict[str, object] = {"type": "rich_text_list", "style": "ordered", "elements": _ITEMS}
_NAMED = _section(
    {"type": "user", "user_id": "U1"},
    {"type": "text", "text": " "},
    {"type": "emoji", "name": "wave", "skin_tone": 3},
    {"type": "text", "text": " "},
    {"type": "usergroup", "usergroup_id": "S1"},
    {"type": "text", "text": " in "},
    {"type": "channel", "channel_id": "C1"},
)
_SPLIT = _section(
    {"type": "text", "text": "i"},
    {"type": "text", "text": "di", "style": {"bold": True}},
    {"type": "text", "text": "ot"},
)
_BY, _IMAGE, _TABLE = "Bo the fool\nhi\nsent by a cow", "pig\ncow", "cell\nbold words"
_CALLED = "@Freja :wave::skin-tone-3: @crew in #general"

_TEXTS: list[tuple[dict[str, object], str]] = [
    ({"text": "<!here> look <#C1|general> <!subteam^S1|@team>"}, "@here look #general @team"),
    ({"text": "<http://a.example|a.example> <http://b.example|safe>"}, "http://a.example safe (http://b.example)"),
    ({"text": "<mailto:x@y.example|x@y.example> &lt;@U1&gt; &amp;amp;"}, "x@y.example <@U1> &amp;"),
    ({"text": "hi", "attachments": [_OWN]}, "hi\nsee\nTitle\nBody\nK\nV"),
    ({"text": "", "attachments": [{"fallback": "only this"}]}, "only this"),
    ({"text": "look", "attachments": [_PREVIEW]}, "look"),
    ({"text": "😀", "attachments": [_SHARED]}, "😀\nshared words"),
    ({"text": "*bold* words", "blocks": _rich(_BOLD)}, "*bold* words"),
    ({"text": "", "blocks": _rich(_GREETING, _LIST)}, "@Freja hi :wave:\nhttp://a.example\n@here"),
    ({"text": "short", "blocks": _CARD}, "short\nLong & other\nField\nHead"),
    ({"text": "see", "files": _FILES}, "see\na\nYou are awful"),
    ({"text": "see", "files": [{"name": "fat_pig.png"}]}, "see\nfat pig"),
    ({"files": [{"title": "t", "alt_txt": "an ugly pig"}]}, "t\nan ugly pig"),
    ({"files": [{"title": "note.txt", "name": "note.txt", "preview": "you idiot"}]}, "note\nyou idiot"),
    ({"files": [{"title": "m", "subject": "Hey", "preview": "<p>x</p>", "plain_text": "x"}]}, "m\nHey\nx"),
    ({"attachments": [{"is_share": True, "text": "look", "files": [{"title": "old pig"}]}]}, "look\nold pig"),
    ({"attachments": [{"author_name": "Bo the fool", "text": "hi", "footer": "sent by a cow"}]}, _BY),
    ({"attachments": [{"is_share": True, "author_name": "Ida", "text": "hi", "footer": "in #x"}]}, "hi"),
    (
        {"text": "", "blocks": [{"type": "image", "alt_text": "pig", "title": {"type": "plain_text", "text": "cow"}}]},
        _IMAGE,
    ),
    ({"text": "", "blocks": [{"type": "markdown", "text": "**you** pig"}]}, "**you** pig"),
    ({"text": "", "blocks": [{"type": "table", "rows": [[_RAW, {"type": "rich_text", "elements": [_BOLD]}]]}]}, _TABLE),
    ({"text": "1. one\n2. two", "blocks": _rich(_ORDERED)}, "1. one\n2. two"),
    ({"text": "<@U1> :wave::skin-tone-3: <!subteam^S1|@crew> in <#C1|general>", "blocks": _rich(_NAMED)}, _CALLED),
    ({"text": "i*di*ot", "blocks": _rich(_SPLIT)}, "i*di*ot\nidiot"),
    ({"text": "what a class", "files": [{"title": "ass"}]}, "what a class\nass"),
    ({"text": "hello", "files": [{"title": "🖕", "name": "x.png"}]}, "hello\n🖕"),
    ({"text": "x", "blocks": "wrong", "attachments": [1, None], "files": {"a": 1}}, "x"),
]


@pytest.mark.parametrize(("message", "text"), _TEXTS)
def test_a_message_says_what_members_see(message: dict[str, object], text: str) -> None:
    """Text, own attachments, blocks that add something, and what files are called; no link previews."""
    assert message_text(message, {"U1": "Freja"}) == text


def test_calls_are_people_and_groups() -> None:
    """The same person twice is one, in text and blocks alike; channels and links call nobody."""
    text = "<@U1> <@U1> <@U2|bo> <!here> <!subteam^S1> <#C1> <http://x.example> <!date^1^x|y>"
    assert calls({"text": text}) == {"U1", "U2", "here", "subteam^S1"}
    blocks = [*_rich(_GREETING, _LIST, _NAMED), {"type": "section", "text": {"type": "mrkdwn", "text": "<@U9>"}}]
    assert calls({"text": "<@U1>", "blocks": blocks}) == {"U1", "U9", "here", "subteam^S1"}
    assert readable("<!date^1392734382^{date}|Feb 18>", {}) == "Feb 18"


def test_a_link_that_unfolded_can_be_read_too() -> None:
    """Previews are read where they are asked for; what members share is no preview."""
    message: dict[str, object] = {"text": "look", "attachments": [_PREVIEW]}
    assert message_text(message, {}, previews=True) == "look\nPreview\nby a site"
    assert has_preview(message)
    assert not has_preview({"attachments": [_SHARED, _OWN]})


def test_shared_in_shared_in_shared_ends() -> None:
    """Attachments nested without end are followed a few levels only."""
    message: dict[str, object] = {"text": "deepest"}
    for level in range(40):
        message = {"text": f"level {level}", "attachments": [{"is_share": True, **message}]}
    assert message_text(message, {}).count("\n") == 4
