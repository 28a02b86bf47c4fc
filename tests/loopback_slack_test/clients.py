"""A workspace in a loopback Slack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.errors import SlackApiError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tests.loopback_slack import Channel, LoopbackSlack, Person, Workspace


class Nordlys:
    """The workspace of the tests and who is in it: eva is an admin, bo a member."""

    def __init__(self, slack: LoopbackSlack) -> None:
        self.slack = slack
        self.workspace: Workspace = slack.new_workspace("Nordlys")
        self.eva: Person = self.workspace.new_person("eva", admin=True)
        self.bo: Person = self.workspace.new_person("bo", locale="da-DK")
        self.chat: Channel = self.workspace.new_channel("chat")


async def refused(asking: Awaitable[Any]) -> str:
    """Return the error with which Slack refuses."""
    with pytest.raises(SlackApiError) as refusal:
        await asking
    return str(refusal.value.response["error"])
