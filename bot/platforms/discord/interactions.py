"""Answers buttons and forms: who may press is asked at every press, and the same press counts once."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, cast

import discord

from bot.core.cards import Press
from bot.core.fault_words import fault_words
from bot.core.member_words import Word, word
from bot.pipeline.appeal import Appealed, appeal
from bot.pipeline.better import Offer, draft_of, is_mendable, send_better
from bot.pipeline.better_words import better_words
from bot.pipeline.press import press
from bot.platforms.discord.buttons import APPEAL, BETTER, SHOW_NOTICE, appeal_form, better_form, notice_view
from bot.platforms.discord.card_view import cut
from bot.platforms.discord.marks import Mark, read_mark
from bot.platforms.discord.moderators import actor_of, is_moderator
from bot.platforms.discord.source import author_in
from bot.platforms.discord.translate import mentions_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.core.actions import Enforcement
    from bot.pipeline.community import Community

    Served = Callable[[int], Awaitable[Community | None]]
    Pressed = discord.Interaction[discord.Client]

log = logging.getLogger(__name__)
# A press comes a second time within moments, if at all.
_REMEMBERED = 10_000
_LONGEST_ANSWER = 2000
_PRESSES = frozenset(map(str, Press))


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
        mark = read_mark(str(_data(pressed).get("custom_id", "")))
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
        if is_moderator(pressed.user, community.policy):
            return ""
        log.warning("refused: member %s of %s tried %s without being a moderator", pressed.user.id, community.id, what)
        return word(Word.ONLY_MODERATORS, language(pressed))

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
            case Mark(what=what, numbers=(case, version)) if what in _PRESSES:
                await self._press(pressed, Press(what), case, version, is_form=is_form)
            case _:
                log.warning("a button of an earlier version was pressed: %s", mark.what)
                await say(pressed, word(Word.NOTHING, language(pressed)))

    async def _press(self, pressed: Pressed, what: Press, case: int, version: int, *, is_form: bool) -> None:
        community = await self._community(pressed.guild_id or 0)
        if community is None:
            await say(pressed, word(Word.NOT_HERE, language(pressed)))
            return
        if refusal := self.refuse(pressed, community, what):
            await say(pressed, refusal)
            return
        if what is Press.CHANGE and not is_form:
            await pressed.response.send_modal(_change_form(case, version))
            return
        actions: list[Enforcement] = []
        if is_form:
            try:
                actions = [self._parse(each.strip()) for each in field(pressed, "actions").split(",") if each.strip()]
            except ValueError as error:
                await say(pressed, cut(str(error), _LONGEST_ANSWER))
                return
        await pressed.response.defer(ephemeral=True, thinking=True)
        said = await press(community, what, case, actor_of(pressed.user), version=version, actions=actions)
        await pressed.followup.send(cut(said, _LONGEST_ANSWER), ephemeral=True)

    async def _appeal(self, pressed: Pressed, guild: int, case: int) -> None:
        community = await self._community(guild)
        if community is None:
            await say(pressed, word(Word.NOTHING, language(pressed)))
            return
        await pressed.response.defer(ephemeral=True, thinking=True)
        user = pressed.user
        answer = await appeal(community, case, str(user.id), user.display_name, field(pressed, "why"))
        what = Word.APPEALED if isinstance(answer, Appealed) else Word.NO_APPEAL
        await pressed.followup.send(word(what, language(pressed)), ephemeral=True)

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
        await pressed.followup.send(cut(said, _LONGEST_ANSWER), ephemeral=True)

    async def _show_notice(self, pressed: Pressed, number: int) -> None:
        community = await self._community(pressed.guild_id or 0)
        text, view = "", None
        if community is not None:
            async with community.begin() as uow:
                mine = await uow.notices.of_member(str(pressed.user.id))
                notice, text = next(((each, said) for each, said in mine if each.id == number), (None, ""))
                mendable = notice is not None and await is_mendable(uow, community, notice)
            view = notice_view(pressed.guild_id or 0, notice, mendable=mendable)
        shown = cut(text, _LONGEST_ANSWER) or word(Word.NOTHING, language(pressed))
        await pressed.response.send_message(shown, ephemeral=True, view=view or discord.utils.MISSING)


def language(pressed: Pressed) -> str:
    """Return the language in which whoever pressed uses Discord."""
    return str(pressed.locale)


async def say(pressed: Pressed, text: str) -> None:
    """Tell whoever pressed, and nobody else, whether the first answer was given or not."""
    if pressed.response.is_done():
        await pressed.followup.send(text, ephemeral=True)
    else:
        await pressed.response.send_message(text, ephemeral=True)


def field(pressed: Pressed, name: str) -> str:
    """Return what was written into one field of a form."""
    rows = _data(pressed).get("components", ())
    parts = [part for row in rows for part in (row.get("components") or [row.get("component") or {}])]
    return next((str(part.get("value", "")) for part in parts if part.get("custom_id") == name), "")


def _data(pressed: Pressed) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", pressed.data or {})


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
