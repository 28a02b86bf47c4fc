"""Drafts: replies to a message in the community's name, which wait for a moderator's word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.content import Content, Message


class DraftState(StrEnum):
    """Where a draft stands.

    drafted: put into words · offered: a moderator has it before them · approved, edited: a moderator said yes to it as
    it was, or to their own words · rejected: a moderator said no · superseded: void, what it answers is not as it was ·
    sending, sent, failed: on its way, there, or not to be brought there · retracted: taken back after it was sent
    """

    DRAFTED = "drafted"
    OFFERED = "offered"
    APPROVED = "approved"
    EDITED = "edited"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    RETRACTED = "retracted"


# Nobody has said yes or no to these.
UNDECIDED = frozenset({DraftState.DRAFTED, DraftState.OFFERED})
# A moderator said yes, and nothing has come of it yet.
UNDER_WAY = frozenset({DraftState.APPROVED, DraftState.EDITED, DraftState.SENDING})


@dataclass(frozen=True, slots=True)
class Draft:
    """One reply to one message.

    `revision` is that of the message which it answers, and `written` when that was written or last edited. `case` is 0
    where the message has none. `text` is the brand's words, kept sealed; `drafter` who put them first, empty for
    nobody. `approved_by` is a moderator's id and never leaves their rooms. `effect` is the key of the effect that sends
    it, and `posted` the message that it became. `id` is given by the ledger.
    """

    community: str
    message: Message
    member: str
    revision: int
    written: datetime
    made_at: datetime
    changed_at: datetime
    case: int = 0
    state: DraftState = DraftState.OFFERED
    text: str = ""
    drafter: str = ""
    approved_by: str = ""
    reason: str = ""
    effect: str = ""
    posted: str = ""
    id: int = 0


_MASS_MENTION = re.compile(r"@(?:everyone|here)\b|<@&\d+>|<!(?:channel|here|everyone|subteam)\b", re.IGNORECASE)


def void_because(draft: Draft, shown: Content | None) -> str:
    """Say why a draft no longer answers what stands there now; empty where it does. `shown`: None for nothing."""
    if shown is None:
        return "the message is gone"
    return "the message was edited meanwhile" if shown.at > draft.written else ""


def mass_mention(text: str) -> str:
    """Return what in a text would call many people at once, empty for nothing."""
    found = _MASS_MENTION.search(text)
    return found[0] if found else ""
