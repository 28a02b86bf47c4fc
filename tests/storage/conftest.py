"""Ledgers on every database that Takt runs on."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.storage.keys import new_key
from bot.storage.ledger import SqlLedger, open_ledger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

KEY = new_key()


def _beside(name: str) -> Any:  # noqa: ANN401 - a module that only this folder has
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """Give a running Postgres server; a machine without one steps aside."""
    with _beside("postgres_cluster").cluster() as running:
        yield running


@pytest.fixture(params=["sqlite-file", "sqlite-memory", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database, of each kind."""
    if request.param == "sqlite-memory":
        return "sqlite://"
    return _lasting(request, tmp_path)


@pytest.fixture(params=["sqlite-file", "postgres"])
def lasting_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database, of each kind that can be opened again."""
    return _lasting(request, tmp_path)


def _lasting(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite-file":
        return f"sqlite:///{tmp_path / 'takt.db'}"
    server = request.getfixturevalue("postgres")
    if server is None:
        pytest.skip("no Postgres server is installed here (initdb and pg_ctl)")
    return str(server.database())


@pytest.fixture
def key() -> str:
    """Give the key that the ledger is written with."""
    return KEY


@pytest.fixture
async def ledger(database_url: str, key: str) -> AsyncIterator[SqlLedger]:
    """Give an open, empty ledger on each kind of database."""
    opened = await open_ledger(database_url, [key])
    yield opened
    await opened.close()
