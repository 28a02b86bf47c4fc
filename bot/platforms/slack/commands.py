"""`/takt …`: what moderators and members ask, the first word in English or in the language of whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.blank_forms import appeal_form
from bot.core.command_words import TABLE, translated
from bot.core.forms import Said
from bot.core.slack_marks import readable
from bot.pipeline.desk_access import for_moderators
from bot.pipeline.desk_cases import list_queue, list_strikes, say_why, say_why_of, show_case, undo_case
from bot.pipeline.desk_community import (
    MODES,
    change_mode,
    reload_policy,
    show_mode,
    show_policy,
    show_stats,
)
from bot.pipeline.desk_crisis import end_crisis, offer_statement, show_crisis
from bot.pipeline.desk_members import enter_appeal, enter_report, list_notices, list_rules
from bot.pipeline.desk_replies import offer_answer
from bot.platforms.slack.blocks import MOST_TEXT
from bot.platforms.slack.interactions import answered
from bot.platforms.slack.mrkdwn import message_in, user_in
from bot.platforms.slack.references import readable_message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.core.forms import Answer
    from bot.core.visitors import Visitor
    from bot.platforms.slack.place import Place
    from bot.ports import PolicyFile


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as somebody used it. `words`: what they wrote after its name."""

    place: Place
    visitor: Visitor
    words: str
    channel: str
    policy_file: PolicyFile

    @property
    def number(self) -> int | None:
        """The case's number that they wrote, None for none."""
        head = self.words.partition(" ")[0].removeprefix("#")
        return int(head) if head.isdecimal() and len(head) < 10 else None


@dataclass(frozen=True, slots=True)
class Command:
    """What can be asked. `usage`: what follows its name; `what`: in English, a row of the table of translations.

    `opens`: its answer may be a form that somebody has yet to put into words.
    """

    usage: str
    what: str
    do: Callable[[Asked], Awaitable[Answer]]
    for_members: bool = False
    opens: bool = False


async def answer_command(place: Place, payload: Mapping[str, Any], policy_file: PolicyFile) -> None:
    """Answer one use of `/takt`, to whoever used it and nobody else."""
    name, _, words = str(payload.get("text") or "").strip().partition(" ")
    channel = str(payload.get("channel_id") or "")
    called = _called(name or "help")
    command = COMMANDS.get(called)

    async def answer(visitor: Visitor) -> Answer:
        if command is None:
            return help_words(visitor, f"There is no “/takt {name}”." if visitor.moderates else "")
        if not command.for_members and (refused := for_moderators(place.community, visitor, called)):
            return refused
        return await command.do(Asked(place, visitor, words.strip(), channel, policy_file))

    may_open = command is not None and command.opens
    await answered(place, payload, str(payload.get("trigger_id") or ""), answer, may_open=may_open)


def help_words(visitor: Visitor, head: str = "") -> Said:
    """Say what there is to ask, for members or for moderators, in the language of whoever asks."""
    offered = (name for name, each in COMMANDS.items() if each.for_members or visitor.moderates)
    lines = [_line(name, visitor.language) for name in offered]
    return Said("\n".join([*([head] if head else []), *lines]))


async def _help(asked: Asked) -> Answer:
    return help_words(asked.visitor)


async def _case(asked: Asked) -> Answer:
    return await show_case(asked.place.community, asked.number) if asked.number else _without_number("case")


async def _queue(asked: Asked) -> Answer:
    return await list_queue(asked.place.community, MOST_TEXT)


async def _why(asked: Asked) -> Answer:
    place = asked.place
    if asked.number:
        return await say_why(place.community, asked.visitor, asked.number)
    message = message_in(asked.words)
    return await say_why_of(place.community, message) if message else _without_number("why")


async def _undo(asked: Asked) -> Answer:
    number = asked.number
    return await undo_case(asked.place.community, asked.visitor, number) if number else _without_number("undo")


async def _strikes(asked: Asked) -> Answer:
    member = user_in(asked.words)
    if not member:
        return Said("Whose? Write “/takt strikes @name”.")
    return await list_strikes(asked.place.community, member)


async def _draft(asked: Asked) -> Answer:
    if not asked.words:
        return _how(asked, "draft")
    found = await readable_message(asked.place, asked.visitor.id, asked.words)
    return await offer_answer(asked.place.community, asked.visitor, found, asked.place.reader)


async def _crisis(asked: Asked) -> Answer:
    community = asked.place.community
    match asked.words or "status":
        case "status":
            return await show_crisis(community)
        case "start" | "update":
            return await offer_statement(community)
        case "end":
            return await end_crisis(community, asked.visitor)
        case other:
            return Said(f"There is no “/takt crisis {other}”. There are: status, start, update, end.")


async def _policy(asked: Asked) -> Answer:
    match asked.words or "show":
        case "show":
            return show_policy(asked.place.community, asked.channel, await _within(asked))
        case "check":
            return Said(await asked.policy_file.check())
        case "reload":
            return await reload_policy(asked.place.community, asked.visitor, asked.policy_file.reload)
        case other:
            return Said(f"There is no “/takt policy {other}”. There are: show, check, reload.")


async def _mode(asked: Asked) -> Answer:
    place = asked.place
    if not asked.words:
        said = show_mode(place.community)
        return Said(f"{said.text}\n" + "\n".join(f"/takt mode {name} · {what}" for name, what in MODES.items()))
    return await change_mode(place.community, asked.visitor, asked.words, place.complaints)


async def _doctor(asked: Asked) -> Answer:
    return Said("\n".join([show_mode(asked.place.community).text, *await asked.place.findings()]))


async def _stats(asked: Asked) -> Answer:
    return await show_stats(asked.place.community)


async def _rules(asked: Asked) -> Answer:
    return list_rules(asked.place.community, asked.visitor, MOST_TEXT)


async def _notices(asked: Asked) -> Answer:
    return await list_notices(asked.place.community, asked.visitor)


async def _appeal(asked: Asked) -> Answer:
    why = readable(asked.words.partition(" ")[2].strip(), {})
    if not asked.number:
        return _how(asked, "appeal")
    if not why:
        return appeal_form(asked.number, asked.visitor.language)
    return await enter_appeal(asked.place.community, asked.visitor, asked.number, why)


async def _report(asked: Asked) -> Answer:
    if not asked.words:
        return _how(asked, "report")
    link, _, reason = asked.words.partition(" ")
    content = await readable_message(asked.place, asked.visitor.id, link)
    return await enter_report(asked.place.community, asked.visitor, content, readable(reason.strip(), {}))


async def _within(asked: Asked) -> frozenset[str]:
    """Return the name of the channel: Slack itself calls each that is private only so."""
    known = asked.channel[:1] in {"C", "G"}
    return await asked.place.reader.reading.channels.within(asked.channel) if known else frozenset()


def _line(name: str, language: str) -> str:
    command = COMMANDS[name]
    return f"{' '.join(filter(None, ('/takt', name, command.usage)))} · {translated(command.what, language)}"


def _how(asked: Asked, name: str) -> Said:
    return Said(_line(name, asked.visitor.language))


def _without_number(name: str) -> Said:
    return Said(f"Which case? Write “/takt {name} {COMMANDS[name].usage}”.")


def _called(name: str) -> str:
    """Return a command's name in English."""
    low = name.casefold()
    return next((known for known in COMMANDS if low == known or low in TABLE.get(known, ())), low)


COMMANDS: Mapping[str, Command] = {
    "case": Command("12", "Show a case, with its buttons", _case),
    "queue": Command("", "The cases that wait for a moderator, the oldest first", _queue),
    "why": Command("12", "All that is behind a case", _why),
    "undo": Command("12", "Take back exactly what a case caused", _undo),
    "strikes": Command("@name", "A member's strikes that still count", _strikes),
    "draft": Command("link", "Answer a message in the community's name, or take an answer back", _draft, opens=True),
    "crisis": Command(
        "status|start|update|end", "A storm of complaints: what is said about it, and when more is", _crisis
    ),
    "policy": Command("show|check|reload", "The rules that the bot goes by: what is in force, and its file", _policy),
    "mode": Command(
        "|".join(MODES), "Whether the bot acts by itself; whoever manages the community can change it", _mode
    ),
    "doctor": Command("", "What of the policy can't be done here, and how to mend it", _doctor),
    "stats": Command("", "Cases, appeals and effects in figures", _stats),
    "rules": Command("", "The rules of this community", _rules, for_members=True),
    "notices": Command("", "What the moderators' bot told you, or could not bring to you", _notices, for_members=True),
    "appeal": Command("12 …", "Ask for a second look at what was done to your message", _appeal, for_members=True),
    "report": Command("link …", "Tell the moderators of a message", _report, for_members=True),
    "help": Command("", "What can be asked", _help, for_members=True),
}
