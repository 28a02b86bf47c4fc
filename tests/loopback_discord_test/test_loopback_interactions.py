"""Commands, buttons and modals of discord.py's client on the loopback Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest
from discord import app_commands
from typing_extensions import override

if TYPE_CHECKING:
    from tests.loopback_discord_test.clients import Bot, Nordlys

pytestmark = pytest.mark.shared


class Reason(discord.ui.Modal, title="Why?"):
    """A modal that asks for a reason."""

    why: discord.ui.TextInput[Reason] = discord.ui.TextInput(label="Reason", custom_id="why", max_length=2000)

    @override
    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Close the card with the reason."""
        await interaction.response.edit_message(content=f"closed: {self.why.value}", view=None)


class Card(discord.ui.View):
    """A card whose buttons outlive the process."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Hide", custom_id="hide")
    async def hide(self, interaction: discord.Interaction, button: discord.ui.Button[Card]) -> None:
        """Answer after a while."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send(f"{button.label}: done", ephemeral=True)

    @discord.ui.button(label="Reject", custom_id="reject")
    async def reject(self, interaction: discord.Interaction, _: discord.ui.Button[Card]) -> None:
        """Ask for a reason."""
        await interaction.response.send_modal(Reason())

    @discord.ui.button(label="Show", custom_id="show")
    async def show(self, interaction: discord.Interaction, _: discord.ui.Button[Card]) -> None:
        """Answer, and change the answer."""
        await interaction.response.send_message("only you", ephemeral=True)
        await interaction.edit_original_response(content="only you see this")


async def register(nordlys: Nordlys, bot: Bot) -> None:
    """Give the bot's guild a slash command with completion, a group, and a context menu."""
    guild = discord.Object(nordlys.guild.id)

    @bot.tree.command(description="Show a case", guild=guild)
    async def case(interaction: discord.Interaction, number: int, who: discord.Member | None = None) -> None:
        named = f" of {who.name}" if who else ""
        await interaction.response.send_message(f"case {number}{named}", ephemeral=True)

    @case.autocomplete("number")
    async def numbers(_: discord.Interaction, typed: str) -> list[app_commands.Choice[int]]:
        return [app_commands.Choice(name=f"Case {typed}{end}", value=int(f"{typed}{end}")) for end in range(3)]

    group = app_commands.Group(name="takt", description="The bot", default_permissions=discord.Permissions(1 << 40))

    @group.command(description="How it is")
    async def status(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("well", ephemeral=True)

    @bot.tree.context_menu(name="Why?", guild=guild)
    async def why(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"because of {message.content!r}", ephemeral=True)

    bot.tree.add_command(group, guild=guild)
    await bot.tree.sync(guild=guild)


async def card_in(nordlys: Nordlys, bot: Bot) -> None:
    """Let the bot post a card."""
    channel = bot.get_channel(nordlys.general.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.send("a case", view=Card())


async def test_commands_are_registered_and_keep_their_ids(nordlys: Nordlys, bot: Bot) -> None:
    """A second sync changes nothing."""
    await register(nordlys, bot)
    first = {each["name"]: each["id"] for each in nordlys.discord.world.commands[nordlys.guild.id]}
    again = await bot.tree.sync(guild=discord.Object(nordlys.guild.id))

    assert set(first) == {"case", "takt", "Why?"}
    assert {each.name: str(each.id) for each in again} == first


async def test_a_slash_command_is_completed_and_answered(nordlys: Nordlys, bot: Bot) -> None:
    """Options are completed, a member is resolved, and only who asked sees the answer."""
    await register(nordlys, bot)

    choices = await nordlys.eva.autocomplete("/case", "number", "1")
    used = await nordlys.eva.uses("/case", nordlys.general, number=11, who=nordlys.bo)

    assert choices == [("Case 10", 10), ("Case 11", 11), ("Case 12", 12)]
    response = await used.response()
    assert (response.kind, response.ephemeral, response.content) == ("message", True, "case 11 of bo")
    assert nordlys.guild.messages(nordlys.general) == []
    assert [each.content for each in nordlys.eva.private_messages] == ["case 11 of bo"]


async def test_a_subcommand_is_shown_only_to_who_may(nordlys: Nordlys, bot: Bot) -> None:
    """Discord hides a command from who lacks its permissions."""
    await register(nordlys, bot)

    used = await nordlys.eva.uses("/takt status")
    assert (await used.response()).content == "well"
    assert not nordlys.bo.can_use("/takt")
    with pytest.raises(AssertionError, match="does not show bo"):
        await nordlys.bo.uses("/takt status")


async def test_a_context_menu_gets_the_message(nordlys: Nordlys, bot: Bot) -> None:
    """The message that it was used on comes along."""
    await register(nordlys, bot)
    message = await nordlys.bo.writes(nordlys.general, "hello")

    used = await nordlys.bo.uses_on("Why?", message)

    assert (await used.response()).content == "because of 'hello'"


async def test_a_button_opens_a_modal_whose_answer_edits_the_card(nordlys: Nordlys, bot: Bot) -> None:
    """A modal that a button opened can change the message of the button."""
    await card_in(nordlys, bot)
    card = nordlys.guild.find_messages(by=nordlys.guild.bot)[0]

    clicked = await nordlys.eva.clicks(card, "Reject")
    modal = await clicked.response()
    assert (modal.kind, modal.title, list(modal.inputs)) == ("modal", "Why?", ["why"])

    submitted = await clicked.modal_submitted({"Reason": "too rude"})
    assert (await submitted.response()).kind == "update"
    assert (card.content, card.buttons) == ("closed: too rude", {})


async def test_a_deferred_answer_is_filled_by_the_first_followup(nordlys: Nordlys, bot: Bot) -> None:
    """The waiting dots become the answer, for the one who pressed alone."""
    await card_in(nordlys, bot)
    card = nordlys.guild.find_messages(by=nordlys.guild.bot)[0]

    clicked = await nordlys.eva.clicks(card, "hide")

    assert (await clicked.response()).kind == "deferred"
    answer = await clicked.message()
    assert (answer.content, answer.ephemeral, answer.seen_by) == ("Hide: done", True, nordlys.eva.id)
    assert nordlys.eva.sees(answer)
    assert not nordlys.bo.sees(answer)


async def test_a_click_on_a_card_from_before_a_restart_works_in_an_inbox_too(nordlys: Nordlys, bot: Bot) -> None:
    """A view that was not sent by this client still gets the press, without a guild too."""
    user = await bot.fetch_user(nordlys.bo.id)
    await user.send("a notice", view=Card())
    bot.add_view(Card())

    clicked = await nordlys.bo.clicks(nordlys.bo.inbox[0], "Show")

    await clicked.response()
    await nordlys.discord.until(lambda: clicked.original and clicked.original.content == "only you see this")


async def test_the_same_interaction_can_arrive_twice_but_is_answered_once(nordlys: Nordlys, bot: Bot) -> None:
    """The second answer is refused."""
    await register(nordlys, bot)
    refused: list[discord.app_commands.AppCommandError] = []

    @bot.tree.error
    async def note(_: discord.Interaction, error: discord.app_commands.AppCommandError) -> None:
        refused.append(error)

    used = await nordlys.eva.uses("/case", number=1)
    await used.response()
    nordlys.discord.redeliver(used)

    await nordlys.discord.until(lambda: refused)
    assert "40060" in str(refused[0])


async def test_an_answer_after_three_seconds_is_too_late(nordlys: Nordlys, bot: Bot) -> None:
    """Discord forgets an interaction that nobody answers."""
    await register(nordlys, bot)
    nordlys.discord.api.interaction_seconds = 0.0
    failed: list[discord.app_commands.AppCommandError] = []

    @bot.tree.error
    async def note(_: discord.Interaction, error: discord.app_commands.AppCommandError) -> None:
        failed.append(error)

    used = await nordlys.eva.uses("/case", number=1)
    await nordlys.discord.until(lambda: failed)
    assert "10062" in str(failed[0])
    with pytest.raises(AssertionError, match="no answer"):
        await used.response(0.05)
