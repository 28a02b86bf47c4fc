"""`takt privacy`: what is held about a person."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cli.ledger_maker import INSULT, LedgerFile, filled

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Takt

    Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerFile:
    """Give a ledger of two hidden insults and a doubtful message, all by u1."""
    return filled(tmp_path)


@pytest.fixture
def command(takt: Takt, ledger: LedgerFile) -> Command:
    """Run `takt ARGS` on that ledger."""
    return lambda *args: takt(*args, env=ledger.env)


def test_an_export_holds_what_the_member_wrote_and_got(command: Command) -> None:
    """Texts, strikes, cases and notices are there; of a moderator there is no name."""
    command("cases", "undo", 1, "--as", "eva")
    exported = command("privacy", "export", "u1")
    assert exported.returncode == 0, exported.stderr
    held = json.loads(exported.stdout)
    assert INSULT in [each["text"] for each in held["messages"]]
    assert [each["number"] for each in held["cases"]] == [1, 2, 3]
    assert held["strikes"][0]["rule"] == "be-kind"
    assert "eva" not in exported.stdout


def test_erasing_asks_first(command: Command, ledger: LedgerFile) -> None:
    """Without a terminal and --yes nothing is changed."""
    before = ledger.file.read_bytes()
    refused = command("privacy", "erase", "u1")
    assert refused.returncode == 1
    assert "--yes" in refused.stderr
    assert ledger.file.read_bytes() == before


def test_an_erased_member_is_gone_and_the_log_still_verifies(command: Command) -> None:
    """Id, name and text are nowhere in a list, a case or an export; the numbers stay, the chain holds."""
    erased = command("privacy", "erase", "u1", "--yes")
    assert erased.returncode == 0, erased.stderr
    assert erased.stdout.startswith("u1 in test. Erased: ")
    seen = "".join(
        command("cases", *args).stdout for args in (("list",), ("show", 1, "--text"), ("show", 1, "--json", "--text"))
    )
    assert "case 1" in seen
    assert not any(word in seen for word in ("u1", "Bo Privat", INSULT))
    assert json.loads(command("privacy", "export", "u1").stdout)["cases"] == []
    assert command("cases", "verify").returncode == 0
    assert (
        command("privacy", "erase", "u1", "--yes").stdout
        == "u1 in test. Nothing is held under this id. It must be the platform's id, not a name.\n"
    )


def test_an_export_of_nobody_says_that_it_is_empty(command: Command) -> None:
    """Who gave a name instead of an id doesn't take the empty answer for the truth."""
    exported = command("privacy", "export", "Bo Privat")
    assert (exported.returncode, json.loads(exported.stdout)["messages"]) == (0, [])
    assert exported.stderr.startswith("Nothing is held under this id.")
    assert command("privacy", "export", "u1").stderr == ""


def test_retention_runs_on_demand(takt: Takt, tmp_path: Path) -> None:
    """What is older than the policy keeps is forgotten and counted; the case itself stays."""
    ledger = LedgerFile(tmp_path)
    ledger.post(INSULT, age=timedelta(days=91))
    said = takt("privacy", "retain", env=ledger.env)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("Forgotten: 1 text, ")
    assert "its text is kept no longer" in takt("cases", "show", 1, "--text", env=ledger.env).stdout
    assert takt("cases", "verify", env=ledger.env).returncode == 0
    assert takt("privacy", "retain", env=ledger.env).stdout.startswith("Forgotten: 0 texts, 0 private parts")
