"""Holds blocks and views against the schema of Block Kit, and against the lengths and numbers that Slack takes."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types

from tests.loopback_slack.block_limits import limit_faults, view_limit_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.loopback_slack.model import Json

_SCHEMA = Path(__file__).resolve().parents[2].parent / "shared/specs/blockkit.schema.json"
MOST_IN_MESSAGE, MOST_IN_VIEW = 50, 100
# Slack alone puts these into messages.
_NOT_FOR_APPS = ("file",)
_BY_TYPE = "byType"


def block_faults(blocks: object, *, most: int = MOST_IN_MESSAGE) -> list[str]:
    """List what is wrong with blocks, each fault with the place of what it is about."""
    if not isinstance(blocks, list):
        return ["must be a list [json-pointer:/blocks]"]
    shape = [fault for place, each in enumerate(blocks) for fault in _block_shape_faults(each, place)]
    # What has the wrong shape is not fit to be measured.
    return shape or list(limit_faults(blocks, most))


def view_faults(view: Json) -> list[str]:
    """List what is wrong with a modal or a home tab."""
    if view.get("type") not in ("modal", "home"):
        return ["invalid type [json-pointer:/view/type]"]
    faults = block_faults(view.get("blocks"), most=MOST_IN_VIEW)
    definition = "ModalView" if view["type"] == "modal" else "HomeView"
    # The blocks have been looked at.
    faults += _shape_faults({**view, "blocks": []}, definition, "/view")
    return faults or list(view_limit_faults(view))


def _block_shape_faults(block: object, place: int) -> Iterator[str]:
    if isinstance(block, dict) and block.get("type") in _NOT_FOR_APPS:
        yield f"{block['type']} is not for apps [json-pointer:/blocks/{place}/type]"
        return
    yield from _shape_faults(block, "KnownBlock", f"/blocks/{place}")


def _shape_faults(instance: object, definition: str, where: str) -> Iterator[str]:
    for error in _validator(definition).iter_errors(instance):
        path = "".join(f"/{each}" for each in error.absolute_path)
        yield f"{error.message:.300} [json-pointer:{where}{path}]"


@functools.cache
def _validator(definition: str) -> Any:  # noqa: ANN401 - jsonschema ships no types
    kind = jsonschema.validators.extend(jsonschema.Draft7Validator, {_BY_TYPE: _by_type})
    return kind({"$ref": f"#/definitions/{definition}", "definitions": _definitions()})


@functools.cache
def _definitions() -> Json:
    """Return the schema's definitions, made to look at the type instead of trying all alternatives.

    So a fault is about what was meant, and found quickly.
    """
    definitions = json.loads(_SCHEMA.read_text(encoding="utf-8"))["definitions"]
    made: Json = _discriminated(definitions, definitions)
    return made


def _discriminated(tree: Any, definitions: Json) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(tree, list):
        return [_discriminated(each, definitions) for each in tree]
    if not isinstance(tree, dict):
        return tree
    made = {name: _discriminated(value, definitions) for name, value in tree.items()}
    leaves = _leaves(tree, definitions) if "anyOf" in tree else []
    types = [_type_of(each, definitions) for each in leaves]
    if leaves and all(types):
        del made["anyOf"]
        made[_BY_TYPE] = _grouped(types, [_discriminated(each, definitions) for each in leaves])
    return made


def _leaves(schema: Json, definitions: Json) -> list[Json]:
    """Return the alternatives of the schema, and in place of those that are alternatives themselves, theirs."""
    known = definitions[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if "anyOf" in known:
        return [leaf for each in known["anyOf"] for leaf in _leaves(each, definitions)]
    return [schema]


def _type_of(leaf: Json, definitions: Json) -> str | None:
    known = definitions[leaf["$ref"].rpartition("/")[2]] if "$ref" in leaf else leaf
    value: str | None = known.get("properties", {}).get("type", {}).get("const")
    return value


def _grouped(types: list[str | None], leaves: list[Json]) -> Json:
    grouped: dict[str, list[Json]] = {}
    for kind, leaf in zip(types, leaves, strict=True):
        grouped.setdefault(str(kind), []).append(leaf)
    return {kind: each[0] if len(each) == 1 else {"anyOf": each} for kind, each in grouped.items()}


def _by_type(validator: Any, alternatives: Json, instance: Any, _schema: Json) -> Iterator[Any]:  # noqa: ANN401
    kind = instance.get("type") if isinstance(instance, dict) else None
    if not isinstance(kind, str) or kind not in alternatives:
        yield jsonschema.ValidationError(f"unsupported type: {kind!r}, not one of {sorted(alternatives)}")
        return
    yield from validator.descend(instance, alternatives[kind], schema_path=kind)
