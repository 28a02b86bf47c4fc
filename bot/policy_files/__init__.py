"""Policy files: YAML to Policy with line numbers, JSON Schema, checks."""

from bot.core.policy import Retention
from bot.policy_files.load import Example, Loaded, PolicyFile, Refused, read_policy
from bot.policy_files.notices import shipped_sentences
from bot.policy_files.problems import Level, Place, Problem
from bot.policy_files.schema import policy_schema, schema_text

__all__ = [
    "Example",
    "Level",
    "Loaded",
    "Place",
    "PolicyFile",
    "Problem",
    "Refused",
    "Retention",
    "policy_schema",
    "read_policy",
    "schema_text",
    "shipped_sentences",
]
