"""Decisions and actions as JSON and back, losing nothing."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, assert_never

from bot.core.actions import (
    Action,
    ActionKind,
    Ban,
    Enforcement,
    Escalate,
    Hide,
    Kick,
    Lock,
    Nudge,
    Remove,
    SlowMode,
    SuppressEmbeds,
    TimeOut,
    Warn,
)
from bot.core.decision import Decision, Evidence, Guarded, Match, NotRun, Source, Strike, Verdict
from bot.core.labels import Label
from bot.core.policy import GuardAnswer, Mode, Severity
from bot.core.signals import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Plain = dict[str, Any]

_SIMPLE: dict[ActionKind, Enforcement] = {
    each.kind: each for each in (Nudge(), SuppressEmbeds(), Hide(), Warn(), Remove(), Kick(), Ban())
}


def dump_decision(decision: Decision) -> str:
    """Return a decision as JSON in ASCII."""
    return _dump(
        {
            "content_id": decision.content_id,
            "revision": decision.revision,
            "verdict": decision.verdict,
            "actions": [_action(each) for each in decision.actions],
            "would": [_action(each) for each in decision.would],
            "matches": [_match(each) for each in decision.matches],
            "guarded": [[each.rule, each.guard, each.answer] for each in decision.guarded],
            "not_run": [[each.what, each.why, each.retry] for each in decision.not_run],
            "strikes": decision.strikes,
            "strike": None if decision.strike is None else _strike(decision.strike),
            "mode": decision.mode,
            "policy": decision.policy,
        }
    )


def load_decision(text: str) -> Decision:
    """Return the decision that `dump_decision` wrote."""
    plain: Plain = json.loads(text)
    return Decision(
        content_id=plain["content_id"],
        revision=plain["revision"],
        verdict=Verdict(plain["verdict"]),
        actions=tuple(_load_action(each) for each in plain["actions"]),
        would=tuple(_load_action(each) for each in plain["would"]),
        matches=tuple(_load_match(each) for each in plain["matches"]),
        guarded=tuple(Guarded(rule, guard, GuardAnswer(answer)) for rule, guard, answer in plain["guarded"]),
        not_run=tuple(NotRun(*each) for each in plain["not_run"]),
        strikes=plain["strikes"],
        strike=None if plain["strike"] is None else _load_strike(plain["strike"]),
        mode=Mode(plain["mode"]),
        policy=plain["policy"],
    )


def dump_actions(actions: Iterable[Enforcement]) -> str:
    """Return actions as JSON in ASCII."""
    return _dump([_action(each) for each in actions])


def load_actions(text: str) -> tuple[Enforcement, ...]:
    """Return the actions that `dump_actions` wrote."""
    return tuple(_load_enforcement(each) for each in json.loads(text))


def dump_names(names: Iterable[str]) -> str:
    """Return names as JSON in ASCII."""
    return _dump(list(names))


def load_names(text: str) -> tuple[str, ...]:
    """Return the names that `dump_names` wrote."""
    return tuple(json.loads(text))


def _dump(plain: Plain | Sequence[object]) -> str:
    return json.dumps(plain, separators=(",", ":"))


def _action(action: Action) -> Plain:
    match action:
        case Nudge() | SuppressEmbeds() | Hide() | Warn() | Remove() | Kick() | Ban():
            return {"kind": action.kind}
        case TimeOut(seconds=seconds) | Lock(seconds=seconds):
            return {"kind": action.kind, "seconds": seconds}
        case SlowMode(delay=delay, seconds=seconds):
            return {"kind": action.kind, "delay": delay, "seconds": seconds}
        case Escalate(proposals=proposals):
            return {"kind": action.kind, "proposals": [_action(each) for each in proposals]}
        case _:
            assert_never(action)


def _load_action(plain: Plain) -> Action:
    if plain["kind"] == ActionKind.ESCALATE:
        return Escalate(tuple(_load_enforcement(each) for each in plain["proposals"]))
    return _load_enforcement(plain)


def _load_enforcement(plain: Plain) -> Enforcement:
    match ActionKind(plain["kind"]):
        case ActionKind.TIME_OUT:
            return TimeOut(plain["seconds"])
        case ActionKind.LOCK:
            return Lock(plain["seconds"])
        case ActionKind.SLOW_MODE:
            return SlowMode(plain["delay"], plain["seconds"])
        case kind:
            return _SIMPLE[kind]


def _match(match: Match) -> Plain:
    evidence = match.evidence
    return {
        "rule": match.rule,
        "severity": match.severity,
        "clause": evidence.clause,
        "source": evidence.source,
        "found": evidence.found,
        "label": evidence.label,
        "score": evidence.score,
        "at_least": evidence.at_least,
        "span": None if evidence.span is None else [evidence.span.start, evidence.span.end],
    }


def _load_match(plain: Plain) -> Match:
    evidence = Evidence(
        clause=plain["clause"],
        source=Source(plain["source"]),
        found=plain["found"],
        label=None if plain["label"] is None else Label(plain["label"]),
        score=plain["score"],
        at_least=plain["at_least"],
        span=None if plain["span"] is None else Span(*plain["span"]),
    )
    return Match(plain["rule"], Severity(plain["severity"]), evidence)


def _strike(strike: Strike) -> Plain:
    return {
        "rule": strike.rule,
        "content_id": strike.content_id,
        "at": strike.at.isoformat(),
        "expires": strike.expires.isoformat(),
        "weight": strike.weight,
    }


def _load_strike(plain: Plain) -> Strike:
    at, expires = (datetime.fromisoformat(plain[name]) for name in ("at", "expires"))
    return Strike(plain["rule"], plain["content_id"], at, expires, plain["weight"])
