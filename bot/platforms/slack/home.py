"""The App Home: moderators find what waits for them and today's figures, members the rules and their notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.core.command_words import translated
from bot.core.fitting import cut
from bot.core.marks import Mark
from bot.core.member_words import Word, word
from bot.pipeline.desk_access import for_moderators, trouble
from bot.pipeline.desk_cases import show_case
from bot.pipeline.desk_home import home_of
from bot.pipeline.desk_members import list_notices
from bot.platforms.slack.blocks import MOST_LABEL, MOST_TEXT, text_blocks
from bot.platforms.slack.marks import written
from bot.platforms.slack.mrkdwn import escaped, linked
from bot.platforms.slack.visitors import visitor_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.forms import Answer
    from bot.core.visitors import Visitor
    from bot.pipeline.desk_home import Home, Line
    from bot.platforms.slack.place import Place

# What is pressed there: to see a case or a draft, to read one's notices.
SHOW, SHOW_DRAFT, MINE = "show", "show_draft", "mine"
# Rows of the table of translations.
_RULES, _NOTICES = "The rules of this community", "What the moderators' bot told you, or could not bring to you"
_MOST_RULES = 20


async def show_home(place: Place, user: str) -> None:
    """Show somebody their home as it is now."""
    try:
        visitor = await visitor_of(place.people, place.community.policy, user, "home")
        home = await home_of(place.community, visitor, MOST_TEXT)
        view = View(type="home", blocks=_blocks(home, visitor, place.workspace.url))
    except Exception as error:  # noqa: BLE001 - whoever came must hear of it
        view = View(type="home", blocks=text_blocks(trouble("home", error, "en").text))
    await place.workspace.bot.views_publish(user_id=user, view=view)


async def pressed_at_home(place: Place, visitor: Visitor, mark: Mark) -> Answer | None:
    """Return what a press on a home's own button is answered with, None for any other."""
    if mark.what == SHOW and len(mark.numbers) == 1:
        refused = for_moderators(place.community, visitor, SHOW)
        return refused or await show_case(place.community, mark.numbers[0])
    if mark.what == MINE:
        return await list_notices(place.community, visitor)
    return None


def _blocks(home: Home, visitor: Visitor, url: str) -> list[Block]:
    own = _of_member(home, visitor.language)
    if not visitor.moderates:
        return own
    figures = text_blocks(f"Today (UTC): {home.figures}")
    queue = [*_heading(f"Cases that wait: {home.waiting}"), *_list(home.queue, SHOW, "No case waits.", url)]
    claims = [*_heading("Yours"), *_list(home.claims, SHOW, "You hold no case.", url)]
    waiting = _list(home.drafts, SHOW_DRAFT, "No draft waits.", url)
    drafts = [*_heading(f"Drafts that wait: {home.drafts_waiting}"), *waiting]
    return [*queue, *claims, *drafts, *_heading("Figures"), *figures, DividerBlock(), *own]


def _of_member(home: Home, language: str) -> list[Block]:
    """Show what is everybody's: the rules, and the way to one's own notices."""
    rules = [block for each in home.rules for block in text_blocks(each)][:_MOST_RULES]
    mine = _beside(escaped(translated(_NOTICES, language)), f"✉️ {word(Word.READ, language)}", Mark(MINE))
    return [*_heading(translated(_RULES, language)), *rules, DividerBlock(), mine]


def _heading(text: str) -> list[Block]:
    return [HeaderBlock(text=PlainTextObject(text=text))]


def _list(lines: Sequence[Line], what: str, none: str, url: str) -> list[Block]:
    """Return cases or drafts, each with the button that shows it."""
    shown = [_beside(linked(escaped(each.words), url), "Open", Mark(what, (each.number,))) for each in lines]
    return shown or text_blocks(none)


def _beside(text: str, label: str, mark: Mark) -> Block:
    """Return a text with a button beside it."""
    button = ButtonElement(text=PlainTextObject(text=cut(label, MOST_LABEL)), action_id=written(mark))
    return SectionBlock(text=MarkdownTextObject(text=cut(text, MOST_TEXT), verbatim=True), accessory=button)
