"""Discord's length limits: what is one under, at or over one posts, whole or cut so that it still says what it must.

The loopback Discord refuses what is too long. Like Discord it counts code points: an emoji is one.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import discord
import pytest

from bot.core.blank_forms import appeal_form
from bot.core.cards import Card, Press
from bot.core.cases import CaseState
from bot.core.content import Message
from bot.core.effects import Applied, Effect, EffectKind, Order, Route
from bot.core.policy import Policy, Severity
from bot.platforms.discord.bulk import BulkDeleter
from bot.platforms.discord.buttons import modal_of
from bot.platforms.discord.card_view import LONGEST
from bot.platforms.discord.client import intents
from bot.platforms.discord.copies import Copies, mark_of
from bot.platforms.discord.room import DiscordRoom
from bot.platforms.discord.telling import Telling
from tests.loopback_discord import LoopbackDiscord
from tests.loopback_discord_test.clients import Nordlys, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

# Each is one code point; two are more than one unit of UTF-16, or markdown that a cut could leave open.
LETTERS = pytest.mark.parametrize("letter", ["x", "😀", "|", "`", "*", "é"])
NEAR = pytest.mark.parametrize("more", [-1, 0, 1])
LIMITS = (256, 1000, 1024, 1500, 2000, 4096, 6000)


class Place:
    """A guild with the bot's real parts in it."""

    def __init__(self, nordlys: Nordlys, client: discord.Client) -> None:
        self.nordlys = nordlys
        found = client.get_guild(nordlys.guild.id)
        assert found is not None
        self.guild = found
        policy = cast("Policy", SimpleNamespace(review_channel="general"))
        self.room = DiscordRoom(lambda: self.guild, lambda: policy)

    @property
    def shown(self) -> list[str]:
        """Return what is in the channel, the latest last."""
        return [each.text for each in self.nordlys.guild.messages(self.nordlys.general)]


@pytest.fixture
async def place(shared: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    """Give the guild; no request may have been invalid."""
    assert shared.name
    async with LoopbackDiscord() as loopback:
        nordlys = Nordlys(loopback)
        async with running(nordlys, monkeypatch, intents()) as client:
            yield Place(nordlys, client)
        assert loopback.invalid == []


def card(text: str) -> Card:
    """Make a card all of whose parts are as long."""
    return Card(
        case=1,
        version=1,
        title=text,
        state=CaseState.OPEN,
        severity=Severity.MINOR,
        member="11",
        message=Message("22", "33"),
        evidence=text,
        fields=tuple((f"Field {number}", text) for number in range(12)),
        presses=tuple(Press),
    )


@NEAR
@LETTERS
async def test_a_card_posts_at_every_limit(place: Place, letter: str, more: int) -> None:
    """Title, evidence and fields of any length are a card, posted and changed; the cover over evidence is closed."""
    where = ""
    for limit in LIMITS:
        where = await place.room.show(card(letter * (limit + more)), where)
        (message,) = place.nordlys.guild.messages(place.nordlys.general)
        evidence = message.parts["embeds"][0]["description"]
        assert (evidence[:2], evidence[-2:]) == ("||", "||")
        assert "||" not in evidence[2:-2]


@NEAR
@LETTERS
async def test_an_alert_posts_at_the_limit(place: Place, letter: str, more: int) -> None:
    """What is too long for one message ends in `…`."""
    await place.room.alert(letter * (LONGEST + more))
    assert place.shown[-1] == (letter * (LONGEST + more) if more <= 0 else letter * (LONGEST - 1) + "…")


@NEAR
@LETTERS
async def test_a_notice_posts_at_the_limit(place: Place, letter: str, more: int) -> None:
    """A notice is never as long as a message may be, however long a rule's words; what says how to appeal is kept."""
    from bot.core.notice_text import LIMIT, compose
    from bot.core.notices import Notice, NoticeKind
    from bot.policy_files.notices import shipped_sentences

    bo = place.nordlys.bo
    notice = Notice(
        community="here",
        case=7,
        batch=1,
        member=str(bo.id),
        message=Message("general", "33"),
        kind=NoticeKind.NUDGE,
        language="de",
        rule="rule",
        title=letter * (LIMIT + more),
        explanation=letter * (LONGEST + more),
        made_at=discord.utils.utcnow(),
        appeal_until=discord.utils.utcnow(),
    )
    text = compose(notice, [], shipped_sentences(), how="⚖️", community=letter * (LIMIT + more))
    effect = Effect("a/7/1/notify", "a", 7, 1, EffectKind.NOTIFY, notice.message, str(bo.id), route=Route.DIRECT)
    assert await Telling(place.guild).tell(Order(effect, text, notice=notice), effect.key) == Applied()
    (got,) = bo.inbox
    assert "Fall 7" in got.text
    assert "⚖️" in got.text
    assert await Telling(place.guild).was_told(Order(effect, text, notice=notice))


@NEAR
@LETTERS
@pytest.mark.parametrize("times", [1, 2])
async def test_a_restored_text_is_whole_at_the_limit(place: Place, letter: str, more: int, times: int) -> None:
    """What is too long with its mark comes in several messages, with nothing lost and the mark at the end."""
    general, bo = place.nordlys.general, place.nordlys.bo
    message = Message(str(general.id), "33")
    effect = Effect("a/7/1/restore", "a", 7, 1, EffectKind.RESTORE, message, str(bo.id))
    text = letter * (times * (LONGEST - len(mark_of(effect))) + more)
    bo.user.name = letter * 80
    await Copies(place.guild, BulkDeleter()).restore(Order(effect, text, author="Bo"))
    copies = [each.content for each in place.nordlys.guild.messages(general)]
    assert "".join(copies) == text + mark_of(effect)
    assert len(copies) == times + (more > 0)


@pytest.mark.parametrize("language", ["en-US", "da", "no", "sv-SE", "de", "ru"])
def test_forms_and_buttons_have_room_for_the_largest_numbers(language: str) -> None:
    """With numbers as large as they come, titles, labels and marks are within Discord's limits."""
    largest = 2**63
    form = modal_of(appeal_form(largest, language), largest)
    assert len(form.title) <= 45
    assert len(form.custom_id) <= 100
