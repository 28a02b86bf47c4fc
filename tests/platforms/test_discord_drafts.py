"""Drafts as Discord shows them: all of what would be sent, within every limit, and what is pressed after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.blank_forms import edit_form, reject_form
from bot.core.buttons import draft_buttons
from bot.core.content import Message
from bot.core.draft_cards import DraftCard, DraftPress
from bot.core.drafts import DraftState, RejectWhy
from bot.core.forms import Button, Field, Form
from bot.core.marks import Mark
from bot.platforms.discord.answers import fields_of
from bot.platforms.discord.buttons import (
    MOST_BUTTON,
    MOST_FORM_TITLE,
    MOST_LABEL,
    MOST_PLACEHOLDER,
    MOST_WRITTEN,
    modal_of,
    view_of,
)
from bot.platforms.discord.card_view import (
    LONGEST,
    MOST_ALTOGETHER,
    MOST_EVIDENCE,
    MOST_FIELD,
    MOST_FIELDS,
    MOST_TITLE,
    draft_embed_of,
)
from bot.platforms.discord.marks import custom_id, leads_back, read_custom_id
from tests.loopback_discord.limits import create_faults
from tests.loopback_discord.limits_of_components import layout_faults, modal_faults

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.platforms.discord.answers import Pressed

GUILD = 7
ASKED, SAID = "how do I get in?", "The door is open. Come in!"
around = pytest.mark.parametrize("more", [-1, 0, 1])


def card(**changes: object) -> DraftCard:
    """Make a card of a draft that waits."""
    plain: dict[str, object] = {
        "draft": 3,
        "version": 2,
        "title": "Draft 3 · question · en · waits for a yes",
        "state": DraftState.OFFERED,
        "member": "11",
        "message": Message("22", "33"),
        "quote": ASKED,
        "text": SAID,
        "fields": (("Sources", "faq:start@1f2e3d4c"), ("Why", "it asks something")),
        "approvals": (),
        "presses": tuple(DraftPress),
    }
    return DraftCard(**{**plain, **changes})  # type: ignore[arg-type]  # fields of DraftCard


def faults(embed: discord.Embed) -> list[object]:
    """Return what Discord would have against a message with this card."""
    return list(create_faults({"embeds": [embed.to_dict()], "allowed_mentions": {"parse": []}}))


def test_a_draft_shows_what_was_asked_what_would_be_said_and_why() -> None:
    """The member's words are covered, the reply is open, and both have a place."""
    shown = draft_embed_of(card(approvals=("44", "55")), GUILD)
    assert shown.description == f"||{ASKED}||\n\n{SAID}"
    assert [(each.name, each.value) for each in shown.fields] == [
        ("Member", "<@11>"),
        ("Where", "<#22> · [message](https://discord.com/channels/7/22/33)"),
        ("Sources", "faq:start@1f2e3d4c"),
        ("Why", "it asks something"),
        ("Yes from", "<@44>, <@55>"),
    ]


def test_what_the_member_wrote_is_kept_no_longer_than_it_waits() -> None:
    """Then only what was answered stands there."""
    assert draft_embed_of(card(quote="", presses=()), GUILD).description == f"*kept no longer*\n\n{SAID}"


@around
def test_the_reply_stands_there_whole_however_full_the_card_is(more: int) -> None:
    """Up to the 2,000 characters of a message nothing of it is cut, whatever else has no room then."""
    fields = tuple((f"Field {number}", "x" * MOST_FIELD) for number in range(30))
    text = "r" * (LONGEST + more)
    long = card(title="t" * (MOST_TITLE + more), quote="q" * (MOST_EVIDENCE + more), text=text, fields=fields)
    shown = draft_embed_of(long, GUILD)
    assert ((shown.description or "").endswith(f"||\n\n{text}")) is (more <= 0)
    assert (shown.description or "").endswith("…") is (more > 0)
    assert len(shown) <= MOST_ALTOGETHER
    assert faults(shown) == []


@around
def test_a_card_has_as_many_fields_as_discord_allows(more: int) -> None:
    """Two of them say who and where."""
    shown = draft_embed_of(card(fields=tuple((f"F{n}", "x") for n in range(MOST_FIELDS - 2 + more))), GUILD)
    assert len(shown.fields) == 25 + min(more, 0)
    assert faults(shown) == []


@given(quote=st.text(), text=st.text(max_size=50))
def test_no_words_take_the_cover_off(quote: str, text: str) -> None:
    """What the member wrote ends with its own cover, whatever the reply after it holds."""
    said = draft_embed_of(card(quote=quote, text=text), GUILD).description or ""
    head = said.removesuffix(f"\n\n{text}")
    assert head == "*kept no longer*" or (head.startswith("||") and head.endswith("||") and "|" not in head[2:-2])


def test_the_colour_tells_where_a_draft_stands() -> None:
    """Each state has one; what waits, is sent, has failed or is over can be told apart at a glance."""
    colours = {state: draft_embed_of(card(state=state), GUILD).colour for state in DraftState}
    told = [DraftState.OFFERED, DraftState.SENDING, DraftState.SENT, DraftState.FAILED, DraftState.REJECTED]
    assert len({colours[each] for each in told}) == len(told)
    assert draft_embed_of(card(approvals=("44",)), GUILD).colour not in colours.values()


async def test_each_button_carries_the_draft_and_the_version_five_a_row() -> None:
    """All that a press needs is in its mark, so that it works after a restart."""
    view = view_of(draft_buttons(card()), GUILD)
    rows = view.to_components()
    assert [len(each["components"]) for each in rows] == [5, 2]
    marks = [read_custom_id(each["custom_id"], GUILD) for row in rows for each in row["components"]]
    assert marks == [(GUILD, Mark(each, (3, 2))) for each in DraftPress]
    assert list(layout_faults({"components": rows})) == []


@around
async def test_buttons_and_forms_at_each_limit_are_cut_cleanly(more: int) -> None:
    """One character under a limit, at it and over it Discord takes them."""
    label = "l" * (MOST_BUTTON + more)
    rows = view_of([Button(label, Mark("draft_approve", (3, n))) for n in range(25 + more)], GUILD).to_components()
    assert sum(len(each["components"]) for each in rows) == 25 + min(more, 0)
    assert list(layout_faults({"components": rows})) == []
    most = MOST_WRITTEN + more
    field = Field("text", "l" * (MOST_LABEL + more), "x" * most, most=most, placeholder="p" * (MOST_PLACEHOLDER + more))
    chosen = Field("why", "l" * (MOST_LABEL + more), choices=(("wrong", "what it says is wrong"),))
    modal = modal_of(Form("t" * (MOST_FORM_TITLE + more), Mark("draft_edit", (3, 2)), (field, chosen)), GUILD)
    assert list(modal_faults(modal.to_dict())) == []
    assert len(modal.title) == 45 + min(more, 0)


@around
async def test_the_form_of_a_draft_ends_where_a_message_ends(more: int) -> None:
    """Discord would take twice as much in a form, and then not post it."""
    modal = modal_of(edit_form(2**31, 9, "x" * (LONGEST + more), LONGEST), GUILD)
    text, why = modal.children
    assert isinstance(text, discord.ui.TextInput)
    assert isinstance(why, discord.ui.TextInput)
    assert (text.max_length, len(text.default or "")) == (2000, 2000 + min(more, 0))
    assert (text.required, why.required) == (True, False)
    assert list(modal_faults(modal.to_dict())) == []


async def test_why_a_draft_is_thrown_away_is_chosen_from_a_list() -> None:
    """In words; what comes back is the value, beside what was written."""
    modal = modal_of(reject_form(3, 2), GUILD).to_dict()
    assert list(modal_faults(modal)) == []
    (select,) = [each["component"] for each in modal["components"] if "component" in each]
    assert [each["value"] for each in select["options"]] == list(RejectWhy)
    assert select["required"]
    filled = [
        {"type": 18, "component": {"type": 3, "custom_id": select["custom_id"], "values": ["tone"]}},
        {"type": 1, "components": [{"type": 4, "custom_id": "text", "value": "too stiff"}]},
        {"type": 1, "components": [{"type": 4, "custom_id": "more", "value": None}]},
    ]
    assert fields_of(sent_off(filled)) == {"why": "tone", "text": "too stiff", "more": ""}


def sent_off(components: Sequence[Mapping[str, object]]) -> Pressed:
    """Make a form that was sent off, as far as it is read."""

    class SentOff:
        type = discord.InteractionType.modal_submit
        data: Mapping[str, object] = {"components": components}

    return cast("Pressed", SentOff())


@given(st.sampled_from(["draft_edit", "appeal", "draft"]), st.lists(st.integers(0, 2**63), max_size=2))
def test_a_way_back_to_a_form_leads_to_the_same_form(what: str, numbers: list[int]) -> None:
    """It says besides that its message holds what was written; no other mark says so."""
    mark = Mark(what, tuple(numbers))
    back = custom_id(mark, GUILD, leads_back=True)
    assert read_custom_id(back, GUILD) == (GUILD, mark)
    assert (leads_back(back), leads_back(custom_id(mark, GUILD))) == (True, False)
    assert len(custom_id(mark, 2**63, leads_back=True)) <= 100
