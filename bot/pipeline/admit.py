"""Who is moderated at all: the one admission function for new messages, edits and history alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.core.policy import Policy


def exemption(content: Content, policy: Policy) -> str | None:
    """Return why a content is not moderated, or None for one that is."""
    if content.author.is_bot:
        return "written by a bot"
    staff = sorted(content.author.roles & policy.staff_roles)
    if staff:
        return f"written by staff ({', '.join(staff)})"
    if not content.text.strip() and not content.reports:
        return "no text"
    return None
