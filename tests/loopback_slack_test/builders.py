"""Blocks and views for tests."""

from __future__ import annotations

from typing import Any

Body = dict[str, Any]


def plain(text: str) -> Body:
    """Return plain text."""
    return {"type": "plain_text", "text": text}


def button(action_id: str, label: str, **more: Any) -> Body:
    """Return a button."""
    return {"type": "button", "action_id": action_id, "text": plain(label), **more}


MENU: Body = {
    "type": "overflow",
    "action_id": "more",
    "options": [{"text": plain("Close"), "value": "close"}, {"text": plain("Why?"), "value": "why"}],
}
REASON: Body = {
    "type": "input",
    "block_id": "reason",
    "label": plain("Reason"),
    "element": {"type": "plain_text_input", "action_id": "text", "max_length": 20, "initial_value": "draft"},
}
CHOICE: Body = {
    "type": "input",
    "block_id": "choice",
    "optional": True,
    "label": plain("Choice"),
    "element": {
        "type": "static_select",
        "action_id": "one",
        "options": [{"text": plain("Yes"), "value": "y"}, {"text": plain("No"), "value": "n"}],
    },
}
CARD: list[Body] = [
    {"type": "section", "text": plain("Case 1"), "accessory": MENU},
    {"type": "actions", "elements": [button("hide", "Hide", value="1", style="danger"), button("edit", "Edit")]},
]


def modal(title: str = "Edit", *blocks: Body, **more: Any) -> Body:
    """Return a modal with a reason to fill in."""
    shown = list(blocks) or [REASON, CHOICE]
    submit = {"submit": plain("Send")}
    return {"type": "modal", "callback_id": "edit", "title": plain(title), "blocks": shown, **submit, **more}
