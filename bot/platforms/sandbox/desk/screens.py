"""What opens above the desk: a text to read, a choice of actions, the appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from typing_extensions import override

from bot.core.actions import (
    Ban,
    Enforcement,
    Hide,
    Kick,
    Nudge,
    Remove,
    SuppressEmbeds,
    TimeOut,
    Warn,
    automatic,
    describe,
    join,
)
from bot.core.printable import printable
from bot.platforms.sandbox.desk.case_words import blurred

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.core.cases import Appeal
    from bot.platforms.sandbox.desk.parts import Part

CHOICES: tuple[Enforcement, ...] = (
    Nudge(),
    Hide(),
    Warn(),
    TimeOut(600),
    TimeOut(3600),
    TimeOut(24 * 3600),
    TimeOut(7 * 24 * 3600),
    SuppressEmbeds(),
    Remove(),
    Kick(),
    Ban(),
)
_IRREVERSIBLE = " (can't be undone)"


class TextScreen(ModalScreen[None]):
    """Something to read."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,w,question_mark", "dismiss", "close")]

    def __init__(self, title: str, parts: Sequence[Part]) -> None:
        super().__init__()
        self._title, self._parts = title, parts

    @override
    def compose(self) -> ComposeResult:
        """Show the text in a box that scrolls."""
        with VerticalScroll(classes="box") as box:
            box.border_title = self._title
            box.border_subtitle = "Esc closes"
            yield Static(Content.assemble(*self._parts), markup=False)


class ChangeScreen(ModalScreen[tuple[Enforcement, ...] | None]):
    """A choice of what is done instead of what was proposed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,c", "dismiss", "never mind"),
        ("space", "mark", "mark"),
        ("d", "choose", "do it"),
    ]

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._marked: set[int] = set()

    @override
    def compose(self) -> ComposeResult:
        """List the actions."""
        options = OptionList(*map(self._prompt, range(len(CHOICES))), classes="box", markup=False)
        options.border_title = f"Case {self._number}: uphold, but do this instead"
        options.border_subtitle = "space marks · d does it · Esc: never mind"
        yield options

    def on_option_list_option_selected(self) -> None:
        """Mark with Enter or the mouse, too."""
        self.action_mark()

    def action_mark(self) -> None:
        """Mark the action, or unmark it."""
        options = self.query_one(OptionList)
        place = options.highlighted
        if place is not None:
            self._marked ^= {place}
            options.replace_option_prompt_at_index(place, self._prompt(place))

    def action_choose(self) -> None:
        """Do what is marked, of time-outs the longest. It may be nothing but the verdict."""
        self.app.call_later(self.dismiss, automatic(join(CHOICES[place] for place in sorted(self._marked))))

    def _prompt(self, place: int) -> Content:
        action = CHOICES[place]
        mark = "x" if place in self._marked else " "
        return Content(f"[{mark}] {describe(action)}{_IRREVERSIBLE if isinstance(action, Kick) else ''}")


class AppealsScreen(ModalScreen[tuple[int, bool] | None]):
    """The appeals that wait."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,a", "dismiss", "close"),
        ("g", "decide(True)", "grant"),
        ("n", "decide(False)", "deny"),
        ("b", "show", "show"),
    ]

    def __init__(self, appeals: Sequence[tuple[Appeal, str]]) -> None:
        super().__init__()
        self._appeals = appeals

    @override
    def compose(self) -> ComposeResult:
        """List them, their words blurred."""
        options = OptionList(*self._options(shown=False), classes="box", markup=False)
        options.border_title = "Appeals that wait"
        options.border_subtitle = "g grants · n denies · b shows · Esc closes"
        yield options

    def action_decide(self, grant: bool) -> None:  # noqa: FBT001 - Textual passes an action's argument by place
        """Close with the answer to the one that is marked."""
        place = self.query_one(OptionList).highlighted
        self.app.call_later(self.dismiss, None if place is None else (self._appeals[place][0].case, grant))

    def action_show(self) -> None:
        """Show the members' words."""
        for place, option in enumerate(self._options(shown=True)):
            self.query_one(OptionList).replace_option_prompt_at_index(place, option.prompt)

    def _options(self, *, shown: bool) -> list[Option]:
        return [
            Option(Content(f"case {each.case} · {printable(name)}: {(printable if shown else blurred)(each.text)}"))
            for each, name in self._appeals
        ]
