"""The lengths and numbers that Slack takes in blocks and views, which the schema lacks."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from tests.loopback_slack.texts import dicts_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.loopback_slack.model import Json

# The most characters of the text in each field of each type.
_TEXTS: Mapping[str, Mapping[str, int]] = {
    "header": {"text": 150},
    "mrkdwn": {"text": 3000},
    "plain_text": {"text": 3000},
    "input": {"label": 2000, "hint": 2000},
    "image": {"alt_text": 2000, "image_url": 3000, "title": 2000},
    "button": {"text": 75, "value": 2000, "url": 3000, "accessibility_label": 75},
    "plain_text_input": {"placeholder": 150, "initial_value": 3000},
}
_ON_ALL = {"block_id": 255, "action_id": 255, "callback_id": 255, "placeholder": 150}
_CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
_OPTION = {"text": 75, "value": 150, "description": 75, "url": 3000}
# The fewest and the most things in each list of each type.
_NUMBERS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "section": {"fields": (1, 10)},
    "context": {"elements": (1, 10)},
    "actions": {"elements": (1, 25)},
    "overflow": {"options": (1, 5)},
    "checkboxes": {"options": (1, 10)},
    "radio_buttons": {"options": (1, 10)},
    "static_select": {"options": (1, 100), "option_groups": (1, 100)},
    "multi_static_select": {"options": (1, 100), "option_groups": (1, 100)},
}
_VIEW = {"title": 24, "submit": 24, "close": 24, "private_metadata": 3000, "callback_id": 255, "external_id": 255}
_VIEW_BYTES = 250_000
_MOST_INPUT = 3000
_MARKDOWN = 12_000


def limit_faults(blocks: list[Json], most: int) -> Iterator[str]:
    """List what is too long, too many, missing or there twice."""
    if not 0 < len(blocks) <= most:
        yield f"must have 1 to {most} items, not {len(blocks)} [json-pointer:/blocks]"
    ids = Counter(each["block_id"] for each in blocks if each.get("block_id"))
    yield from (f"block_id {each!r} already exists" for each, times in ids.items() if times > 1)
    if sum(len(each["text"]) for each in blocks if each["type"] == "markdown") > _MARKDOWN:
        yield f"more than {_MARKDOWN} characters in markdown blocks"
    for place, block in enumerate(blocks):
        for fault in _block_faults(block):
            yield f"{fault} [json-pointer:/blocks/{place}]"


def view_limit_faults(view: Json) -> Iterator[str]:
    """List what is too long in a view, or missing."""
    yield from _long(view, _VIEW)
    if len(json.dumps(view)) > _VIEW_BYTES:
        yield "view_too_large"
    has_input = any(each["type"] == "input" for each in view["blocks"])
    if view["type"] == "modal" and has_input and "submit" not in view:
        yield "a submit button is needed where there are inputs [json-pointer:/view/submit]"


def _block_faults(block: Json) -> Iterator[str]:
    if block["type"] == "section" and not (block.get("text") or block.get("fields")):
        yield "a section needs text or fields"
    actions = Counter(each["action_id"] for each in dicts_in(block) if each.get("action_id"))
    yield from (f"action_id {each!r} already exists in the block" for each, times in actions.items() if times > 1)
    yield from (f"field of {len(each['text'])} characters, at most 2000" for each in _long_fields(block))
    for each in dicts_in(block):
        yield from _element_faults(each)


def _long_fields(block: Json) -> list[Json]:
    return [each for each in block.get("fields") or [] if len(each["text"]) > 2000]


def _element_faults(each: Json) -> Iterator[str]:
    kind = str(each.get("type", ""))
    yield from _long(each, {**_ON_ALL, **_TEXTS.get(kind, {})})
    yield from _empty(each, kind)
    for name, (fewest, most) in _NUMBERS.get(kind, {}).items():
        if name in each and not fewest <= len(each[name]) <= most:
            yield f"{kind}.{name}: {fewest} to {most} items, not {len(each[name])}"
    for option in _options(each):
        yield from _long(option, _OPTION)
    if isinstance(each.get("confirm"), dict) and kind:
        yield from _long(each["confirm"], _CONFIRM)
    if kind == "plain_text_input":
        yield from _input_faults(each)
    yield from _initial_faults(each)


def _options(each: Json) -> list[Json]:
    groups = each.get("option_groups") or []
    return [*(each.get("options") or []), *(option for group in groups for option in group["options"])]


def _long(each: Json, most: Mapping[str, int]) -> Iterator[str]:
    for name, limit in most.items():
        value = each.get(name)
        text = value.get("text") if isinstance(value, dict) else value
        if isinstance(text, str) and len(text) > limit:
            yield f"{name} of {len(text)} characters, at most {limit}"


def _empty(each: Json, kind: str) -> Iterator[str]:
    if kind in ("plain_text", "mrkdwn") and not each["text"]:
        yield "text must be more than 0 characters"
    if kind == "button" and each.get("action_id") == "":
        yield "action_id must be more than 0 characters"


def _input_faults(each: Json) -> Iterator[str]:
    most, least = each.get("max_length", _MOST_INPUT), each.get("min_length", 0)
    if not 1 <= most <= _MOST_INPUT:
        yield f"max_length must be 1 to {_MOST_INPUT}, not {most}"
    if not 0 <= least <= min(most, _MOST_INPUT):
        yield f"min_length must be 0 to {most}, not {least}"
    if len(each.get("initial_value", "")) > most:
        yield f"initial_value of {len(each['initial_value'])} characters, at most {most}"


def _initial_faults(each: Json) -> Iterator[str]:
    initial = [each["initial_option"]] if each.get("initial_option") else each.get("initial_options") or []
    values = {option.get("value") for option in _options(each)}
    if initial and not {option.get("value") for option in initial} <= values:
        yield "the initial option is none of the options"
