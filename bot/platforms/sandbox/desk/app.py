"""The desk itself: widgets, keys, and what each key asks of the pipeline."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import App
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Input, OptionList, Static
from typing_extensions import override

from bot.core.draft_cards import DraftPress
from bot.pipeline import review
from bot.pipeline.answer_words import answer_words, appeal_words
from bot.pipeline.appeal import decide_appeal
from bot.platforms.sandbox.commands import HELP, Commands
from bot.platforms.sandbox.desk.background import Background
from bot.platforms.sandbox.desk.case_words import why_parts
from bot.platforms.sandbox.desk.community import CommunityView
from bot.platforms.sandbox.desk.draft_keys import DraftKeys
from bot.platforms.sandbox.desk.file_parts import file_parts
from bot.platforms.sandbox.desk.keys import BINDINGS, KEYS, ON_CASE
from bot.platforms.sandbox.desk.player import Player
from bot.platforms.sandbox.desk.queue import Queue
from bot.platforms.sandbox.desk.queue_words import heading
from bot.platforms.sandbox.desk.screens import AppealsScreen, ChangeScreen, TextScreen
from bot.platforms.sandbox.desk.snapshot import Snapshot, look
from bot.platforms.sandbox.sandbox import MODERATORS
from bot.ports.ledger import LedgerUnavailableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.core.actions import Enforcement
    from bot.core.cases import Actor
    from bot.core.content import Content as Message
    from bot.pipeline.community import Community
    from bot.pipeline.review import Answer
    from bot.platforms.sandbox.desk.parts import Part
    from bot.platforms.sandbox.sandbox import Sandbox
    from bot.ports import Clock

_LOOK_SECONDS = 1.0
_IDS = frozenset(each.id for each in MODERATORS)
_VERBS = {"uphold": review.uphold, "dismiss": review.dismiss, "undo": review.undo, "reopen": review.reopen}
_Answer = TypeVar("_Answer")


class Desk(App[str]):
    """The community on the left, its cases on the right. Ends with what went wrong, or nothing."""

    CSS_PATH = "desk.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual's own declaration says of what type
    BINDINGS: ClassVar[list[BindingType]] = [*BINDINGS]

    def __init__(self, sandbox: Sandbox, clock: Clock, sample: Sequence[Message]) -> None:
        super().__init__()
        self.sandbox = sandbox
        self._clock = clock
        self._commands = Commands(sandbox, clock)
        self._background = Background(sandbox)
        self._player = Player(sandbox, clock, sample)
        self._me = MODERATORS[0]
        self._on_draft = DraftKeys(self)
        self._marked = ""
        self._shown = False
        self._snapshot: Snapshot | None = None
        self._looking = asyncio.Lock()
        self._keys: frozenset[str] | None = None

    @override
    def compose(self) -> ComposeResult:
        """Lay out both sides."""
        with Horizontal():
            yield CommunityView(self.sandbox.platform)
            with Vertical(id="desk"):
                yield Static(id="heading", markup=False)
                yield Queue(id="queue", markup=False)
                yield Static(id="answer", markup=False)
                with VerticalScroll(id="case", can_focus=False):
                    yield Static(id="file", markup=False)
        yield Footer(compact=True)

    async def on_mount(self) -> None:
        """Begin to work."""
        self.query_one("#queue").focus()
        self._background.start(self.exit)
        self.set_interval(_LOOK_SECONDS, self.look_again)
        await self.look_again()

    async def on_unmount(self) -> None:
        """Stop working, whichever way the screen was left."""
        await self._player.stop()
        await self._background.stop()

    async def look_again(self) -> None:
        """Read the ledger and show it."""
        async with self._looking:
            try:
                self._snapshot = await look(self.sandbox.community, self._marked)
            except LedgerUnavailableError as error:
                self.exit(str(error))
                return
            self._show()

    async def on_resize(self) -> None:
        """Lay the lines out anew."""
        self.call_after_refresh(self._show)

    async def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Look at another case or draft; what its member wrote is blurred again."""
        name = event.option_id or ""
        if event.option_list.id == "queue" and name != self._marked:
            self._marked, self._shown = name, False
            self.say("")
            await self.look_again()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Carry out what was typed."""
        if event.value.strip() == "/quit":
            await self.action_leave()
        elif event.value.strip() == "/help":
            await self.action_help()
        else:
            await self._carry_out(event.value)

    async def _carry_out(self, line: str) -> None:
        try:
            lines = await self._commands.answer(line)
        except OSError as error:
            lines = [f"The sandbox's file can't be written: {error.strerror}"]
        except LedgerUnavailableError as error:
            self.exit(str(error))
            return
        if len(lines) > 1:  # more than there is room for beside the line
            await self.push_screen(TextScreen(line.split(maxsplit=1)[0], [("\n".join(lines), "")]))
        else:
            self.query_one(CommunityView).reply(lines)
        await self.look_again()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave away the keys that make no sense on what is marked."""
        keys = self._snapshot.keys if self._snapshot else ON_CASE
        return parameters[0] in keys if action == "draft" else action in keys or action not in ON_CASE

    async def action_review(self, verb: str) -> None:
        """Uphold, dismiss, undo or reopen the case as it is shown."""
        act = _VERBS[verb]
        await self._on_case(lambda number, me, version: act(self._community, number, me, version=version))

    async def action_undo(self) -> None:
        """Take back what the case caused, or the reply that was sent."""
        if self._snapshot and self._snapshot.draft:
            await self._on_draft.take_back(self._snapshot.draft, self._me)
        else:
            await self.action_review("undo")

    async def action_draft(self, pressed: str) -> None:
        """Do what is pressed on the draft as it is shown."""
        snapshot = self._snapshot
        if snapshot and snapshot.draft and snapshot.card:
            what = DraftPress(pressed)
            await self._on_draft.press(what, snapshot.draft, snapshot.card, self._me, shown=self._shown)

    async def action_drafts(self) -> None:
        """Mark the next draft that waits."""
        if following := self._snapshot.next_draft if self._snapshot else "":
            self._marked, self._shown = following, False
            await self.look_again()
        else:
            self.say("No draft waits.")

    async def action_claim(self) -> None:
        """Take the case, or give it back."""
        file = self._snapshot.file if self._snapshot else None
        if file and file.case.claimed_by == self._me.id:
            await self._on_case(lambda number, me, _: review.release(self._community, number, me))
        else:
            await self._on_case(lambda number, me, version: review.claim(self._community, number, me, version=version))

    async def action_change(self) -> None:
        """Ask what to do instead."""
        if self._snapshot and self._snapshot.file:
            await self.push_screen(ChangeScreen(self._snapshot.file.case.number), self._change)

    async def _change(self, chosen: tuple[Enforcement, ...] | None) -> None:
        if chosen is not None:
            await self._on_case(
                lambda number, me, version: review.change(self._community, number, me, chosen, version=version)
            )

    async def action_appeals(self) -> None:
        """Show the appeals that wait."""
        waiting = self._snapshot.appeals if self._snapshot else ()
        if not waiting:
            self.say("No appeal waits.")
            return
        named = [(each, self.sandbox.platform.name_of(each.member)) for each in waiting]
        await self.push_screen(AppealsScreen(named), self._decide_appeal)

    async def _decide_appeal(self, decided: tuple[int, bool] | None) -> None:
        if decided is None:
            return
        number, grant = decided
        answer = await self.guarded(decide_appeal(self._community, number, self._me, grant=grant, moderators=_IDS))
        if answer is not None:
            self.say(appeal_words(answer))
            await self.look_again()

    def action_blur(self) -> None:
        """Show what members wrote, or blur it again."""
        self._shown = not self._shown
        self._show()

    async def action_why(self) -> None:
        """Show all that is behind the case, or the whole of the draft."""
        if self._snapshot and self._snapshot.draft:
            await self.push_screen(
                TextScreen(f"Draft {self._snapshot.draft.id}", self._parts(min(100, self.size.width * 9 // 10) - 6))
            )
        elif self._snapshot and self._snapshot.file:
            file = self._snapshot.file
            await self.push_screen(TextScreen(f"Case {file.case.number}: why", why_parts(file, shown=self._shown)))

    async def action_help(self) -> None:
        """Show the keys and what can be typed."""
        await self.push_screen(TextScreen("Keys and commands", [(KEYS, ""), (HELP, "")]))

    async def action_who(self) -> None:
        """Sit down as the next moderator."""
        self._me = MODERATORS[(MODERATORS.index(self._me) + 1) % len(MODERATORS)]
        self.say(f"You are @{self._me.id} now.")
        await self.look_again()

    async def action_play(self) -> None:
        """Play the sample conversation, or stop it."""
        if await self._player.stop():
            self.say("Stopped.")
        else:
            self._player.start(self.say)

    def action_desk(self) -> None:
        """Go back to the queue."""
        self.query_one("#queue").focus()

    async def action_leave(self) -> None:
        """End, once what is under way is done."""
        await self._player.stop()
        await self._background.stop()
        self.exit(self.return_value)

    @property
    def _community(self) -> Community:
        return self.sandbox.community

    async def _on_case(self, act: Callable[[int, Actor, int], Awaitable[Answer]]) -> None:
        file = self._snapshot.file if self._snapshot else None
        if file is None:
            self.say("There is no case.")
        elif (answer := await self.guarded(act(file.case.number, self._me, file.case.version))) is not None:
            self.say(answer_words(answer, self._clock.now()))
            await self.look_again()

    async def guarded(self, asked: Awaitable[_Answer]) -> _Answer | None:
        """Wait for an answer; None where the ledger can't be used any more, with which the desk ends."""
        try:
            return await asked
        except LedgerUnavailableError as error:
            self.exit(str(error))
            return None

    def say(self, text: str) -> None:
        """Say below the queue what came of what was pressed."""
        self.query_one("#answer", Static).update(Content(text))

    def _show(self) -> None:
        snapshot = self._snapshot
        if snapshot is None or not self.is_running:
            return
        self.query_one(CommunityView).show(snapshot.now)
        self._marked = self._marked or snapshot.marked
        self.query_one("#desk").border_title = f"Moderators' desk · you are @{self._me.id}"
        self.query_one("#heading", Static).update(Content.assemble(*heading(snapshot)))
        self.query_one(Queue).show(snapshot, self._marked, self.sandbox.platform.name_of)
        width = self.query_one("#case").scrollable_content_region.width - 1
        self.query_one("#file", Static).update(Content.assemble(*self._parts(width)))
        if self._keys != snapshot.keys:
            self._keys = snapshot.keys
            self.refresh_bindings()

    def _parts(self, width: int) -> list[Part]:
        platform, snapshot = self.sandbox.platform, self._snapshot
        return file_parts(snapshot, platform.name_of, width, shown=self._shown) if snapshot else []
