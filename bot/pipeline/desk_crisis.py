"""Crises as moderators meet them: how things stand, what is said about it, the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.blank_forms import CHANNEL, DOING, KNOWN, NEXT, crisis_form
from bot.core.crisis import Statement, moment_in
from bot.core.forms import Button, Said, Style
from bot.core.marks import Mark, Wish
from bot.pipeline.answer_words import clock_words
from bot.pipeline.crisis import NOT_ENOUGH, crisis_of, end, how_it_stands, start
from bot.pipeline.holding import draft_statement, statement_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.crisis import Crisis
    from bot.core.forms import Form
    from bot.core.visitors import Visitor
    from bot.pipeline.community import Community

_NONE = "There is no crisis."
_UPDATE = Button("Say how things stand…", Mark(Wish.CRISIS), Style.PRIMARY)


async def show_crisis(community: Community) -> Said:
    """Say whether a crisis is on, and what is said about it."""
    watch, knows = await how_it_stands(community)
    lines = [*(crisis_lines(watch.crisis, community.now()) if watch.crisis else [_NONE])]
    if watch.waits:
        lines.append("The storm goes on; another one is told of only after a calm.")
    if not knows:
        lines.append(f"There is {NOT_ENOUGH}: only very many complaints or toxic messages at once are told.")
    return Said("\n".join(lines), (_UPDATE,) if watch.crisis else ())


async def offer_statement(community: Community) -> Form:
    """Show the form for what is said about a crisis; filled in, it begins one where none is on."""
    async with community.begin() as uow:
        crisis = await crisis_of(uow)
    statement = crisis.statement if crisis else Statement()
    return crisis_form(statement.known, statement.doing)


async def take_statement(community: Community, visitor: Visitor, fields: Mapping[str, str]) -> Said:
    """Begin a crisis, or say how things stand in one; the holding statement that it makes is a draft like any other."""
    known, doing = fields.get(KNOWN, "").strip(), fields.get(DOING, "").strip()
    try:
        due = moment_in(fields.get(NEXT, ""), community.now())
    except ValueError as error:
        given = tuple(filter(None, (known, doing)))
        return Said(f"Nothing was changed: {error}.", (_UPDATE,), more=given, wrong=((NEXT, f"{error}."),))
    crisis = await start(community, Statement(known, doing, due), visitor.moderator)
    made = await draft_statement(community, crisis, fields.get(CHANNEL, ""), visitor.moderator)
    said = statement_words(community, made)
    return Said("\n".join([*crisis_lines(crisis, community.now()), *filter(None, [said])]))


async def end_crisis(community: Community, visitor: Visitor) -> Said:
    """Say that the crisis is over."""
    ended = await end(community, visitor.moderator)
    return Said("The crisis is over; cheerful drafts come back." if ended else _NONE)


def crisis_lines(crisis: Crisis, now: datetime) -> list[str]:
    """Say how a crisis stands, a line each."""
    said = crisis.statement
    why = f": {crisis.what}" if crisis.what else ""
    due = f"next update: {clock_words(said.next_update, now)}" if said.next_update else "no next update is set"
    parts = (("known", said.known), ("doing", said.doing))
    return [
        f"A crisis is on since {clock_words(crisis.since, now)}{why}. Cheerful drafts wait.",
        *(f"{name}: {text}" for name, text in parts if text),
        f"{due}{', overdue' if said.next_update and said.next_update <= now else ''}",
    ]
