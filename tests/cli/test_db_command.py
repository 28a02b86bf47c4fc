"""`takt db`: the ledger's database and its keys."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from bot.cli.common import wrong_setting
from bot.storage.keys import Vault, new_key
from bot.storage.migrate import head
from tests.cli.ledger_maker import LedgerFile, filled

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Takt


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerFile:
    """Give a ledger with three cases."""
    return filled(tmp_path)


def test_the_first_upgrade_makes_the_tables(takt: Takt) -> None:
    """Without a setting the ledger is made in this folder, readable for its owner alone, and is up to date."""
    assert takt("db", "current").stderr.startswith("There is no ledger at .takt/takt.sqlite3.")
    made = takt("db", "upgrade")
    assert made.returncode == 0, made.stderr
    assert made.stdout == f"The ledger is at revision {head()}.\n"
    assert takt("db", "current").stdout == f"{head()} (up to date)\n"
    assert takt("cases", "list").stderr == "The ledger holds no community yet: Takt has seen no message.\n"


def test_keys_alone_are_enough_to_begin(takt: Takt) -> None:
    """The folder for the ledger is made also where the key is not kept in it."""
    made = takt("db", "upgrade", env={"TAKT_KEYS": new_key()})
    assert made.returncode == 0, made.stderr


def test_an_empty_file_has_no_tables(takt: Takt, tmp_path: Path) -> None:
    """`current` says so, and what to do."""
    (tmp_path / "empty.sqlite3").touch()
    current = takt("db", "current", env={"TAKT_DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3"})
    assert current.stdout == f"no tables (this program needs {head()}: `takt db upgrade`)\n"


def test_a_new_key_is_a_key(takt: Takt) -> None:
    """What is printed can seal; two are never alike."""
    keys = [takt("db", "new-key").stdout.strip() for _ in range(2)]
    assert keys[0] != keys[1]
    Vault(keys)


def test_after_a_rotation_the_old_key_can_go(takt: Takt, ledger: LedgerFile) -> None:
    """With the new key first everything is sealed anew, and is then read with it alone."""
    fresh = new_key()
    both = {**ledger.env, "TAKT_KEYS": f"{fresh},{ledger.key}"}
    alone = {**ledger.env, "TAKT_KEYS": fresh}
    assert takt("cases", "list", env=alone).returncode == 1
    rotated = takt("db", "rotate", env=both)
    assert rotated.returncode == 0, rotated.stderr
    assert rotated.stdout.endswith(" rows under the first key.\n")
    shown = takt("cases", "show", 1, "--text", env=alone)
    assert "you grobian" in shown.stdout, shown.stderr
    assert takt("cases", "verify", env=alone).returncode == 0


def test_a_check_counts_and_finds_silent_hides(takt: Takt, ledger: LedgerFile) -> None:
    """A whole ledger is counted; one whose notice was taken away names the case and fails."""
    whole = takt("db", "check", env=ledger.env)
    assert whole.returncode == 0, whole.stderr
    assert "        3  moderation_case\n" in whole.stdout
    assert whole.stdout.endswith("entries in its log, hides without a notice: none\n")
    with sqlite3.connect(ledger.file) as database:
        database.execute("DELETE FROM notice WHERE case_number = 3")
    database.close()
    bare = takt("db", "check", env=ledger.env)
    assert bare.returncode == 1
    assert bare.stdout.endswith("hides without a notice: case 3\n")


def test_a_file_that_is_no_database_is_said_plainly(takt: Takt, tmp_path: Path) -> None:
    """Each command ends with the way out and exit code 1."""
    (tmp_path / "notes.txt").write_text("no database " * 100, encoding="utf-8")
    env = {"TAKT_DATABASE_URL": f"sqlite:///{tmp_path}/notes.txt", "TAKT_KEYS": new_key()}
    for command in ("upgrade", "current", "check", "rotate"):
        result = takt("db", command, env=env)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith("The file is no SQLite database."), command


@pytest.mark.parametrize("key", ["hush-hush", "hush-\udcff"])  # the second is no UTF-8 in the environment
def test_a_wrong_key_is_never_repeated(takt: Takt, ledger: LedgerFile, key: str) -> None:
    """What is no key is named by its place, never by its value."""
    wrong = takt("db", "check", env={**ledger.env, "TAKT_KEYS": key})
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("Key 1 of TAKT_KEYS is not a key")
    assert "hush" not in wrong.stderr


def test_a_secret_setting_that_is_wrong_is_not_repeated() -> None:
    """Other settings are shown as they were written, so that a slip is seen."""
    assert wrong_setting("keys", "Input is wrong", "hush") == "TAKT_KEYS: Input is wrong"
    assert wrong_setting("database_url", "Input is wrong", "hush") == "TAKT_DATABASE_URL: Input is wrong"
    assert wrong_setting("mode", "Input is wrong", "loud") == "TAKT_MODE: Input is wrong, not 'loud'"
