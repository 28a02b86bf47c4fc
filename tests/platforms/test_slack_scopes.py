"""The code calls what the table of scopes has, and the table has what the code calls."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.scopes import ADMIN_METHODS, APP_METHODS, BOT_METHODS, DISCOVERY_METHODS
from tests.loopback_slack.api import _METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = sorted((Path(__file__).parents[2] / "bot" / "platforms" / "slack").rglob("*.py"))
TABLE = {*BOT_METHODS, *ADMIN_METHODS, *DISCOVERY_METHODS, *APP_METHODS}
# By the library's name for it, such as chat_postMessage.
LIBRARY = {
    name: name.replace("_", ".") for name in dir(AsyncWebClient) if "_" in name.strip("_") and not name.startswith("_")
}
LIBRARY.pop("api_call")


def called() -> Iterator[str]:
    """Yield every method of Slack's that the code names."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in LIBRARY:
                yield LIBRARY[node.attr]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "api_call":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def test_nothing_is_called_that_is_not_in_the_table_and_nothing_is_in_it_in_vain() -> None:
    """So the scopes that are asked for are those that are needed."""
    assert set(called()) == TABLE


def test_the_scopes_are_slacks() -> None:
    """Each method needs at least one of the scopes that Slack names for that kind of token, and no other."""
    tables = (("bot", BOT_METHODS), ("user", ADMIN_METHODS), ("user", DISCOVERY_METHODS))
    for kind, table in tables:
        for method, scopes in table.items():
            known = set(_METHODS[method].scopes[kind])  # type: ignore[index]  # a kind of token
            assert scopes - {"chat:write.customize"} <= known, method
            assert bool(scopes) is bool(known), method
