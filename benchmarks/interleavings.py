"""`make bench-interleavings`: 10,000 random interleavings of two moderators around drafts.

Each is a community of its own on the real ledger (SQLite in memory) and the real pipeline: a member writes, edits and
deletes, staff answer below, two moderators approve, edit, reject, turn and take back what they saw, at times both at
once; what happened is told late, in any order and twice; the platform fails, and the process dies between commit and
send, and between send and noting it. The first breach ends the run with its seed and exit status 1: a reply that was
not agreed to in just these words by as many moderators as it takes, one that was sent twice or to what had changed, a
draft that never ends. The last line is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from bot.core.voice import Approvers
from tests.pipeline.inline_ledger import inline_ledger
from tests.pipeline.interleavings import Breach, Play, play_by_chance

STEPS = 20
# So many runs share a ledger; what one wrote is none of another's business.
_BATCH = 100


def main() -> None:
    """Run as often as the command line says."""
    parser = argparse.ArgumentParser(prog="interleavings", description="Let two moderators meet over drafts.")
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    began, counts, breaches = time.monotonic(), Counter[str](), []
    first, last = given.seed * 1_000_000, given.seed * 1_000_000 + given.runs
    batches = [range(start, min(start + _BATCH, last)) for start in range(first, last, _BATCH)]
    with ProcessPoolExecutor(given.workers) as pool:
        for done, (counted, found) in enumerate(pool.map(_batch, batches), 1):
            counts += counted
            breaches += found
            so_far = f"{counts['sent']} sent, {len(breaches)} breaches"
            print(f"{min(done * _BATCH, given.runs)} of {given.runs} runs: {so_far}", file=sys.stderr)
    for each in breaches:
        print(each, file=sys.stderr)
    print(json.dumps(_line(counts, given.runs, breaches, time.monotonic() - began)))
    sys.exit(1 if breaches else 0)


def _line(counts: Counter[str], runs: int, breaches: list[str], seconds: float) -> dict[str, object]:
    names = ("sent", "approved", "first yes", "refused", "void", "changed", "taken back", "crashes", "redelivered")
    ends = {name.removeprefix("ended "): times for name, times in sorted(counts.items()) if name.startswith("ended ")}
    figures = {name.replace(" ", "_"): counts[name] for name in names}
    return {"runs": runs, "breaches": len(breaches), **figures, "drafts_ended": ends, "seconds": round(seconds, 1)}


def _batch(seeds: range) -> tuple[Counter[str], list[str]]:
    return asyncio.run(_play(seeds))


async def _play(seeds: range) -> tuple[Counter[str], list[str]]:
    ledger = await inline_ledger()
    counts: Counter[str] = Counter()
    breaches = []
    for seed in seeds:
        chance = random.Random(seed)
        play = Play(ledger, chance, chance.choice((Approvers.ONE, Approvers.TWO)), counts)
        try:
            await play_by_chance(play, STEPS)
        except Breach as breach:
            breaches.append(f"seed {seed}: {breach}")
        counts["sent"] += len(play.platform.sent)
    await ledger.close()
    return counts, breaches


if __name__ == "__main__":
    main()
