"""A conversation played through the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.content import Author
from bot.core.policy import Mode
from bot.platforms.sandbox.playback import play
from bot.platforms.sandbox.sandbox import ConversationClock
from tests.core.makers import NOW
from tests.platforms.sandbox_makers import make_sandbox, said, small_policy

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.storage.ledger import SqlLedger

BECAUSE = "because be-kind: insult 0.95 ≥ 0.80"


async def played(ledger: SqlLedger, *contents: Content, mode: Mode = Mode.ENFORCE) -> list[str]:
    """Play messages and return what was printed."""
    lines: list[str] = []
    clock = ConversationClock()
    await play(contents, make_sandbox(ledger, clock, small_policy(mode)), clock, lines.append)
    return lines


async def test_each_line_says_channel_member_text_action_and_reason(ledger: SqlLedger) -> None:
    """A reader of the log sees who said what, what became of it, by which rule, and what the member was told."""
    lines = await played(ledger, said(0, "hello"), said(100, "you idiot"))
    assert lines[0] == "#general Bo: hello → pass"
    assert lines[1] == f"#general Bo: you idiot → nudge  {BECAUSE}"
    assert lines[2].startswith("   Bo is told (direct): Hello from Nordlys. Would you take another look")
    assert "be-kind" in lines[2]


async def test_effects_are_shown_as_they_ended(ledger: SqlLedger) -> None:
    """What was done on the platform stands under its message, before what the member was told."""
    lines = await played(ledger, said(0, "slur"))
    assert lines[1] == "   case 1: hide done"
    assert lines[2].startswith("   Bo is told (direct): Hello from Nordlys. We have hidden your message.")


async def test_the_summary_counts_what_happened(ledger: SqlLedger) -> None:
    """At the end stands how many messages and cases there were and what was done."""
    lines = await played(ledger, said(0, "hello"), said(100, "you idiot"), said(300, "you idiot"), said(400, "slur"))
    assert lines[lines.index("") + 1 :] == [
        "4 messages, members who posted: 1",
        "    2  hide",
        "    1  escalate: propose time_out 24h",
        "    1  nudge",
        "    1  pass",
        "cases: 3, of which 1 wait for a moderator",
    ]


async def test_a_timed_out_member_can_not_post(ledger: SqlLedger) -> None:
    """The fourth insult times out; what is written during that hour does not appear, what comes after does."""
    insults = [said(100 * i, "you idiot") for i in range(4)]
    lines = await played(ledger, *insults, said(400, "let me in"), said(3901, "hello again"))
    assert "#general Bo: let me in → not posted  because Bo is timed out for 58m more" in lines
    assert "#general Bo: hello again → pass" in lines


async def test_an_edit_is_decided_like_a_message(ledger: SqlLedger) -> None:
    """An edit that turns bad is caught, and marked as an edit."""
    bad = said(9, "you idiot", id="0", revision=1)
    lines = await played(ledger, said(0, "hello"), bad)
    assert lines[1] == f"#general Bo (edited): you idiot → nudge  {BECAUSE}"


async def test_old_conversations_are_not_late(ledger: SqlLedger) -> None:
    """The clock follows the conversation, so that its times lie in no past."""
    assert (NOW.year, (await played(ledger, said(0, "you idiot")))[0].split(" → ")[1]) == (2026, f"nudge  {BECAUSE}")


async def test_shadow_says_what_would_have_been(ledger: SqlLedger) -> None:
    """In shadow nothing is done, no member is told, and the line says so."""
    lines = await played(ledger, said(0, "you idiot"), mode=Mode.SHADOW)
    assert lines[0] == f"#general Bo: you idiot → record only (would nudge)  {BECAUSE}"
    assert "is told" not in " ".join(lines)


async def test_a_member_can_not_drive_the_terminal(ledger: SqlLedger) -> None:
    """Escape sequences, line breaks and right-to-left overrides are shown, not obeyed."""
    lines = await played(ledger, said(0, "a\x1b[2Jb\nc\u202ed\ud800"))
    assert lines[0] == "#general Bo: a\\u001b[2Jb ⏎ c\\u202ed\\ud800 → pass"


async def test_bots_are_let_be(ledger: SqlLedger) -> None:
    """Who is exempt is said to be, with the reason."""
    lines = await played(ledger, said(0, "you idiot", author=Author("x", "X", is_bot=True)))
    assert lines[0] == "#general X: you idiot → exempt  because written by a bot"
