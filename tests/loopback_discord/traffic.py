"""What goes wrong on the way: the faults a test asks for, and Discord's limits on how often one may ask."""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.loopback_discord.spec import Operation
    from tests.loopback_discord.texts import Json

# The ids that Discord keeps separate limits for.
_MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id")
_GENEROUS, _PER_SECONDS = 1000, 1.0


@dataclass(eq=False, slots=True)
class Trouble:
    """What happens to the next `times` requests of the method (or `*`) whose path the pattern is found in.

    `status` and `body`: the answer instead; `loses`: done, but the answer never arrives; `after`: seconds to wait.
    """

    method: str
    pattern: str
    times: int
    status: int = 0
    body: Json | None = None
    loses: bool = False
    after: float = 0.0

    def meets(self, method: str, path: str) -> bool:
        """Tell whether it strikes this request."""
        return self.times > 0 and self.method in ("*", method) and re.search(self.pattern, path) is not None


@dataclass(eq=False, slots=True)
class Limit:
    """How many requests a bucket takes per so many seconds."""

    method: str
    pattern: str
    most: int = _GENEROUS
    seconds: float = _PER_SECONDS

    def meets(self, method: str, path: str) -> bool:
        """Tell whether it is the limit of this request."""
        return self.method in ("*", method) and re.search(self.pattern, path) is not None


@dataclass(eq=False, slots=True)
class _Window:
    ends: float
    used: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a bucket. `wait`: seconds to wait when the request is one too many, else 0."""

    headers: dict[str, str]
    wait: float = 0.0
    is_global: bool = False

    @property
    def body(self) -> Json:
        """Return the body of a 429."""
        return {"message": "You are being rate limited.", "retry_after": round(self.wait, 3), "global": self.is_global}


@dataclass(eq=False, slots=True)
class Traffic:
    """The faults and limits in force. `global_until`: till then nothing goes through."""

    troubles: list[Trouble] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    global_until: float = 0.0
    _windows: dict[str, _Window] = field(default_factory=dict)

    def strike(self, method: str, path: str) -> Trouble | None:
        """Return the first fault that meets the request, and count it."""
        for trouble in self.troubles:
            if trouble.meets(method, path):
                trouble.times -= 1
                return trouble
        return None

    def pass_through(self, operation: Operation, path: str) -> Allowance:
        """Count the request against its bucket."""
        now = time.monotonic()
        if now < self.global_until:
            wait = self.global_until - now
            headers = {"Retry-After": f"{wait:.3f}", "X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
            return Allowance(headers, wait, is_global=True)
        matching = [each for each in self.limits if each.meets(operation.method, path)]
        limit = matching[-1] if matching else Limit("*", "")
        return self._count(operation, limit, now)

    def _count(self, operation: Operation, limit: Limit, now: float) -> Allowance:
        bucket = hashlib.md5(repr(operation.key).encode(), usedforsecurity=False).hexdigest()
        major = ":".join(operation.values.get(name, "") for name in _MAJOR)
        window = self._windows.get(f"{bucket}:{major}")
        if window is None or window.ends <= now:
            window = self._windows[f"{bucket}:{major}"] = _Window(now + limit.seconds)
        left = window.ends - now
        if window.used >= limit.most:
            return Allowance(_headers(limit, 0, left, bucket) | {"Retry-After": f"{left:.3f}"}, left)
        window.used += 1
        return Allowance(_headers(limit, limit.most - window.used, left, bucket))


def _headers(limit: Limit, remaining: int, left: float, bucket: str) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(limit.most),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": f"{time.time() + left:.3f}",
        "X-RateLimit-Reset-After": f"{left:.3f}",
        "X-RateLimit-Bucket": bucket,
        **({"X-RateLimit-Scope": "user"} if remaining == 0 else {}),
    }
