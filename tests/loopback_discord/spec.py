"""Holds requests against Discord's OpenAPI specification, less its known errors, plus the fields that it lacks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import referencing
from referencing.jsonschema import DRAFT202012

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.loopback_discord.texts import Json

_URI = "urn:discord"
_DIGITS: Json = {"type": "string", "pattern": "^[0-9]+$"}
# The specification says that bans need a body, Discord takes them without one.
_NEEDS_NO_BODY = {("PUT", "/guilds/{guild_id}/bans/{user_id}"), ("DELETE", "/guilds/{guild_id}/bans/{user_id}")}
_QUERY_TOO = {("PUT", "/guilds/{guild_id}/bans/{user_id}"): {"delete_message_seconds"}}
# The specification knows replies only.
_FORWARD: Json = {"const": 1}
_BITS = {"allow", "deny", "permissions"}
# discord.py sends these on its own and Discord takes them, but the specification does not have them.
_OF_SCHEMAS: Mapping[str, Json] = {
    "RichEmbed": {"flags": {"type": "integer"}},
    "MessageEditRequestPartial": {"tts": {"type": "boolean"}},
    "IncomingWebhookUpdateRequestPartial": {"tts": {"type": "boolean"}},
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": {"tts": {"type": "boolean"}},
    "ApplicationCommandUpdateRequest": {"nsfw": {"type": "boolean"}},
    "ApplicationCommandCreateRequest": {"nsfw": {"type": "boolean"}},
    "ApplicationCommandPatchRequestPartial": {"nsfw": {"type": "boolean"}},
}
_OF_BODIES: Mapping[tuple[str, str], Json] = {
    ("put", "/channels/{channel_id}/permissions/{overwrite_id}"): {
        "id": {"$ref": "#/components/schemas/SnowflakeType"}
    },
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a request. `refused`: Discord would answer 400; else it only should not be sent."""

    text: str
    refused: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the specification and the values in the path of one request."""

    method: str
    template: str
    values: Mapping[str, str]

    @property
    def key(self) -> tuple[str, str]:
        """Return method and template."""
        return self.method, self.template


class Spec:
    """The specification in the file, made strict: a field that it does not know is a fault."""

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        document["components"]["schemas"]["MessageReferenceType"]["oneOf"].append(_FORWARD)
        self._answers = _registry(document)
        for name, fields in _OF_SCHEMAS.items():
            document["components"]["schemas"][name]["properties"] |= fields
        for (method, template), fields in _OF_BODIES.items():
            content = document["paths"][template][method]["requestBody"]["content"]
            content["application/json"]["schema"]["properties"] |= fields
        document = _strict(document)
        document["components"]["schemas"]["SnowflakeType"] = {"anyOf": [_DIGITS, {"type": "integer", "minimum": 0}]}
        self._paths: Json = document["paths"]
        self._requests = _registry(document)
        # A path with words in it goes before one with values in the same place.
        templates = sorted(self._paths, key=lambda each: [part.startswith("{") for part in each.split("/")])
        self._patterns = [(each, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", each))) for each in templates]

    def operation(self, method: str, path: str) -> Operation | None:
        """Find the operation of the path, which is without `/api/v10`."""
        for template, pattern in self._patterns:
            found = pattern.fullmatch(path)
            if found and method.lower() in self._paths[template]:
                return Operation(method, template, found.groupdict())
        return None

    def faults(self, operation: Operation, query: Mapping[str, str], body: object) -> list[Fault]:
        """List what the specification holds against the query's names and the JSON body; None is no body."""
        described = self._paths[operation.template][operation.method.lower()]
        known = {each["name"] for each in described.get("parameters", []) if each["in"] == "query"}
        known |= _QUERY_TOO.get(operation.key, set())
        faults = [Fault(f"the query has an unknown {name!r}", refused=False) for name in query if name not in known]
        return faults + list(self._body_faults(operation, described, body))

    def _body_faults(self, operation: Operation, described: Json, body: object) -> Iterator[Fault]:
        asked = described.get("requestBody", {})
        if body is None:
            if asked.get("required") and operation.key not in _NEEDS_NO_BODY:
                yield Fault("the body is missing")
            return
        if not asked:
            yield Fault("a body where none is taken", refused=False)
            return
        at = ["paths", operation.template, operation.method.lower(), "requestBody"]
        for error in _validator(self._requests, [*at, "content", "application/json", "schema"]).iter_errors(body):
            yield from _said(error)

    def answer_faults(self, operation: Operation, status: int, body: object) -> list[str]:
        """List what the specification holds against an answer that this server gave."""
        answers = self._paths[operation.template][operation.method.lower()]["responses"]
        if "application/json" not in answers.get(str(status), {}).get("content", {}):
            return []
        at = ["paths", operation.template, operation.method.lower(), "responses", str(status)]
        validator = _validator(self._answers, [*at, "content", "application/json", "schema"])
        return [fault.text for error in validator.iter_errors(body) for fault in _said(error)]


def _registry(document: Json) -> referencing.Registry[Any]:
    empty: referencing.Registry[Any] = referencing.Registry()
    registry: referencing.Registry[Any] = empty.with_resource(_URI, DRAFT202012.create_resource(document))
    return registry


def _validator(registry: referencing.Registry[Any], at: list[str]) -> Any:  # noqa: ANN401 - jsonschema ships no types
    pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in at)
    return jsonschema.Draft202012Validator({"$ref": f"{_URI}#/{pointer}"}, registry=registry)


def _said(error: Any) -> Iterator[Fault]:  # noqa: ANN401 - jsonschema ships no types
    if error.validator in {"anyOf", "oneOf"} and error.context:
        for each in _meant(error.context):
            yield from _said(each)
        return
    yield Fault(f"{error.json_path}: {error.message[:300]}", refused=error.validator != "additionalProperties")


def _meant(errors: list[Any]) -> list[Any]:
    """Return the errors of that alternative which the body seems to be meant as."""
    branches: dict[int, list[Any]] = {}
    for error in errors:
        branches.setdefault(error.relative_schema_path[0], []).append(error)
    fitting = [branch for branch in branches.values() if not any(_is_other_kind(each) for each in branch)]
    return min(fitting or branches.values(), key=lambda branch: (len(branch), sum(len(e.message) for e in branch)))


def _is_other_kind(error: Any) -> bool:  # noqa: ANN401 - jsonschema ships no types
    at = list(error.relative_path)
    return error.validator in {"type", "enum", "const"} and at in ([], ["type"])


def _strict(node: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(node, list):
        return [_strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    strict = {name: _strict(each) for name, each in node.items()}
    fields = strict.get("properties")
    if not isinstance(fields, dict) or "type" not in strict:
        return strict
    for name in _BITS & fields.keys():
        fields[name] = {"anyOf": [fields[name], _DIGITS]}
    return {"additionalProperties": False, **strict}
