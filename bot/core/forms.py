"""Buttons, forms and answers as plain values: what people press, fill in and are told, the same on every platform.

How a platform uses them, in this order:

1. It reads the Mark out of what was pressed, or the name out of a command, and lets go of what it saw before
   (`pipeline/once.py`).
2. It finds the community, None where it serves none, and makes the Visitor.
3. It lets `pipeline/desk.py` answer: `pressed` for each button and form, the functions of the `pipeline/desk_*.py` for
   commands. Where `opens_form` says so, the answer has to be waited for, since a form can only be the first answer;
   all else may be put off.
4. It shows the Answer to whoever pressed and to nobody else: a Form as a form; of what is Said the text with the
   buttons below it, or the card with its own, and what comes after, a message each. What is too long it cuts.
5. Where something fails on that way, it says `trouble` of `pipeline/desk_access.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.cards import Card
    from bot.core.marks import Mark


class Style(StrEnum):
    """How a button looks, where the platform can tell so many apart."""

    PLAIN = "plain"
    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button. `emoji`: one in front of its label, empty for none."""

    label: str
    mark: Mark
    style: Style = Style.PLAIN
    emoji: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """What is to be written: at most so many characters. `text`: what stands there already; `optional`: may be empty.

    Where the platform takes fewer characters than `most`, fewer it is. `choices`: value and words of each thing to
    choose from; a platform without lists lets the value be written.
    """

    id: str
    label: str
    text: str = ""
    most: int = 1000
    many_lines: bool = False
    placeholder: str = ""
    optional: bool = False
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form. What is written comes back under its mark, by the ids of the fields."""

    title: str
    mark: Mark
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What whoever asked is told. `card`: shown with its buttons, in the place of a text; `more`: messages after it.

    `wrong`: by the ids of a form's fields, why what was written there is not taken. A platform that can keeps the form
    open and says it there; on any other, `more` gives back what was written.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    card: Card | None = None
    more: tuple[str, ...] = ()
    wrong: tuple[tuple[str, str], ...] = ()


Answer = Said | Form
