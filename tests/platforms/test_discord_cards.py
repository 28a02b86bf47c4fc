import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.blank_forms import better_form
from bot.core.buttons import card_buttons
from bot.core.cards import Card, Press
from bot.core.cases import CaseState
from bot.core.content import Message
from bot.core.fitting import pieces
from bot.core.marks import Mark
from bot.core.policy import Severity
from bot.platforms.discord.buttons import modal_of, view_of
from bot.platforms.discord.card_view import (
    LONGEST,
    MOST_ALTOGETHER,
    MOST_BETTER,
    MOST_EVIDENCE,
    MOST_FIELD,
    MOST_TITLE,
    covered,
    embed_of,
)
from bot.platforms.discord.copies import bearable
from bot.platforms.discord.marks import custom_id, read_custom_id

GUILD = 7
# The longest better version that is taken.
MOST_WORDED = 1950


def card(**changes: object) -> Card:
    """Make a card."""
    plain: dict[str, object] = {
        "case": 3,
        "version": 2,
        "title": "case 3 · open · minor · be-kind",
        "state": CaseState.OPEN,
        "severity": Severity.MINOR,
        "member": "11",
        "message": Message("22", "33"),
        "evidence": "you are an idiot",
        "fields": (("Why", "toxicity 0.99"), ("Proposed", "hide")),
        "presses": (Press.UPHOLD, Press.DISMISS),
    }
    return Card(**{**plain, **changes})  # type: ignore[arg-type]  # fields of Card


def test_a_card_names_member_place_and_reason() -> None:
    """Moderators see who, where, why and what is proposed, and the text only when they ask for it."""
    shown = embed_of(card(), GUILD)
    assert shown.description == "||you are an idiot||"
    assert [(each.name, each.value) for each in shown.fields] == [
        ("Member", "<@11>"),
        ("Where", "<#22> · [message](https://discord.com/channels/7/22/33)"),
        ("Why", "toxicity 0.99"),
        ("Proposed", "hide"),
    ]


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_a_card_at_each_limit_is_cut_cleanly(more: int) -> None:
    """One character under a limit, at it and over it a card is within it, and what was cut says so."""
    fields = tuple((f"Field {number}", "x" * (MOST_FIELD + more)) for number in range(30))
    shown = embed_of(card(title="t" * (MOST_TITLE + more), evidence="e" * (MOST_EVIDENCE + more), fields=fields), GUILD)
    assert len(shown.title or "") == MOST_TITLE + min(more, 0)
    assert (shown.title or "").endswith("…") is (more > 0)
    assert len(shown.description or "") == MOST_EVIDENCE + min(more, 0) + 4
    assert len(shown) <= MOST_ALTOGETHER
    assert all(0 < len(each.value or "") <= MOST_FIELD for each in shown.fields)


@given(st.text())
def test_nothing_a_member_writes_takes_the_cover_off(text: str) -> None:
    """The evidence is one covered piece, whatever bars and strokes stand in it."""
    shown = covered(text)
    assert shown == "*kept no longer*" or ("|" not in shown[2:-2] and shown.startswith("||") and shown.endswith("||"))


@pytest.mark.parametrize("length", [1, MOST_BETTER - 1, MOST_BETTER, MOST_BETTER + 1, 2000])
def test_a_better_version_is_covered_however_full_the_card_is(length: int) -> None:
    """It stands below where the message was, and no limit of a field or of the whole cuts its cover off."""
    fields = tuple((f"Field {number}", "x" * MOST_FIELD) for number in range(30))
    shown = embed_of(card(title="t" * 300, evidence="e" * 2000, better="b" * length, fields=fields), GUILD).fields[2]
    assert shown.name == "In its place"
    assert (shown.value or "").startswith("||b")
    assert (shown.value or "").endswith("b||" if length <= MOST_BETTER else "…||")
    assert len(shown.value or "") == min(length, MOST_BETTER) + 4


@pytest.mark.parametrize("language", ["en-US", "da", "no", "sv-SE", "de", "ru"])
async def test_the_form_for_a_better_version_is_within_discords_limits(language: str) -> None:
    """Title and label have room in each language; a text that would need two messages is not begun with."""
    form = modal_of(better_form(2**31 - 1, language, "x" * MOST_WORDED, LONGEST), GUILD)
    (field,) = form.children
    assert isinstance(field, discord.ui.TextInput)
    assert max(len(form.title), len(field.to_component_dict()["label"] or "")) <= 45
    assert (field.max_length, len(field.default or "")) == (MOST_WORDED, MOST_WORDED)
    assert len(pieces("x" * MOST_WORDED, LONGEST, f"\n-# ↩ case {2**31 - 1}")) == 1
    (longer,) = modal_of(better_form(1, language, "x" * (MOST_WORDED + 1), LONGEST), GUILD).children
    assert isinstance(longer, discord.ui.TextInput)
    assert not longer.default


async def test_buttons_carry_case_and_version() -> None:
    """What a button stands for is all in its mark, so that it works after a restart."""
    marks = [each.custom_id for each in view_of(card_buttons(card()), GUILD).children]  # type: ignore[attr-defined]  # buttons, all of them
    read = [read_custom_id(each, GUILD) for each in marks]
    assert read == [(GUILD, Mark("uphold", (3, 2))), (GUILD, Mark("dismiss", (3, 2)))]


@given(st.sampled_from(["uphold", "appeal", "better"]), st.lists(st.integers(0, 2**63), max_size=2))
def test_marks_are_read_as_they_were_made(what: str, numbers: list[int]) -> None:
    """A mark comes back whole, within Discord's 100 characters."""
    mark = Mark(what, tuple(numbers))
    assert read_custom_id(custom_id(mark, GUILD), GUILD) == (GUILD, mark)
    assert len(custom_id(mark, 2**63)) <= 100


@pytest.mark.parametrize("what", ["appeal", "better"])
def test_a_button_in_a_direct_message_names_its_server(what: str) -> None:
    """It is pressed in no server at all, or it may be in another; buttons that were sent before still work."""
    assert custom_id(Mark(what, (3,)), GUILD) == f"takt:{what}:7:3"
    assert [read_custom_id(f"takt:{what}:7:3", where) for where in (0, 8)] == [(GUILD, Mark(what, (3,)))] * 2


@pytest.mark.parametrize("text", ["", "takt", "other:1", "takt:uphold:x", "takt:uphold:-1", "takt:uphold:1:"])
def test_other_marks_are_not_the_bots(text: str) -> None:
    """What is no mark is nothing, and never an error."""
    assert read_custom_id(text, GUILD) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Bo", "Bo"), ("  ", "a member"), ("Discord Staff", "a member"), ("clyde", "a member"), ("x" * 90, "x" * 80)],
)
def test_a_webhook_bears_a_name_that_discord_allows(name: str, shown: str) -> None:
    """A name that Discord would refuse is no reason not to restore a message."""
    assert bearable(name) == shown
