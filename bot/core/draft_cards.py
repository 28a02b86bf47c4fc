"""Cards of drafts: a reply as moderators see it before it is sent, and what they can press on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from bot.core.drafts import UNDECIDED, Draft, DraftState, RejectWhy
from bot.core.proposals import Intent
from bot.core.voice import Approvers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.content import Message
    from bot.core.lint import Finding


class DraftPress(StrEnum):
    """What a moderator can press on a draft's card; each carries the draft and the version that they saw."""

    APPROVE = "draft_approve"
    EDIT = "draft_edit"
    OTHER = "draft_other"
    SHORTER = "draft_shorter"
    WARMER = "draft_warmer"
    MORE_FORMAL = "draft_more_formal"
    REJECT = "draft_reject"


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft as moderators see it. Where the platform knows members and channels by id, it says them by name itself.

    `version`: the draft's, by which a press says what its moderator saw. `quote`: what the member wrote, which a
    platform covers until it is asked for, empty where it is kept no longer. `text`: what a yes sends. `fields`: heading
    and text. `approvals`: the moderators who said yes to exactly this, by id. `presses`: what makes sense, in order;
    none once it is decided. `retractable`: it was sent, and can be taken back.
    """

    draft: int
    version: int
    title: str
    state: DraftState
    member: str
    message: Message
    quote: str
    text: str
    fields: tuple[tuple[str, str], ...]
    approvals: tuple[str, ...]
    presses: tuple[DraftPress, ...]
    retractable: bool = False


_INTENTS = {
    Intent.ANSWER: "an answer",
    Intent.ASK_BACK: "a question back",
    Intent.TAKE_FURTHER: "a word that it is taken further",
}
REJECT_WORDS = {
    RejectWhy.WRONG: "what it says is wrong",
    RejectWhy.TONE: "not our tone",
    RejectWhy.UNCLEAR: "it answers something else",
    RejectWhy.NOT_NEEDED: "it needs no answer",
    RejectWhy.ANSWERED: "it was answered elsewhere",
    RejectWhy.OTHER: "something else",
}


def draft_card(draft: Draft, approvers: Approvers, *, rewords: bool) -> DraftCard:
    """Return a draft's card. `rewords`: there is somebody who puts it in another tone."""
    about = f" · {str(draft.situation).replace('_', ' ')}" if draft.situation else ""
    language = f" · {draft.language}" if draft.language else ""
    return DraftCard(
        draft=draft.id,
        version=draft.version,
        title=f"Draft {draft.id}{about}{language} · {state_words(draft)}",
        state=draft.state,
        member=draft.member,
        message=draft.message,
        quote=draft.question,
        text=draft.text,
        fields=tuple((heading, text) for heading, text in _fields(draft, approvers) if text),
        approvals=(draft.first_yes,) if draft.first_yes and draft.state in UNDECIDED else (),
        presses=_presses(draft, rewords=rewords) if draft.state in UNDECIDED else (),
        retractable=draft.state is DraftState.SENT,
    )


def whom_words(message: Message, name: str) -> str:
    """Say what a draft answers, such as `Bo in #general, message 12`; of a statement, where it is to stand."""
    return f"{name} in #{message.channel}, message {message.id}" if message.id else f"all in #{message.channel}"


def finding_words(finding: Finding) -> str:
    """Say what a linter found, and how grave that is."""
    return f"{finding.rule} ({finding.level}) {finding.what}"


def state_words(draft: Draft) -> str:
    """Say where a draft stands."""
    match draft.state:
        case DraftState.DRAFTED | DraftState.OFFERED:
            return "waits for a second yes" if draft.first_yes else "waits for a yes"
        case DraftState.APPROVED | DraftState.EDITED | DraftState.SENDING:
            return "on its way"
        case DraftState.SENT | DraftState.RETRACTED:
            return "sent" if draft.state is DraftState.SENT else "taken back"
        case DraftState.REJECTED:
            why = REJECT_WORDS.get(RejectWhy(draft.reason)) if draft.reason in set(RejectWhy) else draft.reason
            return f"rejected: {why}" if why else "rejected"
        case DraftState.EXPIRED:
            return "expired"
        case DraftState.SUPERSEDED | DraftState.FAILED:
            return f"{'void' if draft.state is DraftState.SUPERSEDED else 'not sent'}: {draft.reason}"
        case _:
            assert_never(draft.state)


def _fields(draft: Draft, approvers: Approvers) -> Iterator[tuple[str, str]]:
    proposal = draft.proposal
    if proposal is not None:
        which = f"{draft.chosen + 1} of {len(draft.proposals)}: " if len(draft.proposals) > 1 else ""
        made = f", {str(proposal.tone).replace('_', ' ')}" if proposal.tone != "plain" else ""
        edited = "" if draft.text == proposal.text else ", in a moderator's words"
        yield "Proposal", f"{which}{_INTENTS[proposal.intent]}{made}{edited}"
        yield "Sources", ", ".join(proposal.cites)
        yield "By", " · ".join(each for each in (proposal.drafter, proposal.template) if each)
    yield "Why", "\n".join(draft.reasons)
    if proposal is not None and draft.text == proposal.text:
        yield "To look at", "\n".join(map(finding_words, proposal.lint))
    if draft.state in UNDECIDED and approvers is Approvers.TWO:
        yield "Yes so far", f"{1 if draft.first_yes else 0} of 2"
    if draft.state in UNDECIDED and approvers is Approvers.OTHER:
        yield "Who", "a moderator other than the one who decided the case"
    yield "In their words", draft.note


def _presses(draft: Draft, *, rewords: bool) -> tuple[DraftPress, ...]:
    several = (DraftPress.OTHER,) if len(draft.proposals) > 1 else ()
    tones = (DraftPress.SHORTER, DraftPress.WARMER, DraftPress.MORE_FORMAL) if rewords and draft.proposals else ()
    return (DraftPress.APPROVE, DraftPress.EDIT, *several, *tones, DraftPress.REJECT)
