"""The messages that are measured on, and those that a threshold may be fitted on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core.proposals import Circumstances, DraftRequest
from bot.core.situations import Situation

if TYPE_CHECKING:
    from collections.abc import Sequence

SETS = Path(__file__).resolve().parents[2] / "tests" / "drafting" / "sets"
DEVELOPMENT = Path(__file__).with_name("development.jsonl")


@dataclass(frozen=True, slots=True)
class Message:
    """What is asked of the drafter, and what is right: language, situation, FAQ entry, and whether a draft is wanted.

    The drafter is not told the language; it sees that of the channel where the set gives it.
    """

    request: DraftRequest
    language: str
    situation: Situation | None
    faq: str | None
    wanted: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A text in a language, and the id of the entry that answers it, None where none does."""

    text: str
    language: str
    faq: str | None


def frozen_messages() -> list[Message]:
    """Read the frozen messages."""
    return [_message(row) for row in _rows(SETS / "messages.jsonl")]


def harsh_complaints() -> list[Message]:
    """Read the harsh complaints, each written in a channel of its language."""
    rows = _rows(SETS / "complaints.jsonl")
    rest = {"channel": "", "situation": "complaint", "faq": None, "offer": True}
    return [_message(row | rest | {"context": {"channel_language": row["language"]}}) for row in rows]


def frozen_queries() -> list[Query]:
    """Read the frozen messages as queries: questions that an entry answers, and what none does.

    Complaints, wishes and the like are no queries: what becomes of them is not retrieval's business.
    """
    asked = (each for each in frozen_messages() if each.situation in {None, Situation.QUESTION})
    return [Query(each.request.text, each.language, each.faq) for each in asked]


def development_queries() -> list[Query]:
    """Read the queries that thresholds are fitted on; none of them is a frozen message."""
    return [Query(**row) for row in _rows(DEVELOPMENT)]


def languages_of(messages: Sequence[Message] | Sequence[Query]) -> list[str]:
    """Return the languages, in the order of the set."""
    return list(dict.fromkeys(each.language for each in messages))


def _message(row: dict[str, Any]) -> Message:
    request = DraftRequest(row["text"], channel=row["channel"], around=Circumstances(**row["context"]))
    situation = Situation(row["situation"]) if row["situation"] else None
    return Message(request, row["language"], situation, row["faq"], row["offer"])


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
