"""A policy file as far as its parts have the right shape, each part read by itself.

A fault in one rule so does not keep the others from being checked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from bot.policy_files.complaints import complain, missing_top_key, only_model, unknown_top_key
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
    RetentionForm,
    RuleForm,
    ScoringForm,
    StrikesForm,
)
from bot.policy_files.problems import Level, shown
from bot.policy_files.tree import Mapping, Scalar, Sequence, plain
from bot.policy_files.words import Name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from bot.policy_files.report import Report
    from bot.policy_files.steps import StepForm
    from bot.policy_files.tree import Branch, Loc


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


def read_draft(report: Report) -> Draft:
    """Read what can be read and report the rest."""
    _report_gaps(report)
    draft = Draft()
    top = report.root.top
    if not isinstance(top, Mapping):
        report.error((), "a policy is keys with values", "Begin with `version: 1`; docs/policy.md shows a whole file.")
        return draft
    for key in top.entries:
        if key not in PolicyForm.model_fields:
            report.error_at_key((key,), *unknown_top_key(key))
    for key, info in PolicyForm.model_fields.items():
        if key in top.entries:
            read = _read_section(report, key, top.entries[key][1])
            if read is not None:
                setattr(draft, key, read)
        elif info.is_required():
            report.error((), *missing_top_key(key))
    return draft


def _report_gaps(report: Report) -> None:
    for loc in _gaps(report.root.top, ()):
        named = shown(loc[-1]) if loc and isinstance(loc[-1], str) else "this"
        report.error_at_key(loc or ("",), f"{named} has no value", "Write one, or take it away.")


def _gaps(node: Branch, loc: Loc) -> Iterator[Loc]:
    if isinstance(node, Scalar):
        if node.value is None:
            yield loc
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _gaps(item, (*loc, index))
    else:
        for key, (_, value) in node.entries.items():
            yield from _gaps(value, (*loc, key))


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one top-level key, or one item under it, is read."""

    adapter: TypeAdapter[object]
    model: type[BaseModel] | None


@cache
def _whole(key: str) -> _Reading:
    annotation = PolicyForm.model_fields[key].rebuild_annotation()
    return _Reading(TypeAdapter(annotation), only_model(annotation))


@cache
def _item(key: str) -> _Reading:
    annotation = get_args(PolicyForm.model_fields[key].annotation)[-1]
    return _Reading(TypeAdapter(annotation), only_model(annotation))


_NAME: TypeAdapter[str] = TypeAdapter(Name)


def _read_section(report: Report, key: str, node: Branch) -> object:
    """Read one top-level key: lists and dicts item by item, anything else whole; None where nothing can be read."""
    collection = get_origin(PolicyForm.model_fields[key].annotation)
    if collection is list and isinstance(node, Sequence) and node.items:
        items = ((index, _read_part(report, (key, index), each, _item(key))) for index, each in enumerate(node.items))
        return {index: read for index, read in items if read is not None}
    if collection is dict and isinstance(node, Mapping) and node.entries:
        return _read_named(report, key, node)
    read = _read_part(report, (key,), node, _whole(key))
    return {} if collection in {list, dict} else read


def _read_named(report: Report, key: str, node: Mapping) -> dict[str, object]:
    parts: dict[str, object] = {}
    for name, (_, each) in node.entries.items():
        part = _read_part(report, (key, name), each, _item(key))
        if _read_name(report, (key, name)) and part is not None:
            parts[name] = part
    return parts


def _read_name(report: Report, loc: Loc) -> bool:
    try:
        _NAME.validate_python(loc[-1])
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False):
            complain(report, (*loc, "[key]"), None, error)
        return False
    return True


def _read_part(report: Report, loc: Loc, node: Branch, reading: _Reading) -> object:
    value = plain(node)
    try:
        return reading.adapter.validate_python(value)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False)
    gaps = {report.root.place_of(each) for each in _gaps(node, loc)}
    for error in errors:
        if report.root.place_of((*loc, *error["loc"])) not in gaps:
            complain(report, loc, reading.model, error)
    unknown = {error["loc"][0] for error in errors if error["type"] == "extra_forbidden" and len(error["loc"]) == 1}
    return _without(value, unknown, reading)


def _without(value: object, unknown: set[int | str], reading: _Reading) -> object:
    """Read a part again without its unknown keys, so that the rest of it is checked too; None if more is wrong."""
    if not isinstance(value, dict) or not unknown:
        return None
    try:
        return reading.adapter.validate_python({key: each for key, each in value.items() if key not in unknown})
    except ValidationError:
        return None


def declared(report: Report, section: str) -> list[str]:
    """Return the names a section declares, also those whose value is faulty."""
    node = report.root.at((section,))
    return list(node.entries) if has_key(report, section) and isinstance(node, Mapping) else []


def refused(report: Report) -> bool:
    """Say whether any problem found so far refuses the file."""
    return any(each.level is Level.ERROR for each in report.problems)


def declared_rules(report: Report) -> list[str]:
    """Return the ids of all rules, also of faulty ones."""
    node = report.root.at(("rules",))
    items = node.items if has_key(report, "rules") and isinstance(node, Sequence) else ()
    ids = (item.entries["id"][1] for item in items if isinstance(item, Mapping) and "id" in item.entries)
    return list(dict.fromkeys(str(each.value) for each in ids if isinstance(each, Scalar)))


def has_key(report: Report, section: str) -> bool:
    """Say whether the file has this top-level key, whatever it holds."""
    return isinstance(report.root.top, Mapping) and section in report.root.top.entries
