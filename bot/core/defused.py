"""Texts of others on their way into a notice: short enough, and calling nobody."""

from __future__ import annotations

import re

# What rings phones on Discord and Slack; an address such as post@nordlys.example stays as it is.
_CALL = re.compile(r"(?<!\w)@|@(?=everyone|here|channel)|<(?=[@!#])", re.IGNORECASE)
_UNSEEN = "\u200b"


def defused(text: str) -> str:
    """Put an unseen space into whatever would call people, so that it only reads as if."""
    return _CALL.sub(lambda found: found[0] + _UNSEEN, text)


def cut_short(text: str, room: int) -> str:
    """Shorten a text to `room` characters, between words where it has any."""
    if len(text) <= room:
        return text
    kept = text[: room - 1]
    return f"{(kept.rpartition(' ')[0] or kept).rstrip(' .,;:')}…"
