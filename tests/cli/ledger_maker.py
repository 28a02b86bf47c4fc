"""Fills a real ledger file the way a running Takt does, for commands to look at."""

from __future__ import annotations

import asyncio
import functools
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.bootstrap import SystemClock, build_screener, read
from bot.core.content import Author, Content
from bot.core.effects import Applied, EffectKind
from bot.pipeline.community import Community
from bot.pipeline.enforce import work_once
from bot.pipeline.intake import take
from bot.policy_files import Loaded
from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from tests.fakes import StoppedClock, WordsClassifier

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.effects import Order

POLICY = """\
version: 1
community: {name: Test, languages: [en], mode: enforce}
lists:
  doubtful: {entries: [lamp]}
ladders:
  firm: [{strikes: 0, do: [hide]}, {strikes: 1, do: [hide, time_out: 1h]}]
  ask: [{strikes: 0, do: [escalate: {propose: hide}]}]
rules:
  - id: be-kind
    title: {en: Be kind}
    severity: serious
    when: {score: insult, at_least: 0.9}
    ladder: firm
  - id: look
    title: {en: Worth a look}
    severity: minor
    when: {list: doubtful}
    ladder: ask
strikes: {expire: 90d}
caps: {automatic: [nudge, hide, warn, "time_out <= 24h"]}
retention: {clean: none, case: 90d}
"""
# More than one incident of the policy.
APART = timedelta(seconds=61)
INSULT, DOUBTFUL, HARMLESS = "you grobian", "you dull lamp", "good morning"


class WillingPlatform:
    """Does whatever it is told, and knows nothing of it."""

    capabilities = frozenset(EffectKind)

    async def enforce(self, order: Order, *, idempotency_key: str) -> Applied:
        """Say that it is done."""
        del order, idempotency_key
        return Applied()

    async def look(self, order: Order, *, idempotency_key: str) -> None:
        """Say that it was not done."""
        del order, idempotency_key

    async def alert(self, text: str) -> None:
        """Hear an alert."""
        del text


@dataclass(frozen=True)
class LedgerFile:
    """A ledger on disk with its key and policy. `env` makes a command use it."""

    folder: Path
    key: str = field(default_factory=new_key)

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self.folder / "ledger.sqlite3"

    @property
    def url(self) -> str:
        """Its address."""
        return f"sqlite:///{self.file}"

    @property
    def env(self) -> dict[str, str]:
        """The settings of a command."""
        policy = self.folder / "policy.yaml"
        policy.write_text(POLICY, encoding="utf-8")
        return {"TAKT_DATABASE_URL": self.url, "TAKT_KEYS": self.key, "TAKT_POLICY": str(policy)}

    def post(self, *texts: str, community: str = "test", age: timedelta = timedelta(), done: bool = True) -> None:
        """Have member u1 write texts to #general, as messages 1, 2 and so on; `done`: the platform did what follows.

        A minute and more lies between them, the last of which is written now.
        """

        async def write(where: Community) -> None:
            for number, text in enumerate(texts, start=1):
                author = Author("u1", "Bo Privat")
                at = where.now() - (len(texts) - number) * APART
                await take(where, Content(community, "general", str(number), author, text, at))
            while done and await work_once(where):
                pass

        self.run(write, community, age)

    def run(self, job: Callable[[Community], Awaitable[None]], community: str, age: timedelta = timedelta()) -> None:
        """Do something in a community as a running Takt did so long ago."""
        policy = self.folder / "policy.yaml"
        policy.write_text(POLICY, encoding="utf-8")
        loaded = read(policy)
        assert isinstance(loaded, Loaded), loaded

        async def work() -> None:
            ledger = await open_ledger(self.url, [self.key])
            platform = WillingPlatform()
            classifier = WordsClassifier({INSULT: 0.95})
            screener = build_screener(loaded.policy)
            clock = StoppedClock(SystemClock().now() - age)  # a command takes the real time as well
            try:
                await job(
                    Community(community, screener, classifier, ledger, clock, platform, platform, loaded.retention)
                )
            finally:
                await ledger.close()

        asyncio.run(work())


def filled(folder: Path) -> LedgerFile:
    """Return a ledger of two hidden insults (cases 1 and 3), a doubtful message (case 2) and a harmless one."""
    original = _original()
    shutil.copy(original.file, folder)
    return replace(original, folder=folder)


@functools.cache
def _original() -> LedgerFile:
    made = LedgerFile(Path(tempfile.mkdtemp(prefix="takt-ledger-")))
    made.post(INSULT, DOUBTFUL, HARMLESS, INSULT)
    return made
