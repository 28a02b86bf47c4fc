"""HTTP from Slack: only what is signed and fresh is believed, and all else is logged without what is in it."""

from __future__ import annotations

import io
import json
import time
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.platforms.slack.faults import SlackRefusedError
from tests.loopback_slack import LoopbackSlack
from tests.loopback_slack.signing import signature_headers
from tests.platforms.slack_doors import HUSH, Heard, address, keys, standing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.platforms.slack.door import SlackDoor
    from bot.storage.ledger import SqlLedger

_JSON = {"Content-Type": "application/json"}


class Served:
    """A workspace whose events come over HTTP."""

    def __init__(self, slack: LoopbackSlack, heard: Heard, door: SlackDoor, event: dict[str, Any]) -> None:
        self.slack, self.heard, self.door, self.event = slack, heard, door, event

    async def post(self, body: bytes, headers: dict[str, str]) -> int:
        """Post something and return the status that answers it."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                f"{address(self.door)}/slack/events", data=io.BytesIO(body), headers={**_JSON, **headers}
            ) as answer,
        ):
            assert HUSH not in await answer.text()
            return answer.status

    def signed(self, text: str, ago: float = 0) -> dict[str, str]:
        """Return the headers of a text that Slack signed so many seconds ago."""
        return signature_headers(text, self.slack.app.signing_secret, int(time.time() - ago))


@pytest.fixture
async def served(ledger: SqlLedger, shared: object, quiet: None) -> AsyncIterator[Served]:
    """Serve a workspace over HTTP, and give an event that was not told yet."""
    del shared, quiet
    async with LoopbackSlack() as slack:
        workspace, heard = slack.new_workspace("Nordlys"), Heard()
        given = keys(slack, "http", bot_token=workspace.bot_token)
        async with standing(slack, given, heard, ledger.installations) as door:
            await slack.until(lambda: heard.served)
            event = {"type": "message", "text": HUSH, "channel": workspace.general.id, "user": "U1", "ts": "1.2"}
            outer = {"type": "event_callback", "team_id": workspace.id, "event_id": "Ev1", "event": event}
            yield Served(slack, heard, door, outer)


def _refusals(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.getMessage().startswith("refused: ")]


async def test_what_is_not_signed_by_slack_is_refused(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    """Another's signature, none, a broken one, and that of another text; none of it reaches anybody."""
    forge, event = served.slack.forge, served.event
    text = json.dumps(event)
    statuses = [
        (await forge("events_api", event, secret="another")).status,  # noqa: S106 - it opens nothing
        (await forge("events_api", event, headers={"X-Slack-Signature": "v0=0"})).status,
        (await forge("events_api", event, headers={"X-Slack-Signature": "v0=é"})).status,
        (await forge("events_api", event, headers={"X-Slack-Request-Timestamp": "soon"})).status,
        (await forge("events_api", event, headers={"X-Slack-Request-Timestamp": "9" * 5000})).status,
        await served.post(text.encode(), {}),
        await served.post(text.encode() + b" ", served.signed(text)),
        await served.post(b"\xff", served.signed(text)),
    ]
    assert statuses == [401] * 8
    assert [each.removeprefix("refused: request of no workspace: ") for each in _refusals(caplog)] == [
        *["its signature is wrong"] * 3,
        *["its time can't be read"] * 2,
        "it is not signed",
        "its signature is wrong",
        "it is no text",
    ]
    assert (await forge("events_api", event)).status == 200
    await served.slack.until(lambda: served.heard.of("message"))
    assert len(served.heard.of("message")) == 1


async def test_a_request_of_long_ago_is_refused(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    """Five minutes are the most, however well it is signed; the future is not believed either."""
    assert (await served.slack.forge("events_api", served.event, ago=302)).status == 401
    assert (await served.slack.forge("events_api", served.event, ago=-302)).status == 401
    assert _refusals(caplog) == ["refused: request of no workspace: it is older than five minutes"] * 2
    assert (await served.slack.forge("events_api", served.event, ago=295)).status == 200


async def test_what_is_too_long_is_refused(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    """It is not read to its end, nor checked."""
    text = json.dumps({**served.event, "more": "x" * 1024 * 1024})
    assert await served.post(text.encode(), served.signed(text)) == 413
    assert _refusals(caplog) == ["refused: request of no workspace: it is longer than 1048576 bytes"]


async def test_what_is_signed_and_unreadable_is_no_fault(served: Served) -> None:
    """It is answered, and what comes next is taken."""
    for text in ("{", "[1]", "7"):
        assert await served.post(text.encode(), served.signed(text)) in (400, 200, 404)
    assert (await served.slack.forge("events_api", served.event)).status == 200


async def test_slack_verifies_the_address(served: Served) -> None:
    """The challenge is given back, to Slack alone."""
    assert await served.slack.verify_url()
    body = {"type": "url_verification", "challenge": HUSH, "token": "t"}
    forged = await served.slack.forge("events_api", body, secret="another")  # noqa: S106 - it opens nothing
    assert (forged.status, forged.text) == (401, "")


async def test_a_port_that_is_taken_is_said_plainly(served: Served, ledger: SqlLedger) -> None:
    """With the setting that names it."""
    taken = int(address(served.door).rsplit(":", 1)[1])
    given = keys(served.slack, "http", bot_token="xoxb-1", port=taken)  # noqa: S106 - it opens nothing
    with pytest.raises(SlackRefusedError, match=rf"TAKT_SLACK_PORT={taken} can't be listened on: "):
        async with standing(served.slack, given, Heard(), ledger.installations):
            pass
