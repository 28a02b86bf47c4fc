"""Cards of drafts and their forms as Slack takes them: whole, and within its limits by a letter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.blank_forms import edit_form, reject_form
from bot.core.content import Message
from bot.core.draft_cards import DraftCard, DraftPress
from bot.core.drafts import MOST_REPLY, DraftState
from bot.core.forms import Button, Field, Form
from bot.core.marks import Mark, Wish
from bot.platforms.slack.blocks import button_blocks, form_view
from bot.platforms.slack.draft_view import draft_blocks, question_of
from bot.platforms.slack.marks import MORE, read_mark
from tests.loopback_slack.blockkit import block_faults, view_faults

URL = "https://nordlys.slack.com/"
CARD = DraftCard(
    draft=3,
    version=2,
    title="Draft 3 · question · en · waits for a yes",
    state=DraftState.OFFERED,
    member="U0123456",
    message=Message("C0123456", "1700000000.000001"),
    quote="how do I *get in*? <!channel>",
    text="Ask *Eva* <now> & wait. :tada:",
    fields=(("Sources", "faq:rules@1f2e3d4c"), ("Why", "it ends in a <question> mark")),
    approvals=(),
    presses=tuple(DraftPress),
)


def blocks(card: DraftCard) -> list[dict[str, Any]]:
    """Return a card as it is sent, which Slack takes."""
    made: list[dict[str, Any]] = [each.to_dict() for each in draft_blocks(card, URL)]
    assert block_faults(made) == []
    return made


def texts(made: list[dict[str, Any]]) -> list[str]:
    """Return the draft's own words, a section each."""
    return [each["text"]["text"] for each in made if each["type"] == "section" and each["text"]["type"] == "plain_text"]


@pytest.fixture(autouse=True)
def schema(shared: object) -> None:
    """The schema of Block Kit is there."""
    del shared


def test_a_card_says_what_a_yes_sends_and_why() -> None:
    """The words letter by letter, in no markup; where they go and come from; not what the member wrote."""
    made = blocks(replace(CARD, approvals=("U0EVA0000",)))
    assert made[0]["text"]["text"] == "✍️ Draft 3 · question · en · waits for a yes"
    assert texts(made) == [CARD.text]
    fields = [each["text"]["text"] for each in made if each["type"] == "section" and each["text"]["type"] == "mrkdwn"]
    link = f"<{URL}archives/C0123456/p1700000000000001|message>"
    assert fields == [
        "*Member*\n<@U0123456>",
        f"*Where*\n<#C0123456> · {link}",
        "*Sources*\nfaq:rules@1f2e3d4c",
        "*Why*\nit ends in a &lt;question&gt; mark",
        "*Yes from*\n<@U0EVA0000>",
    ]
    assert "get in" not in str(made)


def test_what_a_draft_answers_is_shown_to_whoever_asks() -> None:
    """As it was written; once the draft is decided it is kept no longer, and there is nothing to press."""
    (asked,) = [each.to_dict() for each in question_of(CARD)]
    assert asked["text"] == {"type": "plain_text", "text": CARD.quote, "emoji": False}
    decided = replace(CARD, quote="", presses=(), state=DraftState.SENT, retractable=True)
    assert [each.to_dict()["text"]["text"] for each in question_of(decided)] == ["kept no longer"]
    (row,) = [each for each in blocks(decided) if each["type"] == "actions"]
    assert [read_mark(each["action_id"]) for each in row["elements"]] == [Mark(Wish.RETRACT, (3,))]
    assert all(each["type"] != "actions" for each in blocks(replace(decided, retractable=False)))


def test_yes_words_and_no_stand_in_the_row_and_all_else_behind_a_menu() -> None:
    """Each carries the draft and the version that the moderator saw."""
    (row,) = [each for each in blocks(CARD) if each["type"] == "actions"]
    *shown, menu = row["elements"]
    assert [each["text"]["text"] for each in shown] == ["Approve", "Edit…", "Reject…", "Show message"]
    assert menu["action_id"] == MORE
    pressed = [*(each["action_id"] for each in shown[:3]), *(each["value"] for each in menu["options"])]
    first = (DraftPress.APPROVE, DraftPress.EDIT, DraftPress.REJECT)
    rest = (DraftPress.OTHER, DraftPress.SHORTER, DraftPress.WARMER, DraftPress.MORE_FORMAL)
    assert [read_mark(each) for each in pressed] == [Mark(each, (3, 2)) for each in (*first, *rest)]


@pytest.mark.parametrize(("length", "sections"), [(1, 1), (2999, 1), (3000, 1), (3001, 2), (6000, 2), (6001, 3)])
def test_words_are_shown_in_full_across_sections(length: int, sections: int) -> None:
    """Three thousand characters each."""
    text = ("ab&<c" * length)[:length]
    shown = texts(blocks(replace(CARD, text=text)))
    assert ("".join(shown), len(shown)) == (text, sections)


def test_a_card_has_fifty_blocks_at_most() -> None:
    """Words without end leave room for the buttons, and no words and no fields need none."""
    made = blocks(replace(CARD, text="x" * 300_000))
    assert len(made) == 50
    assert made[-1]["type"] == "actions"
    assert texts(blocks(replace(CARD, text="", fields=()))) == []


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_a_head_has_a_hundred_and_fifty_characters_at_most(over: int) -> None:
    """What is too long ends in three dots."""
    title = "x" * (150 - len("✍️ ") + over)
    head = blocks(replace(CARD, title=title))[0]["text"]["text"]
    assert len(head) == min(150, 150 + over)
    assert head.endswith("…") is (over > 0)


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_a_buttons_label_has_seventy_five_characters_at_most(over: int) -> None:
    """As above."""
    (row,) = [each.to_dict() for each in button_blocks([Button("x" * (75 + over), Mark(Wish.DRAFT, (1,)))])]
    assert block_faults([row]) == []
    label = row["elements"][0]["text"]["text"]
    assert (len(label), label.endswith("…")) == (min(75, 75 + over), over > 0)


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_a_forms_title_has_twenty_four_characters_at_most(over: int) -> None:
    """What is too long stands above the fields too, as a whole."""
    title = "x" * (24 + over)
    view = form_view(Form(title, Mark(Wish.DRAFT, (1,)), (Field("text", "Words"),))).to_dict()
    assert view_faults(view) == []
    assert len(view["title"]["text"]) == min(24, 24 + over)
    assert [each["type"] for each in view["blocks"]] == (["section", "input"] if over > 0 else ["input"])


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_a_reply_of_two_thousand_characters_can_be_edited(over: int) -> None:
    """Slack lets three thousand be typed; what is longer than a reply may be is cut before it is shown."""
    view = form_view(edit_form(3, 2, "x" * (MOST_REPLY + over), MOST_REPLY)).to_dict()
    assert view_faults(view) == []
    element = view["blocks"][0]["element"]
    assert (element["max_length"], len(element["initial_value"])) == (2000, min(2000, 2000 + over))
    long = form_view(Form("t", Mark(Wish.DRAFT, (1,)), (Field("text", "W", "x" * (3000 + over), 9000),))).to_dict()
    assert view_faults(long) == []
    assert len(long["blocks"][0]["element"]["initial_value"]) == min(3000, 3000 + over)


def test_why_a_draft_is_rejected_is_chosen_from_a_list() -> None:
    """What Slack can show as a list is no text to be typed."""
    view = form_view(reject_form(3, 2)).to_dict()
    assert view_faults(view) == []
    why, more = (each["element"] for each in view["blocks"])
    assert (why["type"], more["type"]) == ("static_select", "plain_text_input")
    assert {each["value"] for each in why["options"]} >= {"wrong", "tone", "other"}
    assert view["blocks"][1]["optional"]
