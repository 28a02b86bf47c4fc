"""Answers within Discord's clock: a form is the first answer or none, and no word of a moderator's is lost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from bot.core.forms import Answer, Button, Field, Form, Said, Style
from bot.core.marks import Mark
from bot.platforms.discord.answers import in_time, show, with_words
from bot.platforms.discord.marks import custom_id

if TYPE_CHECKING:
    import discord

    from bot.platforms.discord.answers import Pressed

GUILD = 7
EDIT = Mark("draft_edit", (3, 2))
FORM = Form("Draft 3", EDIT, (Field("text", "What the community says", "as it was"), Field("why", "Why")))


@dataclass
class Pressing:
    """A press as far as it is answered: what was sent, in order, and of what kind."""

    custom_id: str = ""
    content: str = ""
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    deferred: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def response(self) -> Pressing:
        """The first answer."""
        return self

    @property
    def followup(self) -> Pressing:
        """What comes after it."""
        return self

    @property
    def data(self) -> dict[str, str]:
        """What was pressed."""
        return {"custom_id": self.custom_id}

    @property
    def message(self) -> Pressing:
        """Where the button is."""
        return self

    def is_done(self) -> bool:
        """Tell whether it was answered."""
        return bool(self.sent)

    async def defer(self, **how: object) -> None:
        """Say that it takes a moment."""
        self.sent.append(("defer", how))
        self.deferred.set()

    async def send_modal(self, modal: discord.ui.Modal) -> None:
        """Open a form, which Discord takes as the first answer alone."""
        assert not self.sent
        self.sent.append(("form", modal.to_dict()))

    async def send_message(self, **what: object) -> None:
        """Answer with a message."""
        assert not self.sent
        self.sent.append(("message", what))

    async def send(self, **what: object) -> None:
        """Send a message after the first answer."""
        assert self.sent
        self.sent.append(("message", what))

    @property
    def as_pressed(self) -> Pressed:
        """It as the library's."""
        return cast("Pressed", self)

    @property
    def told(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each message with label and mark of its buttons."""
        return [(str(what["content"]), _buttons(what["view"])) for kind, what in self.sent if kind == "message"]


def _buttons(view: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - what the library takes for nothing is no view
    rows = view.to_components() if view else []
    return [(each["label"], each["custom_id"]) for row in rows for each in row["components"]]


async def answered(answer: Answer) -> Answer:
    """Answer at once."""
    return answer


async def test_a_form_that_is_ready_in_time_is_opened() -> None:
    """Nothing comes before it."""
    pressed = Pressing()
    await show(pressed.as_pressed, GUILD, await in_time(pressed.as_pressed, answered(FORM)))
    assert [kind for kind, _ in pressed.sent] == ["form"]


async def test_a_form_that_a_slow_drafter_holds_up_is_a_button_away() -> None:
    """Discord is answered while the drafter still thinks, and the form is opened with what it thought."""
    pressed, thought = Pressing(), asyncio.Event()

    async def thinking() -> Answer:
        await thought.wait()
        return FORM

    waiting = asyncio.create_task(in_time(pressed.as_pressed, thinking(), within=0.0))
    await pressed.deferred.wait()
    assert pressed.sent == [("defer", {"ephemeral": True, "thinking": True})]
    thought.set()
    await show(pressed.as_pressed, GUILD, await waiting)
    assert pressed.told == [("It is ready.", [("Open the form", custom_id(EDIT, GUILD))])]


async def test_what_a_slow_answer_says_is_said() -> None:
    """A message needs no form, however long it took."""
    pressed = Pressing(sent=[("defer", {})])
    assert await in_time(pressed.as_pressed, answered(Said("gone"))) == Said("gone")


async def test_words_that_were_not_taken_lead_back_to_their_form() -> None:
    """Why stands above them, the words are a message of their own, and the button below opens the form with them."""
    pressed, words = Pressing(), "we will *surely* pay"
    refused = Said("This is not sent: a promise. Your words:", more=(words,), wrong=(("text", "a promise"),))
    await show(pressed.as_pressed, GUILD, refused, back=EDIT)
    ((why, none), (kept, ((label, mark),))) = pressed.told
    assert (why, none, kept, label) == (refused.text, [], words, "Back to the form")
    again = with_words(Pressing(mark, kept).as_pressed, FORM)
    assert isinstance(again, Form)
    assert [each.text for each in again.fields] == [words, ""]


async def test_a_form_without_words_leads_back_too() -> None:
    """The button stands below why it was not taken, and the form is as it was."""
    pressed = Pressing()
    await show(pressed.as_pressed, GUILD, Said("Say why.", wrong=(("why", "Say why."),)), back=EDIT)
    ((_, ((label, mark),)),) = pressed.told
    assert label == "Back to the form"
    assert with_words(Pressing(mark, "Say why.").as_pressed, FORM) == FORM


async def test_words_in_pieces_do_not_lead_back() -> None:
    """The form would come back with the last of them alone."""
    pressed = Pressing()
    await show(pressed.as_pressed, GUILD, Said("Too long.", more=("a", "b"), wrong=(("text", "long"),)), back=EDIT)
    assert pressed.told == [("Too long.", []), ("a", []), ("b", [])]


async def test_what_was_taken_leads_nowhere_back() -> None:
    """Nor does what can be decided no more; a button that belongs to the answer stays."""
    pressed, way = Pressing(), Button("Take it back", Mark("retract", (3,)), Style.PLAIN)
    await show(pressed.as_pressed, GUILD, Said("On its way.", (way,)), back=EDIT)
    await show(pressed.as_pressed, GUILD, Said("The draft is void. Your words:", more=("words",)), back=EDIT)
    taken, void, words = pressed.told
    assert taken == ("On its way.", [("Take it back", "takt:retract:3")])
    assert (void[1], words[1]) == ([], [])


async def test_what_another_button_stands_below_is_nobodys_words() -> None:
    """A press on a card, or below a refusal, opens the form as the draft is."""
    assert with_words(Pressing(custom_id(EDIT, GUILD), "This is not sent.").as_pressed, FORM) == FORM
