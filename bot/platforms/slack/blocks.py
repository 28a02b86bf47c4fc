"""What Slack shows, from the values that are the same on every platform. Nothing here asks Slack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    InputBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.core.fitting import cut, pieces
from bot.core.forms import Style
from bot.core.member_words import Word, word
from bot.platforms.slack.marks import MORE, written
from bot.platforms.slack.mrkdwn import escaped, linked

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from bot.core.forms import Button, Field, Form, Said

MOST_TEXT, MOST_LABEL, MOST_OPTION, MOST_TITLE, MOST_INPUT, MOST_BLOCKS = 3000, 75, 75, 24, 3000, 50
MOST_HEADER, _MOST_FIELD, _MOST_FIELDS = 150, 1_500, 20
# The longest that a character becomes by escaping, `&amp;`; links to messages grow less.
_WIDEST = 6
# So many buttons stand in a row; up to five more are behind a menu.
_IN_A_ROW, _IN_A_MENU = 4, 5
_STYLES = {Style.PLAIN: None, Style.PRIMARY: "primary", Style.SUCCESS: "primary", Style.DANGER: "danger"}


def text_blocks(text: str, channel: str = "", url: str = "") -> list[Block]:
    """Return a text, letter by letter, in as many sections as it takes.

    `channel`: one to show by its name; `url`: of the workspace, where the text is of cases, which name messages.
    """

    def shown(each: str) -> str:
        plain = escaped(each)
        return _with_channel(linked(plain, url) if url else plain, channel)

    if not text:
        return []
    most = MOST_TEXT if len(shown(text)) <= MOST_TEXT else MOST_TEXT // _WIDEST
    return [_section(shown(each)) for each in pieces(text, most)]


def plain_block(text: str) -> Block:
    """Return what a member wrote, in which Slack sees no markup."""
    return SectionBlock(text=PlainTextObject(text=cut(text, MOST_TEXT), emoji=False))


def plain_blocks(text: str) -> list[Block]:
    """Return a text in which Slack sees no markup, in as many sections as it takes."""
    return [plain_block(each) for each in pieces(text, MOST_TEXT) if each.strip()]


def field_blocks(fields: Iterable[tuple[str, str]], plain: Container[tuple[str, str]]) -> list[Block]:
    """Return a card's fields, heading and text; what is too long ends in `…`.

    `plain`: those in plain words; what the markup wrote of itself is not to be escaped.
    """
    shown = [(heading, escaped(text) if (heading, text) in plain else text) for heading, text in fields]
    return [_field(heading, text) for heading, text in shown[:_MOST_FIELDS] if text]


def button_blocks(buttons: Sequence[Button]) -> list[Block]:
    """Return a row of buttons, those that find no room in it behind a menu."""
    if not buttons:
        return []
    fits = len(buttons) <= _IN_A_ROW + 1
    shown = buttons if fits else buttons[:_IN_A_ROW]
    behind = () if fits else buttons[_IN_A_ROW : _IN_A_ROW + _IN_A_MENU]
    options = [_option(each) for each in behind]
    menu = [OverflowMenuElement(action_id=MORE, options=options)] if options else []
    return [ActionsBlock(elements=[*(_button(each) for each in shown), *menu])]


def said_blocks(said: Said, url: str) -> list[Block]:
    """Return all that is said in the workspace at `url` with its buttons, but for a card."""
    texts = [block for each in (said.text, *said.more) for block in text_blocks(each, url=url)]
    buttons = button_blocks(said.buttons)
    return [*texts[: MOST_BLOCKS - len(buttons)], *buttons]


def form_view(form: Form) -> View:
    """Return a form as a modal."""
    long = len(form.title) > MOST_TITLE
    heading = text_blocks(form.title) if long else []
    return View(
        type="modal",
        callback_id=written(form.mark),
        title=PlainTextObject(text=cut(form.title, MOST_TITLE)),
        submit=PlainTextObject(text="OK"),
        close=PlainTextObject(text="✕"),
        blocks=[*heading, *map(_input, form.fields)],
    )


def answer_view(blocks: Sequence[Block], title: str = "Takt") -> View:
    """Return what is said as a modal that asks for nothing."""
    return View(
        type="modal",
        title=PlainTextObject(text=cut(title, MOST_TITLE)),
        close=PlainTextObject(text="OK"),
        blocks=list(blocks),
    )


def waiting_view() -> View:
    """Return what stands where an answer is to come, in whatever language."""
    return answer_view([SectionBlock(text=PlainTextObject(text="⏳"))])


def fallback(text: str, language: str = "en") -> str:
    """Return what stands where blocks can't be shown, such as in a notification."""
    return cut(escaped(text), MOST_TEXT) or word(Word.NOTHING, language)


def _field(heading: str, text: str) -> Block:
    return _section(cut(f"*{escaped(heading)}*\n{cut(text, _MOST_FIELD)}", MOST_TEXT))


def _section(text: str) -> Block:
    # Verbatim, since Slack would else link what looks like a channel or a person.
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True))


def _with_channel(text: str, channel: str) -> str:
    return text.replace(f"#{channel}", f"<#{channel}>") if channel else text


def _option(button: Button) -> Option:
    return Option(text=PlainTextObject(text=cut(button.label, MOST_OPTION)), value=written(button.mark))


def _button(button: Button) -> ButtonElement:
    label = " ".join(filter(None, (button.emoji, button.label)))
    mark = written(button.mark)
    return ButtonElement(
        text=PlainTextObject(text=cut(label, MOST_LABEL)), action_id=mark, value=mark, style=_STYLES[button.style]
    )


def _input(field: Field) -> InputBlock:
    return InputBlock(
        block_id=field.id,
        label=PlainTextObject(text=cut(field.label, 2000)),
        element=_select(field) if field.choices else _writing(field),
        optional=field.optional,
    )


def _select(field: Field) -> StaticSelectElement:
    options = [
        Option(text=PlainTextObject(text=cut(words, MOST_OPTION)), value=value) for value, words in field.choices
    ]
    chosen = next((each for each in options if each.value == field.text), None)
    return StaticSelectElement(action_id=field.id, options=options, initial_option=chosen)


def _writing(field: Field) -> PlainTextInputElement:
    most = min(field.most, MOST_INPUT)
    return PlainTextInputElement(
        action_id=field.id,
        multiline=field.many_lines,
        initial_value=cut(field.text, most) or None,
        max_length=most,
        placeholder=PlainTextObject(text=cut(field.placeholder, 150)) if field.placeholder else None,
    )
