"""A lesson's words as JSON and back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from bot.core.lessons import Lesson
from bot.core.situations import Situation

if TYPE_CHECKING:
    from bot.storage.tables_replies import DraftRow

_WORDS = ("moderator", "template", "offered", "sent", "why", "question")


def dump_lesson(lesson: Lesson) -> str:
    """Return what is said in a lesson, but for what its draft says too."""
    plain = {**{each: getattr(lesson, each) for each in _WORDS}, "at": lesson.at.isoformat(), "cites": lesson.cites}
    # Not in ASCII: two lone surrogates would come back as one character.
    return json.dumps(plain, ensure_ascii=False)


def load_lesson(row: DraftRow, text: str) -> Lesson:
    """Return the lesson of a draft that `dump_lesson` wrote."""
    plain = json.loads(text)
    at, cites = datetime.fromisoformat(plain.pop("at")), tuple(plain.pop("cites"))
    return Lesson(row.id or 0, at, Situation(row.situation), row.language, cites=cites, **plain)
