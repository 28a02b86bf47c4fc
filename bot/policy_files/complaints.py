"""pydantic's errors in words for admins: what is wrong, and a hint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from bot.policy_files.clauses import CLAUSES
from bot.policy_files.guards import SHORT_FORMS
from bot.policy_files.models import TAGGED
from bot.policy_files.problems import did_you_mean, one_of, shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from bot.policy_files.report import Report
    from bot.policy_files.tree import Loc

Words = tuple[str, str]

_WANTED = {
    "string_type": ("a text", "Put it in quotes."),
    "int_type": ("a whole number", "Write a whole number, without quotes."),
    "int_from_float": ("a whole number", "Write a whole number, without quotes."),
    "float_type": ("a number", "Write a number, such as 0.90, without quotes."),
    "finite_number": ("a number", "Write a number, such as 0.90."),
    "bool_type": ("true or false", "Write true or false."),
    "list_type": ("a list", "Write [a, b], or one item a line, each after `- `."),
    "dict_type": ("keys with values", "Write {key: value}, or one `key: value` a line, indented."),
    "model_type": ("keys with values", "Write {key: value}, or one `key: value` a line, indented."),
    "model_attributes_type": ("keys with values", "Write {key: value}, or one `key: value` a line, indented."),
}
_LIMITS = {
    "greater_than": ("gt", "above"),
    "greater_than_equal": ("ge", "at least"),
    "less_than_equal": ("le", "at most"),
}


def complain(report: Report, section: Loc, model: type[BaseModel] | None, error: ErrorDetails) -> None:
    """Report one of pydantic's errors; `section` leads to the value that `model` was to read."""
    loc: Loc = (*section, *error["loc"])
    if error["type"] == "extra_forbidden":
        report.error_at_key(loc, *_unknown_key(error, model))
    elif error["type"] == "missing":
        report.error(loc[:-1], *_missing(error, model))
    elif error["type"] == "no_condition":
        report.error(loc, *_no_condition(error["input"]))
    elif "<answer>" in loc and not isinstance(error["input"], str):
        report.error_at_key(loc[:-1], *_unknown(str(loc[-2]), [*SHORT_FORMS, "staff_roles"]))
    elif loc[-1] == "[key]":
        report.error_at_key(loc[:-1], *_other(error, loc, report.kind))
    else:
        report.error(loc, *_other(error, loc, report.kind))


def unknown_top_key(form: type[BaseModel], key: str) -> Words:
    """Say that a key of the file itself is unknown."""
    return _unknown(key, sorted(form.model_fields))


def missing_top_key(form: type[BaseModel], key: str) -> Words:
    """Say that a key of the file itself is missing."""
    return f"`{key}` is missing", _example(form, key)


def _unknown_key(error: ErrorDetails, model: type[BaseModel] | None) -> Words:
    key = str(error["loc"][-1])
    around = _model_at(model, error["loc"][:-1])
    if key in CLAUSES and around in CLAUSES.values():
        what = f"`{key}` is a second condition beside the first"
        return what, "Join them: `any: [{...}, {...}]` for one of them, `all: [...]` for each of them."
    return _unknown(key, _keys_of(around))


def _unknown(key: str, known: list[str]) -> Words:
    if key == "<<":
        return "the merge key `<<` is not used here", "Write the keys out, or use an alias for the whole value."
    return f"unknown key {shown(key)}", did_you_mean(key, known, f"Known here: {', '.join(known)}.")


def _missing(error: ErrorDetails, model: type[BaseModel] | None) -> Words:
    key = str(error["loc"][-1])
    return f"`{key}` is missing", _example(_model_at(model, error["loc"][:-1]), key)


def _example(model: type[BaseModel] | None, key: str) -> str:
    fields = model.model_fields.items() if model else ()
    for name, field in fields:
        if (field.alias or name) == key and field.examples:
            return f"Add `{key}: {field.examples[0]}`, or what fits here."
    return f"Add `{key}`."


def _no_condition(value: object) -> Words:
    known = one_of(CLAUSES)
    if isinstance(value, dict) and value:
        key = str(next(iter(value)))
        return f"{shown(key)} is no condition", did_you_mean(key, CLAUSES, known)
    return f"{_described(value)} is no condition", "Write it in braces, such as {list: insults}."


def _other(error: ErrorDetails, loc: Loc, kind_of_file: str) -> Words:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "said":
        return str(context["what"]), str(context["hint"])
    if kind in _WANTED:
        wanted, hint = _WANTED[kind]
        return f"{_named(loc)} should be {wanted}, not {_described(error['input'])}", hint
    if kind in _LIMITS:
        key, words = _LIMITS[kind]
        limit = _number(context[key])
        return f"{_named(loc)} is {_number(error['input'])}, not {words} {limit}", f"Write a number {words} {limit}."
    if kind in {"enum", "literal_error"}:
        return _no_choice(error["input"], str(context["expected"]))
    if kind == "too_short":
        return f"{_named(loc)} is empty", "Write at least one entry, or take the line away."
    return f"{_named(loc)} is wrong: {error['msg']}", f"Compare it with docs/{kind_of_file}.md."


def _no_choice(value: object, expected: str) -> Words:
    known = [each.strip("' ") for each in expected.replace(" or ", ",").split(",")]
    return f"{shown(value)} is not possible here", did_you_mean(str(value), known, one_of(known))


def _named(loc: Loc) -> str:
    names = [step for step in loc if isinstance(step, str) and not step.startswith(("<", "["))]
    return f"`{names[-1]}`" if names else "this"


def _described(value: object) -> str:
    match value:
        case bool():
            return f"`{str(value).lower()}`"
        case None:
            return "nothing"
        case dict():
            return "keys with values"
        case list():
            return "a list"
        case str():
            return f"the text {shown(value)}"
        case _:
            return f"the number {_number(value)}"


def _number(value: Any) -> str:  # noqa: ANN401 - pydantic hands over the offending value whatever it is
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 20 else f"{text[:17]}..."


def _keys_of(model: type[BaseModel] | None) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _model_at(model: type[BaseModel] | None, loc: Loc) -> type[BaseModel] | None:
    """Follow a location of pydantic's through the models; tags name the member of a union."""
    for step in loc:
        if step in TAGGED:
            model = TAGGED[str(step)]
        elif model and step in (keys := _keys_of(model)):
            model = only_model(list(model.model_fields.values())[keys.index(str(step))].annotation)
    return model


def only_model(annotation: object) -> type[BaseModel] | None:
    """Return the one model class inside an annotation, or None where there is none or a choice."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = {model for each in get_args(annotation) if (model := only_model(each))}
    return found.pop() if len(found) == 1 else None
