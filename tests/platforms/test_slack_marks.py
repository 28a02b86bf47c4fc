"""What Slack is given to show: marks in buttons, forms and cards, and texts in its own markup."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from bot.core.forms import Button, Field, Form, Style
from bot.core.marks import Mark, Wish
from bot.platforms.slack.blocks import button_blocks, form_view, text_blocks
from bot.platforms.slack.marks import MORE, read_mark, written
from bot.platforms.slack.mrkdwn import escaped, mentions_in, message_in, user_in


@pytest.mark.parametrize("mark", [Mark(Wish.APPEAL, (12,)), Mark("uphold", (12, 3)), Mark(Wish.NOTICE)])
def test_a_mark_is_read_as_it_was_written(mark: Mark) -> None:
    """It is all that is known of a button after a restart."""
    assert read_mark(written(mark)) == mark


@pytest.mark.parametrize("text", ["", "takt", "other:appeal:1", "takt:appeal:x", "takt:appeal:1:", "takt:appeal:-1"])
def test_what_is_not_the_bots_is_no_mark(text: str) -> None:
    """Whatever another app or a member made up."""
    assert read_mark(text) is None


def test_buttons_have_a_label_that_fits_and_ids_that_differ() -> None:
    """As Slack wants it."""
    elements = _elements([Button("x" * 90, Mark(Wish.APPEAL, (each,)), Style.DANGER) for each in (1, 2)])
    assert len({each["action_id"] for each in elements}) == 2
    assert {(len(each["text"]["text"]), each["style"]) for each in elements} == {(75, "danger")}
    assert button_blocks([]) == []


def test_buttons_that_find_no_room_are_behind_a_menu() -> None:
    """Ten at most: four in the row, and what a menu of Slack's takes behind them."""
    *shown, menu = _elements([Button(f"b{each}", Mark("uphold", (each, 1))) for each in range(9)])
    assert [each["text"]["text"] for each in shown] == ["b0", "b1", "b2", "b3"]
    assert menu["action_id"] == MORE
    assert [read_mark(each["value"]) for each in menu["options"]] == [Mark("uphold", (each, 1)) for each in range(4, 9)]


@pytest.mark.parametrize("text", ["plain", "<!channel> & more", "&" * 5000, "a" * 7000, ""])
def test_a_text_is_cut_into_sections_that_slack_takes_and_nothing_is_lost(text: str) -> None:
    """No piece ends within an escaped character, and Slack is to make no links of its own."""
    made = [each.to_dict()["text"] for each in text_blocks(text)]
    assert all(each["verbatim"] and len(each["text"]) <= 3000 for each in made)
    assert "".join(unescape(each["text"]) for each in made) == text
    assert escaped("<!channel>") == "&lt;!channel&gt;"


def test_a_form_keeps_to_slacks_limits() -> None:
    """A title that is too long for a modal's head stands above its fields as a whole."""
    field = Field("why", "Why?", text="x" * 4000, most=5000, many_lines=True)
    view = form_view(Form("Send a better version of it · 12345", Mark(Wish.BETTER, (12345,)), (field,))).to_dict()
    assert len(view["title"]["text"]) == 24
    heading, block = view["blocks"]
    assert heading["text"]["text"] == "Send a better version of it · 12345"
    assert block["element"]["max_length"] == len(block["element"]["initial_value"]) == 3000


@pytest.mark.parametrize(
    "link",
    [
        "https://nordlys.slack.com/archives/C0123456/p1700000000123456",
        "<https://nordlys.slack.com/archives/C0123456/p1700000000123456>",
        " https://nordlys.slack.com/archives/C0123456/p1700000000123456?thread_ts=1699999999.000100&cid=C0123456 ",
    ],
)
def test_a_message_is_found_by_its_link(link: str) -> None:
    """As people copy it, and as Slack passes it on."""
    found = message_in(link)
    assert found is not None
    assert (found.channel, found.id) == ("C0123456", "1700000000.123456")


@pytest.mark.parametrize("text", ["", "hello", "https://example.org/archives/C01/p17", "C0123456"])
def test_what_is_no_link_means_no_message(text: str) -> None:
    """Nothing is guessed."""
    assert message_in(text) is None


@pytest.mark.parametrize(("text", "user"), [("<@U0123456|eva>", "U0123456"), ("@U0123456", "U0123456"), ("eva", "")])
def test_a_member_is_known_by_a_mention_or_an_id(text: str, user: str) -> None:
    """A name alone may be anybody's."""
    assert user_in(text) == user


def test_whom_a_text_would_call_is_counted_once_each() -> None:
    """People by id, and everybody together."""
    assert mentions_in("<@U0123456> <@U0123456|eva> <@U0999999> <!channel> @here") == 3


def _elements(buttons: list[Button]) -> list[dict[str, Any]]:
    (block,) = button_blocks(buttons)
    elements: list[dict[str, Any]] = block.to_dict()["elements"]
    return elements
