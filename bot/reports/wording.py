"""The words that the text and the page of a replay share."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from bot.core.policy import Mode

if TYPE_CHECKING:
    from bot.pipeline.replay_summary import ReplaySummary

_MODES = {
    Mode.SHADOW: "Shadow: nothing is done, decisions are only recorded. The figures say what would be done in force.",
    Mode.REVIEW: "Review: every answer is proposed to a moderator, nothing is done without one.",
    Mode.ENFORCE: "Enforce: answers within the caps are given without a moderator, the rest is proposed to one.",
}
_LONGEST_LINE = 400  # characters; names are members' text as well
_UNSAFE = {code: 0xFFFD for code in (*range(32), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)


def mode_words(mode: Mode) -> str:
    """Say what a mode means in one or two sentences."""
    return _MODES[mode]


def headline(summary: ReplaySummary) -> str:
    """Say the outcome in one sentence."""
    if not summary.messages:
        return "No messages were found"
    answered = summary.total.act if summary.mode is not Mode.REVIEW else summary.total.escalate
    of_all = f"{answered or 'None':{',' if answered else ''}} of {counted(summary.messages, 'message')} would be"
    match summary.mode:
        case Mode.REVIEW:
            return f"{of_all} put before a moderator"
        case Mode.SHADOW | Mode.ENFORCE:
            return f"{of_all} answered without a moderator"
        case _:
            assert_never(summary.mode)


def subline(summary: ReplaySummary) -> str:
    """Say over what time, what is left to moderators, and what a replay is."""
    over = _over(summary)
    more = summary.total.escalate if summary.mode is not Mode.REVIEW else 0
    also = f"{more:,} more would only be put before a moderator." if more else ""
    return " ".join(each for each in (over, also, "Nothing was done to anyone: a replay only reads.") if each)


def _over(summary: ReplaySummary) -> str:
    """Say on what days; empty where no message had a time of its own."""
    first, last = day_words(summary.first), day_words(summary.last)
    if not first or summary.untimed == summary.messages:
        return ""
    return f"From {first} to {last}, UTC." if first != last else f"On {first}, UTC."


def asked_words(summary: ReplaySummary) -> str:
    """Say how many of the messages that a moderator would see had been answered already; empty for none."""
    both = summary.asked - summary.total.escalate
    return f"{both:,} of them answered already" if both else ""


def untimed_words(summary: ReplaySummary) -> str:
    """Say how many messages had no time of their own; empty for none."""
    if not summary.untimed:
        return ""
    return (
        f"{counted(summary.untimed, 'message')} had no time and were placed a minute apart, "
        "so the days and hours say nothing about them, and no flood can be found in them."
    )


def bad_words(summary: ReplaySummary) -> str:
    """Say how many records could not be read; empty for none."""
    return f"{counted(summary.bad, 'record')} could not be read" if summary.bad else ""


def outcome_of(actions: tuple[str, ...]) -> str:
    """Say what would be done with one message."""
    return " + ".join(actions) if actions else "left alone"


def language_words(code: str) -> str:
    """Return a language code, and in words the one for a text that is too short to tell."""
    return "not told" if code == "und" else code


def day_words(moment: str | None) -> str:
    """Return the day of an ISO 8601 time such as `14 Mar 2026`."""
    day = datetime.fromisoformat(moment) if moment else None
    return f"{day.day} {day:%b %Y}" if day else ""


def counted(count: int, noun: str) -> str:
    """Return `1 message`, `2,000 messages`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def rate(count: int, of: int) -> str:
    """Return how many that is of every 1,000."""
    return f"{1000 * count / of if of else 0:.1f}"


def harmless(text: str) -> str:
    """Return a member's text without control characters, which could steer a terminal."""
    return text.translate(_UNSAFE)


def in_line(text: str) -> str:
    """Return the beginning of a member's text as one line that can not turn the direction of what stands beside it."""
    return " ".join(harmless(text[:_LONGEST_LINE]).translate(dict.fromkeys(_TURNING, "")).split())
