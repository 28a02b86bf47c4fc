"""What is filled in in a view: at first, and as a person changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.loopback_slack.texts import dicts_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.loopback_slack.model import Json

State = dict[str, dict[str, Any]]
# Under which name each element has its value, and under which its value at first.
_VALUES: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}


def elements_in(block: Json) -> Iterator[Json]:
    """Give each element in the block that one acts on."""
    for each in dicts_in([block.get("elements"), block.get("accessory"), block.get("element")]):
        if "action_id" in each and "type" in each:
            yield each


def has_state(element: Json) -> bool:
    """Tell whether the element keeps what is chosen; buttons and overflow menus do not."""
    return element["type"] in _VALUES


def initial_state(blocks: list[Json], before: State) -> State:
    """Return what is filled in when the blocks are shown; what was there before stays."""
    state: State = {}
    for block in blocks:
        for each in filter(has_state, elements_in(block)):
            kept = before.get(block["block_id"], {}).get(each["action_id"])
            state.setdefault(block["block_id"], {})[each["action_id"]] = kept or _at_first(each)
    return state


def _at_first(element: Json) -> Json:
    name, initial = _VALUES[element["type"]]
    nothing: Any = [] if name.endswith("s") else None
    return {"type": element["type"], name: element.get(initial, nothing)}


def chosen(element: Json, value: Any) -> Json:  # noqa: ANN401 - a text, several, or none
    """Return the state of the element with the value: a text, an option's label or value, an id, or several."""
    name, _ = _VALUES[element["type"]]
    if name == "selected_option":
        value = option_of(element, value) if value is not None else None
    elif name == "selected_options":
        value = [option_of(element, each) for each in value]
    elif isinstance(value, (list, tuple)):
        value = [getattr(each, "id", each) for each in value]
    else:
        value = getattr(value, "id", value)
    return {"type": element["type"], name: value}


def is_empty(state: Json) -> bool:
    """Tell whether nothing is filled in."""
    return all(value in (None, "", []) for name, value in state.items() if name != "type")


def option_of(element: Json, which: str) -> Json:
    """Return the option with the label or value."""
    groups = element.get("option_groups") or []
    every = [*(element.get("options") or []), *(each for group in groups for each in group["options"])]
    for option in every:
        if which in (option["text"]["text"], option.get("value")):
            found: Json = option
            return found
    raise AssertionError(f"no {which!r} there, only {[each['text']['text'] for each in every]}")


def text_fault(element: Json, state: Json) -> str | None:
    """Return what Slack's client would hold against a text that is typed in."""
    text = state.get("value")
    if element["type"] != "plain_text_input" or not text:
        return None
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    return None if least <= len(text) <= most else f"{len(text)} characters, {least} to {most} are taken"
