"""The moderators' desk: real keys, a real ledger, no terminal."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from textual.events import Key
from textual.widgets import Input, OptionList, Static
from typing_extensions import override

from bot.core.effects import EffectState
from bot.platforms.sandbox.desk.app import Desk
from bot.platforms.sandbox.desk.background import Background
from bot.platforms.sandbox.desk.queue import Queue
from bot.platforms.sandbox.desk.screens import AppealsScreen, TextScreen
from bot.platforms.sandbox.platform import SandboxPlatform
from bot.platforms.sandbox.sandbox import Sandbox
from bot.ports.ledger import LedgerUnavailableError
from tests.core.makers import NOW
from tests.fakes import StoppedClock
from tests.platforms.sandbox_makers import make_sandbox, said

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from bot.core.effects import Order, Outcome
    from bot.storage.ledger import SqlLedger


class Sitting:
    """A desk with somebody at it."""

    def __init__(self, pilot: Pilot[Any], desk: Desk, clock: StoppedClock) -> None:
        self.pilot, self.desk, self.clock = pilot, desk, clock

    async def types(self, line: str) -> None:
        """Type a line on the left, wait until all that follows is done, and go back to the desk."""
        line_input = self.desk.query_one(Input)
        line_input.focus()
        line_input.value = line
        await self.press("enter", "escape")

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until all that follows is done."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()
        await self.desk.workers.wait_for_complete()
        while await self._open():
            await self.pilot.pause(0.01)
        await self.desk.look_again()
        await self.pilot.pause()

    async def _open(self) -> int:
        async with self.desk.sandbox.community.begin() as uow:
            return await uow.effects.count_open()

    def shows(self, name: str) -> str:
        """Return the text of one part of the screen, its lines joined."""
        return " ".join(str(self.desk.query_one(f"#{name}", Static).content).split())

    def queue(self) -> list[str]:
        """Return the lines of the queue."""
        return [" ".join(str(each.prompt).split()) for each in self.desk.query_one(Queue).options]


@asynccontextmanager
async def at_desk(ledger: SqlLedger, *lines: str, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Sitting]:
    """Open a desk and let members write."""
    clock = StoppedClock(NOW)
    desk = Desk(
        make_sandbox(ledger, clock), clock, [said(0, "slur", "Rex"), said(1, "hello", "Rex", id="0", revision=1)]
    )
    async with desk.run_test(size=size) as pilot:
        sitting = Sitting(pilot, desk, clock)
        for line in lines:
            await sitting.types(line)
        yield sitting


async def test_an_empty_desk_says_what_to_do(ledger: SqlLedger) -> None:
    """Who sits down for the first time reads how cases come in."""
    async with at_desk(ledger) as desk:
        assert "No case yet. p plays the sample conversation" in desk.shows("file")
        assert desk.shows("heading") == "0 open"
        await desk.press("u")
        assert desk.shows("answer") == "There is no case."


async def test_a_case_comes_in_blurred_and_is_shown_when_asked_for(ledger: SqlLedger) -> None:
    """What a member wrote stands nowhere on the desk until a moderator asks."""
    async with at_desk(ledger, "bo: what a slur") as desk:
        assert desk.queue() == ["● 1 0 s grave no-hate bo open"]
        file = desk.shows("file")
        assert "Evidence ▒▒▒▒ ▒ ▒▒▒▒ (b shows it)" in file
        assert "slur”" not in file
        assert "slur" not in desk.shows("timeline")
        assert "Why no-hate when: list slurs" in file
        assert "Asked time_out 24h Effects ✓ hide: done Notice ✓ action: sent (direct), in en" in file
        assert "bo: ‹hidden›" in desk.shows("timeline")
        assert "✉ to bo (direct): Hello from Nordlys. We have hidden your message." in desk.shows("timeline")
        await desk.press("b")
        assert "Evidence what a slur Why no-hate when: list slurs “slur”" in desk.shows("file")
        await desk.press("b")
        assert "what a slur" not in desk.shows("file")


async def test_another_case_is_blurred_again(ledger: SqlLedger) -> None:
    """Asking for one text is not asking for all."""
    async with at_desk(ledger, "bo: what a slur", "mira: slur slur") as desk:
        await desk.press("b", "down")
        assert "Case 2" in desk.shows("file")
        assert "▒▒▒▒ ▒▒▒▒" in desk.shows("file")
        assert "slur slur" not in desk.shows("file")


async def test_uphold_does_what_was_asked_and_undo_takes_it_back(ledger: SqlLedger) -> None:
    """Effects, the member's notice and the queue follow."""
    async with at_desk(ledger, "bo: slur") as desk:
        await desk.press("u")
        assert desk.shows("answer") == "Case 1 was upheld."
        assert "✓ time out until Mar 02 12:00 UTC: done" in desk.shows("file")
        assert desk.shows("members") == "timed out: bo until Mar 02 12:00 UTC"
        assert desk.queue() == ["✓ 1 0 s grave no-hate bo upheld @eva"]
        await desk.press("z")
        assert desk.shows("answer") == "Case 1 was undone."
        assert "✓ restore: done ✓ lift time out: done" in desk.shows("file")
        assert desk.shows("members") == ""
        assert "bo: slur" in desk.shows("timeline")
        await desk.press("z")
        assert desk.shows("answer") == "Nothing to do: case 1 was handled by @eva 0 s ago (undone)."


async def test_dismiss_and_reopen(ledger: SqlLedger) -> None:
    """A dismissed case can be looked at again; nothing is done until it is decided."""
    async with at_desk(ledger, "bo: slur") as desk:
        await desk.press("d")
        assert desk.shows("answer") == "Case 1 was dismissed."
        await desk.press("r")
        assert desk.shows("answer") == "Case 1 is open."
        assert "Asked hide, time_out 24h and a strike for no-hate" in desk.shows("file")


async def test_who_comes_second_hears_who_was_first(ledger: SqlLedger) -> None:
    """The other moderator reads by whom and how long ago."""
    async with at_desk(ledger, "bo: slur") as desk:
        await desk.press("u")
        desk.clock.at = NOW + timedelta(seconds=3)
        await desk.press("m", "d")
        assert desk.desk.query_one("#desk").border_title == "Moderators' desk · you are @noor"
        assert desk.shows("answer") == "Nothing to do: case 1 was handled by @eva 3 s ago (upheld)."


async def test_a_claimed_case_is_left_to_who_claimed_it(ledger: SqlLedger) -> None:
    """The other moderator reads in whose hands it is; given back, it is free."""
    async with at_desk(ledger, "bo: slur") as desk:
        await desk.press("k", "m", "u")
        assert desk.shows("answer") == "Case 1 is in the hands of @eva for 0 s."
        assert desk.queue() == ["● 1 0 s grave no-hate bo open @eva"]
        await desk.press("m", "k", "m", "u")
        assert desk.shows("answer") == "Case 1 was upheld."


async def test_another_action_can_be_chosen(ledger: SqlLedger) -> None:
    """What is marked is done, what was done and isn't marked is taken back; of time-outs the longest counts."""
    async with at_desk(ledger, "bo: slur") as desk:
        await desk.press("c", "down", "down", "down", "space", "down", "enter")
        marks = [str(each.prompt) for each in desk.desk.screen.query_one(OptionList).options]
        assert [each for each in marks if "[x]" in each] == ["[x] time_out 10m", "[x] time_out 1h"]
        await desk.press("d")
        assert desk.shows("answer") == "Case 1 was upheld."
        assert "✓ time out until 13:00 UTC: done" in desk.shows("file")
        assert "✓ restore: done" in desk.shows("file")


async def test_a_choice_can_be_left(ledger: SqlLedger) -> None:
    """Escape changes nothing."""
    async with at_desk(ledger, "bo: slur") as desk:
        await desk.press("c", "space", "escape")
        assert desk.queue() == ["● 1 0 s grave no-hate bo open"]


async def test_an_appeal_is_granted_by_the_other_moderator(ledger: SqlLedger) -> None:
    """Who decided the case is told to leave it; the other grants, and all is taken back."""
    async with at_desk(ledger, "bo: slur") as desk:
        await desk.press("u")
        await desk.types("/appeal 1 [bold]I meant[/bold] the snail")
        assert desk.shows("heading") == "0 open · ⚑ 1 appealed"
        assert desk.queue() == ["✓ 1 0 s grave no-hate bo ⚑ appeal @eva"]
        assert "Appeal ⚑ waiting 0 s (a decides): ▒▒▒" in desk.shows("file")
        await desk.press("a", "g")
        assert desk.shows("answer") == "You decided this case, so another moderator decides its appeal."
        await desk.press("m", "a")
        appeals = desk.desk.screen
        assert isinstance(appeals, AppealsScreen)
        assert "snail" not in str(appeals.query_one(OptionList).options[0].prompt)
        await desk.press("b")
        assert "bo: [bold]I meant[/bold] the snail" in str(appeals.query_one(OptionList).options[0].prompt)
        await desk.press("g")
        assert desk.shows("answer") == "The appeal against case 1 is granted."
        assert "✓ lift time out: done" in desk.shows("file")
        assert "✓ appeal granted: sent (direct)" in desk.shows("file")
        assert desk.queue()[0].startswith("↶ 1 0 s grave no-hate bo undone")


async def test_members_can_not_drive_the_screen(ledger: SqlLedger) -> None:
    """Markup and control characters in names and texts are shown as they are."""
    async with at_desk(ledger, "[red]bo[/]: [b]slur[/b] \x1b[2J") as desk:
        await desk.press("b")
        assert "Evidence [b]slur[/b] \\u001b[2J" in desk.shows("file")
        assert "[red]bo" in desk.queue()[0]
        await desk.press("w")
        assert "“slur”" in str(desk.desk.screen.query_one(Static).content)


async def test_a_long_answer_can_be_read_to_its_end(ledger: SqlLedger) -> None:
    """All that a member was told opens above the desk, where it scrolls; an answer in one line stands on the left."""
    async with at_desk(ledger, "bo: what a slur", size=(80, 24)) as desk:
        line = desk.desk.query_one(Input)
        line.focus()
        line.value = "/inbox bo"
        await desk.press("enter")
        assert isinstance(desk.desk.screen, TextScreen)
        told = str(desk.desk.screen.query_one(Static).content)
        assert told.startswith("[sent] Hello from Nordlys.")
        assert "\nCase 1 · #general" in told
        await desk.press("escape")
        await desk.types("/inbox mira")
        assert desk.shows("reply") == "Nothing so far."


async def test_a_name_longer_than_the_line_is_shown_once(ledger: SqlLedger) -> None:
    """What stands before a message is wrapped too where it has to be, and nothing comes twice."""
    async with at_desk(ledger, "#off-topic Maximiliane Hohenstein: hello", size=(80, 24)) as desk:
        assert "1 #off-topic Maximiliane Hohenstein: hello" in desk.shows("timeline")


async def test_lines_typed_ahead_stay_apart(ledger: SqlLedger) -> None:
    """Keys that come in one burst are as many messages as there were presses of Enter."""
    async with at_desk(ledger) as desk:
        desk.desk.query_one(Input).focus()
        for line in ("bo: one", "mira: two", "bo: three"):
            for each in line:
                desk.desk.post_message(Key(each, each))
            desk.desk.post_message(Key("enter", "\r"))
        await desk.press("escape")
        texts = [each.content.text for each in desk.desk.sandbox.platform.world.messages.values()]
        assert texts == ["one", "two", "three"]


async def test_why_lists_every_decision_and_event(ledger: SqlLedger) -> None:
    """The record of a case can be read in full, quotes only where they were asked for."""
    async with at_desk(ledger, "bo: slur") as desk:
        await desk.press("u", "w")
        text = str(desk.desk.screen.query_one(Static).content)
        assert "no-hate (grave) when: list slurs\n" in text
        assert "12:00:00 upheld by @eva: actions time_out 24h" in text


async def test_alerts_come_up(ledger: SqlLedger) -> None:
    """What needs a person is said on the screen."""
    async with at_desk(ledger) as desk:
        await desk.desk.sandbox.platform.alert("[b]look[/b]")
        await desk.press("b")
        assert [each.message for each in desk.desk._notifications] == ["[b]look[/b]"]  # noqa: SLF001 - Textual gives no other way to read them


async def test_the_sample_can_be_played(ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its messages come in as new ones, edits as edits of them."""
    monkeypatch.setattr("bot.platforms.sandbox.desk.player.PAUSE_SECONDS", 0.0)
    async with at_desk(ledger, "bo: hello") as desk:
        await desk.press("p")
        while desk.shows("answer") != "The conversation is over.":
            await desk.pilot.pause(0.01)
        await desk.press("b")
        assert desk.queue() == ["● 1 0 s grave no-hate Rex open"]
        shown = desk.desk.sandbox.platform.find("2")
        assert shown is not None
        assert shown.content.author.id == "rex"


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_every_line_of_the_queue_fits(ledger: SqlLedger, size: tuple[int, int]) -> None:
    """State and rule can be read on a small screen too."""
    async with at_desk(ledger, "bo: slur", size=size) as desk:
        queue = desk.desk.query_one(Queue)
        (line,) = (str(each.prompt) for each in queue.options)
        assert len(line) <= queue.scrollable_content_region.width
        assert {"grave", "no-hate", "bo", "open"} <= set(line.split())


async def test_a_broken_ledger_ends_in_a_sentence(ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen closes and says what is wrong."""

    def refuse(_community: str) -> None:
        raise LedgerUnavailableError("The disk is full.")

    async with at_desk(ledger, "bo: slur") as desk:
        monkeypatch.setattr(ledger, "begin", refuse)
        await desk.pilot.press("u")
        await desk.pilot.pause()
    assert desk.desk.return_value == "The disk is full."


async def test_leaving_ends_the_screen(ledger: SqlLedger) -> None:
    """Q and Ctrl-C both leave, from the line on the left as well."""
    for keys in (["q"], ["tab", "ctrl+c"]):
        async with at_desk(ledger) as desk:
            await desk.pilot.press(*keys)
            async with asyncio.timeout(5):
                while desk.desk.is_running:  # noqa: ASYNC110 - Textual has no event for it
                    await asyncio.sleep(0.01)
            assert desk.desk.return_value is None


class SlowPlatform(SandboxPlatform):
    """Takes its time over each effect."""

    @override
    async def enforce(self, order: Order, *, idempotency_key: str) -> Outcome:
        await asyncio.sleep(0.1)
        return await super().enforce(order, idempotency_key=idempotency_key)


async def test_what_is_under_way_is_finished_before_leaving(ledger: SqlLedger) -> None:
    """Once the background has stopped, no effect is left claimed and half-done."""
    sandbox = make_sandbox(ledger, StoppedClock(NOW))
    platform = SlowPlatform(StoppedClock(NOW))
    sandbox.community.enforcer = platform
    sandbox = Sandbox(sandbox.community, platform)
    await sandbox.post(said(0, "slur"))
    background = Background(sandbox)
    background.start(pytest.fail)
    await asyncio.sleep(0.05)
    await background.stop()
    async with sandbox.community.begin() as uow:
        states = [each.state for each in await uow.effects.of_case(1)]
    assert states == [EffectState.DONE, EffectState.PLANNED]
