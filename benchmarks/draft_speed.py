"""How long a draft takes with 500 FAQ entries: recognition, retrieval, lint and toxicity together, imports apart.

`python -m benchmarks.draft_speed` prints p50, p95 and p99 in milliseconds over the development messages: of a drafter
that has just begun, compiles its words and scores each reply for the first time, and of the same one afterwards.
The exit status is 1 where p95 is 5 ms or more afterwards. On a busy machine see the processor's time instead.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.bootstrap import build_classifier
from bot.bootstrap.replies import drafter_of
from bot.bootstrap.voice import read_voice_file
from bot.core.proposals import DraftRequest
from bot.drafting.cues import LANGUAGES
from bot.policy_files import Refused
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.voice import FaqEntry
    from bot.drafting.playbook import PlaybookDrafter

# Of one message, in milliseconds: by the clock, and of the processor.
Spent = tuple[float, float]

MESSAGES = Path(__file__).resolve().parents[1] / "tests" / "drafting" / "dev_messages.jsonl"
ENTRIES = 500
MOST_MS = 5.0
_LONG_WORD = re.compile(r"\w{5,}")
_LATIN, _CYRILLIC = "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщыьэюя"


def main() -> None:
    """Measure, print, and fail where it is too slow."""
    requests = [
        DraftRequest(item["text"], author="Alex", id=str(number))
        for number, item in enumerate(map(json.loads, MESSAGES.read_text(encoding="utf-8").splitlines()))
    ]
    fresh, again = asyncio.run(_measured(requests))
    for name, spent in (("just begun", fresh), ("afterwards", again)):
        for what, times in (("", [wall for wall, _ in spent]), (", processor", [cpu for _, cpu in spent])):
            shown = ", ".join(f"p{share} {_at(times, share):.2f} ms" for share in (50, 95, 99))
            print(f"{name + what:22}  {shown}  ({len(spent)} messages, {ENTRIES} FAQ entries a language)")
    sys.exit(int(_at([wall for wall, _ in again], 95) >= MOST_MS))


async def _measured(requests: Sequence[DraftRequest]) -> tuple[list[Spent], list[Spent]]:
    drafter = _drafter()
    # What is imported when it is first needed is no message's to pay for.
    await _timed(drafter, [DraftRequest("@ hello?", each) for each in LANGUAGES])
    return await _timed(drafter, requests), await _timed(drafter, requests)


def _drafter() -> PlaybookDrafter:
    settings = Settings()
    found = read_voice_file(settings.voice)
    if isinstance(found, Refused):
        raise SystemExit("\n".join(map(str, found.problems)))
    return drafter_of(replace(found.voice, faq=_grown(found.voice.faq)), build_classifier(settings))


def _grown(entries: Sequence[FaqEntry]) -> tuple[FaqEntry, ...]:
    """Return 500 entries a language: those that ship, and others of the same length with other long words."""
    by_language: dict[str, list[FaqEntry]] = {}
    for each in entries:
        by_language.setdefault(each.language, []).append(each)
    return tuple(
        _variation(given[number % len(given)], number // len(given))
        for given in by_language.values()
        for number in range(ENTRIES)
    )


def _variation(entry: FaqEntry, number: int) -> FaqEntry:
    if not number:
        return entry
    questions = tuple(_otherwise(each, number) for each in entry.questions)
    return replace(entry, id=f"{entry.id}-{number}", questions=questions, answer=_otherwise(entry.answer, number))


def _otherwise(text: str, number: int) -> str:
    """Turn the letters of every long word on by some places: as many letters in a row as before, and others."""
    return _LONG_WORD.sub(lambda found: "".join(_turned(letter, number) for letter in found[0]), text)


def _turned(letter: str, number: int) -> str:
    alphabet = _CYRILLIC if letter in _CYRILLIC else _LATIN
    return alphabet[(alphabet.index(letter) + number) % len(alphabet)] if letter in alphabet else letter


async def _timed(drafter: PlaybookDrafter, requests: Sequence[DraftRequest]) -> list[Spent]:
    spent = []
    for each in requests:
        began, used = time.perf_counter(), time.process_time()
        await drafter.draft(each)
        spent.append((1000 * (time.perf_counter() - began), 1000 * (time.process_time() - used)))
    return spent


def _at(spent: Sequence[float], share: int) -> float:
    return sorted(spent)[min(len(spent) * share // 100, len(spent) - 1)]


if __name__ == "__main__":
    main()
