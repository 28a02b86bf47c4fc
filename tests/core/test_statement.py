"""A case as a statement of reasons."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.cases import Case, CaseState
from bot.core.content import Message
from bot.core.effects import Effect, EffectKind, EffectState, effect_key
from bot.core.notices import Notice, NoticeKind
from bot.core.policy import Severity
from bot.core.statement import restricts, statement

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MESSAGE = Message("secret-channel", "msg-4711")
CASE = Case(
    community="guild-1", number=12, message=MESSAGE, member="member-99", state=CaseState.HANDLED,
    severity=Severity.MINOR, rules=("be-kind",), proposals=(), revision=0, policy="0123456789ab", language="da",
    opened_at=NOW, changed_at=NOW,
)  # fmt: skip
NOTICE = Notice(
    community="guild-1", case=12, batch=1, member="member-99", message=MESSAGE, kind=NoticeKind.ACTION, language="da",
    rule="be-kind", title="Vær venlig", explanation="Lad være med at fornærme andre.", made_at=NOW,
    appeal_until=NOW + timedelta(days=14), reason="no DM for member-99",
)  # fmt: skip


def effect(kind: EffectKind, state: EffectState = EffectState.DONE, **changes: object) -> Effect:
    """Make an effect of the case."""
    made = Effect(effect_key("guild-1", 12, 1, kind), "guild-1", 12, 1, kind, MESSAGE, "member-99", state=state)
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name the fields


def test_a_hide_by_the_program_fills_the_form() -> None:
    """Visibility, ground, means, source and days are those of the case."""
    made = statement(CASE, [effect(EffectKind.HIDE)], [NOTICE], "Nordlys")
    scope = made.pop("territorial_scope")
    assert isinstance(scope, list)
    assert len(scope) == 30
    assert made == {
        "puid": "guild-1-12",
        "decision_visibility": ["DECISION_VISIBILITY_CONTENT_DISABLED"],
        "end_date_visibility_restriction": None,
        "decision_monetary": None,
        "decision_provision": None,
        "end_date_service_restriction": None,
        "decision_account": None,
        "end_date_account_restriction": None,
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": "Vær venlig",
        "incompatible_content_explanation": "Lad være med at fornærme andre.",
        "incompatible_content_illegal": None,
        "category": "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
        "content_type": ["CONTENT_TYPE_TEXT"],
        "content_date": None,
        "application_date": "2026-03-01",
        "source_type": "SOURCE_VOLUNTARY",
        "automated_detection": "Yes",
        "automated_decision": "AUTOMATED_DECISION_FULLY",
        "decision_facts": "A program found a message in the community Nordlys and held it against: be-kind. "
        "What was done: the community hid the message.",
        "redress": {"internal_complaint": True, "internal_complaint_until": "2026-03-15"},
    }


@pytest.mark.parametrize(
    ("kind", "field", "value", "end"),
    [
        (EffectKind.TIME_OUT, "decision_provision", "DECISION_PROVISION_PARTIAL_SUSPENSION", "2026-03-02"),
        (EffectKind.KICK, "decision_provision", "DECISION_PROVISION_TOTAL_SUSPENSION", None),
        (EffectKind.BAN, "decision_account", "DECISION_ACCOUNT_TERMINATED", None),
    ],
)
def test_what_touches_the_member_has_its_own_field(kind: EffectKind, field: str, value: str, end: str | None) -> None:
    """A time-out and a kick suspend the service, a ban ends the account; only a time-out has an end."""
    until = NOW + timedelta(days=1) if kind is EffectKind.TIME_OUT else None
    made = statement(CASE, [effect(kind, until=until)], [NOTICE], "Nordlys")
    assert (made[field], made["end_date_service_restriction"]) == (value, end)
    assert made["decision_visibility"] == []


def test_the_heavier_suspension_counts() -> None:
    """Who is removed on top of a time-out is suspended without an end."""
    effects = [effect(EffectKind.TIME_OUT, until=NOW + timedelta(days=1)), effect(EffectKind.KICK)]
    made = statement(CASE, effects, [NOTICE], "Nordlys")
    assert made["decision_provision"] == "DECISION_PROVISION_TOTAL_SUSPENSION"
    assert made["end_date_service_restriction"] is None


def test_what_was_not_done_is_no_restriction() -> None:
    """A hide that failed and a ban that waits appear nowhere."""
    effects = [effect(EffectKind.HIDE, EffectState.FAILED), effect(EffectKind.BAN, EffectState.PLANNED)]
    made = statement(CASE, effects, [NOTICE], "Nordlys")
    assert (made["decision_visibility"], made["decision_account"]) == ([], None)
    assert "nothing that restricts" in str(made["decision_facts"])


def test_a_hide_that_was_taken_back_has_ended() -> None:
    """The day of the verdict ends it; the other fields still say what was done."""
    hide = effect(EffectKind.HIDE)
    back = replace(effect(EffectKind.RESTORE), reverses=hide.key)
    case = replace(CASE, state=CaseState.UNDONE, decided_by="mod-7", decided_at=NOW + timedelta(days=2))
    made = statement(case, [hide, back], [NOTICE], "Nordlys")
    assert made["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    assert made["end_date_visibility_restriction"] == "2026-03-03"


@pytest.mark.parametrize(
    ("detected", "decided", "by_hand", "means"),
    [
        (True, True, False, ("SOURCE_VOLUNTARY", "Yes", "AUTOMATED_DECISION_FULLY")),
        (True, False, False, ("SOURCE_VOLUNTARY", "Yes", "AUTOMATED_DECISION_PARTIALLY")),
        (False, True, False, ("SOURCE_TYPE_OTHER_NOTIFICATION", "No", "AUTOMATED_DECISION_FULLY")),
        (False, False, False, ("SOURCE_TYPE_OTHER_NOTIFICATION", "No", "AUTOMATED_DECISION_NOT_AUTOMATED")),
        (False, False, True, ("SOURCE_VOLUNTARY", "No", "AUTOMATED_DECISION_NOT_AUTOMATED")),
    ],
)
def test_means_and_source_follow_who_found_and_decided(
    *, detected: bool, decided: bool, by_hand: bool, means: tuple[str, str, str]
) -> None:
    """Found by a program or by members or a moderator, decided with or without a human."""
    notice = replace(NOTICE, detected=detected, decided=decided)
    made = statement(replace(CASE, by_hand=by_hand), [], [notice], "Nordlys")
    assert (made["source_type"], made["automated_detection"], made["automated_decision"]) == means


def test_a_moderator_who_adds_to_the_program_makes_it_partial() -> None:
    """One notice by the program and one by a moderator: partly automated, the first day, the last appeal day."""
    later = replace(NOTICE, batch=2, decided=False, warning=True, made_at=NOW + timedelta(days=3), appeal_until=None)
    made = statement(CASE, [], [later, NOTICE], "Nordlys")
    assert made["automated_decision"] == "AUTOMATED_DECISION_PARTIALLY"
    assert made["application_date"] == "2026-03-01"
    assert "formal warning" in str(made["decision_facts"])


def test_a_case_without_notices_still_has_its_facts() -> None:
    """A moderator's own action without a notice is found and decided by a human, under the case's rules."""
    made = statement(replace(CASE, by_hand=True, decided_by="mod-7"), [effect(EffectKind.HIDE)], [], "Nordlys")
    assert made["automated_detection"] == "No"
    assert made["automated_decision"] == "AUTOMATED_DECISION_NOT_AUTOMATED"
    assert made["incompatible_content_ground"] == "be-kind"
    assert made["redress"] == {"internal_complaint": False, "internal_complaint_until": None}


def test_nobody_is_named() -> None:
    """Neither member, moderator, message, channel nor delivery notes are in it, and it is JSON."""
    case = replace(CASE, decided_by="mod-7", claimed_by="mod-8", decided_at=NOW)
    written = json.dumps(statement(case, [effect(kind) for kind in EffectKind], [NOTICE], "Nordlys"))
    assert not any(each in written for each in ("member-99", "mod-7", "mod-8", "msg-4711", "secret-channel", "DM"))


def test_hidden_previews_are_named_and_end_when_they_are_back() -> None:
    """They are a visibility decision of its own words, and no message is said to be disabled."""
    gone = effect(EffectKind.SUPPRESS_EMBEDS)
    made = statement(CASE, [gone], [NOTICE], "Nordlys")
    assert made["decision_visibility"] == ["DECISION_VISIBILITY_OTHER"]
    assert made["decision_visibility_other"] == "the previews of its links are hidden"
    assert made["end_date_visibility_restriction"] is None
    back = statement(CASE, [gone, effect(EffectKind.RESTORE_EMBEDS, reverses=gone.key)], [NOTICE], "Nordlys")
    assert back["end_date_visibility_restriction"] is not None


def test_what_is_done_to_a_whole_channel_asks_for_no_statement() -> None:
    """A hide or a time-out restricts a member; a slow mode restricts nobody by name, and what was not done nobody."""
    assert restricts([effect(EffectKind.HIDE)])
    assert not restricts([effect(EffectKind.HIDE, EffectState.FAILED)])
    assert not restricts([effect(EffectKind.SLOW_MODE), effect(EffectKind.LOCK)])
