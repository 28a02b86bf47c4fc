"""What opens above the desk for a draft: its words to change, and why it is thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option
from typing_extensions import override

from bot.core.draft_cards import REJECT_WORDS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.core.forms import Said
    from bot.platforms.sandbox.desk.parts import Part

    # Sends the words, with why they are sent although something warns. None where the desk is about to end.
    Send = Callable[[str, str], Awaitable[Said | None]]


class EditScreen(ModalScreen[str]):
    """The words of a reply. What is refused stays where it is, with what is wrong with it above."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "never mind"), ("ctrl+s", "send", "send")]

    def __init__(self, number: int, asked: Part, text: str, send: Send) -> None:
        super().__init__()
        self._number, self._asked, self._text, self._send = number, asked, text, send

    @override
    def compose(self) -> ComposeResult:
        """Show what is answered, the words, and a line for a reason."""
        with Vertical(classes="box") as box:
            box.border_title = f"Draft {self._number}: what the community says"
            box.border_subtitle = "Ctrl+S sends · Tab: reason · Esc: never mind"
            yield Static(Content.assemble(self._asked), classes="asked", markup=False)
            yield TextArea(self._text, id="words", soft_wrap=True)
            yield Static(id="wrong", markup=False)
            yield Input(placeholder="Where something warns: why it is sent all the same", id="because")

    async def action_send(self) -> None:
        """Send the words; where they are refused, say why and keep them."""
        said = await self._send(self.query_one(TextArea).text, self.query_one(Input).value)
        if said is not None and (said.wrong or said.more):
            why = said.wrong[0][1] if said.wrong else said.text.removesuffix(" Your words:")
            self.query_one("#wrong", Static).update(Content(f"Not sent: {why}"))
        else:
            self.app.call_later(self.dismiss, said.text if said else "")

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Send from the line of the reason, too."""
        event.stop()
        await self.action_send()


class RejectScreen(ModalScreen[tuple[str, str] | None]):
    """Why a draft is thrown away: one of a few reasons, and more in the moderator's own words."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "never mind")]

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    @override
    def compose(self) -> ComposeResult:
        """List the reasons."""
        with Vertical(classes="box") as box:
            box.border_title = f"Draft {self._number}: why it is not sent"
            box.border_subtitle = "Enter rejects · Tab: your words · Esc: never mind"
            yield OptionList(*(Option(Content(words), id=why) for why, words in REJECT_WORDS.items()), markup=False)
            yield Input(placeholder="What was wrong with it, if you like", id="because", max_length=1000)

    def on_option_list_option_selected(self) -> None:
        """Reject for the marked reason."""
        options = self.query_one(OptionList)
        option = options.highlighted_option
        why = (option.id if option else None) or ""
        self.app.call_later(self.dismiss, (why, self.query_one(Input).value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Reject from the line of the moderator's words, too."""
        event.stop()
        self.on_option_list_option_selected()
