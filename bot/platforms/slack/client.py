"""A token's way to Slack's Web API, and what Slack refuses on it."""

from __future__ import annotations

import logging
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Collection

    import aiohttp
    from slack_sdk.web.async_slack_response import AsyncSlackResponse

SLACK = "https://slack.com/api/"
_SECONDS = 10
# With its own level, whatever the program's is: the library would else write members' texts at the level DEBUG.
_quiet = logging.getLogger(__name__)
_quiet.setLevel(logging.WARNING)


class Owner(StrEnum):
    """Who a token acts for."""

    BOT = "the bot"
    ADMIN = "the admin whose token the bot uses"


class OutOfBoundsError(Exception):
    """The program called a method that its table of scopes does not have."""


class RefusedError(SlackApiError):
    """Slack said no. `owner`: whose token it was."""

    def __init__(self, error: SlackApiError, owner: Owner) -> None:
        super().__init__("Slack refused", error.response)  # type: ignore[no-untyped-call]  # the library has no types here
        self.owner = owner

    @property
    def code(self) -> str:
        """Slack's own word for it, empty where it gave none."""
        return str(self._told("error") or "")

    @property
    def needed(self) -> str:
        """The scope that the token lacks, empty for none."""
        return str(self._told("needed") or "")

    @property
    def status(self) -> int:
        """The HTTP status."""
        answer = self.response
        status: int = getattr(answer, "status_code", 0) or getattr(answer, "status", 0)
        return status

    @property
    def wait(self) -> float | None:
        """The seconds that Slack asks to wait, None where it asks for none."""
        said = self.response.headers.get("Retry-After", "")
        return float(said) if said.isdecimal() else None

    def _told(self, name: str) -> object:
        data = getattr(self.response, "data", None)
        return data.get(name) if isinstance(data, dict) else None


class SlackClient(AsyncWebClient):
    """Slack's Web API with one token. It calls only what is allowed to it, and sends nothing twice by itself."""

    def __init__(
        self,
        token: str,
        allowed: Collection[str],
        owner: Owner = Owner.BOT,
        *,
        base_url: str = SLACK,
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        # The library's own handlers repeat a request whose connection broke off, and it may have gone through.
        super().__init__(token, base_url=base_url, timeout=_SECONDS, session=session, logger=_quiet, retry_handlers=[])
        self._allowed = allowed
        self._owner = owner

    @override
    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """Call a method. Raises RefusedError where Slack says no."""
        if api_method not in self._allowed:
            raise OutOfBoundsError(f"{api_method} is not in the table of scopes for {self._owner}")
        try:
            return await super().api_call(api_method, **arguments)
        except SlackApiError as error:
            raise RefusedError(error, self._owner) from None
