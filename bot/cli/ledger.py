"""What the commands over the ledger share: opening it, choosing the community, saying who acts."""

from __future__ import annotations

import asyncio
import getpass
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

from bot.cli.common import fail, in_mode, refuse_broken, settings
from bot.core.cases import Actor, ActorKind
from bot.core.effects import EffectKind
from bot.core.printable import printable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from bot.core.effects import Order
    from bot.core.labels import Label
    from bot.core.policy import Policy, Retention
    from bot.core.signals import Hit, Scores
    from bot.pipeline.community import Community
    from bot.ports.ledger import Ledger
    from bot.settings import Settings

CommunityName = Annotated[
    str | None, typer.Option("--community", help="The community. Default: the only one in the ledger.")
]
MOST = 2**31 - 1  # what a column for a number holds
CaseNumber = Annotated[int, typer.Argument(help="The case's number.", min=1, max=MOST)]
AsJson = Annotated[bool, typer.Option("--json", help="Print it for a program to read.")]
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class OutboxOnly:
    """Stands where a running Takt has its platform, moderators' room and scorer: a command plans, and calls none.

    `capabilities`: what the platform can do, so that what is planned can be done.
    """

    capabilities: frozenset[EffectKind] = frozenset(EffectKind)
    name: str = "none"
    labels: frozenset[Label] = field(default_factory=frozenset)

    async def enforce(self, order: Order, *, idempotency_key: str) -> NoReturn:
        """Refuse."""
        raise RuntimeError(f"{order.effect.kind} {idempotency_key}: the running Takt does it")

    async def look(self, order: Order, *, idempotency_key: str) -> NoReturn:
        """Refuse."""
        raise RuntimeError(f"{order.effect.kind} {idempotency_key}: the running Takt looks for it")

    async def alert(self, text: str) -> NoReturn:
        """Refuse."""
        raise RuntimeError(f"{len(text)} characters: the running Takt says them")

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Refuse."""
        raise RuntimeError(f"{len(texts)} texts: the running Takt scores them")

    def detect(self, text: str) -> tuple[Hit, ...]:
        """Refuse."""
        raise RuntimeError(f"{len(text)} characters: the running Takt reads them")

    def guess(self, text: str) -> str:
        """Refuse."""
        raise RuntimeError(f"{len(text)} characters: the running Takt reads them")


def in_ledger(job: Callable[[Ledger], Awaitable[_Result]], chosen: Settings | None = None) -> _Result:
    """Open the ledger of the settings, do a job with it, close it; end with its sentence where it can't be used."""
    return run_plainly(_opened(chosen or settings(), job))


def run_plainly(job: Awaitable[_Result]) -> _Result:
    """Do a job, and end with the ledger's own sentence where it can't be used."""
    from bot.ports.ledger import LedgerUnavailableError

    async def run() -> _Result:
        return await job

    try:
        return asyncio.run(run())
    except LedgerUnavailableError as error:
        fail(str(error))
    except UnicodeEncodeError:  # no database takes such a name
        fail("A name or an id among the arguments is not in UTF-8.")


async def _opened(chosen: Settings, job: Callable[[Ledger], Awaitable[_Result]]) -> _Result:
    from bot.bootstrap import open_ledger

    refuse_missing(chosen)
    ledger = await open_ledger(chosen)
    try:
        return await job(ledger)
    finally:
        await ledger.close()


def refuse_missing(chosen: Settings) -> None:
    """End where the ledger is a file that isn't there: to look must not make an empty one in the wrong folder."""
    if file := missing_file(chosen):
        fail(
            f"There is no ledger at {file}. Call takt in the folder where it runs, or set TAKT_DATABASE_URL; "
            "`takt db upgrade` makes a new one."
        )


def missing_file(chosen: Settings) -> Path | None:
    """Return the ledger's file if it isn't there; None where it is, and for a database that is no file."""
    from bot.bootstrap import ledger_url
    from bot.storage.engine import database_url, file_of

    file = file_of(database_url(ledger_url(chosen)))
    return None if file is None or file.exists() else file


async def community_in(ledger: Ledger, asked: str | None) -> str:
    """Return the community that is asked for, else the only one there is; or end with which there are."""
    there = await ledger.communities()
    if asked is not None and asked in there:
        return asked
    names = ", ".join(map(printable, there))
    if not there:
        fail("The ledger holds no community yet: Takt has seen no message.")
    if asked is not None:
        fail(f"The ledger holds no community {printable(asked)!r}. There are: {names}.")
    if len(there) > 1:
        fail(f"The ledger holds several communities. Choose one with --community: {names}.")
    return there[0]


async def planning_community(ledger: Ledger, asked: str | None, chosen: Settings) -> Community:
    """Return a community to plan in, under the policy of the settings; a running Takt carries out what is planned."""
    name, read = await community_in(ledger, asked), refuse_broken(chosen.policy)
    return _community(ledger, name, in_mode(read.policy, chosen.mode), read.retention)


async def reading_community(ledger: Ledger, asked: str | None) -> Community:
    """Return a community to read from. It has no policy: a case can be looked at while the policy file is broken."""
    from bot.core.policy import Caps, Mode, Policy, Retention

    name = await community_in(ledger, asked)
    none = Policy(name, (), Mode.SHADOW, (), (), Caps(()), strikes_expire_seconds=0, hash="")
    return _community(ledger, name, none, Retention(None, None))


def _community(ledger: Ledger, name: str, policy: Policy, retention: Retention) -> Community:
    from bot.bootstrap import SystemClock
    from bot.pipeline.community import Community
    from bot.pipeline.screen import Screener

    outbox = OutboxOnly()
    return Community(
        id=name,
        screener=Screener(policy, outbox, outbox),
        classifier=outbox,
        ledger=ledger,
        clock=SystemClock(),
        enforcer=outbox,
        room=outbox,
        retention=retention,
    )


def moderator(name: str | None) -> Actor:
    """Return the moderator who acts: the one named, else the user of this shell."""
    try:
        who = (getpass.getuser() if name is None else name.removeprefix("@")).strip()
    except (OSError, KeyError):
        who = ""
    if not who:
        fail("Say who acts with --as NAME.")
    return Actor(ActorKind.MODERATOR, who, who)
