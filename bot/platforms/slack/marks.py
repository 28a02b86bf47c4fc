"""How Slack carries a Mark: `takt:what:number:…`, as an action's id, an option's value or a form's callback id."""

from __future__ import annotations

from bot.core.marks import Mark

_HEAD = "takt"
# Behind this button stand those that a row has no room for; the mark is in the option that was chosen.
MORE = f"{_HEAD}-more"


def written(mark: Mark) -> str:
    """Return a mark as Slack carries it, at most 150 characters."""
    return ":".join((_HEAD, mark.what, *map(str, mark.numbers)))


def read_mark(text: str) -> Mark | None:
    """Return the mark, None for what is not the bot's."""
    head, *rest = text.split(":")
    if head != _HEAD or not rest or not all(each.isdecimal() for each in rest[1:]):
        return None
    return Mark(rest[0], tuple(map(int, rest[1:])))
