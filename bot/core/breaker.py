"""Keeps messages from waiting, one after the other, for a classifier or a service that does not answer."""

from __future__ import annotations


class Breaker:
    """Opens after `failures` in a row; then one try every `pause` seconds passes, until one succeeds.

    Times are seconds of a monotonic clock. Own code, as the libraries (purgatory, aiocircuitbreaker) read the wall
    clock and let everybody through at once when a pause is over, to wait for the same silence.
    """

    def __init__(self, failures: int, pause: float) -> None:
        self._failures = failures
        self._pause = pause
        self._in_a_row = 0
        self._next_try = 0.0

    @property
    def is_open(self) -> bool:
        """Whether all but a try now and then are turned away."""
        return self._in_a_row >= self._failures

    def lets_pass(self, now: float) -> bool:
        """Say whether one may ask now; who is told yes while it is open is the try."""
        if not self.is_open:
            return True
        if now < self._next_try:
            return False
        self._next_try = now + self._pause
        return True

    def succeeded(self) -> None:
        """Close: there was an answer."""
        self._in_a_row = 0

    def failed(self, now: float) -> None:
        """Count a failure; the next try comes a pause later."""
        self._in_a_row += 1
        self._next_try = now + self._pause
