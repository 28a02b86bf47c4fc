"""Marks as Discord carries them: `takt:what:number:…`, at most 100 characters.

A button with the head `takt+` leads back to a form: what its message says is what was written there.
"""

from __future__ import annotations

from bot.core.marks import Mark, Wish

_HEAD, _BACK = "takt", "takt+"
# Their buttons stand in direct messages too, where nothing else says which server they are about: it comes first.
_NAMES_SERVER = frozenset({Wish.APPEAL, Wish.BETTER})


def custom_id(mark: Mark, guild: int, *, leads_back: bool = False) -> str:
    """Return a mark as a button or form of a server carries it."""
    server = (guild,) if mark.what in _NAMES_SERVER else ()
    return ":".join((_BACK if leads_back else _HEAD, mark.what, *map(str, (*server, *mark.numbers))))


def leads_back(text: str) -> bool:
    """Tell whether a button's message says what was written into the form that it opens."""
    return text.startswith(f"{_BACK}:")


def read_custom_id(text: str, guild: int) -> tuple[int, Mark] | None:
    """Return a server and a mark, None for what is not the bot's. `guild`: where it was pressed, 0 for nowhere."""
    head, *rest = text.split(":")
    if head not in {_HEAD, _BACK} or not rest or not all(each.isdecimal() for each in rest[1:]):
        return None
    what, numbers = rest[0], tuple(map(int, rest[1:]))
    if what in _NAMES_SERVER and numbers:
        return numbers[0], Mark(what, numbers[1:])
    return guild, Mark(what, numbers)
