"""What goes wrong on the way to the Web API: the faults a test asks for, and how often one may ask."""

from __future__ import annotations

import math
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.loopback_slack.model import Json


@dataclass(eq=False, slots=True)
class Trouble:
    """What happens to the next `times` requests whose method the pattern is found in.

    `error` or `status` and `body`: the answer instead; `loses`: done, but the answer never arrives;
    `after`: seconds to wait.
    """

    pattern: str
    times: int
    status: int = 200
    error: str = ""
    body: Json | None = None
    loses: bool = False
    after: float = 0.0
    retry_after: float | None = None

    def meets(self, method: str) -> bool:
        """Tell whether it strikes this request."""
        return self.times > 0 and re.search(self.pattern, method) is not None

    @property
    def is_refusal(self) -> bool:
        """Tell whether nothing is to be done."""
        return bool(self.error) or self.status != 200


@dataclass(eq=False, slots=True)
class Limit:
    """So many requests in so many seconds, counted for each method, token and workspace. `objects`: most at a time."""

    pattern: str
    most: int
    seconds: float
    objects: int | None = None
    _windows: dict[str, list[float]] = field(default_factory=dict)

    def meets(self, method: str) -> bool:
        """Tell whether it is the limit of this request."""
        return re.search(self.pattern, method) is not None

    def wait(self, key: str) -> float:
        """Count the request; return the seconds to wait if it is one too many, else 0."""
        now = time.monotonic()
        taken = [each for each in self._windows.get(key, []) if each > now - self.seconds]
        if len(taken) >= self.most:
            return taken[0] + self.seconds - now
        self._windows[key] = [*taken, now]
        return 0.0


@dataclass(eq=False, slots=True)
class Traffic:
    """The faults and limits in force."""

    troubles: list[Trouble] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)

    def strike(self, method: str) -> Trouble | None:
        """Return the first fault that meets the request, and count it."""
        for trouble in self.troubles:
            if trouble.meets(method):
                trouble.times -= 1
                return trouble
        return None

    def wait(self, method: str, token: str) -> float:
        """Return how long the request would have to wait, 0 if it may go through; it is counted."""
        matching = [each for each in self.limits if each.meets(method)]
        return matching[-1].wait(f"{method} {token}") if matching else 0.0

    def most_objects(self, method: str) -> int | None:
        """Return how many objects the method gives at most, None if there is no such limit."""
        matching = [each for each in self.limits if each.meets(method)]
        return matching[-1].objects if matching else None


def whole_seconds(wait: float) -> str:
    """Return the wait as Slack says it: whole seconds, at least one."""
    return str(max(1, math.ceil(wait)))
