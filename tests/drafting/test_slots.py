"""What is filled into templates; names of members do nothing there."""

from __future__ import annotations

import pytest

from bot.core.proposals import Circumstances, DraftRequest
from bot.drafting.slots import filled, safe_name, slots_for
from tests.drafting.small_voice import RULES, VOICE


@pytest.mark.parametrize("name", ["Bo", "Anna-Lena", "O'Brien", "Dr. Bo", "Женя", "bo_the_2nd", "Åse Ødegård"])
def test_names_that_are_only_names_are_kept(name: str) -> None:
    """Letters, digits and what joins them stay as they are."""
    assert safe_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("@everyone", "everyone", "here", "<@123>", "<!channel>", "Bo\nGo away", "**Bo**", "_Bo_", "`Bo`", "||Bo||"),
        *("evil.example", "https://evil.example", "[Bo](https://evil.example)", "bo@evil.example", "{faq_answer}"),
        *("B" * 33, "", "   ", "4512345678", "Bo 12345678", "Bo\u200bBo", "Bo\u202eoB", "!!!", "＠everyone"),
    ],
)
def test_names_that_do_something_are_not_filled_in(name: str) -> None:
    """A call, markup, a link, a line break, a number to ring or a long text makes the slot unfillable."""
    assert safe_name(name) == ""
    assert "name" not in slots_for(DraftRequest("", author=name), VOICE, "en", None)
    around = Circumstances(slots={"name": name})
    assert "name" not in slots_for(DraftRequest("", around=around), VOICE, "en", None)


def test_the_caller_goes_before_the_brand() -> None:
    """What the caller knows replaces what the brand says; a slot that is none of the list is left out."""
    around = Circumstances(slots={"owner": "Bo", "until": "", "secret": "x"})
    slots = slots_for(DraftRequest("", channel="#help", around=around), VOICE, "en", RULES)
    assert slots == {
        "owner": "Bo",
        "forwarded_to": "the product team",
        "rules_url": "https://c.example/rules",
        "channel": "help",
        "faq_answer": "The rules are pinned.",
        "faq_url": "https://c.example/rules",
    }


def test_what_is_filled_in_is_never_read_again() -> None:
    """Braces in a value stay braces."""
    assert filled("{known} and {doing}", {"known": "{doing}", "doing": "this"}) == "{doing} and this"
