"""Drafts: replies to a message in the community's name, which wait for a moderator's word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.content import Author, Content
from bot.core.situations import Mood

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.content import Message
    from bot.core.proposals import Proposal
    from bot.core.situations import Situation


class DraftState(StrEnum):
    """Where a draft stands.

    drafted: put into words · offered: a moderator has it before them · approved, edited: a moderator said yes to it as
    it was, or to their own words · rejected: a moderator said no · expired: nobody said anything in time · superseded:
    void, what it answers is not as it was · sending, sent, failed: on its way, there, or not to be brought there ·
    retracted: taken back after it was sent
    """

    DRAFTED = "drafted"
    OFFERED = "offered"
    APPROVED = "approved"
    EDITED = "edited"
    REJECTED = "rejected"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    RETRACTED = "retracted"


# Nobody has said yes or no to these.
UNDECIDED = frozenset({DraftState.DRAFTED, DraftState.OFFERED})
# A moderator said yes, and nothing has come of it yet.
UNDER_WAY = frozenset({DraftState.APPROVED, DraftState.EDITED, DraftState.SENDING})


class RejectWhy(StrEnum):
    """Why a moderator said no to a draft."""

    WRONG = "wrong"
    TONE = "tone"
    UNCLEAR = "unclear"
    NOT_NEEDED = "not_needed"
    ANSWERED = "answered"
    OTHER = "other"


# Nobody has to answer what a moderator rejected for these.
NOTHING_TO_ANSWER = frozenset({RejectWhy.NOT_NEEDED, RejectWhy.ANSWERED})
# So many characters a reply has at most, also where a platform takes more.
MOST_REPLY = 2000
# What `shown` is where moderators need no card of a draft: one of them has it in a form.
NO_CARD = -1


@dataclass(frozen=True, slots=True)
class Draft:
    """One reply to one message, or a statement, which answers none: its message has a channel, and no id.

    `revision` is that of the message which it answers, and `written` when that was written or last edited; `thread`:
    the one that it was written in. `case` is 0 where the message has none. `text` is what a yes sends, kept sealed;
    `drafter` who put it first into words, empty for nobody. `proposals`: what could be answered, of which `chosen` is
    before moderators; none where a moderator writes from nothing. `reasons`: why there is a draft. `question` and
    `author`: the member's words and name, and `slots` what was filled in, all kept only until the draft is decided.
    `note`: why a moderator rejected it, or sent it although something warned, in their own words.

    `approved_by` is a moderator's id and never leaves their rooms; `first_yes` is that of the first of two. `effect` is
    the key of the effect that sends it, and `posted` the message that it became. `place`: where its card is; `shown`:
    the version which that shows. `id` is given by the ledger.
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
    thread: str = ""
    situation: Situation | None = None
    language: str = ""
    mood: Mood = Mood.CALM
    proposals: tuple[Proposal, ...] = ()
    chosen: int = 0
    reasons: tuple[str, ...] = ()
    question: str = ""
    author: str = ""
    slots: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    first_yes: str = ""
    expires_at: datetime | None = None
    version: int = 1
    shown: int = NO_CARD
    place: str = ""
    id: int = 0

    @property
    def is_statement(self) -> bool:
        """Whether it answers no message, and becomes one of its own."""
        return not self.message.id

    @property
    def proposal(self) -> Proposal | None:
        """The proposal that is before moderators, None where one of them writes from nothing."""
        return self.proposals[self.chosen] if self.proposals else None


_MASS_MENTION = re.compile(r"@(?:everyone|here)\b|<@&\d+>|<!(?:channel|here|everyone|subteam)\b", re.IGNORECASE)


def ended(draft: Draft, state: DraftState, why: str, now: datetime, note: str = "") -> Draft:
    """Return a draft that is undecided no more; the member's words are kept no longer."""
    return replace(
        draft,
        state=state,
        reason=why,
        note=note or draft.note,
        changed_at=now,
        version=draft.version + 1,
        question="",
        author="",
        slots={},
    )


def worded(draft: Draft, text: str, now: datetime) -> Draft:
    """Return a draft with other words: nobody has said yes to these."""
    return replace(draft, text=text, first_yes="", changed_at=now, version=draft.version + 1)


def nothing_to_answer(draft: Draft) -> Content:
    """Return what stands for the message that a statement answers: its channel, nobody, no words, and no change."""
    return Content(draft.community, draft.message.channel, "", Author("", ""), "", draft.written)


def void_because(draft: Draft, shown: Content | None) -> str:
    """Say why a draft no longer answers what stands there now; empty where it does. `shown`: None for nothing."""
    if shown is None:
        return "the message is gone"
    return "the message was edited meanwhile" if shown.at > draft.written else ""


def mass_mention(text: str) -> str:
    """Return what in a text would call many people at once, empty for nothing."""
    found = _MASS_MENTION.search(text)
    return found[0] if found else ""
