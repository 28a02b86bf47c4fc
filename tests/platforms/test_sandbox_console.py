"""The sandbox line by line."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.policy import Mentions
from bot.platforms.sandbox.commands import Commands
from bot.platforms.sandbox.console import Console
from tests.core.makers import NOW, policy, rule
from tests.fakes import StoppedClock
from tests.platforms.sandbox_makers import make_sandbox

if TYPE_CHECKING:
    from bot.core.policy import Policy
    from bot.storage.ledger import SqlLedger


def commands(ledger: SqlLedger, held: Policy | None = None) -> Commands:
    """Make what carries lines out; tests hand it lines."""
    clock = StoppedClock(NOW)
    return Commands(make_sandbox(ledger, clock, held), clock)


async def typed(ledger: SqlLedger, *lines: str) -> list[str]:
    """Type lines into the console and return what it printed after its help."""
    rest = list(lines)
    printed: list[str] = []

    def ask(_prompt: str) -> str:
        if not rest:
            raise EOFError
        return rest.pop(0)

    await Console(commands(ledger), ask, printed.append).run()
    return printed[1:]


async def test_typing_as_a_member_shows_the_number_and_the_decision(ledger: SqlLedger) -> None:
    """Members are made by being typed; channels too."""
    here = commands(ledger)
    assert await here.answer("bo: hello") == ["  1 #general bo: hello → pass"]
    assert (await here.answer("#off-topic mira: you idiot"))[0].startswith("  2 #off-topic mira: you idiot → nudge")


async def test_a_number_that_no_ledger_holds_is_no_case(ledger: SqlLedger) -> None:
    """A digit too many ends in a sentence, not in a fault of the database."""
    here = commands(ledger)
    for line in (f"/appeal {10**30} please", f"/uphold {2**63}", f"/undo {10**9}"):
        assert await here.answer(line) == [f"There is no case {line.split()[1]}."]
    assert "no message" in (await here.answer(f"/report {10**30}"))[0]


async def test_commands_work_on_numbered_messages(ledger: SqlLedger) -> None:
    """A message can be edited, reported once by each member, and asked about."""
    here = commands(ledger)
    await here.answer("bo: hello")
    assert (await here.answer("/edit 1 you idiot"))[0].startswith("  1 #general bo (edited): you idiot → nudge")
    assert "reported: 1 reports by members" in (await here.answer("/report 1 as eva"))[0]
    assert await here.answer("/report 1 as eva") == ["eva reported message 1 before."]
    why = "\n".join(await here.answer("/why 1"))
    assert "be-kind (minor) when: insult 0.95 ≥ 0.80" in why
    assert "policy 0123456789ab · mode enforce" in why
    assert "scores: insult 0.95 · scorer words 1" in why


async def test_an_edit_may_call_people(ledger: SqlLedger) -> None:
    """Mentions are counted in the text as it now is."""
    here = commands(ledger, policy(rule(when=Mentions(2))))
    assert (await here.answer("bo: hello"))[0].endswith("→ pass")
    assert "2 mentions in one message" in (await here.answer("/edit 1 hello @ann @eva"))[0]


async def test_roles_and_hidden_messages(ledger: SqlLedger) -> None:
    """A role can be given, what is hidden can be listed, and its author can't change it any more."""
    lines = await typed(ledger, "/hidden", "/role bo Elder", "bo: slur", "/hidden", "/edit 1 nice")
    assert lines[:2] == ["nothing is hidden", "bo is now Elder"]
    assert "hidden: 1" in lines
    assert lines[-2] == "  1 #general bo (edited): nice → not posted  because bo can't change a message that is hidden"


async def test_a_case_can_be_decided_and_undone(ledger: SqlLedger) -> None:
    """Moderators' commands do what the desk does, and say who was first."""
    lines = await typed(ledger, "bo: slur", "/cases", "/uphold 1", "/uphold 1", "/undo 1", "/hidden", "/undo 1")
    assert any(each.startswith("  1    0 s  grave    no-hate") and each.endswith("open") for each in lines)
    assert "Case 1 was upheld." in lines
    assert "    case 1: time out done" in lines
    assert "Nothing to do: case 1 was handled by @eva 0 s ago (upheld)." in lines
    assert "    case 1: restore done, lift time out done" in lines
    assert lines.index("nothing is hidden") > lines.index("Case 1 was undone.")
    assert "Nothing to do: case 1 was handled by @eva 0 s ago (undone)." in lines


async def test_who_takes_no_direct_messages_is_told_in_the_channel(ledger: SqlLedger) -> None:
    """The notice takes the next way, and the case says so."""
    lines = await typed(ledger, "/dm bo off", "bo: slur", "/inbox bo")
    assert lines[0] == "bo takes no direct messages"
    assert any("notify substituted (by channel: the member takes no direct messages)" in each for each in lines)
    assert any(each.startswith("    bo is told (in #general, seen by them alone): ") for each in lines)
    assert any(each.startswith("[sent] Hello from Nordlys.") for each in lines)


async def test_a_member_appeals_once(ledger: SqlLedger) -> None:
    """An appeal waits for a moderator; a second one is not taken."""
    lines = await typed(ledger, "bo: slur", "/appeal 1 I meant the snail", "/appeal 1 really", "/appeal 7 what")
    assert "The appeal against case 1 waits for a moderator." in lines
    assert "There is an appeal against this case already; there can be one." in lines
    assert "There is no such case." in lines


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("hello", "Who says that? Write `member: text`, or /help."),
        ("/edit 7 text", "There is no message 7. The number stands before each message."),
        ("/why", "There is no message (no number). The number stands before each message."),
        ("/fly", "/fly is no command here. /help lists them."),
        ("/role bo", "/role is no command here. /help lists them."),
        ("/dm bo maybe", "/dm is no command here. /help lists them."),
        ("/uphold", "Write the case's number after /uphold. /cases lists them."),
        ("/undo 9", "There is no case 9."),
        ("/appeal 9", "Write why after the number."),
        ("/cases", "There are no cases."),
        ("/inbox bo", "Nothing so far."),
    ],
)
async def test_what_is_not_understood_says_the_way_out(ledger: SqlLedger, line: str, answer: str) -> None:
    """A typing error gets one sentence, and nothing is lost."""
    assert await commands(ledger).answer(line) == [answer]


@pytest.mark.parametrize(("ending", "last"), [(["/quit", "bo: more"], []), ([], [""])])
async def test_the_console_ends_with_its_input(ledger: SqlLedger, ending: list[str], last: list[str]) -> None:
    """/quit and the end of input both leave."""
    assert await typed(ledger, "bo: hello", "", *ending) == ["  1 #general bo: hello → pass", *last]


async def test_what_happened_before_is_no_news(ledger: SqlLedger) -> None:
    """A console that is opened again tells what is new from then on."""
    await typed(ledger, "bo: slur")
    assert await typed(ledger, "/quit") == []


def test_times_are_said_shortly() -> None:
    """A moderator sees at a glance how long ago something was."""
    from bot.core.case_words import since_words

    spans = [since_words(NOW, NOW + timedelta(seconds=each)) for each in (0, 59, 60, 3599, 3600, 86400, -5)]
    assert spans == ["0 s", "59 s", "1 min", "59 min", "1 h", "1 d", "0 s"]
