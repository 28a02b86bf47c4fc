"""Answers in the community's name as moderators meet them: forms and cards, what comes of them, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.core.blank_forms import TEXT, WHY, draft_form, edit_form, reject_form
from bot.core.buttons import draft_button, take_back_button
from bot.core.draft_cards import DraftPress, finding_words, state_words
from bot.core.drafts import MOST_REPLY, UNDECIDED, RejectWhy
from bot.core.fitting import pieces
from bot.core.forms import Said
from bot.core.proposals import Tone
from bot.pipeline.reply import (
    KEPT_NO_LONGER,
    Approved,
    Refused,
    Void,
    Waits,
    Yes,
    approve,
    open_draft,
    retract,
)
from bot.pipeline.reply_changes import Changed, other, reject, reword

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.content import Content
    from bot.core.drafts import Draft
    from bot.core.forms import Answer
    from bot.core.marks import Mark
    from bot.core.visitors import Visitor
    from bot.pipeline.community import Community
    from bot.pipeline.reply import Approval
    from bot.pipeline.reply_changes import Change
    from bot.ports import Reader

_GONE = "That message is not there (any more), so nothing can be answered."
_TONES = {
    DraftPress.SHORTER: Tone.SHORTER,
    DraftPress.WARMER: Tone.WARMER,
    DraftPress.MORE_FORMAL: Tone.MORE_FORMAL,
}


async def offer_answer(community: Community, visitor: Visitor, content: Content | None, reader: Reader) -> Answer:
    """Show the form for an answer to a message; for the bot's own answer, the way to take it back.

    `content`: None for a message that is not there, or that whoever asks can't read.
    """
    if content is None:
        return Said(_GONE)
    async with community.begin() as uow:
        own = await uow.drafts.posted_as(content.message)
    if own is not None:
        return _with_way_back("This is an answer of the bot's.", own)
    draft = await open_draft(community, content, visitor.moderator)
    return draft_form(draft.id, draft.text, _longest(reader), linted=community.linter is not None)


async def offer_on_case(community: Community, visitor: Visitor, case: int, reader: Reader) -> Answer:
    """Show the form for an answer to a case's message."""
    async with community.begin() as uow:
        found = await uow.cases.get(case)
    content = await reader.message(found.message) if found else None
    return await offer_answer(community, visitor, content, reader)


async def send_answer(
    community: Community, visitor: Visitor, draft: int, fields: Mapping[str, str] | None, reader: Reader
) -> Answer:
    """Send what was written into the form, or give it back with why it is not sent. `fields`: None shows it again."""
    if fields is None:
        return await _form(community, DraftPress.EDIT, draft, reader)
    text = fields.get(TEXT, "")
    yes = Yes(text, because=fields.get(WHY, ""), longest=_longest(reader))
    return _told(await _approved(community, visitor, draft, yes, reader), draft, text, reader)


async def take_answer_back(community: Community, visitor: Visitor, draft: int) -> Said:
    """Take an answer back."""
    done = await retract(community, draft, visitor.moderator)
    return Said("The answer is taken back." if done else "There is nothing to take back.")


async def press_draft(
    community: Community, visitor: Visitor, mark: Mark, fields: Mapping[str, str] | None, reader: Reader
) -> Answer:
    """Do what was pressed on a draft's card, or filled into one of its forms."""
    what, (draft, version) = DraftPress(mark.what), mark.numbers
    match what:
        case DraftPress.APPROVE:
            yes = Yes(version=version, longest=_longest(reader))
            return _told(await _approved(community, visitor, draft, yes, reader), draft, "", reader, version=version)
        case DraftPress.EDIT | DraftPress.REJECT if fields is None:
            return await _form(community, what, draft, reader)
        case DraftPress.EDIT:
            return await send_answer(community, visitor, draft, fields, reader)
        case DraftPress.REJECT:
            return await _rejected(community, visitor, draft, fields or {})
        case DraftPress.OTHER:
            return _changed(await other(community, draft, version, visitor.moderator))
        case DraftPress.SHORTER | DraftPress.WARMER | DraftPress.MORE_FORMAL:
            return _changed(await reword(community, draft, version, _TONES[what], visitor.moderator))
        case _:
            assert_never(what)


async def _form(community: Community, what: DraftPress, number: int, reader: Reader) -> Answer:
    """Return a form about a draft as it is now, which is what its moderator then sees."""
    async with community.begin() as uow:
        draft = await uow.drafts.get(number)
    if draft is None or draft.state not in UNDECIDED:
        return _nothing_done(f"it is {state_words(draft)}" if draft else KEPT_NO_LONGER)
    if what is DraftPress.REJECT:
        return reject_form(number, draft.version)
    return edit_form(number, draft.version, draft.text, _longest(reader))


async def _rejected(community: Community, visitor: Visitor, draft: int, fields: Mapping[str, str]) -> Said:
    """Throw a draft away. Who writes another reason than those of the list has said it in their own words."""
    why, more = fields.get(WHY, "").strip(), fields.get(TEXT, "").strip()
    if not why:
        return Said("Say why, so that the next draft is better.", wrong=((WHY, "Say why."),))
    known = why.casefold() in set(RejectWhy)
    code = RejectWhy(why.casefold()) if known else RejectWhy.OTHER
    because = more if known else "\n".join(each for each in (why, more) if each)
    return _changed(await reject(community, draft, code, because, visitor.moderator))


async def _approved(community: Community, visitor: Visitor, number: int, yes: Yes, reader: Reader) -> Approval:
    async with community.begin() as uow:
        draft = await uow.drafts.get(number)
    shown = await reader.message(draft.message) if draft and not draft.is_statement else None
    return await approve(community, number, yes, visitor.moderator, shown)


def _told(answer: Approval, draft: int, text: str, reader: Reader, *, version: int = 0) -> Said:
    match answer:
        case Approved(draft=approved):
            return _with_way_back("Your answer is on its way.", approved)
        case Waits():
            return Said("Noted. Another moderator has to say yes to the same words before they are sent.")
        case Void(why=why):
            return _give_back(f"The draft is void: {why}. Nothing was sent.", text, reader)
        case Refused():
            return _refused(answer, draft, text, reader, version=version)
        case _:
            assert_never(answer)


def _refused(answer: Refused, draft: int, text: str, reader: Reader, *, version: int) -> Said:
    """Say why it is not sent, at the form where there is one, with the words; on a card with the way to the form."""
    why = "\n".join(map(finding_words, answer.findings)) or answer.why
    way = " It only warns: say why, and it is sent all the same." if answer.warns else ""
    field = WHY if answer.warns else TEXT
    given = _give_back(f"This is not sent: {why}.{way}", text, reader)
    buttons = (draft_button(DraftPress.EDIT, draft, version),) if version and answer.findings else ()
    return Said(given.text, buttons, more=given.more, wrong=() if version else ((field, f"{why}.{way}"),))


def _changed(change: Change) -> Said:
    match change:
        case Changed(draft=draft):
            return Said(f"Draft {draft.id}: {state_words(draft)}.")
        case Void(why=why) | Refused(why=why):
            return _nothing_done(why)
        case _:
            assert_never(change)


def _longest(reader: Reader) -> int:
    return min(reader.longest, MOST_REPLY)


def _nothing_done(why: str) -> Said:
    return Said(f"Nothing was done: {why}.")


def _give_back(why: str, text: str, reader: Reader) -> Said:
    """Nothing that a moderator wrote is lost."""
    if not text.strip():
        return Said(why)
    return Said(f"{why} Your words:", more=tuple(pieces(text, _longest(reader))))


def _with_way_back(text: str, draft: Draft) -> Said:
    return Said(text, (take_back_button(draft.id),))
