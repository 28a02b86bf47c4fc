"""The journal: what happened, in order, each entry chained to the one before by its hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.cases import BOT, Actor, ActorKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

Fact = str | int | float | bool | None | list[str]
GENESIS = "0" * 64


class EventKind(StrEnum):
    """What can happen."""

    OPENED = "opened"
    DECIDED_AGAIN = "decided_again"
    REPORTED = "reported"
    CLAIMED = "claimed"
    RELEASED = "released"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    CHANGED = "changed"
    UNDONE = "undone"
    REOPENED = "reopened"
    BY_HAND = "by_hand"
    EFFECT_ENDED = "effect_ended"
    NOTICE_ENDED = "notice_ended"
    APPEALED = "appealed"
    APPEAL_GRANTED = "appeal_granted"
    APPEAL_DENIED = "appeal_denied"
    BETTER_SENT = "better_sent"
    BETTER_REFUSED = "better_refused"
    DRAFT = "draft"
    FEEDBACK = "feedback"
    CRISIS = "crisis"
    MODE_CHOSEN = "mode_chosen"
    POLICY_RELOADED = "policy_reloaded"
    VOICE_CHANGED = "voice_changed"
    ALERTED = "alerted"
    GAP = "gap"
    TEXT_FORGOTTEN = "text_forgotten"
    MEMBER_ERASED = "member_erased"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `facts` name no person and quote nobody; `private` may, and can be erased.

    `case` is 0 for what belongs to no case. `person`: the member or moderator whom `private` is about, besides the
    actor. `seq` counts per community from 1 and is given by the ledger.
    """

    kind: EventKind
    at: datetime
    case: int = 0
    actor: Actor = BOT
    facts: Mapping[str, Fact] = field(default_factory=dict)
    private: Mapping[str, Fact] = field(default_factory=dict)
    person: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it stands in the chain. `commitment` is the hash of the private part with its salt."""

    community: str
    seq: int
    case: int
    kind: str
    at: str
    actor: ActorKind
    facts: str
    commitment: str
    previous: str
    hash: str


def commitment(salt: bytes, private: str) -> str:
    """Return the hash that the chain holds of a private part; without the salt nobody can guess its text from it."""
    return hashlib.sha256(salt + private.encode("utf-8", "surrogatepass")).hexdigest()


def canonical(facts: Mapping[str, Fact]) -> str:
    """Return facts as text, the same for equal facts."""
    return json.dumps(dict(facts), sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def entry_hash(entry: Entry) -> str:
    """Return the hash of everything in an entry but its own hash."""
    parts = [
        entry.community,
        entry.seq,
        entry.case,
        entry.kind,
        entry.at,
        str(entry.actor),
        entry.facts,
        entry.commitment,
        entry.previous,
    ]
    text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where a chain does not hold, and how."""

    seq: int
    what: str


def flaws(entries: Iterable[Entry], head: tuple[int, str]) -> list[Flaw]:
    """Return every place where the chain is broken; `head` is the last number and hash that the community holds."""
    found: list[Flaw] = []
    seq, previous = 0, GENESIS
    for entry in entries:
        seq += 1
        if entry.seq != seq:
            found.append(Flaw(seq, f"entry {seq} is missing: {entry.seq} follows"))
            seq = entry.seq
        if entry.previous != previous:
            found.append(Flaw(seq, "it is not chained to the entry before it"))
        if entry_hash(entry) != entry.hash:
            found.append(Flaw(seq, "its content does not fit its hash"))
        previous = entry.hash
    if (seq, previous) != head:
        found.append(Flaw(seq, f"the community's last entry is {head[0]}, the chain ends at {seq}"))
    return found
