"""The JSON Schemas of policy and voice files, for editors that complete and check while one writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.policy_files.models import PolicyForm
from bot.policy_files.voice_models import VoiceForm

if TYPE_CHECKING:
    from pydantic import BaseModel


def policy_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12), made from the models that read the file."""
    return _schema(PolicyForm, "Takt policy")


def voice_schema() -> dict[str, Any]:
    """Return the same for voice files."""
    return _schema(VoiceForm, "Takt voice")


def schema_text() -> str:
    """Return the schema as docs/policy.schema.json holds it."""
    return _text(policy_schema())


def voice_schema_text() -> str:
    """Return the schema as docs/voice.schema.json holds it."""
    return _text(voice_schema())


def _schema(form: type[BaseModel], title: str) -> dict[str, Any]:
    schema = form.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
