"""Answers buttons, forms and shortcuts: who may is asked of Slack at every use, and what comes twice counts once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.core.content import Message
from bot.core.forms import Said
from bot.pipeline.cards import card_of
from bot.pipeline.case_file import read_case
from bot.pipeline.desk import opens_form, pressed
from bot.pipeline.desk_access import for_moderators, nothing, trouble
from bot.pipeline.desk_cases import say_why_of
from bot.pipeline.desk_drafts import read_draft
from bot.pipeline.desk_members import enter_report
from bot.pipeline.desk_replies import offer_answer
from bot.pipeline.once import Once
from bot.platforms.slack.card_view import TEXT, text_of
from bot.platforms.slack.draft_view import QUESTION, draft_blocks, question_of
from bot.platforms.slack.home import SHOW_DRAFT, pressed_at_home
from bot.platforms.slack.marks import MORE, read_mark
from bot.platforms.slack.surface import Surface, user_in
from bot.platforms.slack.visitors import visitor_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from slack_sdk.models.blocks import Block

    from bot.core.forms import Answer
    from bot.core.marks import Mark
    from bot.core.visitors import Visitor
    from bot.pipeline.desk import Parse
    from bot.platforms.slack.place import Place
    from bot.platforms.slack.surface import Filled

    # Finds what is shown in a modal by its number: its title and blocks, None for nothing.
    Shows = Callable[[Place, int], Awaitable[tuple[str, list[Block]] | None]]

# A modal can be opened for three seconds after a press, and the way there and back takes some of them.
OPENS_WITHIN = 1.5
# The message shortcuts, by their callback ids in the manifest.
REPORT, DRAFT, WHY = "takt-report", "takt-draft", "takt-why"


class Interactions:
    """What people press, fill in and choose from a message's menu, in all workspaces. `parse`: as for the desk."""

    def __init__(self, parse: Parse) -> None:
        self._parse = parse
        self._once = Once()

    async def pressed(self, place: Place, payload: Mapping[str, Any]) -> None:
        """Answer a button, or an option of a card's menu."""
        mark = _pressed_mark(payload)
        request = str(payload.get("trigger_id") or "")
        if mark is not None and self._once.is_first(f"press {request} {mark}"):

            async def answer(visitor: Visitor) -> Answer | None:
                return await self._on_button(place, visitor, mark, payload)

            await answered(place, payload, request, answer, may_open=opens_form(mark, is_form=False))

    async def filled(self, place: Place, payload: Mapping[str, Any], form: Filled) -> None:
        """Answer a form, where it stood; one that stays open can be sent again."""
        view = payload["view"]
        mark = read_mark(str(view.get("callback_id", "")))
        request = f"{view['id']} {view.get('hash', '')}"
        if mark is None or not self._once.is_first(f"form {request}"):
            return
        fields = dict(_written(view))
        community, reader = place.community, place.reader

        async def answer(visitor: Visitor) -> Answer:
            return await pressed(community, visitor, mark, fields, reader, self._parse)

        shown = await answered(place, payload, request, answer, form)
        if isinstance(shown, Said) and shown.wrong:
            self._once.forget(f"form {request}")

    async def chosen(self, place: Place, payload: Mapping[str, Any]) -> None:
        """Answer a shortcut in a message's menu."""
        request = str(payload.get("trigger_id") or "")
        does = {REPORT: _report, DRAFT: _draft, WHY: _why}.get(str(payload.get("callback_id")))
        channel, message = (payload.get("channel") or {}).get("id"), (payload.get("message") or {}).get("ts")
        if does is None or not channel or not message or not self._once.is_first(f"shortcut {request}"):
            return
        at = Message(str(channel), str(message))
        await answered(place, payload, request, lambda visitor: does(place, visitor, at), may_open=does is _draft)

    async def _on_button(self, place: Place, visitor: Visitor, mark: Mark, payload: Mapping[str, Any]) -> Answer | None:
        if (shows := _SHOWN.get(mark.what)) is not None and len(mark.numbers) == 1:
            return await _show(place, visitor, mark, payload, shows)
        if (own := await pressed_at_home(place, visitor, mark)) is not None:
            return own
        return await pressed(place.community, visitor, mark, None, place.reader, self._parse)


async def answered(
    place: Place,
    payload: Mapping[str, Any],
    request: str,
    answer: Callable[[Visitor], Awaitable[Answer | None]],
    form: Filled | None = None,
    *,
    may_open: bool = False,
) -> Answer | None:
    """Show whoever asked the answer, or that there was trouble; what and where is in the log. None is shown already.

    `may_open`: the answer may be a form, which must not come too late. Returns the answer.
    """
    surface = Surface(place.workspace, payload, form)
    language = "en"

    async def coming() -> Answer | None:
        nonlocal language
        visitor = await visitor_of(place.people, place.community.policy, user_in(payload), request)
        language = visitor.language
        return await answer(visitor)

    try:
        shown = await (_in_time(surface, coming()) if may_open else coming())
        if shown is not None:
            await surface.show(shown)
    except Exception as error:  # noqa: BLE001 - whoever asked must hear of it, and the next press must work
        shown = trouble(str(payload.get("type") or payload.get("command") or ""), error, language)
        await surface.show(shown)
    return shown


async def _in_time(surface: Surface, answer: Awaitable[Answer | None]) -> Answer | None:
    """Await an answer; where it takes long, as with a slow drafter, whoever asked waits for it in a modal."""
    coming = asyncio.ensure_future(answer)
    try:
        await asyncio.wait({coming}, timeout=OPENS_WITHIN)
        if not coming.done():
            await surface.hold()
        return await coming
    finally:
        coming.cancel()
        # Else a fault of its own would be logged with its words.
        await asyncio.gather(coming, return_exceptions=True)


async def _show(place: Place, visitor: Visitor, mark: Mark, payload: Mapping[str, Any], shows: Shows) -> Answer | None:
    """Show a moderator in a modal what a card covers, or a card itself."""
    if refused := for_moderators(place.community, visitor, mark.what):
        return refused
    found = await shows(place, mark.numbers[0])
    if found is None:
        return nothing(visitor)
    title, blocks = found
    await Surface(place.workspace, payload).open(blocks, title=title)
    return None


async def _text(place: Place, case: int) -> tuple[str, list[Block]] | None:
    """Return what a case's card covers."""
    file = await read_case(place.community, case)
    return (f"Case {case}", text_of(card_of(file, place.community.now()))) if file else None


async def _question(place: Place, draft: int) -> tuple[str, list[Block]] | None:
    """Return what a draft answers."""
    card = await read_draft(place.community, draft)
    return (f"Draft {draft}", question_of(card)) if card else None


async def _draft_card(place: Place, draft: int) -> tuple[str, list[Block]] | None:
    card = await read_draft(place.community, draft)
    return (f"Draft {draft}", draft_blocks(card, place.workspace.url)) if card else None


_SHOWN: Mapping[str, Shows] = {TEXT: _text, QUESTION: _question, SHOW_DRAFT: _draft_card}


async def _report(place: Place, visitor: Visitor, message: Message) -> Said:
    return await enter_report(place.community, visitor, await place.reader.message(message))


async def _draft(place: Place, visitor: Visitor, message: Message) -> Answer:
    if refused := for_moderators(place.community, visitor, "draft"):
        return refused
    return await offer_answer(place.community, visitor, await place.reader.message(message), place.reader)


async def _why(place: Place, visitor: Visitor, message: Message) -> Said:
    return for_moderators(place.community, visitor, "why") or await say_why_of(place.community, message)


def _pressed_mark(payload: Mapping[str, Any]) -> Mark | None:
    action: Mapping[str, Any] = next(iter(payload.get("actions") or ()), {})
    chosen = action.get("selected_option") or {}
    return read_mark(str(chosen.get("value") if action.get("action_id") == MORE else action.get("action_id") or ""))


def _written(view: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what was written into each field, or the value of what was chosen in it."""
    blocks = (view.get("state") or {}).get("values") or {}
    for block in blocks.values():
        for name, element in block.items():
            chosen = (element.get("selected_option") or {}).get("value")
            yield name, str(element.get("value") or chosen or "")
