"""A case as a statement of reasons, with the field names of the EU's DSA Transparency Database."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from bot.core.effects import ON_CHANNEL, EffectKind, EffectState, is_standing
from bot.core.notices import NoticeKind
from bot.core.reversal import RESTRICTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.cases import Case
    from bot.core.effects import Effect
    from bot.core.notices import Notice

# What is hidden in a community is hidden from all who read it, wherever they are: the EU and the EEA.
_EVERYWHERE = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
    *("IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
)
# Membership of a community is the service that a time-out or a kick interrupts, and a removal from a channel in part;
# a ban ends the account in it.
_PROVISION = {
    EffectKind.KICK: "DECISION_PROVISION_TOTAL_SUSPENSION",
    EffectKind.TIME_OUT: "DECISION_PROVISION_PARTIAL_SUSPENSION",
    EffectKind.REMOVE: "DECISION_PROVISION_PARTIAL_SUSPENSION",
}
_VISIBILITY = {
    EffectKind.HIDE: "DECISION_VISIBILITY_CONTENT_DISABLED",
    EffectKind.SUPPRESS_EMBEDS: "DECISION_VISIBILITY_OTHER",
}
# What lasts longer than a time-out that came with it.
_WITHOUT_END = frozenset({EffectKind.REMOVE, EffectKind.KICK})
_PREVIEWS = "the previews of its links are hidden"
_DID = {
    EffectKind.HIDE: "hid the message",
    EffectKind.SUPPRESS_EMBEDS: "hid the previews of its links",
    EffectKind.TIME_OUT: "kept the member from writing for a while",
    EffectKind.REMOVE: "removed the member from the channel",
    EffectKind.KICK: "removed the member, who may join again",
    EffectKind.BAN: "excluded the member",
}


def restricts(effects: Sequence[Effect]) -> bool:
    """Tell whether something was done to a member or a message; slowing a channel down restricts nobody by name."""
    kinds = RESTRICTIONS - ON_CHANNEL
    return any(each.kind in kinds and each.state is EffectState.DONE for each in effects)


def statement(case: Case, effects: Sequence[Effect], notices: Sequence[Notice], community: str) -> dict[str, object]:
    """Return a case's facts under the database's field names; None where Takt does not know.

    An aid to filling in the form for article 17(3) of the Digital Services Act, and no legal advice: whether a
    community has to give such statements, whether content is illegal, and the category that fits best are for a person
    to judge. `effects` and `notices` are those of the case. No member, moderator or message text is in it. Dates are
    days in UTC.
    """
    done = [each for each in effects if each.state is EffectState.DONE and each.kind in _DID]
    reasons = [each for each in notices if each.kind in {NoticeKind.NUDGE, NoticeKind.ACTION}]
    return {
        "puid": f"{case.community}-{case.number}",
        **_restrictions(case, done, effects),
        **_ground(case, reasons),
        "content_type": ["CONTENT_TYPE_TEXT"],
        "content_date": None,
        "application_date": _day(min((each.made_at for each in reasons), default=case.opened_at)),
        "territorial_scope": list(_EVERYWHERE),
        **_automation(case, reasons),
        "decision_facts": _facts(case, done, reasons, community),
        "redress": _redress(reasons),
    }


def _restrictions(case: Case, done: Sequence[Effect], effects: Sequence[Effect]) -> dict[str, object]:
    kinds = {each.kind for each in done}
    hides = [each for each in done if each.kind in _VISIBILITY]
    ended = bool(hides) and not any(is_standing(each, effects) for each in hides)
    ends = [each.until for each in done if each.kind is EffectKind.TIME_OUT and each.until]
    return {
        "decision_visibility": [said for kind, said in _VISIBILITY.items() if kind in kinds],
        **({"decision_visibility_other": _PREVIEWS} if EffectKind.SUPPRESS_EMBEDS in kinds else {}),
        "end_date_visibility_restriction": _day(case.decided_at or case.changed_at) if ended else None,
        "decision_monetary": None,
        "decision_provision": next((said for kind, said in _PROVISION.items() if kind in kinds), None),
        "end_date_service_restriction": _day(max(ends)) if ends and not kinds & _WITHOUT_END else None,
        "decision_account": "DECISION_ACCOUNT_TERMINATED" if EffectKind.BAN in kinds else None,
        "end_date_account_restriction": None,
    }


def _ground(case: Case, reasons: Sequence[Notice]) -> dict[str, object]:
    titles = dict.fromkeys(each.title for each in reasons if each.title)
    explanations = dict.fromkeys(each.explanation for each in reasons if each.explanation)
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": "; ".join(titles) or ", ".join(case.rules),
        "incompatible_content_explanation": " ".join(explanations),
        "incompatible_content_illegal": None,
        "category": "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
    }


def _automation(case: Case, reasons: Sequence[Notice]) -> dict[str, object]:
    found = _found_by_program(case, reasons)
    alone = {each.decided for each in reasons} or {not case.by_hand and not case.decided_by}
    if alone == {True}:
        decided = "AUTOMATED_DECISION_FULLY"
    else:
        decided = "AUTOMATED_DECISION_PARTIALLY" if found or True in alone else "AUTOMATED_DECISION_NOT_AUTOMATED"
    return {
        "source_type": "SOURCE_VOLUNTARY" if found or case.by_hand else "SOURCE_TYPE_OTHER_NOTIFICATION",
        "automated_detection": "Yes" if found else "No",
        "automated_decision": decided,
    }


def _found_by_program(case: Case, reasons: Sequence[Notice]) -> bool:
    return any(each.detected for each in reasons) if reasons else not case.by_hand


def _facts(case: Case, done: Sequence[Effect], reasons: Sequence[Notice], community: str) -> str:
    if _found_by_program(case, reasons):
        found = "A program found"
    else:
        found = "A moderator found" if case.by_hand else "Members reported"
    acts = [_DID[kind] for kind in dict.fromkeys(each.kind for each in done)]
    if any(each.warning for each in reasons):
        acts.append("gave the member a formal warning")
    rules = ", ".join(case.rules) or "no rule in particular"
    return f"{found} a message in the community {community} and held it against: {rules}. What was done: " + (
        f"the community {', '.join(acts)}." if acts else "nothing that restricts the member or the message."
    )


def _redress(reasons: Sequence[Notice]) -> dict[str, object]:
    """Say how a decision can be contested; article 17(3)(f) asks for it, the database has no field for it."""
    ends = [each.appeal_until for each in reasons if each.appeal_until]
    return {"internal_complaint": bool(ends), "internal_complaint_until": _day(max(ends)) if ends else None}


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d}"
