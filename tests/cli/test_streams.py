"""How the program ends where its input or output does, and when it is interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from bot.cli.progress import Progress
from bot.platforms.sandbox import SAMPLE
from tests.warm_start import ROOT

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = (["run"], ["policy", "show"], ["replay", str(SAMPLE), "--json"], ["score", "hello"])
SECONDS = 30


def started(
    folder: Path, *args: str, streams: str = "", stdin: int = subprocess.DEVNULL, stdout: int = subprocess.PIPE
) -> subprocess.Popen[bytes]:
    """Start `takt ARGS` in a folder; `streams` is what a shell shall do to its streams."""
    # Behind `make test &` an interrupt would be ignored.
    shell = ["env", "--default-signal=INT", "sh", "-c", f'exec "$@" {streams}', "sh"]
    command = [*shell, sys.executable, "-m", "bot", *args]
    return subprocess.Popen(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE
    )


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    """Return the exit code and what was said on standard error."""
    with process:
        try:
            _, errors = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
    return process.returncode, errors


@pytest.fixture
def long_chat(tmp_path: Path) -> Path:
    """Give a history that takes some seconds to replay."""
    path = tmp_path / "long.jsonl"
    path.write_text("".join(f'{{"text": "line {n} of a long day"}}\n' for n in range(30_000)), encoding="utf-8")
    return path


@pytest.mark.parametrize("args", COMMANDS)
def test_a_reader_that_leaves_ends_the_program_quietly(tmp_path: Path, args: list[str]) -> None:
    """As with other Unix tools: nothing on standard error, and the exit code of a broken pipe."""
    reader, writer = os.pipe()
    os.close(reader)
    process = started(tmp_path, *args, stdout=writer)
    os.close(writer)
    assert ended(process) == (128 + signal.SIGPIPE, b"")


@pytest.mark.parametrize("args", COMMANDS)
def test_a_full_disk_is_one_sentence(tmp_path: Path, args: list[str]) -> None:
    """Output that can't be kept is said, with exit code 1."""
    process = started(tmp_path, *args, streams=">/dev/full")
    assert ended(process) == (1, b"Standard output can't be written: No space left on device\n")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_empty_ones(tmp_path: Path, closed: str) -> None:
    """A caller that closed standard input, output or error gets the same exit code, and no traceback."""
    assert ended(started(tmp_path, "run", streams=closed)) == (0, b"")


def test_an_interrupted_replay_ends_quietly(tmp_path: Path, long_chat: Path) -> None:
    """Ctrl-C ends a replay with the usual exit code; only progress stands on standard error."""
    process = started(tmp_path, "replay", str(long_chat), "--json")
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["id"] == "1"
    process.send_signal(signal.SIGINT)
    code, errors = ended(process)
    assert code == 128 + signal.SIGINT
    assert all(line.endswith(b" a second") for line in errors.splitlines() if line)


def test_ctrl_c_leaves_the_sandbox_in_the_middle_of_a_line(tmp_path: Path) -> None:
    """Nobody has to press Enter first."""
    terminal, inside = os.openpty()
    process = started(tmp_path, "run", stdin=inside, stdout=inside)
    os.close(inside)
    os.write(terminal, b"bo: hel")
    shown = b""
    while b"> bo: hel" not in shown:
        shown += os.read(terminal, 4096)
    time.sleep(0.2)  # readline shows the line a moment before it can be interrupted
    process.send_signal(signal.SIGINT)
    assert ended(process) == (0, b"")
    os.close(terminal)


def test_who_waits_for_the_score_of_one_line_gets_it(tmp_path: Path) -> None:
    """A program can ask line by line through a pipe; a last line needs no end."""
    process = started(tmp_path, "score", "--jsonl", stdin=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        for text in ("one", "two"):
            process.stdin.write(json.dumps({"text": text}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["text"] == text
        rest, errors = process.communicate(b'{"text": "three"}', timeout=SECONDS)
    assert (json.loads(rest)["text"], process.returncode, errors) == ("three", 0, b"")


def test_progress_counts_what_goes_by(capsys: pytest.CaptureFixture[str]) -> None:
    """Each item is passed on and told of; where a person sets the pace nothing is said."""
    with Progress("texts", every=0) as progress:
        assert list(progress.over("ab")) == ["a", "b"]
    with Progress(every=0, silent=True) as silent:
        silent.step()
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(",")[0] for line in lines] == ["1 texts", "2 texts", "2 texts"]


def test_progress_is_not_shown_on_what_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    """Below two seconds there is only the output."""
    with Progress() as progress:
        progress.step()
        progress.say("hello")
    assert capsys.readouterr() == ("hello\n", "")
