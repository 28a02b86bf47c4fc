"""The parser's side of YAML: how bare words are read, and what its errors mean in plain words."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from bot.policy_files.problems import Place, Plain

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF|nan|NaN|NAN)")


def resolve(text: str) -> Plain:
    """Read a bare word by the core schema of YAML 1.2, where yes, no, on and off are words."""
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _SPECIAL.fullmatch(text):
        return float(text.lower().replace(".", ""))
    return text


_IN_PLAIN_WORDS = (
    ("'\\t'", "a tab stands here", "Indent with spaces; YAML takes no tabs."),
    ("mapping values are not allowed", "a colon stands here where no key can be",
     "Look at the line's indentation, and put text that contains `: ` in quotes."),
    ("unexpected end of stream", "a quoted text never ends", "Close the quotes that were opened."),
    ("expected ',' or", "a bracket that was opened is not closed", "Close [ with ] and { with }, with commas between."),
    ("expected <block end>", "this line does not fit the lines above it",
     "Give it the same indentation as the entries beside it, begin each item of a list with `- `, and put text that "
     "begins with a sign such as { in quotes."),
    ("could not find expected ':'", "a key has no colon", "Write `key: value`."),
    ("cannot start any token", "a plain text can not begin with this character", "Put the text in quotes."),
    ("expected <document start>", "the file should have ended before this",
     "Look for a bracket too many or a line without a key."),
)  # fmt: skip


def explain(error: Exception, text: str) -> tuple[Place, str, str]:
    """Return place, what and hint for what the parser said."""
    if isinstance(error, ReaderError):
        return place_at(text, error.position), "a character stands here that YAML does not allow", "Delete it."
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return Place(1, 1), "the file can not be read as YAML", "Look for unusual characters or escapes such as `\\U`."
    said = str(error.problem)
    unfinished = "end of stream" in said or "<stream end>" in said
    mark = error.context_mark if unfinished and error.context_mark else error.problem_mark
    place = Place(mark.line + 1, mark.column + 1)
    for words, what, hint in _IN_PLAIN_WORDS:
        if words in said:
            return place, what, hint
    return place, f"this is not YAML: {' '.join(said.split())}", "Look at this line and the one above it."


def place_at(text: str, position: int) -> Place:
    """Return the place of a position in a text."""
    before = text[:position]
    return Place(before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)
