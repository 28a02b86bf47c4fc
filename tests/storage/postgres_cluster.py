"""A real Postgres server for the tests, in a temporary folder, reached by a Unix socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

# Nothing here has to outlive a power cut.
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses=''"


class Cluster:
    """A running server."""

    def __init__(self, programs: Path, folder: Path, user: str | None) -> None:
        self.programs, self.folder, self._user = programs, folder, user
        self._numbers = count(1)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs as its user."""
        command = [str(self.programs / program), *arguments]
        who = {} if self._user is None else {"user": self._user, "group": self._user, "extra_groups": []}
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, **who)  # type: ignore[call-overload]  # user and group by name

    def database(self) -> str:
        """Make an empty database and return its address."""
        name = f"takt{next(self._numbers)}"
        with psycopg.connect(host=str(self.folder), user="takt", dbname="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        return f"postgresql://takt@/{name}?host={self.folder}"


@contextmanager
def cluster() -> Iterator[Cluster | None]:
    """Run a server while the block lasts; None where none is installed."""
    programs, user = _programs(), _user()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="takt-postgres-"))
    try:
        if user is not None:
            shutil.chown(folder, user, user)
        running = Cluster(programs, folder, user)
        running.run("initdb", "-D", "data", "-U", "takt", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"{_FAST} -c unix_socket_directories={folder}"
        running.run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")
        try:
            yield running
        finally:
            running.run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    """Find the folder of the server's programs."""
    folders = [path.parent for path in map(_which, ("pg_ctl", "postgres")) if path]
    if _which("pg_config"):
        told = subprocess.run(["pg_config", "--bindir"], check=True, capture_output=True, text=True)
        folders.append(Path(told.stdout.strip()))
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in folders if (each / "initdb").exists() and (each / "pg_ctl").exists()), None)


def _which(program: str) -> Path | None:
    found = shutil.which(program)
    return None if found is None else Path(found)


def _user() -> str | None:
    """Return whom the server runs as, for it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
