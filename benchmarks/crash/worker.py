"""The process that is killed: the real pipeline on the real ledger, with a wire to the fake platform."""

from __future__ import annotations

import asyncio
import contextlib
import json
import pickle
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.crash.happenings import COMMUNITY
from benchmarks.crash.words import English, NothingFound, WordClassifier
from bot.bootstrap import SystemClock
from bot.core.cases import Actor, ActorKind
from bot.core.content import Author, Content, Message
from bot.core.effects import Applied, EffectKind, Failed, Order, Outcome
from bot.core.policy import Retention
from bot.pipeline import enforce, review
from bot.pipeline.alarm import keep_telling
from bot.pipeline.community import Community, Pace
from bot.pipeline.intake import take
from bot.pipeline.screen import Screener
from bot.pipeline.warm_up import warm_up
from bot.storage.ledger import open_ledger

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.core.policy import Policy

TAKERS = 8
# The same order of things as in earnest: a lease outlasts a call, and both outlast what is under way when it is killed.
PACE = Pace(
    lease=timedelta(seconds=0.6),
    call_seconds=0.2,
    first_pause=0.05,
    longest_pause=0.4,
    right_missing=timedelta(seconds=0.2),
    most_tries=12,
    look_again=0.1,
)
_VERDICTS = {"dismiss": review.dismiss, "uphold": review.uphold, "undo": review.undo}


@dataclass(frozen=True, slots=True)
class Config:
    """Where the worker finds the platform, its ledger and its policy."""

    port: int
    database: str
    key: str
    policy: str


class Wire:
    """Lines of JSON both ways: events and answers come in, calls and acknowledgements go out."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._numbers = count()
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def read(self) -> None:
        """Read until the platform closes the connection."""
        while line := await self._reader.readline():
            said = json.loads(line)
            if "delivery" in said:
                self.events.put_nowait(said)
            elif (asked := self._waiting.pop(said["number"], None)) is not None and not asked.done():
                asked.set_result(said)

    async def ask(self, call: dict[str, Any]) -> dict[str, Any]:
        """Make a call and wait for its answer, which may never come."""
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        self.say(call | {"number": number})
        try:
            return await self._waiting[number]
        finally:
            self._waiting.pop(number, None)

    def say(self, line: dict[str, Any]) -> None:
        """Send a line."""
        self._writer.write(json.dumps(line).encode() + b"\n")

    def close(self) -> None:
        """Give the connection back."""
        self._writer.close()


class WireEnforcer:
    """Does effects on the fake platform."""

    capabilities = frozenset(EffectKind)

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def enforce(self, order: Order, *, idempotency_key: str) -> Outcome:
        """Make one call."""
        said = await self._wire.ask(_call("enforce", order, idempotency_key))
        match said["answer"]:
            case "done":
                return Applied()
            case "limited":
                return Failed("too many requests", retry=True, after=said["after"])
            case _:
                return Failed("forbidden", permission=f"the bot lacks the right to {order.effect.kind}")

    async def look(self, order: Order, *, idempotency_key: str) -> Applied | None:
        """Ask whether a call with this key went through. Raises OSError where the platform does not say."""
        match (await self._wire.ask(_call("look", order, idempotency_key)))["answer"]:
            case "found":
                return Applied()
            case "missing":
                return None
            case _:
                raise OSError("too many requests")


class WireRoom:
    """Brings alerts to the fake platform."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def alert(self, text: str) -> None:
        """Say it."""
        self._wire.say({"alert": text})


def _call(call: str, order: Order, key: str) -> dict[str, Any]:
    effect = order.effect
    return {
        "call": call,
        "key": key,
        "kind": str(effect.kind),
        "channel": effect.message.channel,
        "message": effect.message.id,
        "member": effect.member,
        "until": effect.until.isoformat() if effect.until else None,
        "notice": effect.notice,
    }


async def _serve(config: Config, policy: Policy) -> None:
    ledger = await open_ledger(config.database, [config.key])
    wire = Wire(*await asyncio.open_connection("127.0.0.1", config.port))
    community = Community(
        id=COMMUNITY,
        screener=Screener(policy, NothingFound(), English()),
        classifier=WordClassifier(),
        ledger=ledger,
        clock=SystemClock(),
        enforcer=WireEnforcer(wire),
        room=WireRoom(wire),
        retention=Retention(None, 90 * 86400),
        pace=PACE,
    )
    await warm_up(community)
    wire.say({"ready": True})
    tasks = [enforce.work(community), keep_telling(community), *(_take_in(community, wire) for _ in range(TAKERS))]
    try:
        await _until_first_ends(wire.read(), *tasks)
    finally:
        wire.close()
        await ledger.close()


async def _until_first_ends(*coroutines: Coroutine[Any, Any, None]) -> None:
    """Run until one ends or fails; the others are stopped."""
    tasks = [asyncio.ensure_future(each) for each in coroutines]
    done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for each in done:
        each.result()


async def _take_in(community: Community, wire: Wire) -> None:
    """Take in what is delivered, and acknowledge each once it is committed."""
    while True:
        said = await wire.events.get()
        happening = said["happening"]
        await (_judge(community, happening) if "verdict" in happening else _read(community, happening))
        wire.say({"acknowledged": said["delivery"]})


async def _read(community: Community, happening: dict[str, Any]) -> None:
    content = Content(
        community=community.id,
        channel=happening["channel"],
        id=happening["id"],
        author=Author(happening["member"], happening["member"].title()),
        text=happening["text"],
        at=datetime.fromisoformat(happening["at"]),
        revision=happening["revision"],
    )
    await take(community, content, position=content.id)


async def _judge(community: Community, happening: dict[str, Any]) -> None:
    async with community.begin() as uow:
        case = await uow.cases.latest_on(Message(happening["channel"], happening["id"]))
    if case is not None:
        await _VERDICTS[happening["verdict"]](community, case.number, Actor(ActorKind.MODERATOR, "mod", "Mod"))


def main() -> None:
    """Serve until the platform closes the connection; the configuration comes as one line of JSON on stdin."""
    config = Config(**json.loads(sys.stdin.readline()))
    policy: Policy = pickle.loads(Path(config.policy).read_bytes())  # noqa: S301 - the harness wrote it
    with contextlib.suppress(ConnectionError):
        asyncio.run(_serve(config, policy))


if __name__ == "__main__":
    main()
