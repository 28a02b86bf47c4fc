"""Every component that discord.py makes goes through, and is used as Discord's clients would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest
from discord import ui
from typing_extensions import override

if TYPE_CHECKING:
    from tests.loopback_discord import Message
    from tests.loopback_discord_test.clients import Bot, Nordlys

pytestmark = pytest.mark.shared


class Form(ui.Modal, title="A form"):
    """A modal of labelled inputs."""

    what: ui.Label[Form] = ui.Label(
        text="What", component=ui.Select(options=[discord.SelectOption(label="Spam", value="s")], custom_id="what")
    )
    why: ui.Label[Form] = ui.Label(text="Why", component=ui.TextInput(default="a draft", custom_id="why"))

    @override
    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say what was filled in."""
        assert isinstance(self.what.component, ui.Select)
        assert isinstance(self.why.component, ui.TextInput)
        await interaction.response.send_message(f"{self.what.component.values} {self.why.component.value}")


class Panel(ui.View):
    """Selects and a button for a form."""

    @ui.select(placeholder="Which", options=[discord.SelectOption(label="One", value="1", description="the first")])
    async def which(self, interaction: discord.Interaction, select: ui.Select[Panel]) -> None:
        """Say what was chosen."""
        await interaction.response.send_message(f"chose {select.values}", ephemeral=True)

    @ui.select(cls=ui.UserSelect, placeholder="Who")
    async def who(self, interaction: discord.Interaction, select: ui.UserSelect[Panel]) -> None:
        """Say who was chosen."""
        await interaction.response.edit_message(content=f"chose {select.values[0].name}")

    @ui.button(label="Form", emoji="📝")
    async def form(self, interaction: discord.Interaction, _: ui.Button[Panel]) -> None:
        """Open the form."""
        await interaction.response.send_modal(Form())

    @ui.button(label="Off", disabled=True)
    async def off(self, _: discord.Interaction, __: ui.Button[Panel]) -> None:
        """Do nothing."""


class Page(ui.LayoutView):
    """A message made of components alone."""

    row: ui.ActionRow[Page] = ui.ActionRow()

    def __init__(self) -> None:
        super().__init__(timeout=None)
        beside: ui.Button[Page] = ui.Button(label="More", url="https://example.com/")
        section: ui.Section[Page] = ui.Section("# A case", accessory=beside)
        self.add_item(ui.Container(section, ui.Separator(), ui.TextDisplay("what was written")))

    @row.button(label="Done", custom_id="done")
    async def done(self, interaction: discord.Interaction, _: ui.Button[Page]) -> None:
        """Close the page."""
        await interaction.response.defer()
        await interaction.edit_original_response(view=Closed())


class Closed(ui.LayoutView):
    """What is left of the page."""

    text: ui.TextDisplay[Closed] = ui.TextDisplay("closed")


async def shown(nordlys: Nordlys, bot: Bot, view: ui.View | ui.LayoutView) -> Message:
    """Let the bot post the view and return its message."""
    place = bot.get_partial_messageable(nordlys.general.id)
    if isinstance(view, ui.View):
        await place.send("a panel", view=view)
    else:
        await place.send(view=view)
    return nordlys.guild.messages(nordlys.general)[-1]


async def test_selects_are_chosen_from(nordlys: Nordlys, bot: Bot) -> None:
    """Options are chosen by label, people as people, and nothing that is not offered."""
    panel = await shown(nordlys, bot, Panel())
    assert list(panel.buttons) == ["Which", "Who", "Form", "Off"]

    assert (await (await nordlys.bo.selects(panel, "Which", "One")).response()).content == "chose ['1']"
    await (await nordlys.bo.selects(panel, "Who", nordlys.eva)).response()
    assert panel.content == "chose eva"
    with pytest.raises(AssertionError, match="choose"):
        await nordlys.bo.selects(panel, "Which", "Two")
    with pytest.raises(AssertionError, match="press 'Off'"):
        await nordlys.bo.clicks(panel, "Off")


async def test_a_form_is_filled_in(nordlys: Nordlys, bot: Bot) -> None:
    """A draft in an input stands unless it is changed; the answer is a message for all."""
    panel = await shown(nordlys, bot, Panel())
    clicked = await nordlys.bo.clicks(panel, "Form")
    form = await clicked.response()
    assert {name: each["label"] for name, each in form.inputs.items()} == {"what": "What", "why": "Why"}

    submitted = await clicked.modal_submitted({"What": "Spam"})

    assert (await submitted.message()).content == "['s'] a draft"
    assert not (await submitted.response()).ephemeral
    assert len(nordlys.guild.messages(nordlys.general)) == 2


async def test_a_page_of_components_is_read_and_closed(nordlys: Nordlys, bot: Bot) -> None:
    """A message without content can be read, pressed and replaced."""
    page = await shown(nordlys, bot, Page())
    assert page.text.splitlines() == ["Done", "# A case", "More", "what was written"]

    clicked = await nordlys.bo.clicks(page, "done")

    assert (await clicked.response()).kind == "deferred_update"
    await nordlys.discord.until(lambda: page.text == "closed")
