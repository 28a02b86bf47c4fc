"""One request to the Web API as its handler sees it, and what the handler may ask of it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from tests.loopback_slack.errors import SlackError, invalid_arguments, missing_scope
from tests.loopback_slack.model import SCOPE_WORDS, Channel, Team, Token, User

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.loopback_slack.model import Json, TokenKind
    from tests.loopback_slack.world import World

Thing = TypeVar("Thing")
_TRUE = ("1", "true", "True")
_MOST_OBJECTS = 999


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Web API. `args`: what it knows; `scopes`: any of which a token of the kind needs."""

    handle: Callable[[Call], Json]
    args: frozenset[str]
    required: tuple[str, ...]
    scopes: Mapping[TokenKind, tuple[str, ...]]
    open: bool = False


def method(
    handle: Callable[[Call], Json],
    args: str = "",
    *,
    bot: str | None = None,
    user: str | None = None,
    app: str | None = None,
    is_open: bool = False,
) -> Method:
    """Describe a method: `args` with a `!` behind each that it needs; scopes per kind of token, None: not for these."""
    named = args.split()
    given: list[tuple[TokenKind, str | None]] = [("bot", bot), ("user", user), ("app", app)]
    scopes = {kind: tuple(each.split()) for kind, each in given if each is not None}
    required = tuple(each.rstrip("!") for each in named if each.endswith("!"))
    return Method(handle, frozenset(each.rstrip("!") for each in named), required, scopes, is_open)


@dataclass(frozen=True, slots=True)
class Call:
    """A request. `most_objects`: as many as are given at a time where that is limited; `faults`: what is noted."""

    world: World
    name: str
    args: Mapping[str, Any]
    given_token: Token | None
    most_objects: int | None = None
    basic: tuple[str, str] | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def token(self) -> Token:
        """Return the token, which is there wherever a method needs one."""
        if self.given_token is None:
            raise SlackError("not_authed")
        return self.given_token

    @property
    def team(self) -> Team:
        """Return the workspace of the token."""
        if self.token.team is None:
            raise SlackError("not_allowed_token_type")
        return self.token.team

    @property
    def me(self) -> User:
        """Return who the token acts for."""
        if self.token.user is None:
            raise SlackError("not_allowed_token_type")
        return self.token.user

    @property
    def is_bot(self) -> bool:
        """Tell whether the bot asks."""
        return self.token.kind == "bot"

    def text(self, name: str, default: str = "") -> str:
        """Return an argument that is text."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return an argument that is true or false."""
        value = self.args.get(name)
        return default if value is None else str(value) in _TRUE

    def number(self, name: str, default: int, most: int) -> int:
        """Return an argument that is a number, 1 to `most`."""
        if self.args.get(name) is None:
            return default
        value = str(self.args[name])
        if not value.isdecimal() or not 0 <= int(value) <= most:
            raise SlackError("invalid_limit" if name == "limit" else "invalid_arguments")
        return int(value) or default

    def listed(self, name: str) -> list[str]:
        """Return an argument that is several, with commas or as a list."""
        value = self.args.get(name) or ""
        found = value if isinstance(value, list) else str(value).split(",")
        return [str(each).strip() for each in found if str(each).strip()]

    def has(self, scope: str) -> bool:
        """Tell whether the token has the scope."""
        return scope in self.token.scopes

    def need(self, *scopes: str) -> None:
        """Refuse if the token has none of the scopes."""
        if not any(self.has(each) for each in scopes):
            raise missing_scope(scopes[0], sorted(self.token.scopes))

    def need_for(self, channel: Channel, what: str) -> None:
        """Refuse if the token lacks the scope of that kind of conversation, `what` is read, history or write."""
        self.need(f"{SCOPE_WORDS[channel.kind]}:{what}")

    def channel(self, name: str = "channel") -> Channel:
        """Find the conversation that the argument names and who asks may know of."""
        found = self.team.channels.get(self.text(name))
        if found is None or (found.is_private and self.me.id not in found.members):
            raise SlackError("channel_not_found")
        return found

    def is_in(self, channel: Channel) -> bool:
        """Tell whether who asks is a member of the conversation."""
        return self.me.id in channel.members

    def page(self, things: Sequence[Thing], default: int = 100) -> tuple[list[Thing], Json]:
        """Return the part that limit and cursor ask for, and the metadata with the next cursor."""
        limit = self.number("limit", default, _MOST_OBJECTS)
        if self.most_objects is not None:
            limit = min(limit, self.most_objects)
        start = _place(self.text("cursor"))
        following = start + limit
        cursor = base64.b64encode(f"next:{following}".encode()).decode() if following < len(things) else ""
        return list(things[start:following]), {"response_metadata": {"next_cursor": cursor}}

    def object(self, name: str) -> Json:
        """Return an argument that is a JSON object."""
        value = self.args.get(name)
        if not isinstance(value, dict):
            raise invalid_arguments(f"must provide an object [json-pointer:/{name}]")
        return value


def _place(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except ValueError:
        raise SlackError("invalid_cursor") from None
