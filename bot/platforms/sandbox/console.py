"""The sandbox line by line, for terminals in which no screen can be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.platforms.sandbox.commands import HELP
from bot.platforms.sandbox.news import News

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.platforms.sandbox.commands import Commands


@dataclass(frozen=True, slots=True)
class Console:
    """Reads lines with `ask`, prints with `say`, until the lines end or /quit."""

    commands: Commands
    ask: Callable[[str], str]
    say: Callable[[str], None]

    async def run(self) -> None:
        """Serve until the end of input. `ask` holds the event loop: a thread could not be called off by Ctrl-C."""
        sandbox = self.commands.sandbox
        news = News(sandbox)
        await news.begin()
        self.say(HELP)
        while True:
            await sandbox.settle()
            for each in await news.lines():
                self.say(f"    {each}")
            try:
                line = self.ask("> ")
            except (EOFError, KeyboardInterrupt):
                self.say("")
                return
            if line.strip() == "/quit":
                return
            for each in await self.commands.answer(line):
                self.say(each)
