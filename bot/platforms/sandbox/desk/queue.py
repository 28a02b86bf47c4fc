"""The queue of cases and drafts as a list to walk through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from bot.platforms.sandbox.desk.queue_words import queue_line
from bot.platforms.sandbox.desk.snapshot import entry_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.platforms.sandbox.desk.snapshot import Snapshot


class Queue(OptionList):
    """Keeps the marked entry marked, however the queue is sorted meanwhile."""

    def show(self, snapshot: Snapshot, marked: str, name_of: Callable[[str], str]) -> None:
        """Show a queue with one entry marked. `name_of`: a member's name by id."""
        width = self.scrollable_content_region.width - 2
        appealed = {each.case for each in snapshot.appeals}
        lines = {
            entry_name(each): Content.assemble(*queue_line(each, name_of(each.member), snapshot.now, width, appealed))
            for each in snapshot.queue
        }
        if list(lines) == [each.id for each in self.options]:
            for place, line in enumerate(lines.values()):
                self.replace_option_prompt_at_index(place, line)
        else:
            self.set_options([Option(line, id=name) for name, line in lines.items()])
        wanted = next((place for place, name in enumerate(lines) if name == marked), None)
        if wanted is not None and self.highlighted != wanted:
            self.highlighted = wanted
