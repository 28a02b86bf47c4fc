"""Scores messages again whose scores were missing, once the classifier answers, and tells moderators of an outage."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, assert_never

from bot.core.actions import Escalate
from bot.core.cases import CaseState
from bot.core.content import Author, Content
from bot.core.decide import decide
from bot.core.decision import Verdict
from bot.core.journal import Event, EventKind
from bot.core.policy import Mode
from bot.core.signals import Signals
from bot.pipeline.admit import exemption
from bot.pipeline.filing import file
from bot.pipeline.intake import FIRST_PAUSE, judge, lacks_scores, scores_of
from bot.pipeline.screen import Screened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.actions import Action
    from bot.core.decision import Decision
    from bot.core.journal import Fact
    from bot.core.signals import Scores
    from bot.pipeline.community import Community
    from bot.ports.books import Backlog, Waiting
    from bot.ports.ledger import UnitOfWork

RESCORED = "rescored"
AT_ONCE = 16
# So often a message gets no scores while others do, before a person has to look at it.
MOST_TRIES = 5
LONGEST_PAUSE = timedelta(seconds=60)
# What is over sooner was no outage: nobody has to hear of a model that starts, or of one call that took too long. And
# a model that answers for less than that is not back: one that comes and goes is one outage.
GRACE = timedelta(seconds=30)
_OUTAGE = "scores missing"
# Until it is taken down.
_UP = timedelta(days=36500)
_MOMENT = "%Y-%m-%d %H:%M UTC"


class Round(Enum):
    """How a look at what waits ended: nothing was due, the classifier gave nothing, some got their scores."""

    IDLE = "idle"
    DOWN = "down"
    SCORED = "scored"


async def work(community: Community) -> None:
    """Score again what is due until cancelled; a classifier that does not answer is asked ever more seldom."""
    pause = FIRST_PAUSE
    while True:
        ended = await work_once(community)
        match ended:
            case Round.SCORED:
                pause = FIRST_PAUSE
            case Round.IDLE:
                pause = FIRST_PAUSE
                await asyncio.sleep(pause.total_seconds())
            case Round.DOWN:
                await asyncio.sleep(pause.total_seconds())
                pause = min(2 * pause, LONGEST_PAUSE)
            case _:
                assert_never(ended)


async def work_once(community: Community) -> Round:
    """Score the messages that have waited longest and decide them again, in one transaction.

    Several processes may do so: an entry that was changed since it was read is left alone.
    """
    async with community.begin() as uow:
        due = await _due(uow, community)
        told = await uow.alerts.is_up(_OUTAGE, community.now())
        if not due and not told:
            await _tell_end(uow, community, told=False)
            return Round.IDLE
    if not await _answers(community, due[0][1] if due else None):
        await _tell_outage(community)
        return Round.DOWN
    if not due:
        async with community.begin() as uow:
            await _tell_end(uow, community, told=True)
        return Round.IDLE
    # What failed before is tried alone: it may be what made others fail.
    if await _try(community, [each for each in due if not each[0].tries] or due[:1]):
        return Round.SCORED
    # It answers, but not for these: one message's fault, or that of a classifier that only some texts need.
    await _tell_outage(community)
    return Round.DOWN


async def _due(uow: UnitOfWork, community: Community) -> list[tuple[Waiting, Content]]:
    """Return what is due with its text. What waited for longer than retention keeps it has none and is lost."""
    now, found = community.now(), []
    for waiting in await uow.unscored.due(now, AT_ONCE):
        content = await uow.contents.kept(waiting.message, waiting.revision)
        if content is None:
            await uow.unscored.end(waiting.message, now, None)
        else:
            found.append((waiting, content))
    return found


async def _answers(community: Community, like: Content | None) -> bool:
    """Tell whether the classifier gives all that the policy asks for, by a text that no cache holds.

    Asked first, so that in an outage no message counts as one that can't be scored.
    """
    now = community.now()
    blank = like or Content(community.id, "", "", Author("", ""), "", now)
    probe = replace(blank, text=f"Good day, it is {now:%H:%M:%S.%f}.")
    (given,) = await scores_of(community, [probe.text])
    return not lacks_scores(_by_scores(community, probe, given))


def _by_scores(community: Community, content: Content, scores: Scores) -> Decision:
    return decide(content, Signals(scores), community.policy, strikes=(), now=content.at)


async def _try(community: Community, some: Sequence[tuple[Waiting, Content]]) -> int:
    """Score some together and file what follows; return how many need no scores any more."""
    scores, ended = await scores_of(community, [content.text for _, content in some]), 0
    async with community.begin() as uow:
        # In the order in which they were written, as strikes count.
        for (waiting, content), given in sorted(zip(some, scores, strict=True), key=lambda each: each[0][1].at):
            if await uow.unscored.find(waiting.message) == waiting:
                ended += await _settle(uow, community, waiting, content, given)
    community.work.set()
    return ended


async def _settle(uow: UnitOfWork, community: Community, waiting: Waiting, content: Content, scores: Scores) -> bool:
    """Decide by the scores if they came, put it off if not; return whether it needs none any more."""
    now, tries = community.now(), waiting.tries + 1
    by_scores = _by_scores(community, content, scores)
    if exemption(content, community.policy):  # the policy was changed meanwhile
        await uow.unscored.remove(content.message)
    elif not lacks_scores(by_scores):
        number = await _judge(uow, community, waiting, content, scores)
        await uow.unscored.end(content.message, now, number)
    elif tries < MOST_TRIES:
        await uow.unscored.try_again(content.message, now + min(LONGEST_PAUSE, FIRST_PAUSE * 2**tries))
        return False
    else:
        await _ask_moderator(uow, community, waiting, content, by_scores)
        await uow.unscored.remove(content.message)
        return False
    return True


async def _judge(uow: UnitOfWork, community: Community, waiting: Waiting, content: Content, scores: Scores) -> int:
    """Decide a content again, now with its scores; return its case's number, 0 for none."""
    message = content.message
    reported = replace(content, reports=await uow.reports.count(message))
    _, case = await judge(uow, community, reported, scores, _trigger(waiting), again=True)
    if case is None:
        return 0
    await uow.decisions.adopt(message, waiting.revision, case.number)
    facts: dict[str, Fact] = {"what": f"with scores that were missing since {waiting.since:{_MOMENT}}"}
    event = Event(EventKind.DECIDED_AGAIN, community.now(), case.number, facts=facts, person=case.member)
    await uow.journal.append(event)
    return case.number


async def _ask_moderator(
    uow: UnitOfWork, community: Community, waiting: Waiting, content: Content, lacking: Decision
) -> None:
    """Let a person look at a message that can't be scored; nothing is done to it."""
    ask: tuple[Action, ...] = (Escalate(),)
    shadow = lacking.mode is Mode.SHADOW
    asking = replace(
        lacking,
        verdict=Verdict.RECORD if shadow else Verdict.ESCALATE,
        actions=() if shadow else ask,
        would=ask if shadow else (),
        matches=(),
        guarded=(),
        strike=None,
    )
    signals = community.screener.observe(content, {}, "", again=True)
    case = await file(uow, community, Screened(content, signals, asking), _trigger(waiting), late=False)
    if case is not None and case.state is CaseState.OPEN:
        why = next(each.why for each in lacking.not_run if each.retry)
        why_open = f"it could not be scored: {why}"
        await uow.cases.save(replace(case, why_open=why_open, version=case.version + 1))


def _trigger(waiting: Waiting) -> str:
    """Name a decision after its wait, so that the ledger takes no second one."""
    return f"{RESCORED} {waiting.since.isoformat()}"


async def _tell_outage(community: Community) -> None:
    """Tell moderators once, however many messages wait, also after a restart."""
    now = community.now()
    async with community.begin() as uow:
        if await uow.alerts.is_up(_OUTAGE, now) or not await uow.unscored.due(now - GRACE, 1):
            return
        backlog = await uow.unscored.backlog()
        wait = "1 message waits" if backlog.waiting == 1 else f"{backlog.waiting} messages wait"
        since = f"Scores are missing since {backlog.since:{_MOMENT}}"
        text = f"{since}: {wait}. Word lists still apply. I score what waits when the model is back."
        await uow.alerts.raise_once(_OUTAGE, text, now, now + _UP)
        await uow.journal.append(Event(EventKind.ALERTED, now, facts={"what": text}))


async def _tell_end(uow: UnitOfWork, community: Community, *, told: bool) -> None:
    """Tell moderators what became of an outage that they know of, once nothing waits; forget any other."""
    now, backlog = community.now(), await uow.unscored.backlog()
    if backlog.waiting or (told and backlog.ended is not None and now - backlog.ended < GRACE):
        return
    if told or backlog.lost:
        text = _end_words(backlog)
        await uow.alerts.clear(_OUTAGE)
        await uow.alerts.raise_once(f"scores back {now.isoformat()}", text, now, now)
        await uow.journal.append(Event(EventKind.ALERTED, now, facts={"what": text}))
    if backlog.ended is not None:
        await uow.unscored.clear()


def _end_words(backlog: Backlog) -> str:
    messages = "1 message was" if backlog.scored == 1 else f"{backlog.scored} messages were"
    cases = "1 case" if backlog.cases == 1 else f"{backlog.cases} cases"
    said = f"The model is back. {messages} scored late: {cases}."
    if not backlog.lost:
        return said
    return f"{said} {backlog.lost} could not be scored in time: the text is kept no longer."
