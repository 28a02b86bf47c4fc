"""Sealing, marks, and changing keys."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, insert, text
from sqlmodel import SQLModel

from bot.core.content import Author, Content
from bot.ports.ledger import LedgerUnavailableError
from bot.storage.engine import make_engine
from bot.storage.keys import Vault, mark, new_index_key, new_key
from bot.storage.ledger import open_ledger
from bot.storage.rotation import rotate

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
OLD, NEW, OTHER = new_key(), new_key(), new_key()


@given(st.text(st.characters()))
def test_what_is_sealed_comes_back(said: str) -> None:
    """Any text survives, lone surrogates included, and can't be read in what is stored."""
    sealed = Vault([NEW]).seal(said)
    assert Vault([NEW]).unseal(sealed) == said
    assert len(said) < 8 or said.encode("utf-8", "surrogatepass") not in sealed


def test_every_key_opens_and_the_first_one_seals() -> None:
    """A new key is put before the old one; once all is rotated, the old one can go."""
    sealed = Vault([OLD]).seal("hej")
    both = Vault([NEW, OLD])
    assert both.unseal(sealed) == "hej"
    assert Vault([NEW]).unseal(both.rotate(sealed)) == "hej"
    assert Vault([NEW]).unseal(both.seal("hej")) == "hej"


def test_a_key_that_does_not_fit_is_said() -> None:
    """The error says which keys are wanted and quotes nothing."""
    for use in (Vault([NEW]).unseal, Vault([NEW]).rotate):
        with pytest.raises(LedgerUnavailableError, match="TAKT_KEYS must hold the key") as caught:
            use(Vault([OLD]).seal("secret"))
        assert "secret" not in str(caught.value)


@pytest.mark.parametrize("bad", ["", "short", "ø" * 44, "!" * 44, "A" * 40])
def test_a_key_that_is_none_is_refused(bad: str) -> None:
    """The error names its place and not the key."""
    with pytest.raises(LedgerUnavailableError, match="Key 2 of TAKT_KEYS") as caught:
        Vault([OLD, bad])
    assert not bad or bad not in str(caught.value)


def test_no_keys_are_refused() -> None:
    """Without a key nothing is opened."""
    with pytest.raises(LedgerUnavailableError, match="holds no key"):
        Vault([])


def test_marks_of_two_communities_never_compare() -> None:
    """Equal under one index key and different under another."""
    first, second = new_index_key(), new_index_key()
    assert mark(first, "hej\ud800") == mark(first, "hej\ud800")
    assert len({mark(first, "hej"), mark(first, "Hej"), mark(second, "hej")}) == 3


async def test_a_ledger_does_not_open_with_a_wrong_key(lasting_url: str) -> None:
    """It is said when the program starts, not when the first message comes."""
    ledger = await open_ledger(lasting_url, [OLD])
    async with ledger.begin("nordlys"):
        pass
    await ledger.close()
    with pytest.raises(LedgerUnavailableError, match="TAKT_KEYS must hold the key"):
        await open_ledger(lasting_url, [OTHER])


async def test_after_a_rotation_the_old_key_is_not_needed(lasting_url: str) -> None:
    """Everything that is sealed is opened by the new key alone, and the marks stay as they were."""
    ledger = await open_ledger(lasting_url, [OLD])
    contents = [Content("nordlys", "general", str(n), Author("ann", "Ann"), f"text {n}", NOON) for n in range(1100)]
    async with ledger.begin("nordlys") as unit:
        for content in contents:
            await unit.contents.add(content, keep=int(content.id) % 2 == 0)
        marked = unit.mark("hej")
    await ledger.close()
    assert await rotate(lasting_url, [NEW, OLD]) == 1101
    ledger = await open_ledger(lasting_url, [NEW])
    async with ledger.begin("nordlys") as unit:
        assert unit.mark("hej") == marked
        for content in contents:
            assert await unit.contents.kept(content.message) == (content if int(content.id) % 2 == 0 else None)
    await ledger.close()


async def test_a_rotation_reaches_every_table(tmp_path: Path) -> None:
    """Each column of bytes in the metadata is sealed anew."""
    url = f"sqlite:///{tmp_path / 'takt.db'}"
    await (await open_ledger(url, [OLD])).close()
    sealed = Vault([OLD]).seal("hej")
    tables = [
        table
        for table in SQLModel.metadata.sorted_tables
        if any(isinstance(column.type, LargeBinary) for column in table.columns)
    ]
    engine = make_engine(url)
    async with engine.begin() as connection:
        for table in tables:
            await connection.execute(insert(table), _anything(table, sealed))
    assert await rotate(url, [NEW, OLD]) == len(tables) >= 5
    async with engine.begin() as connection:
        for table in tables:
            name = next(column.name for column in table.columns if isinstance(column.type, LargeBinary))
            stored = (await connection.execute(text(f"SELECT {name} FROM {table.name}"))).scalar()  # noqa: S608 - own names
            assert stored is not None
            assert Vault([NEW]).unseal(stored) == "hej", table.name
    await engine.dispose()


def _anything(table: object, sealed: bytes) -> dict[str, object]:
    """Return a row with some value of the right type in every column."""
    values: dict[type, object] = {bytes: sealed, str: "nordlys", int: 1, bool: True}
    columns = getattr(table, "columns")  # noqa: B009 - any table
    return {each.name: values.get(each.type.python_type, NOON) for each in columns}
