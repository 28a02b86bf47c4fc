"""Takt in a process of its own, forked from one that has imported it: a start by the interpreter takes seconds.

From `main` on it is the program as it ships. What is about the start itself starts `python -m bot` instead.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import signal
    from collections.abc import Mapping, Sequence
    from multiprocessing.context import ForkServerContext, ForkServerProcess

ROOT = Path(__file__).resolve().parents[1]
_READ = os.O_RDONLY
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_APPEND
_OFTEN = 0.01


@dataclass(frozen=True, slots=True)
class Start:
    """What a process starts with: its arguments, folder and environment, and the files that are its streams."""

    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    stdin: str = os.devnull
    stdout: str = os.devnull
    stderr: str = os.devnull


class WarmProcess:
    """A process that was started so."""

    def __init__(self, start: Start) -> None:
        self._process: ForkServerProcess = _server().Process(target=_takt, args=(start,))
        self._process.start()

    @property
    def returncode(self) -> int | None:
        """Its exit status, below zero where a signal ended it; None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        if self._process.pid is not None and self.returncode is None:
            os.kill(self._process.pid, number)

    def ended(self, seconds: float) -> int:
        """Wait until it has ended, and return its exit status. Raises TimeoutError, and has killed it then."""
        ends = time.monotonic() + seconds
        while self.returncode is None:
            if time.monotonic() > ends:
                self._process.kill()
                raise TimeoutError(f"takt still runs after {seconds} s")
            self._process.join(_OFTEN)
        return self.returncode


def completed(
    folder: Path, *arguments: str, stdin: str = "", env: Mapping[str, str] | None = None
) -> CompletedProcess[str]:
    """Run `takt ARGUMENTS` in a folder, without a terminal, to its end; `env`: all of its environment but the path."""
    with TemporaryDirectory() as streams:
        files = [str(Path(streams, name)) for name in ("stdin", "stdout", "stderr")]
        Path(files[0]).write_text(stdin, encoding="utf-8")
        code = WarmProcess(Start(arguments, folder, {"PYTHONPATH": str(ROOT), **(env or {})}, *files)).ended(120)
        said = [Path(each).read_text(encoding="utf-8") for each in files[1:]]
    return CompletedProcess(["takt", *arguments], code, *said)


@cache
def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.warm"])
    return context


def _takt(start: Start) -> None:
    """Be `takt` from here on."""
    os.chdir(start.folder)
    os.environ.clear()  # noqa: TID251 - a new process has its own
    os.environ.update(start.environment)  # noqa: TID251 - as above
    for number, (path, flags) in enumerate(((start.stdin, _READ), (start.stdout, _WRITE), (start.stderr, _WRITE))):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = io.TextIOWrapper(io.FileIO(0, "r"))
    sys.stdout, sys.stderr = (io.TextIOWrapper(io.FileIO(each, "w"), line_buffering=each == 2) for each in (1, 2))
    sys.argv = ["takt", *start.arguments]
    from bot.cli.app import main

    main()
