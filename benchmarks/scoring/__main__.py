"""Measures all contenders on the same messages, in one run.

Machines drift, so the contenders take turns: in each round every one scores all messages, in a process of its own that
stays alive from round to round. What counts is processor time on one thread. `alone` is one message a call; the mean is
that of the whole queue at once, as `ServedClassifier` takes it, where there is such a way. Ratios are formed inside a
round; the table shows their median, lowest and highest. The exit status is 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, median, quantiles
from typing import IO, Any

from rich.console import Console
from rich.table import Table

from benchmarks.scoring import contenders, ground

# The least ratio to Detoxify.predict one by one, and the most milliseconds of 95 % of the messages.
GOALS: dict[str, tuple[float, float | None]] = {
    "exported fp32, served": (2.0, None),
    "exported int8, served": (6.0, None),
    "embedded, served": (50.0, 4.0),
    "embedded, linear stage": (300.0, None),
}
ONE_THREAD = ["env", "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1", "TOKENIZERS_PARALLELISM=false"]


@dataclass(frozen=True, slots=True)
class Round:
    """One contender in one round, in milliseconds a message: the queue's mean, and each message alone."""

    mean_cpu: float
    mean_wall: float
    cpu: list[float]
    wall: list[float]
    scores: list[float]
    scores_alone: list[float]


@dataclass(frozen=True, slots=True)
class Row:
    """One contender, over all rounds. Times in milliseconds of processor time unless `wall`."""

    name: str
    mean: float
    mean_wall: float
    a_second: float
    p50: float
    p95: float
    p50_wall: float
    p95_wall: float
    peak_mb: float
    ratio: float
    ratios: list[float]
    # The most that a score differs from Detoxify.predict's, and that of a message alone from the same in the queue.
    from_predict: float
    from_alone: float


def main() -> None:
    """Prepare, measure in rounds, print the table."""
    options = _options()
    if options.contender:
        _work(options.contender, Path(options.folder))
        return
    with tempfile.TemporaryDirectory(prefix="takt-bench-") as name:
        folder = Path(name)
        print("Making a network of full size and its export", file=sys.stderr)
        subprocess.run([*_self(folder), "--prepare", "--messages", str(options.messages)], check=True)
        tokens = ground.lengths(folder)
        rows = _measure(folder, options.rounds)
    if options.json:
        print(json.dumps({"messages": len(tokens), "rounds": options.rounds, "rows": [asdict(row) for row in rows]}))
    else:
        _print(rows, tokens, options.rounds)
    missed = [row.name for row in rows if not _reached(row)]
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scoring", description=__doc__)
    parser.add_argument("--messages", type=int, default=160)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    for internal in ("--contender", "--folder"):
        parser.add_argument(internal, help=argparse.SUPPRESS)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        ground.prepare(Path(options.folder), options.messages)
        sys.exit()
    return options


def _self(folder: Path) -> list[str]:
    return [*ONE_THREAD, sys.executable, "-m", "benchmarks.scoring", "--folder", str(folder)]


def _measure(folder: Path, rounds: int) -> list[Row]:
    with ExitStack() as stack:
        workers = {name: stack.enter_context(_worker(name, folder)) for name in contenders.CONTENDERS}
        taken: dict[str, list[Round]] = {name: [] for name in workers}
        for number in range(rounds):
            print(f"Round {number + 1} of {rounds}", file=sys.stderr)
            for name, worker in workers.items():
                taken[name].append(Round(**_tell(worker, "round")))
        peaks = {name: float(_tell(worker, "end")["peak_mb"]) for name, worker in workers.items()}
    naive = taken[contenders.PREDICT]
    return [_row(name, taken[name], naive, peaks[name]) for name in taken]


def _worker(name: str, folder: Path) -> subprocess.Popen[str]:
    command = [*_self(folder), "--contender", name]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ground.ROOT)


def _tell(worker: subprocess.Popen[str], word: str) -> dict[str, Any]:
    """Ask for a round, or for the end; the others wait meanwhile."""
    if worker.stdin is None or worker.stdout is None:
        raise AssertionError("both are pipes")
    print(word, file=worker.stdin, flush=True)
    answer = worker.stdout.readline()
    if not answer:
        sys.exit("a contender broke down; what it said is above")
    return dict(json.loads(answer))


def _work(name: str, folder: Path) -> None:
    """Be the process of one contender: a line in for each round, a line of JSON out."""
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    contender = contenders.make(name, folder)
    # What the libraries print is not for the one who reads the rounds.
    answers, sys.stdout = sys.stdout, sys.stderr
    contender.one(texts[0])
    for line in sys.stdin:
        if line.strip() == "end":
            _answer(answers, {"peak_mb": _peak_mb()})
            return
        _answer(answers, asdict(_round(contender, texts)))


def _answer(stream: IO[str], content: dict[str, Any]) -> None:
    print(json.dumps(content), file=stream, flush=True)


def _round(contender: contenders.Contender, texts: list[str]) -> Round:
    cpu, wall, alone = [], [], []
    for text in texts:
        began, cpu_began = time.perf_counter(), time.process_time()
        alone.append(contender.one(text))
        cpu.append(1000 * (time.process_time() - cpu_began))
        wall.append(1000 * (time.perf_counter() - began))
    if contender.many is None:
        return Round(mean(cpu), mean(wall), cpu, wall, alone, alone)
    began, cpu_began = time.perf_counter(), time.process_time()
    scores = list(contender.many(texts))
    each_cpu, each_wall = (1000 * spent / len(texts) for spent in _since(began, cpu_began))
    return Round(each_cpu, each_wall, cpu, wall, scores, alone)


def _since(began: float, cpu_began: float) -> tuple[float, float]:
    return time.process_time() - cpu_began, time.perf_counter() - began


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _row(name: str, taken: list[Round], naive: list[Round], peak: float) -> Row:
    ratios = [reference.mean_cpu / each.mean_cpu for reference, each in zip(naive, taken, strict=True)]
    cpu = [time for each in taken for time in each.cpu]
    wall = [time for each in taken for time in each.wall]
    last, reference = taken[-1], naive[-1]
    mean_wall = median(each.mean_wall for each in taken)
    return Row(
        name=name,
        mean=median(each.mean_cpu for each in taken),
        mean_wall=mean_wall,
        a_second=1000 / mean_wall,
        p50=median(cpu),
        p95=quantiles(cpu, n=20)[-1],
        p50_wall=median(wall),
        p95_wall=quantiles(wall, n=20)[-1],
        peak_mb=peak,
        ratio=median(ratios),
        ratios=ratios,
        from_predict=_most(last.scores, reference.scores),
        from_alone=_most(last.scores, last.scores_alone),
    )


def _most(ours: list[float], theirs: list[float]) -> float:
    return max(abs(one - other) for one, other in zip(ours, theirs, strict=True))


def _reached(row: Row) -> bool:
    ratio, p95 = GOALS.get(row.name, (0.0, None))
    return row.ratio >= ratio and (p95 is None or row.p95 <= p95)


def _print(rows: list[Row], tokens: list[int], rounds: int) -> None:
    """Print the table for people."""
    print(
        f"{len(tokens)} messages of {mean(tokens):.1f} tokens (median {median(tokens):.0f}, "
        f"95 % up to {quantiles(tokens, n=20)[-1]:.0f}), {rounds} rounds in turns, one thread"
    )
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("")
    for title in ("ms CPU", "p50", "p95", "ms wall", "p50", "p95", "a second", "peak MB", "times", "lowest-highest"):
        table.add_column(title, justify="right")
    table.add_column("goal", justify="right")
    table.add_column("score differs", justify="right")
    for row in rows:
        table.add_row(row.name, *_cells(row))
    Console(width=200).print(table)
    print("p50 and p95: a message alone. times: how often Detoxify.predict's processor time it is quicker.")


def _cells(row: Row) -> list[str]:
    goal = GOALS.get(row.name)
    is_detoxify = "Detoxify on" in row.name or "exported" in row.name
    return [
        *(f"{each:.3g}" for each in (row.mean, row.p50, row.p95, row.mean_wall, row.p50_wall, row.p95_wall)),
        f"{row.a_second:.0f}",
        f"{row.peak_mb:.0f}",
        f"{row.ratio:.2f}",
        f"{min(row.ratios):.2f}-{max(row.ratios):.2f}",
        f"{goal[0]:.0f}{'' if _reached(row) else ' missed'}" if goal else "",
        f"{row.from_predict:.1e}, alone {row.from_alone:.1e}" if is_detoxify else "",
    ]


if __name__ == "__main__":
    main()
