"""Answers buttons, forms and shortcuts: who may is asked of Slack at every use, and what comes twice counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core.content import Message
from bot.pipeline.cards import card_of
from bot.pipeline.case_file import read_case
from bot.pipeline.desk import pressed
from bot.pipeline.desk_access import for_moderators, nothing, trouble
from bot.pipeline.desk_cases import say_why_of
from bot.pipeline.desk_members import enter_report
from bot.pipeline.desk_replies import offer_answer
from bot.pipeline.once import Once
from bot.platforms.slack.card_view import TEXT, text_of
from bot.platforms.slack.home import pressed_at_home
from bot.platforms.slack.marks import MORE, read_mark
from bot.platforms.slack.surface import Surface, user_in
from bot.platforms.slack.visitors import visitor_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.core.forms import Answer, Said
    from bot.core.marks import Mark
    from bot.core.visitors import Visitor
    from bot.pipeline.desk import Parse
    from bot.platforms.slack.place import Place
    from bot.platforms.slack.surface import Replace

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
            await answered(place, payload, request, lambda visitor: self._on_button(place, visitor, mark, payload))

    async def filled(self, place: Place, payload: Mapping[str, Any], replace: Replace) -> None:
        """Answer a form, where it stood."""
        view = payload["view"]
        mark = read_mark(str(view.get("callback_id", "")))
        request = f"{view['id']} {view.get('hash', '')}"
        if mark is None or not self._once.is_first(f"form {request}"):
            return
        fields = {name: str(element.get("value") or "") for name, element in _written(view)}
        community, reader = place.community, place.reader
        await answered(
            place,
            payload,
            request,
            lambda visitor: pressed(community, visitor, mark, fields, reader, self._parse),
            replace,
        )

    async def chosen(self, place: Place, payload: Mapping[str, Any]) -> None:
        """Answer a shortcut in a message's menu."""
        request = str(payload.get("trigger_id") or "")
        does = {REPORT: _report, DRAFT: _draft, WHY: _why}.get(str(payload.get("callback_id")))
        channel, message = (payload.get("channel") or {}).get("id"), (payload.get("message") or {}).get("ts")
        if does is None or not channel or not message or not self._once.is_first(f"shortcut {request}"):
            return
        at = Message(str(channel), str(message))
        await answered(place, payload, request, lambda visitor: does(place, visitor, at))

    async def _on_button(self, place: Place, visitor: Visitor, mark: Mark, payload: Mapping[str, Any]) -> Answer | None:
        if mark.what == TEXT:
            return await _show_text(place, visitor, mark, payload)
        if (own := await pressed_at_home(place, visitor, mark)) is not None:
            return own
        return await pressed(place.community, visitor, mark, None, place.reader, self._parse)


async def answered(
    place: Place,
    payload: Mapping[str, Any],
    request: str,
    answer: Callable[[Visitor], Awaitable[Answer | None]],
    replace: Replace | None = None,
) -> None:
    """Show whoever asked the answer, or that there was trouble; what and where is in the log. None is shown already."""
    surface = Surface(place.workspace, payload, replace)
    language = "en"
    try:
        visitor = await visitor_of(place.people, place.community.policy, user_in(payload), request)
        language = visitor.language
        shown = await answer(visitor)
        if shown is not None:
            await surface.show(shown)
    except Exception as error:  # noqa: BLE001 - whoever asked must hear of it, and the next press must work
        await surface.show(trouble(str(payload.get("type") or payload.get("command") or ""), error, language))


async def _show_text(place: Place, visitor: Visitor, mark: Mark, payload: Mapping[str, Any]) -> Answer | None:
    """Show a moderator what a card covers."""
    if refused := for_moderators(place.community, visitor, TEXT):
        return refused
    file = await read_case(place.community, mark.numbers[0]) if mark.numbers else None
    if file is None:
        return nothing(visitor)
    blocks = text_of(card_of(file, place.community.now()))
    await Surface(place.workspace, payload).open(blocks, title=f"Case {file.case.number}")
    return None


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


def _written(view: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    blocks = (view.get("state") or {}).get("values") or {}
    return [each for block in blocks.values() for each in block.items()]
