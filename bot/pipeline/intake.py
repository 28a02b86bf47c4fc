"""The way of a message into the ledger: decided once, with case, strike, effects and notice in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.decide import decide
from bot.core.decision import Verdict
from bot.core.journal import Event, EventKind
from bot.core.late import in_late_mode
from bot.core.signals import Unscored
from bot.core.unattributed import with_nobody
from bot.core.windows import SHORTEST_REPEAT
from bot.pipeline.admit import exemption
from bot.pipeline.filing import call_off, file
from bot.pipeline.pass_on import count, hear
from bot.pipeline.screen import Screened, repeat_key
from bot.pipeline.tally import keep
from bot.pipeline.unanswered import consider, taken_in
from bot.pipeline.understanding import understood
from bot.ports.books import Waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.cases import Actor, Case
    from bot.core.content import Content, Message
    from bot.core.decision import Decision
    from bot.core.journal import Fact
    from bot.core.signals import Scores
    from bot.pipeline.community import Community
    from bot.pipeline.tally import Missed
    from bot.ports.books import Footprint
    from bot.ports.ledger import UnitOfWork

SEEN = "seen"
# How long a message without scores waits before it is looked at again, at first.
FIRST_PAUSE = timedelta(seconds=2)


class News(StrEnum):
    """What a message was to the ledger: new, or seen before, or older than an edit that is known, or not moderated."""

    NEW = "new"
    SEEN = "seen"
    STALE = "stale"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message that came in."""

    news: News
    screened: Screened | None = None
    case: Case | None = None
    why: str = ""


async def take(community: Community, content: Content, *, position: str = "", missed: Missed | None = None) -> Taken:
    """Take in a new or an edited message, in late mode where it is old. `position`: how far its channel was read by it.

    Once it returns, all is committed; the same message may come again. `missed`: it was read from a channel's history,
    in order, and is counted. Raises LedgerUnavailableError.
    """
    why = exemption(content, community.policy)
    scores = {} if why else (await scores_of(community, [content.text]))[0]
    about = None if why else understood(community, content)
    plain = about.plain if about else None
    async with community.entrance, community.begin() as uow:
        taken = await _pass_by(uow, content, why) if why else await _enter(uow, community, content, scores)
        heard = await hear(uow, community, content, taken.screened, plain)
        await taken_in(uow, community, content)
        if position and (missed or content.channel in community.caught_up):
            await uow.cursors.move(content.channel, position, content.at)
        if missed and taken.news is News.NEW:
            await keep(uow, missed, missed.read + 1)
    if missed and taken.news is News.NEW:
        missed.read += 1
    if taken.screened is not None:
        _measure(community, taken.screened, missed=missed is not None)
        count(community, taken.screened, plain)
    # What is clean plans nothing, and a look at the outbox costs nearly as much as taking it in.
    if taken.case is not None or content.revision or heard:
        community.work.set()
    if taken.news is News.NEW and about is not None:
        await consider(community, content, about)
    return taken


def _measure(community: Community, screened: Screened, *, missed: bool = True) -> None:
    content = screened.content
    at_once = not missed and not content.revision
    community.meter.decided(screened.decision, (community.now() - content.at).total_seconds() if at_once else None)


async def report(community: Community, content: Content, reporter: Actor, reason: str = "") -> Taken:
    """Count a member's report of a message and decide it again. A second report by the same member changes nothing.

    `reason`: in the member's own words, for moderators.
    """
    why = exemption(content, community.policy) if content.text.strip() else "no text"
    if why:
        return Taken(News.EXEMPT, why=why)
    (scores,) = await scores_of(community, [content.text])
    async with community.begin() as uow:
        if not await uow.reports.add(content.message, reporter.id, community.now()):
            return Taken(News.SEEN)
        reported = replace(content, reports=await uow.reports.count(content.message))
        known = await uow.contents.latest(content.message)
        if known is not None and known.revision > content.revision:
            # What they saw is there no more. It counts, and the next report of what is there now finds it.
            taken = Taken(News.STALE, case=await uow.cases.latest_on(content.message))
        else:
            taken = await _decide(uow, community, reported, scores, f"report {reported.reports}", again=True)
        number = taken.case.number if taken.case else 0
        facts: dict[str, Fact] = {"reports": reported.reports}
        words: dict[str, Fact] = {"reason": reason} if reason else {}
        event = Event(EventKind.REPORTED, community.now(), number, reporter, facts, words, content.author.id)
        await uow.journal.append(event)
    if taken.screened is not None:
        _measure(community, taken.screened)
    community.work.set()
    return taken


async def flag(community: Community, content: Content) -> Taken:
    """Take in what the platform's own filter stopped or flagged; a message that is known is decided again with that."""
    why = exemption(content, community.policy)
    if why:
        return Taken(News.EXEMPT, why=why)
    (scores,) = await scores_of(community, [content.text])
    async with community.begin() as uow:
        known = await uow.contents.latest(content.message)
        if known is not None and known.revision > content.revision:
            return Taken(News.STALE, case=await uow.cases.latest_on(content.message))
        trigger = await _first(uow, community, content, (SEEN, f"automod {', '.join(sorted(content.automod))}"))
        if not trigger:
            return Taken(News.SEEN, case=await uow.cases.latest_on(content.message))
        taken = await _decide(uow, community, content, scores, trigger, again=known is not None)
    community.work.set()
    return taken


async def _first(uow: UnitOfWork, community: Community, content: Content, triggers: Sequence[str]) -> str:
    """Return the first trigger by which a revision was not decided yet, empty for none."""
    for each in triggers:
        if await uow.decisions.find(content.message, content.revision, community.policy.hash, each) is None:
            return each
    return ""


async def scores_of(community: Community, texts: Sequence[str]) -> Sequence[Scores]:
    """Score texts. A classifier that raises, or gives not one result per text, has given none so far."""
    classifier = community.classifier
    try:
        given = list(await classifier.score(texts))
    except Exception as error:  # noqa: BLE001 - a fault in a classifier must not lose a message; its words may quote one
        why = f"a fault in the classifier ({type(error).__name__})"
    else:
        if len(given) == len(texts):
            return given
        why = f"the classifier gave {len(given)} results for {len(texts)} texts"
    return [dict.fromkeys(classifier.labels, Unscored(why, retry=True)) for _ in texts]


def lacks_scores(decision: Decision) -> bool:
    """Tell whether a rule asked for a score that was missing and may still come."""
    return any(each.retry for each in decision.not_run)


def message_mark(uow: UnitOfWork, message: Message) -> str:
    """Return the mark of a message itself, whatever its text."""
    return uow.mark(f"message\0{message.channel}\0{message.id}")


async def _pass_by(uow: UnitOfWork, content: Content, why: str) -> Taken:
    """Leave alone what is not moderated; who emptied their message needs no hiding any more."""
    known = await uow.contents.latest(content.message) if content.revision else None
    if known is not None and known.revision < content.revision:
        await uow.contents.add(content, keep=False)
        await uow.unscored.remove(content.message)
        await call_off(uow, content.message)
    return Taken(News.EXEMPT, why=why)


async def _enter(uow: UnitOfWork, community: Community, content: Content, scores: Scores) -> Taken:
    known = await uow.contents.latest(content.message)
    if known is not None and known.revision == content.revision:
        return Taken(News.SEEN, case=await uow.cases.latest_on(content.message))
    if known is not None and known.revision > content.revision:
        await uow.contents.add(content, keep=False)
        return Taken(News.STALE)
    if known is not None and _unchanged(uow, known, content):
        # Entered all the same: an edit from between, if it comes late, must not count as the latest.
        await uow.contents.add(content, keep=False)
        return Taken(News.SEEN, case=await uow.cases.latest_on(content.message))
    return await _decide(uow, community, content, scores, SEEN, again=known is not None)


def _unchanged(uow: UnitOfWork, known: Footprint, content: Content) -> bool:
    """Tell whether an edit changed nothing: platforms also say `edited` when they unfold a link."""
    return known.mark == uow.mark(repeat_key(content.text)) and known.mentions == content.mentions


async def _decide(
    uow: UnitOfWork, community: Community, content: Content, scores: Scores, trigger: str, *, again: bool
) -> Taken:
    screened, case = await judge(uow, community, content, scores, trigger, again=again)
    if lacks_scores(screened.decision):
        now = community.now()
        waiting = Waiting(content.message, content.author.id, content.revision, now, now + FIRST_PAUSE)
        await uow.unscored.wait(waiting)
    elif again:
        await uow.unscored.remove(content.message)
    return Taken(News.NEW, screened, case)


async def judge(
    uow: UnitOfWork, community: Community, content: Content, scores: Scores, trigger: str, *, again: bool
) -> tuple[Screened, Case | None]:
    """Decide a content with these scores and file what follows, in late mode where it is old.

    `again`: its message was decided before, so it adds nothing to a window.
    """
    screened = await weigh(uow, community, content, scores, again=again)
    decision = screened.decision
    late = (community.now() - content.at).total_seconds() > community.policy.late_seconds
    if late:
        screened = replace(screened, decision=in_late_mode(decision))
    case = await file(uow, community, screened, trigger, late=late)
    if again and case is None and not lacks_scores(decision) and await uow.unscored.find(content.message):
        await _came_to_nothing(uow, community, screened, trigger)
    keep = case is not None or lacks_scores(decision)
    await uow.contents.add(content, keep=keep or community.retention.clean_seconds is not None)
    return screened, case


async def weigh(uow: UnitOfWork, community: Community, content: Content, scores: Scores, *, again: bool) -> Screened:
    """Decide a content with these scores, and enter nothing. `again`: as for `judge`."""
    key = repeat_key(content.text)
    mark = uow.mark(key)
    signals = community.screener.observe(
        content, scores, mark if len(key) >= SHORTEST_REPEAT else "", again=again or content.revision > 0
    )
    decision = decide(
        content,
        signals,
        community.policy,
        strikes=await uow.strikes.live(content.author.id, content.at),
        now=content.at,
        approved=await uow.approvals.rules([mark, message_mark(uow, content.message)]),
    )
    return Screened(content, signals, decision if content.author.id else with_nobody(decision))


async def _came_to_nothing(uow: UnitOfWork, community: Community, screened: Screened, trigger: str) -> None:
    """Close what waited for scores and is no case: its last word is not that it waits, and its text is clean."""
    message = screened.content.message
    if screened.decision.verdict is Verdict.PASS:
        await uow.decisions.add(screened.decision, message, trigger, 0)
    if community.retention.clean_seconds is None:
        await uow.contents.forget_text(message)
