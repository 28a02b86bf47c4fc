"""The sections of a file, each read by itself, so that a fault in one does not keep the others from being checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from bot.policy_files.complaints import complain, missing_top_key, only_model, unknown_top_key
from bot.policy_files.problems import shown
from bot.policy_files.tree import Mapping, Scalar, Sequence, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from bot.policy_files.report import Report
    from bot.policy_files.tree import Branch, Loc


def read_sections(report: Report, form: type[BaseModel]) -> dict[str, Any]:
    """Return the sections that can be read, by key, and report the rest. Items of lists are keyed by their number."""
    _report_gaps(report)
    top = report.root.top
    if not isinstance(top, Mapping):
        hint = f"Begin with `version: 1`; docs/{report.kind}.md shows a whole file."
        report.error((), f"a {report.kind} is keys with values", hint)
        return {}
    for key in top.entries:
        if key not in form.model_fields:
            report.error_at_key((key,), *unknown_top_key(form, key))
    sections: dict[str, Any] = {}
    for key, info in form.model_fields.items():
        if key in top.entries:
            read = _read_section(report, form, key, top.entries[key][1])
            if read is not None:
                sections[key] = read
        elif info.is_required():
            report.error((), *missing_top_key(form, key))
    return sections


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
def _whole(form: type[BaseModel], key: str) -> _Reading:
    annotation = form.model_fields[key].rebuild_annotation()
    return _Reading(TypeAdapter(annotation), only_model(annotation))


@cache
def _item(form: type[BaseModel], key: str) -> _Reading:
    annotation = get_args(form.model_fields[key].annotation)[-1]
    return _Reading(TypeAdapter(annotation), only_model(annotation))


@cache
def _key(form: type[BaseModel], key: str) -> TypeAdapter[str]:
    return TypeAdapter(get_args(form.model_fields[key].annotation)[0])


def _read_section(report: Report, form: type[BaseModel], key: str, node: Branch) -> object:
    """Read one top-level key: lists and dicts item by item, anything else whole; None where nothing can be read."""
    collection = get_origin(form.model_fields[key].annotation)
    if collection is list and isinstance(node, Sequence) and node.items:
        how = _item(form, key)
        items = ((index, _read_part(report, (key, index), each, how)) for index, each in enumerate(node.items))
        return {index: read for index, read in items if read is not None}
    if collection is dict and isinstance(node, Mapping) and node.entries:
        return _read_named(report, form, key, node)
    read = _read_part(report, (key,), node, _whole(form, key))
    return {} if collection in {list, dict} else read


def _read_named(report: Report, form: type[BaseModel], key: str, node: Mapping) -> dict[str, object]:
    parts: dict[str, object] = {}
    for written, (_, each) in node.entries.items():
        part = _read_part(report, (key, written), each, _item(form, key))
        name = _read_name(report, (key, written), _key(form, key))
        if name is not None and part is not None:
            parts[name] = part
    return parts


def _read_name(report: Report, loc: Loc, adapter: TypeAdapter[str]) -> str | None:
    try:
        return adapter.validate_python(loc[-1])
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False):
            complain(report, (*loc, "[key]"), None, error)
        return None


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
