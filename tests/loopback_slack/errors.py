"""What Slack answers to what it will not do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.loopback_slack.model import Json


class SlackError(Exception):
    """A refusal: `ok` is false, `error` says why; the HTTP status is 200 all the same."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more

    @property
    def body(self) -> Json:
        """Return the answer."""
        return {"ok": False, "error": self.error, **self.more}


def missing_scope(needed: str, provided: Iterable[str]) -> SlackError:
    """Return the refusal of a token that lacks the scope."""
    return SlackError("missing_scope", needed=needed, provided=",".join(provided))


def invalid_arguments(*messages: str) -> SlackError:
    """Return the refusal of arguments, with what is wrong with each."""
    found = [f"[ERROR] {each}" for each in messages]
    return SlackError("invalid_arguments", response_metadata={"messages": found})


def invalid_blocks(*messages: str) -> SlackError:
    """Return the refusal of blocks, with what is wrong with each."""
    found = [f"[ERROR] {each}" for each in messages]
    return SlackError("invalid_blocks", errors=list(messages), response_metadata={"messages": found})
