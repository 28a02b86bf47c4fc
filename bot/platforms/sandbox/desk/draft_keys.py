"""What the keys do on a draft."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.core.blank_forms import TEXT, WHY
from bot.core.draft_cards import DraftPress
from bot.platforms.sandbox.desk.draft_parts import question_part
from bot.platforms.sandbox.desk.draft_screens import EditScreen, RejectScreen
from bot.platforms.sandbox.moderating import Moderating

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from bot.core.cases import Actor
    from bot.core.draft_cards import DraftCard
    from bot.core.drafts import Draft
    from bot.core.forms import Said
    from bot.platforms.sandbox.desk.app import Desk

_TONES = frozenset({DraftPress.SHORTER, DraftPress.WARMER, DraftPress.MORE_FORMAL})


class DraftKeys:
    """Does to a draft, as its moderator sees it, what is pressed at a desk, and says there what came of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._moderating = Moderating(desk.sandbox)

    async def press(self, what: DraftPress, draft: Draft, card: DraftCard, me: Actor, *, shown: bool) -> None:
        """Do what is pressed; ask for words where it takes some. `shown`: the member's are not blurred."""
        if what is DraftPress.EDIT:
            send = partial(self._edited, draft, me)
            await self._desk.push_screen(
                EditScreen(draft.id, question_part(card, shown=shown), draft.text, send), self._sent
            )
        elif what is DraftPress.REJECT:
            await self._desk.push_screen(RejectScreen(draft.id), partial(self._reject, draft, me))
        elif what in _TONES:  # which may take a language model's time
            self._desk.say("Looking for other words …")
            self._desk.run_worker(self._told(self._press(what, draft, me)), exclusive=True)
        else:
            await self._told(self._press(what, draft, me))

    async def take_back(self, draft: Draft, me: Actor) -> None:
        """Take back the reply that was sent."""
        await self._told(self._moderating.take_back(draft.id, me))

    async def _edited(self, draft: Draft, me: Actor, text: str, because: str) -> Said | None:
        return await self._desk.guarded(self._press(DraftPress.EDIT, draft, me, {TEXT: text, WHY: because}))

    async def _sent(self, said: str | None) -> None:
        if said:
            self._desk.say(said)
            await self._desk.look_again()

    async def _reject(self, draft: Draft, me: Actor, chosen: tuple[str, str] | None) -> None:
        if chosen is not None:
            await self._told(self._press(DraftPress.REJECT, draft, me, {WHY: chosen[0], TEXT: chosen[1]}))

    def _press(
        self, what: DraftPress, draft: Draft, me: Actor, fields: Mapping[str, str] | None = None
    ) -> Awaitable[Said]:
        return self._moderating.press(what, draft.id, draft.version, me, fields)

    async def _told(self, asked: Awaitable[Said]) -> None:
        said = await self._desk.guarded(asked)
        if said is not None:
            self._desk.say(said.text)
            await self._desk.look_again()
