"""The chain of entries: any change to any of them shows."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.cases import ActorKind
from bot.core.journal import GENESIS, Entry, canonical, commitment, entry_hash, flaws

LENGTH = 6


def chain(length: int = LENGTH, community: str = "nordlys") -> list[Entry]:
    """Make a chain that holds."""
    entries: list[Entry] = []
    for seq in range(1, length + 1):
        previous = entries[-1].hash if entries else GENESIS
        facts = canonical({"n": seq, "ø": "æ"})
        secret = commitment(b"salt", f"secret {seq}")
        bare = Entry(
            community, seq, seq % 3, "opened", f"2026-03-01T12:00:0{seq}", ActorKind.BOT, facts, secret, previous, ""
        )
        entries.append(replace(bare, hash=entry_hash(bare)))
    return entries


def head(entries: list[Entry]) -> tuple[int, str]:
    """Return what the community holds of its last entry."""
    return (entries[-1].seq, entries[-1].hash) if entries else (0, GENESIS)


def test_a_chain_that_nobody_touched_holds() -> None:
    """Of any length, also none."""
    for length in (0, 1, LENGTH):
        assert flaws(chain(length), head(chain(length))) == []


@given(st.integers(0, LENGTH - 1), st.sampled_from([each.name for each in fields(Entry)]), st.integers(0, 200))
def test_one_changed_character_shows(place: int, name: str, at: int) -> None:
    """Whatever field of whatever entry is changed, the check names that entry or the next."""
    entries = chain()
    value = getattr(entries[place], name)
    if isinstance(value, int):
        changed: object = value + 1 + at
    else:
        at %= len(value)
        changed = value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
    entries[place] = replace(entries[place], **cast("dict[str, Any]", {name: changed}))
    found = flaws(entries, head(chain()))
    assert found
    assert found[0].seq in {place + 1, place + 2, changed}


@given(st.integers(0, LENGTH - 1))
def test_a_missing_entry_shows(place: int) -> None:
    """Also where it is the first or the last."""
    entries = chain()
    del entries[place]
    assert flaws(entries, head(chain()))


@given(st.permutations(range(LENGTH)))
def test_another_order_shows(order: list[int]) -> None:
    """Entries stand as they came."""
    entries = chain()
    assert bool(flaws([entries[each] for each in order], head(entries))) is (order != sorted(order))


def test_another_communitys_chain_is_not_this_ones() -> None:
    """The community is part of every hash."""
    assert entry_hash(chain(1, "a")[0]) != entry_hash(chain(1, "b")[0])


def test_an_added_entry_shows() -> None:
    """What was put behind the last one does not fit what the community holds."""
    assert flaws(chain(LENGTH + 1), head(chain()))


@pytest.mark.parametrize("private", ["", "text", "🙂\ud800"])
def test_a_commitment_depends_on_salt_and_text(private: str) -> None:
    """Nobody who lacks the salt can try texts against it; broken text is no trouble."""
    assert commitment(b"a", private) != commitment(b"b", private)
    assert commitment(b"a", private) != commitment(b"a", private + "x")


def test_equal_facts_read_alike() -> None:
    """In whatever order they were given; what is no number is refused."""
    assert canonical({"b": 1, "a": [" x"]}) == canonical({"a": [" x"], "b": 1}) == '{"a":[" x"],"b":1}'
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})
