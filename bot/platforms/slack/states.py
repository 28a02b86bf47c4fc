"""What was begun in a browser and is to be ended in the same one: once, and within ten minutes."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 600
_MOST = 10_000


class States:
    """The states that were issued, each with what was begun. A restart forgets them, and people begin again."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._issued: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def issue(self, what: str) -> str:
        """Return a new state for what is begun."""
        state = secrets.token_urlsafe(32)
        self._issued[state] = (what, self._now() + SECONDS)
        if len(self._issued) > _MOST:
            self._issued.popitem(last=False)
        return state

    def consume(self, state: str, in_browser: str) -> str:
        """Return what was begun, empty for a state that is none, is old, was used, or is another browser's."""
        if not secrets.compare_digest(state.encode(), in_browser.encode()):
            return ""
        what, until = self._issued.pop(state, ("", 0.0))
        return what if self._now() < until else ""
