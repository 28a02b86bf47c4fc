"""Policy and voice files: YAML to Policy and Voice with line numbers, JSON Schema, checks."""

from bot.core.policy import Retention
from bot.policy_files.load import Example, Loaded, PolicyFile, read_policy
from bot.policy_files.notices import shipped_sentences
from bot.policy_files.problems import Level, Place, Problem
from bot.policy_files.schema import policy_schema, schema_text, voice_schema, voice_schema_text
from bot.policy_files.source import Refused
from bot.policy_files.voice import LoadedVoice, read_voice
from bot.policy_files.voice_linting import check_voice

__all__ = [
    "Example",
    "Level",
    "Loaded",
    "LoadedVoice",
    "Place",
    "PolicyFile",
    "Problem",
    "Refused",
    "Retention",
    "check_voice",
    "policy_schema",
    "read_policy",
    "read_voice",
    "schema_text",
    "shipped_sentences",
    "voice_schema",
    "voice_schema_text",
]
