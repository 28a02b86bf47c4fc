"""Everything about one member as plain data, which can be written as JSON. No moderator is named."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import and_
from sqlmodel import col, select

from bot.core.content import Message
from bot.core.policy import Severity
from bot.storage.appeals import SqlAppeals
from bot.storage.codec import load_decision, load_names
from bot.storage.contents import SqlContents
from bot.storage.drafts import SqlDrafts
from bot.storage.effects import SqlEffects
from bot.storage.feedback import SqlFeedback
from bot.storage.notices import SqlNotices
from bot.storage.tables import CaseRow, ContentRow, DecisionRow, StrikeRow
from bot.storage.tables_outbox import AppealRow, JournalPersonRow, JournalRow, ReportRow, UnscoredRow
from bot.storage.unanswered import SqlUnanswered

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.decision import Match
    from bot.core.drafts import Draft
    from bot.core.feedback import Feedback
    from bot.core.notices import Notice
    from bot.core.unanswered import Unanswered
    from bot.storage.scope import Scope

Plain = dict[str, object]


async def export(scope: Scope, member: str) -> Plain:
    """Return all that the community holds about a member."""
    return {
        "community": scope.community,
        "member": member,
        "messages": await _messages(scope, member),
        "unscored": await _unscored(scope, member),
        "decisions": await _decisions(scope, member),
        "strikes": await _strikes(scope, member),
        "cases": await _cases(scope, member),
        "actions": await _actions(scope, member),
        "notices": [_notice(*each) for each in await SqlNotices(scope).of_member(member)],
        "appeals": await _appeals(scope, member),
        "reports": await _reports(scope, member),
        "unanswered": [_unanswered(each) for each in await SqlUnanswered(scope).of_member(member)],
        "replies": await _replies(scope, member),
        "feedback": [_feedback(each) for each in await SqlFeedback(scope).of_member(member)],
        "log": await _log(scope, member),
    }


async def _messages(scope: Scope, member: str) -> list[Plain]:
    mine = select(ContentRow).where(col(ContentRow.community) == scope.community, col(ContentRow.member) == member)
    contents = SqlContents(scope)
    messages = []
    for row in (await scope.session.exec(mine.order_by(col(ContentRow.at), col(ContentRow.id)))).all():
        plain = _on(row) | {"revision": row.revision, "at": _moment(row.at), "name": None, "roles": None, "text": None}
        kept = await contents.kept(Message(row.channel, row.message_id), row.revision) if row.sealed else None
        if kept is not None:
            plain |= {"name": kept.author.name, "roles": sorted(kept.author.roles), "text": kept.text}
        messages.append(plain)
    return messages


async def _unscored(scope: Scope, member: str) -> list[Plain]:
    mine = select(UnscoredRow).where(col(UnscoredRow.community) == scope.community, col(UnscoredRow.member) == member)
    rows = await scope.session.exec(mine.order_by(col(UnscoredRow.since), col(UnscoredRow.message_id)))
    return [_on(row) | {"revision": row.revision, "since": _moment(row.since), "state": row.state} for row in rows]


async def _decisions(scope: Scope, member: str) -> list[Plain]:
    theirs = and_(
        col(ContentRow.community) == scope.community,
        col(ContentRow.member) == member,
        col(ContentRow.channel) == col(DecisionRow.channel),
        col(ContentRow.message_id) == col(DecisionRow.message_id),
        col(ContentRow.revision) == col(DecisionRow.revision),
    )
    wanted = select(DecisionRow).where(
        col(DecisionRow.community) == scope.community, select(ContentRow.id).where(theirs).exists()
    )
    found = []
    for row in await scope.session.exec(wanted.order_by(col(DecisionRow.id))):
        decision = load_decision(row.body)
        because = [_because(match) for match in decision.matches]
        found.append(_on(row) | {"revision": row.revision, "verdict": str(decision.verdict), "because": because})
    return found


def _because(match: Match) -> Plain:
    evidence = match.evidence
    return {"rule": match.rule, "source": str(evidence.source), "found": evidence.found, "score": evidence.score}


async def _strikes(scope: Scope, member: str) -> list[Plain]:
    mine = select(StrikeRow).where(col(StrikeRow.community) == scope.community, col(StrikeRow.member) == member)
    return [
        {
            "case": row.case_number,
            "rule": row.rule,
            "weight": row.weight,
            "at": _moment(row.at),
            "expires": _moment(row.expires),
            "revoked": _moment(row.revoked_at),
        }
        for row in await scope.session.exec(mine.order_by(col(StrikeRow.id)))
    ]


async def _cases(scope: Scope, member: str) -> list[Plain]:
    mine = select(CaseRow).where(col(CaseRow.community) == scope.community, col(CaseRow.member) == member)
    return [
        _on(row)
        | {
            "number": row.number,
            "state": row.state,
            "severity": str(Severity(row.severity)),
            "language": row.language,
            "rules": list(load_names(row.rules)),
            "opened_at": _moment(row.opened_at),
            "changed_at": _moment(row.changed_at),
        }
        for row in await scope.session.exec(mine.order_by(col(CaseRow.number)))
    ]


async def _actions(scope: Scope, member: str) -> list[Plain]:
    return [
        {
            "case": effect.case,
            "kind": str(effect.kind),
            "channel": effect.message.channel,
            "message": effect.message.id,
            "state": str(effect.state),
            "until": _moment(effect.until),
        }
        for effect in await SqlEffects(scope).restrictions(member)
    ]


def _notice(notice: Notice, text: str) -> Plain:
    return {
        "case": notice.case,
        "kind": str(notice.kind),
        "rule": notice.rule,
        "title": notice.title,
        "explanation": notice.explanation,
        "at": _moment(notice.made_at),
        "appeal_until": _moment(notice.appeal_until),
        "state": str(notice.state),
        "text": text,
    }


async def _replies(scope: Scope, member: str) -> list[Plain]:
    drafts = await SqlDrafts(scope).of_member(member)
    asked = {each.draft: each.question for each in await SqlDrafts(scope).lessons()} if drafts else {}
    kept = [replace(each, question=each.question or asked.get(each.id, "")) for each in drafts]
    return [_reply(each) for each in kept if each.posted or each.question]


def _reply(draft: Draft) -> Plain:
    """Give out an answer that was sent; of one that was not, only what is kept of the member's own message."""
    return {
        "channel": draft.message.channel,
        "message": draft.message.id,
        "question": draft.question or None,
        "text": draft.text if draft.posted else None,
        "at": _moment(draft.changed_at),
        "state": str(draft.state),
    }


def _unanswered(entry: Unanswered) -> Plain:
    content = entry.content
    return {
        "channel": content.channel,
        "message": content.id,
        "text": content.text or None,
        "at": _moment(content.at),
        "situation": str(entry.situation),
    }


def _feedback(entry: Feedback) -> Plain:
    return {
        "number": entry.number,
        "kind": str(entry.situation),
        "channel": entry.message.channel,
        "message": entry.message.id,
        "text": entry.text,
        "at": _moment(entry.at),
        "state": str(entry.state),
    }


async def _appeals(scope: Scope, member: str) -> list[Plain]:
    mine = select(AppealRow.case_number).where(
        col(AppealRow.community) == scope.community, col(AppealRow.member) == member
    )
    book = SqlAppeals(scope)
    appeals = [await book.of_case(case) for case in (await scope.session.exec(mine)).all()]
    return [
        {"case": each.case, "text": each.text, "at": _moment(each.at), "state": str(each.state)}
        for each in appeals
        if each is not None
    ]


async def _reports(scope: Scope, member: str) -> list[Plain]:
    mine = select(ReportRow).where(col(ReportRow.community) == scope.community, col(ReportRow.reporter) == member)
    rows = await scope.session.exec(mine.order_by(col(ReportRow.at)))
    return [_on(row) | {"at": _moment(row.at)} for row in rows]


async def _log(scope: Scope, member: str) -> list[Plain]:
    theirs = select(JournalPersonRow.seq).where(
        col(JournalPersonRow.community) == scope.community, col(JournalPersonRow.mark) == scope.mark(member)
    )
    wanted = select(JournalRow).where(col(JournalRow.community) == scope.community, col(JournalRow.seq).in_(theirs))
    rows = await scope.session.exec(wanted.order_by(col(JournalRow.seq)))
    return [{"case": row.case_number, "kind": row.kind, "at": row.at, "facts": json.loads(row.facts)} for row in rows]


def _on(row: ContentRow | UnscoredRow | DecisionRow | CaseRow | ReportRow) -> Plain:
    return {"channel": row.channel, "message": row.message_id}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
