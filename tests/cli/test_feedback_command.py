"""`takt feedback` and `takt crisis`."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from bot.core.content import Message
from bot.core.feedback import Feedback
from bot.core.situations import Situation
from tests.cli.ledger_maker import LedgerFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    from bot.pipeline.community import Community
    from tests.cli.conftest import Takt

    Command = Callable[..., Result]

DARK = ("please add a dark mode", "dark mode, please", "a dark mode for the app")


async def fill(where: Community) -> None:
    """Enter three wishes for one thing, one for another, a complaint, and one whose text is gone."""
    now = where.now()
    wish = Feedback("test", Message("general", ""), "", Situation.WISH, "en", now, now, forwarded_to="ideas")
    texts = (*DARK, "voice rooms at night", "the login is broken", "")
    async with where.begin() as uow:
        for number, text in enumerate(texts, start=1):
            kind = Situation.COMPLAINT if "login" in text else Situation.WISH
            of_it = replace(wish, message=Message("general", f"m{number}"), situation=kind, text=text)
            await uow.feedback.add(replace(of_it, member=f"u{number % 2}", at=now - timedelta(days=number)))


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerFile:
    """Give a ledger with feedback."""
    made = LedgerFile(tmp_path)
    made.run(fill, "test")
    return made


@pytest.fixture
def command(ledger: LedgerFile, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `takt ARGS` on it, in this process, which is quicker."""
    monkeypatch.chdir(ledger.folder)
    env = ledger.env
    return lambda *args: CliRunner().invoke(app, [str(each) for each in args], env=env)


def test_what_says_the_same_is_one_line(command: Command, takt: Takt, ledger: LedgerFile) -> None:
    """With how many, by how many members, and the numbers; without a subcommand too."""
    listed = takt("feedback", "list", env=ledger.env)
    assert listed.returncode == 0, listed.stderr
    lines = listed.stdout.splitlines()
    assert lines[0].startswith("3 wishes by 2 members, ")
    assert lines[0].endswith(f": {DARK[0]}")
    assert lines[1] == "    1, 2, 3"
    assert [each.partition(" by ")[0] for each in lines[2::2]] == ["1 wish", "1 complaint", lines[-1]]
    assert lines[-1] == "1 without a text any more: taken back, or kept no longer"
    assert command("feedback").stdout == listed.stdout


def test_kind_time_and_json(command: Command) -> None:
    """Only what was asked for; what is asked wrongly is said so."""
    groups = [json.loads(each) for each in command("feedback", "--kind", "wish", "--json").stdout.splitlines()]
    assert [(each["kind"], each["count"], each["numbers"]) for each in groups] == [
        ("wish", 3, [1, 2, 3]),
        ("wish", 1, [4]),
    ]
    assert len(command("feedback", "list", "--since", "36h", "--json").stdout.splitlines()) == 1
    refused = command("feedback", "list", "--kind", "praise")
    assert (refused.exit_code, refused.stderr) == (1, "'praise' is neither wish nor complaint.\n")


def test_one_is_shown_and_closed(command: Command) -> None:
    """What is closed is listed with --all alone."""
    closed = command("feedback", "close", 5, "--state", "planned", "--note", "in spring", "--as", "eva")
    assert closed.stdout == "Complaint 5 is planned.\n", closed.stderr
    shown = command("feedback", "show", 5).stdout.splitlines()
    assert shown[0] == "complaint 5 · planned · en · by u1"
    assert shown[2:] == ["passed on to ideas", "note: in spring", "text: the login is broken"]
    assert "login" not in command("feedback").stdout
    assert "login" in command("feedback", "--all").stdout
    assert command("feedback", "show", 99).stderr == "There is no feedback 99.\n"


def test_a_crisis_is_begun_told_of_and_ended(command: Command) -> None:
    """Each step says how things stand; what is not on can't go on, and a time that is none changes nothing.

    Once all is said there is a draft of it in the words of the voice that ships; the running Takt shows and sends it.
    """
    assert command("crisis", "status").stdout.startswith("There is no crisis.\n")
    assert command("crisis", "start", "--next", "soon", "--as", "eva").stderr.startswith("--next: 'soon' is no time")
    begun = command("crisis", "start", "--known", "the login is down", "--as", "eva")
    assert begun.exit_code == 0, begun.stderr
    assert "known: the login is down\nno next update is set" in begun.stdout
    goes_on = command(
        *("crisis", "update", "--doing", "we restart it", "--next", "45m", "--channel", "#general"), "--as", "eva"
    )
    words = goes_on.stdout.partition("Holding statement, draft 1, which two moderators have to approve:\n")[2]
    assert all(each in words for each in ("the login is down\n", "we restart it\n", " UTC\n")), goes_on.stderr
    lines = command("crisis", "status").stdout.splitlines()
    assert lines[1:3] == ["known: the login is down", "doing: we restart it"]
    assert lines[3].startswith("next update: ")
    assert command("crisis", "end", "--as", "eva").stdout == "The crisis is over; cheerful drafts come back.\n"
    refused = command("crisis", "update", "--known", "x", "--as", "eva")
    assert refused.stderr == "There is no crisis: begin one with `takt crisis start`.\n"
