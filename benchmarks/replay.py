"""Replays 100,000 lines of real work chat in `enforce` and prints the figures of the README.

`make bench-replay`. The log has no members and no times: each line is given to one of 500 members in turn, two seconds
after the line before. Flagged messages are written to build/flagged.jsonl, to be read by hand.

Machines drift by more than a long history could cost, and the lines of a log are not equally long. So speed is printed
in characters too, and the cost of history is measured in pairs: a screener that has seen 90,000 messages and a fresh
one take the same messages in turn.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from typing import IO, TYPE_CHECKING, Any

from bot.bootstrap import build_classifier, build_screener, read
from bot.core.content import Author, Content
from bot.core.policy import Mode
from bot.pipeline.replay import scored
from bot.policy_files.load import Loaded
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.core.signals import Scores
    from bot.pipeline.screen import Screener

ROOT = Path(__file__).resolve().parents[1]
CHAT = ROOT.parent / "shared" / "data" / "chat" / "ubuntu_irc.jsonl.gz"
MESSAGES = 100_000
EDGE = 10_000


def main() -> None:
    """Write the chats, replay them, print the figures."""
    if not CHAT.is_file():
        sys.exit(f"This benchmark needs {CHAT}, which is not part of the repository.")
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    with gzip.open(CHAT, "rt", encoding="utf-8") as source:
        texts = [json.loads(line)["text"] for line in islice(source, MESSAGES)]
    print("The first 100,000 lines of the log")
    marks, flagged = _replay(_write(build / "work_chat.jsonl", texts))
    (build / "flagged.jsonl").write_text("".join(flagged), encoding="utf-8")
    _print_speed(marks, texts)
    _print_actions([json.loads(each) for each in flagged])
    cost = asyncio.run(_history_cost(texts))
    print(f"processor time with 90,000 messages of history, against none: {cost:.3f} (median of 40 pairs)")


async def _history_cost(texts: list[str]) -> float:
    """Return the median ratio of processor time, a screener with a history against one without."""
    settings = Settings()
    classifier = build_classifier(settings)
    policy = read(settings.policy, classifier)
    if not isinstance(policy, Loaded):
        sys.exit("\n".join(map(str, policy.problems)))
    old = build_screener(replace(policy.policy, mode=Mode.ENFORCE))
    contents = [_content(number, text) for number, text in enumerate(texts)]
    async for content, scores in scored(contents[:-EDGE], classifier):
        old.screen(content, scores)
    new = old.fresh()
    pairs = [pair async for pair in scored(contents[-EDGE:], classifier)]
    ratios = []
    for start in range(0, EDGE, EDGE // 40):
        chunk = pairs[start : start + EDGE // 40]
        # Who goes first takes turns, since the second finds the texts in the processor's cache.
        order = (old, new) if start % (EDGE // 20) else (new, old)
        spent = {id(each): _time(each, chunk) for each in order}
        ratios.append(spent[id(old)] / spent[id(new)])
    return median(ratios)


def _content(number: int, text: str) -> Content:
    member = f"member-{number % 500:03}"
    at = datetime.fromtimestamp(1_700_000_000 + 2 * number, UTC)
    return Content("benchmark", "ubuntu", str(number), Author(member, member), text, at)


def _time(screener: Screener, chunk: list[tuple[Content, Scores]]) -> float:
    began = time.process_time()
    for content, scores in chunk:
        screener.screen(content, scores)
    return time.process_time() - began


def _write(path: Path, texts: list[str]) -> Path:
    path.write_text("".join(_record(number, text) for number, text in enumerate(texts)), encoding="utf-8")
    return path


def _record(number: int, text: str) -> str:
    member = f"member-{number % 500:03}"
    record = {"id": str(number), "channel": "ubuntu", "author": member, "text": text, "ts": 1_700_000_000 + 2 * number}
    return json.dumps(record, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class Mark:
    """When a line came out: seconds by the wall, and seconds of processor time that the replay had used."""

    wall: float
    cpu: float


def _mark(process: int) -> Mark:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return Mark(time.perf_counter(), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))


def _replay(chat: Path) -> tuple[dict[int, Mark], list[str]]:
    """Return when the 1st, 10,000th, 90,000th and last line came out, and the lines with a match."""
    command = [sys.executable, "-m", "bot", "replay", str(chat), "--mode", "enforce", "--json"]
    marks = {0: Mark(time.perf_counter(), 0.0)}
    flagged = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, encoding="utf-8") as process:
        for number, line in enumerate(_lines(process.stdout), start=1):
            if number in {1, EDGE, MESSAGES - EDGE, MESSAGES}:
                marks[number] = _mark(process.pid)
            if json.loads(line)["matches"]:
                flagged.append(line)
    if process.returncode:
        sys.exit(f"takt replay ended with {process.returncode}")
    return marks, flagged


def _lines(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise AssertionError("stdout is a pipe")
    return stream


def _print_speed(marks: dict[int, Mark], texts: list[str]) -> None:
    print(f"messages a second, start included   {MESSAGES / (marks[MESSAGES].wall - marks[0].wall):8.0f}")
    ends = {"first 10,000": (1, EDGE), "last 10,000": (MESSAGES - EDGE, MESSAGES)}
    for name, (start, end) in ends.items():
        wall, cpu = marks[end].wall - marks[start].wall, marks[end].cpu - marks[start].cpu
        count, characters = end - start, sum(map(len, texts[start:end]))
        print(
            f"{name:12}   a second: {count / wall:6.0f} messages, {characters / wall:8.0f} characters   "
            f"a second of processor time: {count / cpu:6.0f} messages, {characters / cpu:8.0f} characters"
        )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory, MB                     {peak:8.0f}")


def _print_actions(flagged: list[dict[str, Any]]) -> None:
    acted = [each for each in flagged if each["verdict"] == "act"]
    print(f"messages with an automatic action   {len(acted):8}   ({1000 * len(acted) / MESSAGES:.2f} per 1,000)")
    print(f"messages where any rule held        {len(flagged):8}")
    for name, count in Counter(rule for each in acted for rule in {m["rule"] for m in each["matches"]}).most_common():
        print(f"    acted on by {name:24}{count:8}")
    for name, count in Counter(action for each in flagged for action in each["actions"]).most_common():
        print(f"    {name:36}{count:8}")


if __name__ == "__main__":
    main()
