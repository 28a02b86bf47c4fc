"""A moderator's press on a card: done as it was seen, and answered in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.core.cards import Press
from bot.core.case_words import BY_HAND, claimed_words, handled_words, why_words
from bot.core.explain import outcome_words
from bot.core.standing import asks_the_same
from bot.pipeline import review
from bot.pipeline.answer_words import answer_words, appeal_words
from bot.pipeline.appeal import decide_appeal, known_moderators
from bot.pipeline.case_file import read_case
from bot.pipeline.review import Claimed, Did, NoSuchCase, NothingToDo, TooLate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.actions import Enforcement
    from bot.core.cases import Actor
    from bot.pipeline.case_file import CaseFile
    from bot.pipeline.community import Community
    from bot.pipeline.review import Answer


async def press(
    community: Community,
    what: Press,
    case: int,
    actor: Actor,
    *,
    version: int | None = None,
    actions: Sequence[Enforcement] = (),
) -> str:
    """Do what a moderator pressed, and return what to tell them. `version`: the card's; `actions`: those of a change.

    Raises LedgerUnavailableError.
    """
    match what:
        case Press.WHY:
            return await _why(community, case)
        case Press.REPLY:
            return await _asked_for_words(community, case)
        case Press.GRANT | Press.DENY:
            others = await known_moderators(community)
            return appeal_words(
                await decide_appeal(community, case, actor, grant=what is Press.GRANT, moderators=others)
            )
        case Press.UPHOLD | Press.DISMISS | Press.CHANGE | Press.UNDO | Press.REOPEN | Press.CLAIM:
            return await _said(community, case, actor, await _as_seen(community, what, case, actor, version, actions))
        case _:
            assert_never(what)


async def _as_seen(
    community: Community, what: Press, case: int, actor: Actor, version: int | None, actions: Sequence[Enforcement]
) -> Answer:
    """Do it to the version that was seen, or to the present one where that asks the same of a moderator."""
    answer = await _do(community, what, case, actor, version, actions)
    if isinstance(answer, TooLate) and version is not None:
        file = await read_case(community, case)
        if file is not None and asks_the_same(file.case, file.events, version, actor):
            return await _do(community, what, case, actor, file.case.version, actions)
    return answer


async def _do(
    community: Community, what: Press, case: int, actor: Actor, version: int | None, actions: Sequence[Enforcement]
) -> Answer:
    match what:
        case Press.UPHOLD:
            return await review.uphold(community, case, actor, version=version)
        case Press.DISMISS:
            return await review.dismiss(community, case, actor, version=version)
        case Press.CHANGE:
            return await review.change(community, case, actor, actions, version=version)
        case Press.UNDO:
            return await review.undo(community, case, actor, version=version)
        case Press.REOPEN:
            return await review.reopen(community, case, actor, version=version)
        case _:  # whoever takes a case will look at it as it is
            return await review.claim(community, case, actor)


async def _said(community: Community, case: int, actor: Actor, answer: Answer) -> str:
    """Say what came of it, or by name who was first."""
    now, file = community.now(), await read_case(community, case)
    if file is None or (not isinstance(answer, NoSuchCase) and answer.case.number != case):
        return answer_words(answer, now)
    match answer:
        case Did(case=done) if done.claimed_by:
            return claimed_words(done, file.events, now)
        case Claimed(case=held):
            return claimed_words(held, file.events, now)
        case TooLate(case=held) if review.is_claimed(held, now) and held.claimed_by != actor.id:
            return claimed_words(held, file.events, now)
        case TooLate(case=changed) | NothingToDo(case=changed):
            return handled_words(changed, file.events, now)
        case Did() | NoSuchCase():
            return answer_words(answer, now)
        case _:
            assert_never(answer)


async def _why(community: Community, case: int) -> str:
    file = await read_case(community, case)
    return answer_words(NoSuchCase(case), community.now()) if file is None else "\n".join(_why_lines(file))


async def _asked_for_words(community: Community, case: int) -> str:
    """A reply is words first: whoever presses it is shown a form where the platform has one."""
    found = await read_case(community, case)
    return answer_words(NoSuchCase(case), community.now()) if found is None else "Say what is to be answered."


def _why_lines(file: CaseFile) -> Iterator[str]:
    """Yield what was decided on the message and why, quoting the text where it is the one that was decided on."""
    for decision in file.decisions:
        yield outcome_words(decision)
        yield from (f"  {each}" for each in why_words(decision, file.text_of(decision)))
    if not file.decisions:
        yield BY_HAND
