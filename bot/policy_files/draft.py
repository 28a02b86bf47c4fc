"""A policy file as far as its parts have the right shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.policy_files.models import (
    AppealsForm,
    CapsForm,
    CatchUpForm,
    CommunityForm,
    ListenForm,
    ListForm,
    OverrideForm,
    PolicyForm,
    ProtectForm,
    RaidForm,
    RepliesForm,
    RetentionForm,
    RuleForm,
    ScoringForm,
    StrikesForm,
)
from bot.policy_files.sections import read_sections
from bot.policy_files.tree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from bot.policy_files.report import Report
    from bot.policy_files.steps import StepForm


@dataclass(slots=True)
class Draft:
    """The well-formed parts. Rules and overrides keep their place in the file's list as key."""

    version: int | None = None
    community: CommunityForm | None = None
    caps: CapsForm | None = None
    retention: RetentionForm = field(default_factory=RetentionForm)
    strikes: StrikesForm = field(default_factory=StrikesForm)
    protect: ProtectForm = field(default_factory=ProtectForm)
    lists: dict[str, ListForm] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)
    brands: dict[int, str] = field(default_factory=dict)
    ladders: dict[str, list[StepForm]] = field(default_factory=dict)
    rules: dict[int, RuleForm] = field(default_factory=dict)
    overrides: dict[int, OverrideForm] = field(default_factory=dict)
    notices: dict[str, dict[str, str]] = field(default_factory=dict)
    appeals: AppealsForm = field(default_factory=AppealsForm)
    catch_up: CatchUpForm = field(default_factory=CatchUpForm)
    scoring: ScoringForm = field(default_factory=ScoringForm)
    raid: RaidForm | None = None
    listen: ListenForm = field(default_factory=ListenForm)
    replies: RepliesForm | None = None


def read_draft(report: Report) -> Draft:
    """Read what can be read and report the rest."""
    return Draft(**read_sections(report, PolicyForm))


def declared(report: Report, section: str) -> list[str]:
    """Return the names a section declares, also those whose value is faulty."""
    node = report.root.at((section,))
    return list(node.entries) if has_key(report, section) and isinstance(node, Mapping) else []


def declared_rules(report: Report) -> list[str]:
    """Return the ids of all rules, also of faulty ones."""
    node = report.root.at(("rules",))
    items = node.items if has_key(report, "rules") and isinstance(node, Sequence) else ()
    ids = (item.entries["id"][1] for item in items if isinstance(item, Mapping) and "id" in item.entries)
    return list(dict.fromkeys(str(each.value) for each in ids if isinstance(each, Scalar)))


def has_key(report: Report, section: str) -> bool:
    """Say whether the file has this top-level key, whatever it holds."""
    return isinstance(report.root.top, Mapping) and section in report.root.top.entries
