"""What buttons and forms carry: `takt:what:number:…`, all that is known of them after a restart."""

from __future__ import annotations

from dataclasses import dataclass

from typing_extensions import override

_HEAD = "takt"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is asked, and for what: numbers of a case and its version, of a notice, of a server."""

    what: str
    numbers: tuple[int, ...] = ()

    @override
    def __str__(self) -> str:
        """Return it as Discord carries it, at most 100 characters."""
        return ":".join((_HEAD, self.what, *map(str, self.numbers)))


def read_mark(text: str) -> Mark | None:
    """Return the mark, None for what is not the bot's."""
    head, *rest = text.split(":")
    if head != _HEAD or not rest or not all(each.isdecimal() for each in rest[1:]):
        return None
    return Mark(rest[0], tuple(map(int, rest[1:])))
