"""Modals and home tabs: opened, updated, closed, and in Slack's JSON."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from typing_extensions import override

from tests.loopback_slack.content import with_ids
from tests.loopback_slack.states import elements_in, initial_state
from tests.loopback_slack.texts import pressables_in, texts_in

if TYPE_CHECKING:
    from tests.loopback_slack.model import Json, Team, User
    from tests.loopback_slack.world import World

MOST_STACKED = 3
_GIVEN = ("title", "submit", "close", "private_metadata", "callback_id", "external_id")


@dataclass(eq=False, slots=True, repr=False)
class View:
    """A modal or a home tab. `body`: as the app gave it; `state`: what is filled in, by block_id and action_id."""

    id: str
    team: Team
    user: User
    body: Json
    hash: str = ""
    state: dict[str, dict[str, Json]] = field(default_factory=dict)
    previous: View | None = None
    is_open: bool = True
    errors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.show(self.body)

    @override
    def __repr__(self) -> str:
        return f"<{self.kind} {self.title!r} of {self.user.name}>"

    def show(self, body: Json) -> None:
        """Show this instead; what was filled in stays where block and action are the same."""
        self.body = {**body, "blocks": with_ids(body["blocks"])}
        self.hash = f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}"
        self.state = initial_state(self.blocks, self.state)
        self.errors = {}

    @property
    def kind(self) -> str:
        """Return modal or home."""
        return str(self.body["type"])

    @property
    def blocks(self) -> list[Json]:
        """Return the blocks."""
        return list(self.body["blocks"])

    @property
    def title(self) -> str:
        """Return the title."""
        return str(self.body.get("title", {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        """Return the callback_id."""
        return str(self.body.get("callback_id", ""))

    @property
    def read(self) -> str:
        """Return all that a reader sees of it."""
        return "\n".join(texts_in([self.body.get("title"), self.blocks]))

    @property
    def buttons(self) -> dict[str, Json]:
        """Return what can be pressed or chosen from, by label, placeholder or action_id."""
        return pressables_in([each for each in self.blocks if each["type"] != "input"])

    @property
    def inputs(self) -> dict[str, Json]:
        """Return the inputs by label: the element, with what stands in it under `filled`."""
        found = [each for each in self.blocks if each["type"] == "input"]
        return {each["label"]["text"]: {**each["element"], "filled": self._filled(each)} for each in found}

    def _filled(self, block: Json) -> Json:
        return self.state.get(block["block_id"], {}).get(block["element"]["action_id"], {})

    def block_of(self, action_id: str) -> str:
        """Return the block_id of the element."""
        for block in self.blocks:
            if any(each["action_id"] == action_id for each in elements_in(block)):
                return str(block["block_id"])
        raise AssertionError(f"no element {action_id!r} in the view")


def view_json(world: World, view: View) -> Json:
    """Return the view as the app gets it."""
    root = view
    while root.previous is not None:
        root = root.previous
    given = {name: view.body.get(name, None if name in ("title", "submit", "close") else "") for name in _GIVEN}
    flags = {name: bool(view.body.get(name)) for name in ("clear_on_close", "notify_on_close")}
    return {
        "id": view.id,
        "team_id": view.team.id,
        "type": view.kind,
        "blocks": view.blocks,
        **given,
        **flags,
        "state": {"values": view.state},
        "hash": view.hash,
        "submit_disabled": False,
        "root_view_id": root.id,
        "previous_view_id": view.previous.id if view.previous else None,
        "app_id": world.app.id,
        "app_installed_team_id": view.team.id,
        "bot_id": view.team.bot.bot_id if view.team.bot else None,
    }


def opened(world: World, user: User, body: Json, *, on_top: bool = False) -> View:
    """Open a modal for the user, in place of what is open or on top of it."""
    stack = world.modals.setdefault(user.id, [])
    if not on_top:
        close_all(world, user)
        stack = world.modals[user.id]
    view = View(world.ids.new("V"), user.team, user, body, previous=stack[-1] if stack else None)
    stack.append(view)
    user.team.views[view.id] = view
    return view


def close(world: World, view: View) -> None:
    """Close a modal and what is on top of it."""
    stack = world.modals.get(view.user.id, [])
    if view in stack:
        for each in stack[stack.index(view) :]:
            each.is_open = False
        world.modals[view.user.id] = stack[: stack.index(view)]


def close_all(world: World, user: User) -> None:
    """Close all modals of the user."""
    for each in world.modals.get(user.id, []):
        each.is_open = False
    world.modals[user.id] = []


def published(world: World, user: User, body: Json) -> View:
    """Show a home tab to the user."""
    home = world.homes.get(user.id)
    if home is not None:
        home.show(body)
        return home
    view = View(world.ids.new("V"), user.team, user, body)
    world.homes[user.id] = view
    user.team.views[view.id] = view
    return view
