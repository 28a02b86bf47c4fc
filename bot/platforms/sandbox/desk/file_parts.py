"""What stands below the queue: the case or the draft that is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.platforms.sandbox.desk.case_words import NOTHING, case_parts
from bot.platforms.sandbox.desk.draft_parts import draft_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.platforms.sandbox.desk.parts import Part
    from bot.platforms.sandbox.desk.snapshot import Snapshot


def file_parts(snapshot: Snapshot, name_of: Callable[[str], str], width: int, *, shown: bool) -> list[Part]:
    """Return everything about what is marked, wrapped to `width`. `shown`: members' words are not blurred."""
    draft, file = snapshot.draft, snapshot.file
    if draft and snapshot.card:
        return draft_parts(draft, snapshot.card, name_of(draft.member), snapshot.now, width, shown=shown)
    if file is None:
        return [(NOTHING, "$text-muted")]
    return case_parts(file, name_of(file.case.member), snapshot.now, width, shown=shown)
