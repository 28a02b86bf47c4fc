"""The JSON Schema of policy files, for editors that complete and check while one writes."""

from __future__ import annotations

import json
from typing import Any

from bot.policy_files.models import PolicyForm


def policy_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12), made from the models that read the file."""
    schema = PolicyForm.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Takt policy"}


def schema_text() -> str:
    """Return the schema as docs/policy.schema.json holds it."""
    return json.dumps(policy_schema(), indent=2, ensure_ascii=False) + "\n"
