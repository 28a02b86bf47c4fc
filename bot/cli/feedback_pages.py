"""Wishes and complaints as lines and records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.case_words import moment_words
from bot.core.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.feedback import Feedback
    from bot.core.grouping import Group

_MOST_NUMBERS = 12


def group_lines(group: Group) -> Iterator[str]:
    """Yield a group: how many say it, by how many members, since when, in the words of one of them."""
    count, kind = len(group.entries), group.like.situation
    times = f"{count} {kind}{'' if count == 1 else _plural(kind)}"
    by = f"{group.members} member{'' if group.members == 1 else 's'}"
    yield f"{times} by {by}, {group.first:%Y-%m-%d} to {group.last:%Y-%m-%d}: {printable(group.like.text)}"
    numbers = [str(each.number) for each in group.entries]
    more = f" and {len(numbers) - _MOST_NUMBERS} more" if len(numbers) > _MOST_NUMBERS else ""
    yield f"    {', '.join(numbers[:_MOST_NUMBERS])}{more}"


def group_record(group: Group) -> dict[str, object]:
    """Return a group for a program."""
    return {
        "kind": str(group.like.situation),
        "count": len(group.entries),
        "members": group.members,
        "first": group.first.isoformat(),
        "last": group.last.isoformat(),
        "text": group.like.text,
        "numbers": [each.number for each in group.entries],
    }


def without_text(entries: Sequence[Feedback]) -> str:
    """Say how many have no text any more, empty for none."""
    count = sum(not each.text for each in entries)
    return f"{count} without a text any more: taken back, or kept no longer" if count else ""


def entry_lines(entry: Feedback) -> Iterator[str]:
    """Yield all that there is of one, but who wrote it is said by id alone."""
    yield f"{entry.situation} {entry.number} · {entry.state} · {entry.language} · by {printable(entry.member)}"
    yield f"written {moment_words(entry.at)} in #{printable(entry.message.channel)} {printable(entry.message.id)}"
    yield f"passed on to {printable(entry.forwarded_to)}" if entry.forwarded_to else "passed on to nowhere"
    if entry.note:
        yield f"note: {printable(entry.note)}"
    yield f"text: {printable(entry.text) or 'taken back, or kept no longer'}"


def entry_record(entry: Feedback) -> dict[str, object]:
    """Return one for a program."""
    return {
        "number": entry.number,
        "kind": str(entry.situation),
        "state": str(entry.state),
        "language": entry.language,
        "member": entry.member,
        "channel": entry.message.channel,
        "message": entry.message.id,
        "at": entry.at.isoformat(),
        "text": entry.text,
        "note": entry.note,
        "forwarded_to": entry.forwarded_to,
    }


def _plural(kind: str) -> str:
    return "es" if kind.endswith("sh") else "s"
