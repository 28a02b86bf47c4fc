"""From a checked draft to the core's policy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from bot.core.policy import Caps, Override, Policy, Rule, RuleChange, Severity, WordList
from bot.policy_files.guards import guards_of, to_guard
from bot.policy_files.ladders import ladders_of
from bot.policy_files.notices import complete
from bot.policy_files.raid import to_raid
from bot.policy_files.replies import to_replies
from bot.policy_files.scoring import to_scoring

if TYPE_CHECKING:
    from bot.core.policy import Ladder
    from bot.policy_files.draft import Draft
    from bot.policy_files.models import CapsForm, ChangeForm, CommunityForm, RuleForm


# Fields that are no part of what a policy says.
_UNSAID = frozenset({"review_channel", "replies"})


def to_policy(draft: Draft, community: CommunityForm, caps: CapsForm, lists: tuple[WordList, ...]) -> Policy:
    """Return the policy of a draft without errors, its hash included."""
    ladders = ladders_of(draft.ladders)
    policy = Policy(
        community=community.name,
        languages=tuple(community.languages),
        mode=community.mode,
        rules=tuple(_rule(form, ladders) for form in draft.rules.values()),
        guards=tuple(to_guard(each) for each in guards_of(draft.protect)),
        caps=Caps(tuple(caps.automatic)),
        strikes_expire_seconds=draft.strikes.expire,
        hash="",
        staff_roles=frozenset(each.removeprefix("@") for each in draft.protect.staff_roles),
        overrides=_overrides(draft, ladders),
        lists=lists,
        patterns=draft.patterns,
        brands=tuple(draft.brands.values()),
        incident_seconds=draft.strikes.incident,
        notices=complete(draft.notices),
        appeal_seconds=draft.appeals.within,
        late_seconds=draft.catch_up.late_after,
        scoring=to_scoring(draft.scoring),
        raid=to_raid(draft.raid),
        names=draft.listen.names,
        replies=to_replies(draft.replies),
        review_channel=(community.review_channel or "").removeprefix("#"),
    )
    return replace(policy, hash=fingerprint(policy))


def _rule(form: RuleForm, ladders: Mapping[str, Ladder]) -> Rule:
    usual = 0 if form.severity is Severity.CARE else 1
    return Rule(
        id=form.id,
        title=form.title,
        explanation=form.explanation,
        severity=form.severity,
        when=form.when.core(),
        ladder=ladders[form.ladder],
        strike=usual if form.strike is None else form.strike,
        shadow=form.shadow,
    )


def _overrides(draft: Draft, ladders: Mapping[str, Ladder]) -> tuple[Override, ...]:
    return tuple(
        Override(
            channels=frozenset(each.removeprefix("#") for each in form.channels),
            roles=frozenset(each.removeprefix("@") for each in form.roles),
            changes={name: _change(change, ladders) for name, change in form.changes.items()},
        )
        for form in draft.overrides.values()
    )


def _change(form: ChangeForm, ladders: Mapping[str, Ladder]) -> RuleChange:
    ladder = ladders[form.ladder] if form.ladder else None
    return RuleChange(at_least=form.at_least, off=form.off, severity=form.severity, ladder=ladder)


def fingerprint(policy: Policy) -> str:
    """Return 12 hex digits that name what the policy says; the order of lists and entries does not count.

    Nor does where moderators see cases, nor what they are offered: it changes no decision and no word to a member.
    """
    lists = sorted((_canonical(each) for each in policy.lists), key=json.dumps)
    return digest((replace(policy, hash="", lists=()), tuple(lists)))


def digest(said: object) -> str:
    """Return 12 hex digits that name what a file says."""
    text = json.dumps(_canonical(said), sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:12]


def _canonical(value: object) -> object:
    if isinstance(value, WordList):
        return [value.name, value.match.name, sorted(value.entries)]
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return {str(key): _canonical(each) for key, each in value.items()}
    if isinstance(value, tuple | frozenset):
        parts = [_canonical(each) for each in value]
        return sorted(parts, key=str) if isinstance(value, frozenset) else parts
    if is_dataclass(value):
        own = {each.name: _canonical(getattr(value, each.name)) for each in fields(value) if each.name not in _UNSAID}
        return {"": type(value).__name__, **own}
    return value
