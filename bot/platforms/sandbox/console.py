"""The sandbox in a terminal: type as any member and see what becomes of each message and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.content import Author, Content
from bot.platforms.sandbox.playback import result_lines
from bot.platforms.sandbox.wording import why_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.platforms.sandbox.community import SandboxCommunity
    from bot.ports import Clock

HELP = """\
Type as any member:      bo: hello everybody
in another channel:      #off-topic bo: hello
/edit N TEXT             change message N
/report N                a member reports message N
/why N                   all that is behind the decision on message N
/role MEMBER ROLE        give a member a role (staff roles are exempt)
/hidden                  the messages that are out of sight
/help, /quit             this text; leave (or Ctrl-D)"""

_POST = re.compile(r"(?:#(?P<channel>\S+)\s+)?(?P<member>[^:/#][^:]{0,31}):\s*(?P<text>.+)", re.DOTALL)


@dataclass(slots=True)
class Console:
    """Reads lines with `ask`, prints with `say`, until the lines end or /quit."""

    community: SandboxCommunity
    clock: Clock
    ask: Callable[[str], str]
    say: Callable[[str], None]
    _roles: dict[str, frozenset[str]] = field(default_factory=dict)
    _posted: int = 0

    async def run(self) -> None:
        """Serve until the end of input. `ask` holds the event loop: a thread could not be called off by Ctrl-C."""
        self.say(HELP)
        while True:
            try:
                line = self.ask("> ")
            except (EOFError, KeyboardInterrupt):
                self.say("")
                return
            if line.strip() == "/quit":
                return
            for each in await self.answer(line.strip()):
                self.say(each)

    async def answer(self, line: str) -> list[str]:
        """Carry out one line and return what to print."""
        if not line:
            return []
        if line.startswith("/"):
            return await self._command(*line[1:].split(maxsplit=2))
        found = _POST.fullmatch(line)
        if found is None:
            return ["Who says that? Write `member: text`, or /help."]
        return await self._post(found["channel"] or "general", found["member"].strip(), found["text"])

    async def _post(self, channel: str, member: str, text: str) -> list[str]:
        self._posted += 1
        number = str(self._posted)
        key = member.casefold()
        author = Author(key, member, self._roles.get(key, frozenset()))
        content = Content("sandbox", channel, number, author, text, self.clock.now(), mentions=_mentions(text))
        return self._numbered(number, result_lines(await self.community.post(content), self.community))

    async def _command(self, name: str = "", first: str = "", rest: str = "") -> list[str]:
        match name:
            case "help" | "":
                return HELP.splitlines()
            case "hidden":
                hidden = sorted(self.community.hidden, key=int)
                return [f"hidden: {', '.join(hidden)}" if hidden else "nothing is hidden"]
            case "role" if first and rest:
                self._roles[first.casefold()] = self._roles.get(first.casefold(), frozenset()) | {rest}
                return [f"{first} is now {rest}"]
            case "edit" | "report" | "why" if first in self.community.messages:
                return await self._on_message(name, first, rest)
            case "edit" | "report" | "why":
                return [f"There is no message {first or '(no number)'}. The number stands before each message."]
            case _:
                return [f"/{name} is no command here. /help lists them."]

    async def _on_message(self, name: str, number: str, rest: str) -> list[str]:
        if name == "why":
            return list(why_lines(self.community.messages[number], self.community.classifier.name))
        now = self.clock.now()
        if name == "edit" and not rest:
            return ["Write the new text after the number."]
        if name == "edit":
            changed = await self.community.edit(number, rest, now, _mentions(rest))
        else:
            changed = await self.community.report(number, now)
        return self._numbered(number, result_lines(changed, self.community))

    @staticmethod
    def _numbered(number: str, lines: list[str]) -> list[str]:
        return [f"{number:>3} {lines[0]}", *(f"    {each}" for each in lines[1:])]


def _mentions(text: str) -> int:
    return len(set(re.findall(r"@\w+", text)))
