"""Buttons and forms carry all that is needed to know them again, and words that are there in every language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.blank_forms import MOST_WORDS, appeal_form, better_form, change_form, draft_form
from bot.core.buttons import LABELS, better_button, card_buttons, hint_button, notice_buttons, take_back_button
from bot.core.card_words import card_fields
from bot.core.cards import Card, Press
from bot.core.cases import CaseState
from bot.core.content import Message
from bot.core.forms import Style
from bot.core.marks import Mark
from bot.core.notices import Notice, NoticeKind
from bot.core.policy import Severity
from tests.core.makers import NOW

CARD = Card(
    3, 2, "case 3", CaseState.OPEN, Severity.MINOR, "11", Message("22", "33"), "", (("Why", "x"),), tuple(Press)
)
NOTICE = Notice("here", 3, 1, "11", CARD.message, NoticeKind.ACTION, "da", "rule", "", "", NOW, appeal_until=NOW, id=9)


class Plain:
    """Marks everything up so that it can be told apart."""

    def member(self, member: str) -> str:
        """Return a member."""
        return f"@{member}"

    def channel(self, channel: str) -> str:
        """Return a channel."""
        return f"#{channel}"

    def link(self, message: Message, words: str) -> str:
        """Return a link."""
        return f"<{message.id}|{words}>"

    def covered(self, text: str) -> str:
        """Return a text covered."""
        return f"[{text}]"


def test_a_card_has_a_button_for_each_press() -> None:
    """With the case and the version that was seen; what goes against a member looks like it."""
    buttons = card_buttons(CARD)
    assert [each.mark for each in buttons] == [Mark(each, (3, 2)) for each in Press]
    assert [each.label for each in buttons] == [LABELS[each] for each in Press]
    styles = {each.mark.what: each.style for each in buttons}
    assert (styles["uphold"], styles["deny"], styles["dismiss"]) == (Style.DANGER, Style.DANGER, Style.SUCCESS)


def test_a_notice_offers_what_can_be_done_about_it() -> None:
    """Both ways where there are both, in the notice's language; none where there is nothing to appeal."""
    assert [each.mark for each in notice_buttons(NOTICE, mendable=True)] == [Mark("better", (3,)), Mark("appeal", (3,))]
    (alone,) = notice_buttons(NOTICE, mendable=False)
    assert (alone.label, alone.mark) == ("Klag", Mark("appeal", (3,)))
    assert notice_buttons(replace(NOTICE, appeal_until=None), mendable=True) == ()
    assert notice_buttons(None, mendable=False) == ()


def test_single_buttons_name_what_they_are_for() -> None:
    """By the number that they carry."""
    assert better_button(NOTICE, named=True).label == "Send en bedre udgave · 3"
    assert (hint_button(NOTICE).mark, take_back_button(4).mark) == (Mark("notice", (9,)), Mark("retract", (4,)))


def test_forms_say_what_is_to_be_written_and_how_much() -> None:
    """What is sent from them comes back under the mark of what was pressed."""
    assert (appeal_form(3, "ru").mark, appeal_form(3, "ru").fields[0].most) == (Mark("appeal", (3,)), MOST_WORDS)
    assert (change_form(3, 2).mark, change_form(3, 2).title) == (Mark("change", (3, 2)), "Case 3")
    draft = draft_form(4, "x" * 11, 10)
    assert (draft.mark, draft.fields[0].text, draft.fields[0].most) == (Mark("draft", (4,)), "x" * 9 + "…", 10)


@pytest.mark.parametrize(("length", "begun"), [(150, True), (151, False)])
def test_a_text_without_room_is_not_begun_with(length: int, begun: bool) -> None:  # noqa: FBT001 - a case of the table
    """A better version with its mark is one message."""
    (field,) = better_form(3, "en", "x" * length, 200).fields
    assert (field.most, bool(field.text)) == (150, begun)


@pytest.mark.parametrize(
    ("message", "where"),
    [
        (Message("22", "33"), "#22 · <33|message>"),
        (Message("22", "title-33"), "#22 · title"),
        (Message("", "name-11"), "the name that they go by"),
        (Message("", "by hand 7"), None),
    ],
)
def test_a_card_says_who_and_where_first(message: Message, where: str | None) -> None:
    """As the platform writes it; what was written in its place comes before all else, covered."""
    fields = list(card_fields(replace(CARD, message=message, better="well"), Plain()))
    place = [("Where", where)] if where else []
    assert fields == [("Member", "@11"), *place, ("In its place", "[well]"), ("Why", "x")]
