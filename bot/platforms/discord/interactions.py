"""Answers buttons and forms: who may press is asked at every press, and the same press counts once."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import TYPE_CHECKING

import discord

from bot.core.cards import Press
from bot.core.fault_words import fault_words
from bot.core.member_words import Word, word
from bot.pipeline.appeal import Appealed, appeal
from bot.pipeline.better import Offer, draft_of, is_mendable, send_better
from bot.pipeline.better_words import better_words
from bot.pipeline.press import press
from bot.platforms.discord.answers import data_of, field, language, refusal, say
from bot.platforms.discord.buttons import APPEAL, BETTER, SHOW_NOTICE, appeal_form, better_form, notice_view
from bot.platforms.discord.card_view import LONGEST, cut
from bot.platforms.discord.marks import Mark, read_mark
from bot.platforms.discord.moderators import actor_of, is_moderator
from bot.platforms.discord.reply_forms import DRAFT, RETRACT, offer_on_case, send, take_back
from bot.platforms.discord.source import author_in
from bot.platforms.discord.translate import mentions_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.actions import Enforcement
    from bot.pipeline.community import Community

    Served = Callable[[int], Awaitable[Community | None]]
    Pressed = discord.Interaction[discord.Client]

log = logging.getLogger(__name__)
# A press comes a second time within moments, if at all.
_REMEMBERED = 10_000
_PRESSES = frozenset(map(str, Press))
_ON_DRAFTS = {DRAFT: send, RETRACT: take_back}


class Interactions:
    """The buttons and forms of all servers. `parse` reads an action as policy files write it; raises ValueError."""

    def __init__(
        self, community: Callable[[int], Awaitable[Community | None]], parse: Callable[[str], Enforcement]
    ) -> None:
        self._community = community
        self._parse = parse
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def answer(self, pressed: Pressed) -> None:
        """Answer one press or form, if it is the bot's and not answered before."""
        mark = read_mark(str(data_of(pressed).get("custom_id", "")))
        if mark is None or not self.is_first(pressed):
            return
        try:
            await self._answer(pressed, mark)
        except Exception as error:  # noqa: BLE001 - whoever pressed must hear of it, and the next press must work
            log.error("answering %s failed: %s", mark.what, fault_words(error))  # noqa: TRY400 - no message's words
            await say(pressed, word(Word.TROUBLE, language(pressed)))

    def is_first(self, pressed: Pressed) -> bool:
        """Tell whether this interaction was not delivered before."""
        if pressed.id in self._seen:
            return False
        self._seen[pressed.id] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True

    def refuse(self, pressed: Pressed, community: Community, what: str) -> str:
        """Return why a member may not do this, empty where they may; what is refused is written to the log."""
        may = is_moderator(pressed.user, community.policy)
        return "" if may else refusal(pressed, community, what, Word.ONLY_MODERATORS)

    async def _answer(self, pressed: Pressed, mark: Mark) -> None:
        is_form = pressed.type is discord.InteractionType.modal_submit
        match mark:
            case Mark(what=what, numbers=(guild, case)) if what == APPEAL:
                if is_form:
                    await self._appeal(pressed, guild, case)
                else:
                    await pressed.response.send_modal(appeal_form(guild, case, language(pressed)))
            case Mark(what=what, numbers=(guild, case)) if what == BETTER:
                await (self._take_better if is_form else self._ask_better)(pressed, guild, case)
            case Mark(what=what, numbers=(notice,)) if what == SHOW_NOTICE:
                await self._show_notice(pressed, notice)
            case Mark(what=what, numbers=(draft,)) if what in _ON_DRAFTS:
                if (community := await self._moderated(pressed, what)) is not None:
                    await _ON_DRAFTS[what](pressed, community, draft)
            case Mark(what=what, numbers=(case, version)) if what in _PRESSES:
                await self._press(pressed, Press(what), case, version, is_form=is_form)
            case _:
                log.warning("a button of an earlier version was pressed: %s", mark.what)
                await say(pressed, word(Word.NOTHING, language(pressed)))

    async def _press(self, pressed: Pressed, what: Press, case: int, version: int, *, is_form: bool) -> None:
        community = await self._moderated(pressed, what)
        if community is None:
            return
        if what is Press.REPLY:
            await offer_on_case(pressed, community, case)
            return
        if what is Press.CHANGE and not is_form:
            await pressed.response.send_modal(_change_form(case, version))
            return
        actions: list[Enforcement] = []
        if is_form:
            try:
                actions = [self._parse(each.strip()) for each in field(pressed, "actions").split(",") if each.strip()]
            except ValueError as error:
                await say(pressed, str(error))
                return
        await pressed.response.defer(ephemeral=True, thinking=True)
        said = await press(community, what, case, actor_of(pressed.user), version=version, actions=actions)
        await say(pressed, said)

    async def _moderated(self, pressed: Pressed, what: str) -> Community | None:
        """Return the community if whoever pressed may act as its moderator; else tell them why not."""
        community = await self._community(pressed.guild_id or 0)
        if community is None:
            await say(pressed, word(Word.NOT_HERE, language(pressed)))
            return None
        refused = self.refuse(pressed, community, what)
        if refused:
            await say(pressed, refused)
        return None if refused else community

    async def _appeal(self, pressed: Pressed, guild: int, case: int) -> None:
        community = await self._community(guild)
        if community is None:
            await say(pressed, word(Word.NOTHING, language(pressed)))
            return
        await pressed.response.defer(ephemeral=True, thinking=True)
        user = pressed.user
        answer = await appeal(community, case, str(user.id), user.display_name, field(pressed, "why"))
        what = Word.APPEALED if isinstance(answer, Appealed) else Word.NO_APPEAL
        await say(pressed, word(what, language(pressed)))

    async def _ask_better(self, pressed: Pressed, guild: int, case: int) -> None:
        """Show the form for a better version; a form has to be the first answer, so nothing is put off."""
        community = await self._community(guild)
        draft = await draft_of(community, case, str(pressed.user.id)) if community else ""
        if community is None:
            await say(pressed, word(Word.NOTHING, language(pressed)))
        elif isinstance(draft, str):
            await pressed.response.send_modal(better_form(guild, case, language(pressed), draft))
        else:
            await say(pressed, better_words(draft, community.policy, language(pressed)))

    async def _take_better(self, pressed: Pressed, guild: int, case: int) -> None:
        """Let a better version be decided, as by the member that whoever sent it is now."""
        await pressed.response.defer(ephemeral=True, thinking=True)
        community, author = await self._community(guild), await author_in(pressed.client.get_guild(guild), pressed.user)
        said = word(Word.NOTHING, language(pressed))
        if community is not None and author is not None:
            text = field(pressed, "text")
            offer = Offer(author, text, str(pressed.id), mentions_in(text))
            said = better_words(await send_better(community, case, offer), community.policy, language(pressed))
        await say(pressed, cut(said, LONGEST))

    async def _show_notice(self, pressed: Pressed, number: int) -> None:
        community = await self._community(pressed.guild_id or 0)
        text, view = "", None
        if community is not None:
            async with community.begin() as uow:
                mine = await uow.notices.of_member(str(pressed.user.id))
                notice, text = next(((each, said) for each, said in mine if each.id == number), (None, ""))
                mendable = notice is not None and await is_mendable(uow, community, notice)
            view = notice_view(pressed.guild_id or 0, notice, mendable=mendable)
        shown = cut(text, LONGEST) or word(Word.NOTHING, language(pressed))
        await pressed.response.send_message(shown, ephemeral=True, view=view or discord.utils.MISSING)


def _change_form(case: int, version: int) -> discord.ui.Modal:
    form = discord.ui.Modal(title=f"Case {case}", custom_id=str(Mark(Press.CHANGE, (case, version))), timeout=900)
    form.add_item(
        discord.ui.TextInput(
            label="What is to be done, as the policy writes it",
            placeholder="hide, time_out 1h",
            max_length=200,
            custom_id="actions",
        )
    )
    return form
