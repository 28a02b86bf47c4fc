"""`make bench-discord`: from the gateway's event to the request that deletes the message, on a loopback Discord.

Takt runs as a process of its own, with the default policy in `enforce` and the embedded model. Five hundred members
write 50 messages a second; every tenth breaks a rule and is to be hidden. The clock starts when the event is handed to
the gateway and stops when the request has come. Needs ../shared/specs, to which every request is held. The exit status
is 1 where p95 is over 150 ms, a message is not hidden, or a request was invalid.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from tests.loopback_discord import MODERATOR, LoopbackDiscord
from tests.takt_process import MODERATORS, running

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.loopback_discord import Message

MOST_MS = 150.0
_MEMBERS, _EVERY = 500, 10
_CLEAN = (
    "good morning, who is around today?",
    "the new map is great, thank you for all the work",
    "does anybody know when the stream starts?",
    "I moved my account to a new phone and it worked at once",
    "see you at the meetup on thursday, bring snacks",
    "how do I change the colour of the calendar?",
)
_BREACH = "verschwinde, du Kanake"


def main() -> None:
    """Run, print, judge."""
    options = argparse.ArgumentParser(description="From the gateway's event to the delete request.")
    options.add_argument("--rate", type=float, default=50.0, help="messages a second")
    options.add_argument("--seconds", type=float, default=60.0, help="for how long")
    options.add_argument("--json", action="store_true", help="print JSON alone")
    given = options.parse_args()
    figures = asyncio.run(_measure(given.rate, given.seconds))
    if not given.json:
        hidden = f"{figures['hidden']} of {figures['breaches']} breaches hidden"
        times = f"p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms, most {figures['most_ms']} ms"
        print(f"{figures['messages']} messages at {given.rate:.0f} a second, {hidden}: {times}")
    print(json.dumps(figures))
    sys.exit(0 if figures["within"] else 1)


async def _measure(rate: float, seconds: float) -> dict[str, object]:
    async with LoopbackDiscord() as discord:
        server = discord.new_guild("Nordlys")
        role = server.new_role("Moderator", permissions=MODERATOR)
        general, mods = server.new_channel("general"), server.new_channel(MODERATORS, only=[role])
        eva = server.new_member("eva", roles=[role])
        members = [server.new_member(f"member {number}") for number in range(_MEMBERS)]
        with tempfile.TemporaryDirectory(prefix="takt-bench-") as folder:
            async with running(discord, Path(folder)):
                await (await eva.uses("/mode", mods)).message(10)
                began, written = time.monotonic(), []
                for number in range(int(rate * seconds)):
                    await asyncio.sleep(began + number / rate - time.monotonic())
                    words = _BREACH if number % _EVERY == 0 else _CLEAN[number % len(_CLEAN)]
                    sent = time.time()
                    message = await members[number % _MEMBERS].writes(general, f"{words} {number}")
                    written.append((message, sent))
                breaches = [each for each in written if _BREACH in each[0].content]
                await discord.until(lambda: all(message.deleted for message, _ in breaches), 60)
        return _figures(discord, len(written), breaches)


def _figures(discord: LoopbackDiscord, count: int, breaches: Sequence[tuple[Message, float]]) -> dict[str, object]:
    came = {each.path.rpartition("/")[2]: each.at for each in discord.asked("DELETE", r"/messages/\d+$")}
    took = [1000 * (came[str(message.id)] - sent) for message, sent in breaches if str(message.id) in came]
    p95 = quantiles(took, n=20)[-1]
    return {
        "messages": count,
        "breaches": len(breaches),
        "hidden": len(took),
        "p50_ms": round(median(took), 1),
        "p95_ms": round(p95, 1),
        "most_ms": round(max(took), 1),
        "invalid": len(discord.invalid),
        "within": p95 <= MOST_MS and len(took) == len(breaches) and not discord.invalid,
    }


if __name__ == "__main__":
    main()
