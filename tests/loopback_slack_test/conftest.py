"""A loopback Slack with one workspace, and slack_sdk's real client in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.loopback_slack import LoopbackSlack
from tests.loopback_slack_test.bolt import Bolt, in_socket_mode, over_http
from tests.loopback_slack_test.clients import Nordlys

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def nordlys(shared: Path) -> AsyncIterator[Nordlys]:
    """Serve a workspace; at the end nothing invalid may have been asked, unless the test took note and cleared it."""
    async with LoopbackSlack() as server:
        place = Nordlys(server)
        yield place
        assert server.invalid == []
        assert server.pinged == []


@pytest.fixture
def bot(nordlys: Nordlys) -> AsyncWebClient:
    """Return a client with the bot's token."""
    return AsyncWebClient(nordlys.workspace.bot_token, base_url=nordlys.slack.api_url)


@pytest.fixture
def admin(nordlys: Nordlys) -> AsyncWebClient:
    """Return a client with the token of an admin."""
    token = nordlys.workspace.user_token(nordlys.eva)
    return AsyncWebClient(token, base_url=nordlys.slack.api_url)


@pytest.fixture(params=["socket", "http"])
async def bolt(nordlys: Nordlys, request: pytest.FixtureRequest) -> AsyncIterator[Bolt]:
    """Run a bolt app in each of the two ways."""
    app = Bolt(nordlys)
    async with in_socket_mode(nordlys, app) if request.param == "socket" else over_http(nordlys, app):
        yield app
