"""By what it is known that Slack sends the same again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

# Slack sends an event again for about six minutes, and at most 30,000 of a workspace in an hour.
REMEMBERED = 20_000


def name_of(team: str, body: Mapping[str, Any]) -> str:
    """Return what is the same when Slack sends the same again, and differs otherwise; empty where nothing says so."""
    kind, view = body.get("type", "command"), body.get("view") or {}
    if kind == "view_closed":
        return f"{team} {kind} {view.get('id')} {view.get('hash')}"
    found = body.get("event_id") or body.get("trigger_id") or body.get("minute_rate_limited")
    return f"{team} {kind} {found}" if found else ""
