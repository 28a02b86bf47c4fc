"""`make crash-test`: 2,000 events three times over, 100 kills, and nothing lost and nothing done twice.

The harness is the fake platform, and lives through it all. A worker is a process of its own with the real ledger on a
SQLite file and the real pipeline; it is killed with SIGKILL while it starts, takes in, and calls the platform. Only
signals are made up: a word in a text says what it breaks. The last line is JSON; the exit status is 1 if anything is
not as it must be.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.crash.harness import Harness, Plan

SHOWN = 20


def main() -> None:
    """Run once with the figures of the command line."""
    parser = argparse.ArgumentParser(prog="crash-test", description="Kill the worker again and again.")
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--faults", action="store_true", help="the platform fails too")
    given = parser.parse_args()
    plan = Plan(given.events, given.kills, given.faults, given.seed)
    with tempfile.TemporaryDirectory(prefix="takt-crash-") as folder:
        report = asyncio.run(Harness(plan, Path(folder)).run())
    for kind, count in sorted(report.findings.states.items()):
        print(f"{kind:28}{count:6}")
    complaints = report.complaints(plan)
    for each in complaints[:SHOWN]:
        print(each, file=sys.stderr)
    print(json.dumps(report.line(plan)))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
