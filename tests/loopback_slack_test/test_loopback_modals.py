"""Shortcuts, modals and the home tab, with a real slack_bolt app in both modes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.loopback_slack_test.builders import CARD, modal, plain

if TYPE_CHECKING:
    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.loopback_slack_test.bolt import Bolt
    from tests.loopback_slack_test.builders import Body
    from tests.loopback_slack_test.clients import Nordlys


async def test_a_modal_is_opened_filled_in_and_submitted(nordlys: Nordlys, bolt: Bolt) -> None:
    """The app gets what was filled in, and what was there before; a plain acknowledgement closes the modal."""
    got = []

    @bolt.app.shortcut("report")
    async def report(ack: AsyncAck, shortcut: Body, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal(private_metadata="case 1"))

    @bolt.app.view("edit")
    async def edit(ack: AsyncAck, view: Body) -> None:
        await ack()
        got.append((view["private_metadata"], view["state"]["values"]))

    message = await nordlys.bo.writes(nordlys.chat, "hello")
    view = await (await nordlys.eva.uses_on(message, "report")).view()
    assert (view.title, view.inputs["Reason"]["filled"]["value"]) == ("Edit", "draft")
    submitted = await nordlys.eva.submits(view, {"Reason": "because", "choice": "Yes"})

    assert await submitted.acked() == {}
    chosen = {"text": plain("Yes"), "value": "y"}
    values = {
        "reason": {"text": {"type": "plain_text_input", "value": "because"}},
        "choice": {"one": {"type": "static_select", "selected_option": chosen}},
    }
    assert got == [("case 1", values)]
    assert nordlys.eva.modal is None


async def test_what_slack_s_client_does_not_take(nordlys: Nordlys, bolt: Bolt) -> None:
    """Too long a text, or none where one is needed, is not even sent."""

    @bolt.app.shortcut("report")
    async def report(ack: AsyncAck, shortcut: Body, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal())

    view = await (await nordlys.eva.uses_shortcut("report")).view()
    sent = len(bolt.bodies)

    with pytest.raises(AssertionError, match="21 characters"):
        await nordlys.eva.submits(view, {"Reason": "x" * 21})
    with pytest.raises(AssertionError, match="empty"):
        await nordlys.eva.submits(view, {"Reason": None})
    with pytest.raises(AssertionError, match="no input"):
        await nordlys.eva.submits(view, {"Colour": "red"})
    assert len(bolt.bodies) == sent


async def test_a_submission_is_sent_back_updated_pushed_and_cleared(nordlys: Nordlys, bolt: Bolt) -> None:
    """Each response_action is shown."""
    answers: list[Body] = [
        {"response_action": "errors", "errors": {"reason": "too short"}},
        {"response_action": "update", "view": modal("Again")},
        {"response_action": "push", "view": modal("On top")},
        {"response_action": "clear"},
    ]

    @bolt.app.shortcut("report")
    async def report(ack: AsyncAck, shortcut: Body, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal())

    @bolt.app.view("edit")
    async def edit(ack: AsyncAck) -> None:
        await ack(**answers.pop(0))

    eva = nordlys.eva
    view = await (await eva.uses_shortcut("report")).view()
    assert await (await eva.submits(view)).rejected() == {"reason": "too short"}
    assert eva.modal is view
    assert (await (await eva.submits(view)).view()).title == "Again"
    pushed = await (await eva.submits(view)).view()
    assert [each.title for each in eva.modals] == ["Again", "On top"]
    assert pushed.previous is view
    await (await eva.submits(pushed)).acked()
    assert eva.modals == []


async def test_a_closed_modal_is_told_of_where_asked_for(nordlys: Nordlys, bolt: Bolt) -> None:
    """notify_on_close brings view_closed, without it nothing comes."""
    closed: list[str] = []

    @bolt.app.shortcut("report")
    async def report(ack: AsyncAck, shortcut: Body, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal(notify_on_close=not closed))

    @bolt.app.view_closed("edit")
    async def edit(ack: AsyncAck, view: Body) -> None:
        await ack()
        closed.append(view["id"])

    view = await (await nordlys.eva.uses_shortcut("report")).view()
    told = await nordlys.eva.closes(view)
    assert told is not None
    await told.acked()
    assert closed == [view.id]
    assert nordlys.eva.modal is None
    view = await (await nordlys.eva.uses_shortcut("report")).view()
    assert await nordlys.eva.closes(view) is None


async def test_a_home_tab_is_published_and_used(nordlys: Nordlys, bolt: Bolt) -> None:
    """Who opens it sees what was published for them, and can press what is in it."""
    pressed = []

    @bolt.app.event("app_home_opened")
    async def home(event: Body, client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": CARD}
        await client.views_publish(user_id=event["user"], view=view)

    @bolt.app.action("hide")
    async def hide(ack: AsyncAck, body: Body) -> None:
        await ack()
        pressed.append(body["view"]["id"])

    await nordlys.eva.opens_home()
    view = await nordlys.slack.until(lambda: nordlys.eva.home)
    assert view.read == "Case 1\nClose\nWhy?\nHide\nEdit"
    await (await nordlys.eva.presses(view, "Hide")).acked()

    assert pressed == [view.id]
    assert nordlys.bo.home is None


async def test_an_answer_to_a_view_that_slack_would_not_take(nordlys: Nordlys, bolt: Bolt) -> None:
    """Errors for what is no input are noted, and the person sees that it went wrong."""

    @bolt.app.shortcut("report")
    async def report(ack: AsyncAck, shortcut: Body, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal())

    @bolt.app.view("edit")
    async def edit(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"nothing": "x"})

    view = await (await nordlys.eva.uses_shortcut("report")).view()
    submitted = await nordlys.eva.submits(view)

    assert await submitted.refused() == "invalid_response"
    assert [each.method for each in nordlys.slack.invalid] == ["view_submission"]
    nordlys.slack.invalid.clear()
