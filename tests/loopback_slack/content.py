"""Holds what a message is made of to Slack's rules, and makes its parts."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from tests.loopback_slack.blockkit import block_faults
from tests.loopback_slack.errors import SlackError, invalid_blocks
from tests.loopback_slack.texts import dicts_in, mass_mentions
from tests.loopback_slack.world import Ping

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.loopback_slack.model import Json
    from tests.loopback_slack.world import World

_PARTS = ("blocks", "attachments", "metadata")
MOST_TEXT, MOST_UPDATED = 40_000, 4_000
_MOST_ATTACHMENTS = 100
_numbers = itertools.count(1)


def content_refusal(body: Mapping[str, Any], most: int = MOST_TEXT) -> tuple[SlackError, list[str]] | None:
    """Return how Slack refuses the message and why, None if it takes it."""
    text = body.get("text") or body.get("markdown_text") or ""
    if not text and not body.get("blocks") and not body.get("attachments"):
        return SlackError("no_text"), ["neither text nor blocks nor attachments"]
    if not isinstance(text, str) or len(text) > most:
        return SlackError("msg_too_long"), [f"text of {len(text)} characters, at most {most}"]
    if len(body.get("attachments") or []) > _MOST_ATTACHMENTS:
        return SlackError("too_many_attachments"), ["too many attachments"]
    faults = list(_all_block_faults(body))
    return (invalid_blocks(*faults), faults) if faults else None


def _all_block_faults(body: Mapping[str, Any]) -> Iterator[str]:
    if body.get("blocks"):
        yield from block_faults(body["blocks"])
    for attachment in body.get("attachments") or []:
        if isinstance(attachment, dict) and attachment.get("blocks"):
            yield from block_faults(attachment["blocks"])


def check_content(world: World, name: str, body: Mapping[str, Any], faults: list[str], most: int = MOST_TEXT) -> None:
    """Refuse what Slack refuses, and note it; note what would ring for many."""
    note_pings(world, name, body)
    refusal = content_refusal(body, most)
    if refusal is not None:
        faults += refusal[1]
        raise refusal[0]


def note_pings(world: World, name: str, body: Mapping[str, Any]) -> None:
    """Note each mass mention in what the bot sends."""
    world.pinged += [Ping(name, each, dict(body)) for each in mass_mentions(dict(body))]


def content_parts(body: Mapping[str, Any]) -> Json:
    """Return the blocks, attachments and metadata, with the ids that Slack gives to what has none."""
    parts = {name: body[name] for name in _PARTS if body.get(name)}
    if "blocks" in parts:
        parts["blocks"] = with_ids(parts["blocks"])
    if "attachments" in parts:
        parts["attachments"] = [{"id": place, **each} for place, each in enumerate(parts["attachments"], 1)]
    return parts


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return the blocks, each with a block_id and each element on which one acts with an action_id."""
    made: list[Json] = _copied(blocks)
    for block in made:
        block.setdefault("block_id", f"b{next(_numbers)}")
        for each in dicts_in([block.get("elements"), block.get("accessory"), block.get("element")]):
            if _takes_action(each):
                each.setdefault("action_id", f"a{next(_numbers)}")
    return made


def _takes_action(each: Json) -> bool:
    kind = str(each.get("type", ""))
    pressed = ("button", "overflow", "checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker")
    return kind in pressed or kind.endswith(("_select", "_input"))


def _copied(tree: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(tree, list):
        return [_copied(each) for each in tree]
    return {name: _copied(value) for name, value in tree.items()} if isinstance(tree, dict) else tree
