"""What the sandbox's platform holds: messages, members, what members were told; kept in a small file."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.core.content import Author, Content, Message
from bot.core.effects import Route
from bot.ports.ledger import LedgerUnavailableError

if TYPE_CHECKING:
    from pathlib import Path

# Who answers in the community's name. No member has this id: theirs are what is typed before a colon.
US = ":us"
# So that the file, which is written whole, stays small.
_MOST = 1_000


@dataclass(slots=True)
class Shown:
    """A message as it is in its channel. `place`: its place in all that happened; `bare`: without previews."""

    content: Content
    place: int
    hidden: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a member got from the bot: by direct message, or seen by them alone in a channel. `key`: the effect's."""

    key: str
    member: str
    route: Route
    channel: str
    text: str
    at: datetime
    place: int


@dataclass(slots=True)
class World:
    """Everything. Members are known by id; `out_until` may hold times that are over. `kicks`: keys of kicks done.

    `slow`: channels with the seconds between two messages of a member. `removed`: channels, each with a member who was
    taken out of it. `posts`: messages of the bot's own, by the key of their effect.
    """

    places: int = 0
    posted: int = 0
    names: dict[str, str] = field(default_factory=dict)
    roles: dict[str, frozenset[str]] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    banned: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    out_until: dict[str, datetime] = field(default_factory=dict)
    slow: dict[str, int] = field(default_factory=dict)
    locked: set[str] = field(default_factory=set)
    kicks: set[str] = field(default_factory=set)
    removed: set[tuple[str, str]] = field(default_factory=set)
    messages: dict[Message, Shown] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    posts: dict[str, Message] = field(default_factory=dict)
    alerts: list[str] = field(default_factory=list)

    def next_place(self) -> int:
        """Return a place after all others."""
        self.places += 1
        return self.places

    def next_number(self) -> str:
        """Return an id that no message has."""
        taken, number = {each.id for each in self.messages}, self.posted + 1
        while str(number) in taken:
            number += 1
        return str(number)

    def post(self, content: Content) -> None:
        """Show a message after all others."""
        self.messages[content.message] = Shown(content, self.next_place())
        self.posted += 1

    def forget_oldest(self) -> None:
        """Drop what is more than the file should hold."""
        for message in list(self.messages)[:-_MOST]:
            del self.messages[message]
        for key in list(self.told)[:-_MOST]:
            del self.told[key]
        for key in list(self.posts)[:-_MOST]:
            del self.posts[key]
        del self.alerts[:-_MOST]


def save(world: World, path: Path) -> None:
    """Write the world to its file, all of it or nothing. Raises OSError."""
    fresh = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        json.dump(_plain(world), file)
    fresh.replace(path)


def load(path: Path) -> World:
    """Read a world, an empty one where there is no file. Raises LedgerUnavailableError for one that can't be read."""
    try:
        return _world(json.loads(path.read_text(encoding="ascii")))
    except FileNotFoundError:
        return World()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LedgerUnavailableError(
            f"{path}, which holds the sandbox's messages, can't be read ({type(error).__name__}). "
            "Remove it and the database beside it to begin anew."
        ) from None


def _plain(world: World) -> dict[str, Any]:
    return {
        "places": world.places,
        "posted": world.posted,
        "names": world.names,
        "roles": {member: sorted(roles) for member, roles in world.roles.items()},
        "closed": sorted(world.closed),
        "banned": sorted(world.banned),
        "gone": sorted(world.gone),
        "out_until": {member: until.isoformat() for member, until in world.out_until.items()},
        "kicks": sorted(world.kicks),
        "removed": sorted(world.removed),
        "slow": world.slow,
        "locked": sorted(world.locked),
        "messages": [_plain_message(each) for each in world.messages.values()],
        "told": [
            [each.key, each.member, each.route, each.channel, each.text, each.at.isoformat(), each.place]
            for each in world.told.values()
        ],
        "posts": {key: [each.channel, each.id] for key, each in world.posts.items()},
        "alerts": world.alerts,
    }


def _world(plain: dict[str, Any]) -> World:
    messages = [_message(each) for each in plain["messages"]]
    told = [
        Told(key, member, Route(route), channel, text, datetime.fromisoformat(at), place)
        for key, member, route, channel, text, at, place in plain["told"]
    ]
    return World(
        places=plain["places"],
        posted=plain["posted"],
        names=dict(plain["names"]),
        roles={member: frozenset(roles) for member, roles in plain["roles"].items()},
        closed=set(plain["closed"]),
        banned=set(plain["banned"]),
        gone=set(plain["gone"]),
        out_until={member: datetime.fromisoformat(until) for member, until in plain["out_until"].items()},
        kicks=set(plain["kicks"]),
        slow=plain.get("slow", {}),  # older files lack it, and the next three
        locked=set(plain.get("locked", ())),
        removed={(channel, member) for channel, member in plain.get("removed", ())},
        posts={key: Message(*place) for key, place in plain.get("posts", {}).items()},
        messages={each.content.message: each for each in messages},
        told={each.key: each for each in told},
        alerts=list(plain["alerts"]),
    )


def _plain_message(shown: Shown) -> dict[str, Any]:
    content = shown.content
    return {
        "place": shown.place,
        "hidden": shown.hidden,
        "bare": shown.bare,
        "community": content.community,
        "channel": content.channel,
        "id": content.id,
        "member": content.author.id,
        "name": content.author.name,
        "roles": sorted(content.author.roles),
        "bot": content.author.is_bot,
        "text": content.text,
        "at": content.at.isoformat(),
        "revision": content.revision,
        "mentions": content.mentions,
        "thread": content.thread,
        "answers": content.answers,
    }


def _message(plain: dict[str, Any]) -> Shown:
    content = Content(
        community=plain["community"],
        channel=plain["channel"],
        id=plain["id"],
        author=Author(plain["member"], plain["name"], frozenset(plain["roles"]), plain["bot"]),
        text=plain["text"],
        at=datetime.fromisoformat(plain["at"]),
        revision=plain["revision"],
        mentions=plain["mentions"],
        thread=plain.get("thread", ""),  # older files lack it, and the next one
        answers=plain.get("answers", ""),
    )
    return Shown(content, plain["place"], plain["hidden"], plain.get("bare", False))
