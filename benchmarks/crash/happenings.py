"""What happens in the made-up community: messages, edits, and moderators' clicks, as the lines of the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.crash.words import INSULT, THREAT

if TYPE_CHECKING:
    import random

MEMBERS, CHANNELS = 60, 4
COMMUNITY = "nordlys"
# A quarter of the events are edits, and for each thirty events a moderator clicks once.
EDITS, CLICKS = 4, 30
_KINDS = {"good morning": 55, f"you are an {INSULT}": 30, f"this is a {THREAT}": 15}

Happening = dict[str, Any]


def messages_and_edits(count: int, chance: random.Random) -> list[Happening]:
    """Return `count` events: messages of the last two days and, for a quarter of them, edits as higher revisions."""
    start = datetime.now(UTC) - timedelta(days=2)  # noqa: TID251 - strikes and time-outs count from the real time
    messages = count - count // EDITS
    made = [_message(number, start, chance) for number in range(messages)]
    revisions = [0] * messages
    for _ in range(count // EDITS):
        number = chance.randrange(messages)
        revisions[number] += 1
        made.append(_edit(made[number], revisions[number], chance))
    return made


def clicks(messages: list[Happening], chance: random.Random) -> list[Happening]:
    """Return what moderators do: each names a message whose case they judge, where it has one by then."""
    verdicts = ("dismiss", "uphold", "undo")
    some = chance.sample(messages, len(messages) // CLICKS)
    return [{"verdict": chance.choice(verdicts), "channel": each["channel"], "id": each["id"]} for each in some]


def _message(number: int, start: datetime, chance: random.Random) -> Happening:
    at = start + timedelta(seconds=90 * number)
    member = chance.randrange(MEMBERS)
    return {
        "channel": f"channel-{number % CHANNELS}",
        "id": f"m{number}",
        "member": f"member-{member}",
        "text": _text(f"{number}", chance),
        "at": at.isoformat(),
        "revision": 0,
    }


def _edit(message: Happening, revision: int, chance: random.Random) -> Happening:
    return message | {"revision": revision, "text": _text(f"{message['id']} {revision}", chance)}


def _text(unique: str, chance: random.Random) -> str:
    """Return a text like no other: what a moderator approved of protects equal texts."""
    (kind,) = chance.choices(list(_KINDS), list(_KINDS.values()))
    return f"{kind}, said for the {unique}th time"


def must_have_case(happenings: list[Happening]) -> set[tuple[str, str]]:
    """Return the messages whose last revision breaks a rule: whatever the order, that one is always decided."""
    last: dict[tuple[str, str], Happening] = {}
    for each in happenings:
        key = (each["channel"], each["id"])
        if key not in last or last[key]["revision"] < each["revision"]:
            last[key] = each
    return {key for key, each in last.items() if INSULT in each["text"] or THREAT in each["text"]}


def may_have_case(happenings: list[Happening]) -> set[tuple[str, str]]:
    """Return the messages of which any revision breaks a rule."""
    bad = (each for each in happenings if INSULT in each["text"] or THREAT in each["text"])
    return {(each["channel"], each["id"]) for each in bad}
