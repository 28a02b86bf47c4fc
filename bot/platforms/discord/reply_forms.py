"""The form in which a moderator answers a message, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

import discord

from bot.core.content import Message
from bot.pipeline.reply import Approved, Refused, Void, approve, open_draft, retract
from bot.platforms.discord.answers import field, say
from bot.platforms.discord.buttons import view_of
from bot.platforms.discord.card_view import LONGEST, cut
from bot.platforms.discord.copies import pieces
from bot.platforms.discord.marks import Mark
from bot.platforms.discord.moderators import actor_of
from bot.platforms.discord.references import message_of
from bot.platforms.discord.translate import content_of

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.core.drafts import Draft
    from bot.pipeline.community import Community
    from bot.pipeline.reply import Approval

    Pressed = discord.Interaction[discord.Client]

DRAFT, RETRACT = "draft", "retract"
_GONE = "That message is not there (any more), so nothing can be answered."
_TEXT = "text"


async def offer(pressed: Pressed, community: Community, message: discord.Message | None) -> None:
    """Show the form for an answer to a message; for the bot's own answer, the way to take it back."""
    if message is None or pressed.guild is None:
        await say(pressed, _GONE)
        return
    place = Message(str(message.channel.id), str(message.id))
    async with community.begin() as uow:
        own = await uow.drafts.posted_as(place)
    if own is not None:
        await _offer_to_retract(pressed, "This is an answer of the bot's.", own)
        return
    draft = await open_draft(community, content_of(message, pressed.guild), actor_of(pressed.user))
    await pressed.response.send_modal(_form(draft))


async def offer_on_case(pressed: Pressed, community: Community, case: int) -> None:
    """Show the form for an answer to a case's message."""
    async with community.begin() as uow:
        found = await uow.cases.get(case)
    message = await message_of(pressed.guild, found.message) if found and pressed.guild else None
    await offer(pressed, community, message)


async def send(pressed: Pressed, community: Community, number: int) -> None:
    """Send what was written into the form, or give it back with why it is not sent."""
    await pressed.response.defer(ephemeral=True, thinking=True)
    text = field(pressed, _TEXT)
    answer = await _approved(pressed, community, number, text)
    match answer:
        case Approved(draft=draft):
            await _offer_to_retract(pressed, "Your answer is on its way.", draft)
        case Void(why=why):
            await _give_back(pressed, f"The draft is void: {why}. Nothing was sent.", text)
        case Refused(why=why):
            await _give_back(pressed, f"This is not sent: {why}.", text)
        case _:
            assert_never(answer)


async def take_back(pressed: Pressed, community: Community, number: int) -> None:
    """Take an answer back."""
    await pressed.response.defer(ephemeral=True, thinking=True)
    done = await retract(community, number, actor_of(pressed.user))
    await say(pressed, "The answer is taken back." if done else "There is nothing to take back.")


async def _approved(pressed: Pressed, community: Community, number: int, text: str) -> Approval:
    """A form lets through no more than Discord posts, but what is sent to us may come from elsewhere."""
    if len(text) > LONGEST:
        return Refused(f"it has {len(text)} characters, and Discord takes {LONGEST}")
    shown = await _shown(pressed, community, number)
    return await approve(community, number, text, actor_of(pressed.user), shown)


async def _shown(pressed: Pressed, community: Community, number: int) -> Content | None:
    async with community.begin() as uow:
        draft = await uow.drafts.get(number)
    if draft is None or pressed.guild is None:
        return None
    message = await message_of(pressed.guild, draft.message)
    return content_of(message, pressed.guild) if message else None


async def _give_back(pressed: Pressed, why: str, text: str) -> None:
    """Nothing that a moderator wrote is lost."""
    await say(pressed, f"{why} Your words:" if text.strip() else why)
    for piece in pieces(text, "") if text.strip() else ():
        await say(pressed, piece)


async def _offer_to_retract(pressed: Pressed, text: str, draft: Draft) -> None:
    button = discord.ui.Button[discord.ui.View](label="Take it back", custom_id=str(Mark(RETRACT, (draft.id,))))
    if pressed.response.is_done():
        await pressed.followup.send(text, view=view_of(button), ephemeral=True)
    else:
        await pressed.response.send_message(text, view=view_of(button), ephemeral=True)


def _form(draft: Draft) -> discord.ui.Modal:
    form = discord.ui.Modal(title="Answer", custom_id=str(Mark(DRAFT, (draft.id,))), timeout=900)
    form.add_item(
        discord.ui.TextInput(
            label="What the community says, under no name",
            style=discord.TextStyle.paragraph,
            default=cut(draft.text, LONGEST) or None,
            max_length=LONGEST,
            custom_id=_TEXT,
        )
    )
    return form
