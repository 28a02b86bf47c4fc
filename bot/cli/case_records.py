"""Cases as plain data for other programs: one with everything moderators see, one without anything personal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.actions import describe
from bot.core.case_words import done_words, waiting
from bot.core.explain import outcome_words, reasons

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.cases import Appeal, Case
    from bot.core.decision import Decision
    from bot.core.effects import Effect
    from bot.core.journal import Event
    from bot.core.notices import Notice
    from bot.pipeline.case_file import CaseFile

Plain = dict[str, object]


def impersonal(case: Case, effects: Sequence[Effect], notices: Sequence[Notice], appeal: Appeal | None) -> Plain:
    """Return numbers, rules, actions, states and moments: no member, moderator, message or text."""
    return {
        "community": case.community,
        "case": case.number,
        "state": str(case.state),
        "severity": case.severity.name.lower(),
        "rules": list(case.rules),
        "policy": case.policy,
        "by_hand": case.by_hand,
        "opened_at": moment(case.opened_at),
        "decided_at": moment(case.decided_at),
        "actions": [f"{each.kind} {each.state}" for each in effects],
        "notices": [f"{each.kind} {each.state}" for each in notices],
        "appeal": str(appeal.state) if appeal else None,
    }


def listed(case: Case, effects: Sequence[Effect]) -> Plain:
    """Return a case as a list for moderators has it."""
    return {
        "case": case.number,
        "state": str(case.state),
        "version": case.version,
        "severity": case.severity.name.lower(),
        "rules": list(case.rules),
        "member": case.member,
        "channel": case.message.channel,
        "message": case.message.id,
        "opened_at": moment(case.opened_at),
        "changed_at": moment(case.changed_at),
        "decided_by": case.decided_by or None,
        "claimed_by": case.claimed_by or None,
        "proposals": [describe(each) for each in case.proposals],
        "why_open": case.why_open or None,
        "done": done_words(effects),
        "waiting": waiting(effects),
    }


def complete(file: CaseFile, *, text: bool) -> Plain:
    """Return a case with all that hangs on it; the message's and the appeal's text only with `text`."""
    return {
        **listed(file.case, file.effects),
        **({"text": file.content.text if file.content else None} if text else {}),
        **({"better": file.better.text} if text and file.better else {}),
        "messages": file.messages,
        "decisions": [decision_record(each, file.text_of(each) if text else "") for each in file.decisions],
        "effects": [_effect(each) for each in file.effects],
        "notices": [_notice(each) for each in file.notices],
        "strikes": [
            {"rule": each.rule, "weight": each.weight, "at": moment(each.at), "expires": moment(each.expires)}
            for each in file.strikes
        ],
        "appeal": _appeal(file.appeal, text=text) if file.appeal else None,
        "history": [_event(each) for each in file.events],
    }


def decision_record(decision: Decision, text: str = "") -> Plain:
    """Return what was decided on a message and why."""
    return {
        "revision": decision.revision,
        "outcome": outcome_words(decision),
        "why": list(reasons(decision, text)),
        "strikes_before": decision.strikes,
        "policy": decision.policy,
        "mode": str(decision.mode),
    }


def moment(at: datetime | None) -> str | None:
    """Return a moment in ISO 8601."""
    return None if at is None else at.isoformat()


def _effect(effect: Effect) -> Plain:
    return {
        "key": effect.key,
        "kind": str(effect.kind),
        "state": str(effect.state),
        "reason": effect.reason,
        "until": moment(effect.until),
        "route": str(effect.route) if effect.route else None,
        "reverses": effect.reverses,
        "attempts": effect.attempts,
    }


def _notice(notice: Notice) -> Plain:
    return {
        "kind": str(notice.kind),
        "state": str(notice.state),
        "reason": notice.reason,
        "language": notice.language,
        "made_at": moment(notice.made_at),
        "appeal_until": moment(notice.appeal_until),
    }


def _appeal(appeal: Appeal, *, text: bool) -> Plain:
    said = {"text": appeal.text} if text else {}
    return {"state": str(appeal.state), "at": moment(appeal.at), "decided_at": moment(appeal.decided_at), **said}


def _event(event: Event) -> Plain:
    return {
        "seq": event.seq,
        "at": moment(event.at),
        "kind": str(event.kind),
        "actor": str(event.actor.kind),
        "name": event.actor.name or None,
        "facts": dict(event.facts),
    }
