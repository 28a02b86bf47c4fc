"""What is typed into the sandbox: as any member, or a command."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.case_words import since_words
from bot.core.cases import CaseState
from bot.core.content import Author, Content
from bot.core.printable import printable
from bot.core.signals import Score
from bot.pipeline import review
from bot.pipeline.answer_words import answer_words, appeal_words, state_words
from bot.pipeline.case_file import CaseFile, read_message
from bot.pipeline.intake import scores_of
from bot.platforms.sandbox.draft_commands import DRAFT_HELP, ON_DRAFT, DraftCommands
from bot.platforms.sandbox.draft_words import waiting_words
from bot.platforms.sandbox.platform import Refused
from bot.platforms.sandbox.replies import is_ours
from bot.platforms.sandbox.sandbox import MODERATORS
from bot.platforms.sandbox.wording import content_line, refused_line, taken_line, why_lines

if TYPE_CHECKING:
    from bot.platforms.sandbox.sandbox import Sandbox
    from bot.platforms.sandbox.world import Shown
    from bot.ports import Clock

HELP = f"""\
Type as any member:      bo: hello everybody
in another channel:      #off-topic bo: hello
in reply to message N:   >N bo: hello
/edit N TEXT             change message N
/report N [as MEMBER]    a member reports message N
/appeal CASE WHY         the member appeals against a case
/inbox MEMBER            all that a member was told, in full
/dm MEMBER off           a member takes no direct messages (on: takes them again)
/role MEMBER ROLE        give a member a role (staff roles are exempt)
/why N                   all that is behind the decision on message N
/hidden                  the messages that are out of sight
/cases                   the cases; /uphold N, /dismiss N, /undo N decide one
{DRAFT_HELP}
/help, /quit             this text; leave (or Ctrl-D)"""

_POST = re.compile(
    r"(?:#(?P<channel>\S+)\s+|>(?P<answers>\d+)\s+)?(?P<member>[^:/#>][^:]{0,31}):\s*(?P<text>.+)", re.DOTALL
)
_LONGEST_NUMBER = 9  # in digits; a ledger's column holds no longer one
_VERDICTS = {"uphold": review.uphold, "dismiss": review.dismiss, "undo": review.undo}


class Commands:
    """Carries out typed lines. Raises LedgerUnavailableError, and OSError where the platform's file can't be kept."""

    def __init__(self, sandbox: Sandbox, clock: Clock) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self._drafts = DraftCommands(sandbox, clock)

    async def answer(self, line: str) -> list[str]:
        """Carry out one line and return what to print."""
        line = line.strip()
        if not line:
            return []
        if line.startswith("/"):
            return await self._command(*line[1:].split(maxsplit=2))
        found = _POST.fullmatch(line)
        if found is None:
            return ["Who says that? Write `member: text`, or /help."]
        to = self.sandbox.platform.find(found["answers"]) if found["answers"] else None
        if found["answers"] and to is None:
            return [_no_message(found["answers"])]
        return await self._say(found["channel"] or "general", found["member"].strip(), found["text"], to)

    async def _say(self, channel: str, member: str, text: str, to: Shown | None) -> list[str]:
        platform = self.sandbox.platform
        key = member.casefold()
        author = Author(key, member, platform.world.roles.get(key, frozenset()))
        number, at, mentions = platform.next_number(), self.clock.now(), platform.mentions_in(text)
        content = Content(self.sandbox.community.id, channel, number, author, text, at, mentions=mentions)
        if to is not None:
            content = replace(content, channel=to.content.channel, answers=to.content.id)
        return await self._post(content)

    async def _post(self, content: Content) -> list[str]:
        result = await self.sandbox.post(content)
        if isinstance(result, Refused):
            return [f"{content.id:>3} {refused_line(result)}"]
        left = await self.sandbox.answered_first(content)
        later = f"  ({waiting_words(left, content.id)})" if left else ""
        return [f"{content.id:>3} {taken_line(content, result)}{later}"]

    async def _command(self, name: str = "", first: str = "", rest: str = "") -> list[str]:
        match name:
            case "help" | "":
                return HELP.splitlines()
            case "drafts":
                return await self._drafts.all()
            case _ if name in ON_DRAFT:
                return await self._drafts.on(name, first, rest)
            case "hidden" | "cases":
                return await self._list(name)
            case "edit" | "report" | "why" | "answer":
                return await self._on_message(name, first, rest)
            case "role" | "dm" | "inbox" if first:
                return await self._on_member(name, first, rest)
            case "appeal" | "uphold" | "dismiss" | "undo":
                return await self._on_case(name, first, rest)
            case _:
                return _unknown(name)

    async def _list(self, what: str) -> list[str]:
        if what == "hidden":
            hidden = [each.content.id for each in self.sandbox.platform.world.messages.values() if each.hidden]
            return [f"hidden: {', '.join(hidden)}" if hidden else "nothing is hidden"]
        async with self.sandbox.community.begin() as uow:
            cases = await uow.cases.find(CaseState, limit=50)
        now = self.clock.now()
        return [
            f"{each.number:>3} {since_words(each.opened_at, now):>6}  {each.severity.name.lower():8} "
            f"{', '.join(each.rules) or 'by hand'}  {printable(each.member)}  {state_words(each, now)}"
            for each in cases
        ] or ["There are no cases."]

    async def _on_message(self, name: str, number: str, rest: str) -> list[str]:
        shown = self.sandbox.platform.find(number)
        if shown is None:
            return [_no_message(number or "(no number)")]
        if name == "why":
            return await self._why(shown)
        if is_ours(shown):
            return [f"Message {number} was written in the community's name. /retract takes a reply back."]
        if name == "answer":
            return await self._drafts.offer(shown.content)
        if name == "report":
            return await self._report(shown.content, rest.removeprefix("as ").strip() or "somebody")
        if not rest:
            return ["Write the new text after the number."]
        old, at, mentions = shown.content, self.clock.now(), self.sandbox.platform.mentions_in(rest)
        return await self._post(replace(old, text=rest, at=at, revision=old.revision + 1, mentions=mentions))

    async def _report(self, content: Content, reporter: str) -> list[str]:
        taken = await self.sandbox.report(content, reporter)
        if taken.screened is None and not taken.why:
            return [f"{printable(reporter)} reported message {content.id} before."]
        return [f"{content.id:>3} {taken_line(content, taken)}"]

    async def _why(self, shown: Shown) -> list[str]:
        found = await read_message(self.sandbox.community, shown.content.message)
        decisions = found.decisions if isinstance(found, CaseFile) else found
        contents = found.contents if isinstance(found, CaseFile) else [shown.content]
        classifier = self.sandbox.community.classifier
        (given,) = await scores_of(self.sandbox.community, [shown.content.text])
        scores = ", ".join(f"{label} {each.value:.2f}" for label, each in given.items() if isinstance(each, Score))
        return [
            content_line(shown.content),
            *(why_lines(contents, decisions) if decisions else ["no rule holds"]),
            f"scores: {scores or 'none'} · scorer {classifier.name}",
        ]

    async def _on_member(self, name: str, first: str, rest: str) -> list[str]:
        platform, member = self.sandbox.platform, first.casefold()
        match name, rest:
            case "role", role if role:
                platform.give_role(member, first, role)
                return [f"{printable(first)} is now {printable(role)}"]
            case "dm", "on" | "off":
                platform.open_inbox(member, first, is_open=rest == "on")
                return [f"{printable(first)} takes {'' if rest == 'on' else 'no '}direct messages"]
            case "inbox", "":
                async with self.sandbox.community.begin() as uow:
                    notices = await uow.notices.of_member(member)
                texts = [f"[{notice.state}] {text}" for notice, text in notices if text]
                return [printable(each) for text in texts for each in text.splitlines()] or ["Nothing so far."]
            case _:
                return _unknown(name)

    async def _on_case(self, name: str, first: str, rest: str) -> list[str]:
        if not first.isdecimal():
            return [f"Write the case's number after /{name}. /cases lists them."]
        if len(first) > _LONGEST_NUMBER:
            return [f"There is no case {first}."]
        if name == "appeal":
            if not rest:
                return ["Write why after the number."]
            return [appeal_words(await self.sandbox.appeal(int(first), rest))]
        answer = await _VERDICTS[name](self.sandbox.community, int(first), MODERATORS[0])
        return [answer_words(answer, self.clock.now())]


def _unknown(name: str) -> list[str]:
    return [f"/{printable(name)} is no command here. /help lists them."]


def _no_message(number: str) -> str:
    return f"There is no message {number}. The number stands before each message."
