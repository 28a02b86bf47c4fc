"""Answers every button and form there is, whatever the platform: who may press is asked at every press."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.core.blank_forms import ACTIONS, TEXT, WHY, appeal_form, change_form
from bot.core.cards import Press
from bot.core.draft_cards import DraftPress
from bot.core.forms import Said
from bot.core.marks import Mark, Wish
from bot.pipeline.desk_access import for_moderators, nothing, nowhere
from bot.pipeline.desk_crisis import offer_statement, take_statement
from bot.pipeline.desk_members import ask_better, enter_appeal, show_notice, take_better
from bot.pipeline.desk_replies import offer_on_case, press_draft, send_answer, take_answer_back
from bot.pipeline.press import press

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.core.actions import Enforcement
    from bot.core.forms import Answer
    from bot.core.visitors import Visitor
    from bot.pipeline.community import Community
    from bot.ports import Reader

    # Reads an action as policy files write it. Raises ValueError.
    Parse = Callable[[str], Enforcement]

log = logging.getLogger(__name__)
_FOR_MEMBERS = frozenset({Wish.APPEAL, Wish.BETTER, Wish.NOTICE})
# Their answer may be a form, which has to come at once.
_OPEN_FORMS = frozenset(
    {Wish.APPEAL, Wish.BETTER, Wish.CRISIS, Wish.DRAFT, Press.CHANGE, Press.REPLY, DraftPress.EDIT, DraftPress.REJECT}
)
# How many numbers each carries.
_NUMBERS = {
    **dict.fromkeys(map(str, Wish), 1),
    **dict.fromkeys(map(str, (*Press, *DraftPress)), 2),
    str(Wish.CRISIS): 0,
}


def opens_form(mark: Mark, *, is_form: bool) -> bool:
    """Tell whether what was pressed may be answered with a form; all else can be put off. `is_form`: it is one."""
    return not is_form and mark.what in _OPEN_FORMS


async def pressed(
    community: Community | None,
    visitor: Visitor,
    mark: Mark,
    fields: Mapping[str, str] | None,
    reader: Reader,
    parse: Parse,
) -> Answer:
    """Do what was pressed or filled in, and return the answer to whoever did.

    `community`: None where the bot serves none. `fields`: what was written into a form, by the ids of its fields; None
    for a button. Raises LedgerUnavailableError, and what the reader raises.
    """
    if len(mark.numbers) != _NUMBERS.get(mark.what):
        log.warning("a button of an earlier version was pressed: %s", mark.what)
        return nothing(visitor)
    if mark.what in _FOR_MEMBERS:
        return await _by_member(community, visitor, mark, fields, reader)
    if community is None:
        return nowhere(visitor)
    if refused := for_moderators(community, visitor, mark.what):
        return refused
    return await _by_moderator(community, visitor, mark, fields, reader, parse)


async def _by_member(
    community: Community | None, visitor: Visitor, mark: Mark, fields: Mapping[str, str] | None, reader: Reader
) -> Answer:
    number = mark.numbers[0]
    if mark.what == Wish.APPEAL and fields is None:
        return appeal_form(number, visitor.language)
    if community is None:
        return nothing(visitor)
    match mark.what:
        case Wish.APPEAL:
            return await enter_appeal(community, visitor, number, _written(fields, WHY))
        case Wish.BETTER if fields is None:
            return await ask_better(community, visitor, number, reader)
        case Wish.BETTER:
            return await take_better(community, visitor, number, _written(fields, TEXT), reader)
        case _:
            return await show_notice(community, visitor, number)


async def _by_moderator(
    community: Community,
    visitor: Visitor,
    mark: Mark,
    fields: Mapping[str, str] | None,
    reader: Reader,
    parse: Parse,
) -> Answer:
    if mark.what in set(DraftPress):
        return await press_draft(community, visitor, mark, fields, reader)
    match mark:
        case Mark(what=Wish.DRAFT, numbers=(draft,)):
            return await send_answer(community, visitor, draft, fields, reader)
        case Mark(what=Wish.RETRACT, numbers=(draft,)):
            return await take_answer_back(community, visitor, draft)
        case Mark(what=Wish.CRISIS) if fields is None:
            return await offer_statement(community)
        case Mark(what=Wish.CRISIS):
            return await take_statement(community, visitor, fields or {})
        case Mark(what=Press.REPLY, numbers=(case, _)):
            return await offer_on_case(community, visitor, case, reader)
        case Mark(what=Press.CHANGE, numbers=(case, version)) if fields is None:
            return change_form(case, version)
    return await _on_card(community, visitor, mark, _written(fields, ACTIONS), parse)


async def _on_card(community: Community, visitor: Visitor, mark: Mark, chosen: str, parse: Parse) -> Said:
    case, version = mark.numbers
    try:
        actions = [parse(each.strip()) for each in chosen.split(",") if each.strip()]
    except ValueError as error:
        return Said(str(error))
    said = await press(community, Press(mark.what), case, visitor.moderator, version=version, actions=actions)
    return Said(said)


def _written(fields: Mapping[str, str] | None, name: str) -> str:
    return (fields or {}).get(name, "")
