"""Replays 100,000 lines of real work chat in `enforce` and prints the figures of the README.

`make bench-replay`. The log has no members and no times: each line is given to one of 500 members in turn, two seconds
after the line before. Flagged messages are written to build/flagged.jsonl, to be read by hand. A second replay has the
first 10,000 texts ten times over, so that the cost of a long history shows apart from the length of its lines.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

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
    _print_speed(marks)
    _print_actions([json.loads(each) for each in flagged])
    print("The first 10,000 lines of the log, ten times over")
    marks, _ = _replay(_write(build / "same_chat.jsonl", texts[:EDGE] * 10))
    _print_speed(marks)


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


def _print_speed(marks: dict[int, Mark]) -> None:
    print(f"messages a second, start included   {MESSAGES / (marks[MESSAGES].wall - marks[0].wall):8.0f}")
    for clock in ("wall", "cpu"):
        at = {number: getattr(mark, clock) for number, mark in marks.items()}
        first = (EDGE - 1) / (at[EDGE] - at[1])
        last = EDGE / (at[MESSAGES] - at[MESSAGES - EDGE])
        print(
            f"messages a second ({clock:4})   first 10,000 {first:6.0f}   "
            f"last 10,000 {last:6.0f} ({last / first - 1:+.1%})"
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
