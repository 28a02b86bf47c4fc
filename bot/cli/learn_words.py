"""A change that was learnt, in words and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from bot.core.drafts import RejectWhy
from bot.core.learning import ChangeKind
from bot.core.printable import printable

if TYPE_CHECKING:
    from bot.bootstrap.learning import Proposed
    from bot.core.learning import VoiceChange

_MOST_NAMED = 12


def change_words(change: VoiceChange) -> str:
    """Say what is proposed, and what speaks for it."""
    return printable(f"{_what(change)} ({change.language}): {_behind(change)}; {_drafts(change)}.")


def _what(change: VoiceChange) -> str:
    match change.kind:
        case ChangeKind.FORBID:
            return f"Forbid “{change.subject}”"
        case ChangeKind.PREFER:
            return f"Prefer “{change.instead}” over “{change.subject}”"
        case ChangeKind.TEMPLATE if change.instead:
            return f"Add “{change.instead}” to {change.subject}"
        case ChangeKind.TEMPLATE:
            return f"Take {change.subject} away" if change.templates else f"Word {change.subject} anew"
        case ChangeKind.FAQ:
            return f"Answer `{change.subject}` otherwise in the FAQ"
        case _:
            assert_never(change.kind)


def _behind(change: VoiceChange) -> str:
    count = f"{len(change.drafts)} of {change.out_of} drafts"
    by = f"by {change.moderators} moderators"
    match change.kind:
        case ChangeKind.FORBID:
            return f"taken out in {count} that held it, {by}"
        case ChangeKind.PREFER:
            return f"put instead in {count} that held it, {by}"
        case ChangeKind.TEMPLATE if change.instead:
            return f"put at the end in {count}, {by}"
        case ChangeKind.TEMPLATE:
            reasons = ", ".join(f"{_reason(why)} {count}" for why, count in change.why.items())
            return f"rejected in {count}, {by} ({reasons})"
        case ChangeKind.FAQ:
            return f"changed in {count} that quoted it, {by}"
        case _:
            assert_never(change.kind)


def _reason(why: str) -> str:
    return str(RejectWhy(why)).replace("_", " ") if why in set(RejectWhy) else why


def _drafts(change: VoiceChange) -> str:
    named = ", ".join(map(str, change.drafts[:_MOST_NAMED]))
    more = len(change.drafts) - _MOST_NAMED
    return f"drafts {named}" + (f" and {more} more" if more > 0 else "")


def record(number: int, proposed: Proposed) -> dict[str, Any]:
    """Return a proposal for a program."""
    change = proposed.change
    return {
        "number": number,
        "kind": str(change.kind),
        "language": change.language,
        "subject": change.subject,
        "instead": change.instead or None,
        "drafts": list(change.drafts),
        "out_of": change.out_of,
        "moderators": change.moderators,
        "why": dict(change.why),
        "file": str(proposed.edit.path) if proposed.edit else None,
        "diff": proposed.edit.diff if proposed.edit else None,
        "hindrance": proposed.hindrance or None,
    }
