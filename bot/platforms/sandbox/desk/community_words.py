"""The community as its members see it, and what each of them was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.printable import printable
from bot.pipeline.answer_words import clock_words
from bot.platforms.sandbox.desk.parts import hanging
from bot.platforms.sandbox.replies import is_ours
from bot.platforms.sandbox.wording import shortened
from bot.platforms.sandbox.world import Told

if TYPE_CHECKING:
    from datetime import datetime

    from bot.platforms.sandbox.desk.parts import Part
    from bot.platforms.sandbox.platform import SandboxPlatform
    from bot.platforms.sandbox.world import Shown

_SHOWN = 120
_NOTICE = 120


def community_parts(platform: SandboxPlatform, width: int) -> list[Part]:
    """Return the latest messages and notices, oldest first, wrapped to `width`."""
    world = platform.world
    entries: list[Shown | Told] = [*list(world.messages.values())[-_SHOWN:], *list(world.told.values())[-_SHOWN:]]
    entries.sort(key=lambda each: each.place)
    parts: list[Part] = []
    for each in entries[-_SHOWN:]:
        parts += _told(each, platform, width) if isinstance(each, Told) else _message(each, width)
    return parts or [("Nobody has written anything yet.\n", "$text-muted")]


def members_line(platform: SandboxPlatform, now: datetime) -> str:
    """Say who is out, and who takes no direct messages; empty where nobody is."""
    world = platform.world
    timed_out = platform.timed_out()
    out = [f"{platform.name_of(member)} until {clock_words(until, now)}" for member, until in timed_out.items()]
    said = {"timed out": out, "banned": _names(world.banned, platform), "no DMs": _names(world.closed, platform)}
    return printable(" · ".join(f"{what}: {', '.join(who)}" for what, who in said.items() if who))


def _names(members: set[str], platform: SandboxPlatform) -> list[str]:
    return [platform.name_of(each) for each in sorted(members)]


def _message(shown: Shown, width: int) -> list[Part]:
    content = shown.content
    edited = " (edited)" if content.revision else ""
    to = f" ↩ {content.answers}" if content.answers else ""
    place, who = f"{content.id:>3} #{printable(content.channel)} ", f"{printable(content.author.name)}{to}{edited}"
    if shown.hidden:
        return [(place, "$text-muted"), (who, "strike $text-muted"), (": ‹hidden›\n", "italic $text-muted")]
    said = " ".join(content.text.split()) if is_ours(shown) else content.text
    text = hanging(f"{place}{who}: {printable(said)}", width)
    if not text.startswith(place + who):  # it had to be wrapped itself
        return [(f"{text}\n", "")]
    text = text[len(place) + len(who) :]
    return [(place, "$text-muted"), (who, "bold $success" if is_ours(shown) else "bold"), (f"{text}\n", "")]


def _told(told: Told, platform: SandboxPlatform, width: int) -> list[Part]:
    way = f"in #{printable(told.channel)}, for them alone" if told.channel else str(told.route)
    name = printable(platform.name_of(told.member))
    text = hanging(f"    ✉ to {name} ({way}): {shortened(told.text, _NOTICE)}", width)
    return [(f"{text}\n", "italic $text-accent")]
