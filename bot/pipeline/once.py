"""What a platform delivers twice counts once."""

from __future__ import annotations

from collections import OrderedDict

# What comes a second time comes within moments, if at all.
_REMEMBERED = 10_000


class Once:
    """Remembers the latest presses, forms and commands by the platform's name of each."""

    def __init__(self, most: int = _REMEMBERED) -> None:
        self._most = most
        self._seen: OrderedDict[str, None] = OrderedDict()

    def is_first(self, request: str) -> bool:
        """Tell whether this was not delivered before, and remember it."""
        if request in self._seen:
            return False
        self._seen[request] = None
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return True

    def forget(self, request: str) -> None:
        """Let the same be done again, such as a form that stays open."""
        self._seen.pop(request, None)
