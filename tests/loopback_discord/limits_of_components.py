"""Discord's limits on buttons, selects and modals that its specification does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_discord.model import COMPONENTS_V2
from tests.loopback_discord.spec import Fault
from tests.loopback_discord.texts import BUTTON, SELECTS, TEXT_INPUT, components_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.loopback_discord.texts import Json

_ROW, _TEXT_DISPLAY, _LABEL = 1, 10, 18
_LINK, _PREMIUM = 5, 6


def layout_faults(message: Json) -> Iterator[Fault]:
    """List what is wrong with the components of a message."""
    components = message.get("components") or []
    every = list(components_in(components))
    yield from _id_faults(every)
    for each in every:
        yield from _row_faults(each)
        yield from _button_faults(each)
    if (message.get("flags") or 0) & COMPONENTS_V2:
        yield from _v2_faults(message, every)
    elif len(components) > 5 or any(each["type"] != _ROW for each in components):
        yield Fault("components: at most 5, each an action row")


def _v2_faults(message: Json, every: list[Json]) -> Iterator[Fault]:
    if message.get("content") or message.get("embeds"):
        yield Fault("a message of components has neither content nor embeds")
    if len(every) > 40:
        yield Fault(f"{len(every)} components, 40 are allowed")
    size = sum(len(each.get("content", "")) for each in every if each["type"] == _TEXT_DISPLAY)
    if size > 4000:
        yield Fault(f"{size} characters of text, 4,000 are allowed")


def _row_faults(row: Json) -> Iterator[Fault]:
    inside = row.get("components") or []
    if row["type"] != _ROW:
        return
    if not 1 <= len(inside) <= 5:
        yield Fault(f"an action row with {len(inside)} components, 1 to 5 are allowed")
    if len(inside) > 1 and any(each.get("type") in SELECTS for each in inside):
        yield Fault("a select needs a row of its own")


def _button_faults(button: Json) -> Iterator[Fault]:
    if button["type"] != BUTTON:
        return
    label = button.get("label") or ""
    if len(label) > 80:
        yield Fault(f"button: a label of {len(label)} characters, 80 are allowed")
    if not label and not button.get("emoji") and button.get("style") != _PREMIUM:
        yield Fault("button: needs a label or an emoji")
    is_link = button.get("style") == _LINK
    if is_link != bool(button.get("url")) or (is_link and button.get("custom_id")):
        yield Fault("button: a link has a url and no custom_id, any other the other way round")
    if not is_link and button.get("style") != _PREMIUM and not button.get("custom_id"):
        yield Fault("button: needs a custom_id")


def _id_faults(every: list[Json]) -> Iterator[Fault]:
    ids = [each["custom_id"] for each in every if each.get("custom_id")]
    for each in ids:
        if len(each) > 100:
            yield Fault(f"custom_id: {len(each)} characters, 100 are allowed")
    for twice in {each for each in ids if ids.count(each) > 1}:
        yield Fault(f"custom_id: {twice!r} is there twice")


def modal_faults(modal: Json) -> Iterator[Fault]:
    """List what is wrong with a modal."""
    components = modal.get("components") or []
    if not 1 <= len(modal.get("title") or "") <= 45:
        yield Fault("modal: the title has 1 to 45 characters")
    if not 1 <= len(components) <= 5:
        yield Fault(f"modal: {len(components)} components, 1 to 5 are allowed")
    if not 1 <= len(modal.get("custom_id") or "") <= 100:
        yield Fault("modal: the custom_id has 1 to 100 characters")
    every = list(components_in(components))
    yield from _id_faults(every)
    for each in every:
        yield from _input_faults(each)


def _input_faults(component: Json) -> Iterator[Fault]:
    if component["type"] in (TEXT_INPUT, _LABEL) and len(component.get("label") or "") > 45:
        yield Fault("modal: a label has at most 45 characters")
    if component["type"] != TEXT_INPUT:
        return
    shortest, longest = component.get("min_length") or 0, component.get("max_length") or 4000
    if longest > 4000 or shortest > longest:
        yield Fault(f"text input: lengths {shortest} to {longest}, at most 4,000 are allowed")
    value = component.get("value") or ""
    if value and not shortest <= len(value) <= longest:
        yield Fault(f"text input: a value of {len(value)} characters where {shortest} to {longest} are allowed")
    if len(component.get("placeholder") or "") > 100:
        yield Fault("text input: a placeholder has at most 100 characters")
