"""The methods views.*: modals and the home tab."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.loopback_slack.blockkit import view_faults
from tests.loopback_slack.call import Call, Method, method
from tests.loopback_slack.content import note_pings
from tests.loopback_slack.errors import SlackError, invalid_arguments
from tests.loopback_slack.views import MOST_STACKED, View, opened, published, view_json
from tests.loopback_slack.world import user_in

if TYPE_CHECKING:
    from tests.loopback_slack.interaction import Interaction
    from tests.loopback_slack.model import Json


def _view(call: Call, kind: str) -> Json:
    """Return the view that is given, held to Slack's rules."""
    body = call.object("view")
    note_pings(call.world, call.name, {"view": body})
    faults = view_faults(body)
    if not faults and body["type"] != kind:
        faults = [f"must be a {kind} [json-pointer:/view/type]"]
    if faults:
        call.faults.extend(faults)
        raise SlackError("view_too_large") if "view_too_large" in faults else invalid_arguments(*faults)
    external = body.get("external_id")
    taken = [each for each in call.team.views.values() if external and each.body.get("external_id") == external]
    if any(each.is_open for each in taken) and call.name in ("views.open", "views.push"):
        raise SlackError("duplicate_external_id")
    return body


def _trigger(call: Call) -> Interaction:
    """Exchange the trigger_id, which can be done once and soon after the interaction."""
    found = call.world.interactions.get(call.text("trigger_id") or call.text("interactivity_pointer"))
    if found is None or found.team is not call.team:
        raise SlackError("invalid_trigger_id")
    if found.exchanged:
        raise SlackError("exchanged_trigger_id")
    if time.monotonic() - found.created_at > call.world.trigger_seconds:
        raise SlackError("expired_trigger_id")
    return found


def open_view(call: Call) -> Json:
    """Open a modal for who acted."""
    body, trigger = _view(call, "modal"), _trigger(call)
    return _opened(call, trigger, body, on_top=False)


def push_view(call: Call) -> Json:
    """Open a modal on top of the one in which somebody acted."""
    body, trigger = _view(call, "modal"), _trigger(call)
    if not call.world.modals.get(trigger.user.id):
        raise SlackError("not_found")
    if len(call.world.modals[trigger.user.id]) >= MOST_STACKED:
        raise SlackError("push_limit_reached")
    return _opened(call, trigger, body, on_top=True)


def _opened(call: Call, trigger: Interaction, body: Json, *, on_top: bool) -> Json:
    trigger.exchanged = True
    view = opened(call.world, trigger.user, body, on_top=on_top)
    trigger.views.append(view)
    return {"view": view_json(call.world, view)}


def update_view(call: Call) -> Json:
    """Show something else in a view that is open."""
    found = _known_view(call)
    body = _view(call, found.kind)
    _need_hash(call, found)
    found.show(body)
    return {"view": view_json(call.world, found)}


def _known_view(call: Call) -> View:
    external = call.text("external_id")
    for each in call.team.views.values():
        named = each.id == call.text("view_id") or (external and each.body.get("external_id") == external)
        if named and each.is_open:
            return each
    raise SlackError("not_found")


def _need_hash(call: Call, view: View | None) -> None:
    given = call.text("hash")
    if given and view is not None and given != view.hash:
        raise SlackError("hash_conflict")


def publish_view(call: Call) -> Json:
    """Show a home tab to a user."""
    user = user_in(call.team, call.text("user_id"))
    if not call.world.app.home_tab:
        raise SlackError("not_enabled")
    body = _view(call, "home")
    _need_hash(call, call.world.homes.get(user.id))
    return {"view": view_json(call.world, published(call.world, user, body))}


METHODS: dict[str, Method] = {
    "views.open": method(open_view, "trigger_id interactivity_pointer view!", bot="", user=""),
    "views.push": method(push_view, "trigger_id interactivity_pointer view!", bot="", user=""),
    "views.update": method(update_view, "view_id external_id hash view!", bot="", user=""),
    "views.publish": method(publish_view, "user_id! hash view!", bot="", user=""),
}
