"""What every Enforcer keeps to, whatever platform is behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from bot.core.content import Message
from bot.core.effects import (
    ON_CHANNEL,
    ON_FEEDBACK,
    Applied,
    Effect,
    EffectKind,
    Failed,
    Order,
    Route,
    Skipped,
    effect_key,
)
from bot.core.feedback import Feedback
from bot.core.notices import Notice, NoticeKind
from bot.core.situations import Situation
from bot.platforms.discord.client import intents
from bot.platforms.discord.enforcer import DiscordEnforcer
from bot.platforms.discord.translate import community_of
from bot.platforms.sandbox.platform import SandboxPlatform
from bot.platforms.slack.tiers import Tier
from tests.contract.in_slack import in_slack
from tests.core.makers import NOW, content
from tests.fakes import StoppedClock
from tests.loopback_discord import LoopbackDiscord
from tests.loopback_discord.model import SUPPRESS_EMBEDS
from tests.loopback_discord_test.clients import Nordlys, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.core.content import Content
    from bot.ports import Enforcer
    from tests.loopback_discord import Channel

HOUR = timedelta(hours=1)
# What is said in the community's name, and taken back.
ANSWERS = {EffectKind.REPLY, EffectKind.RETRACT}


class Platform(Protocol):
    """An enforcer with the platform behind it, as members and other people's eyes see that.

    `called`: the name of the channel that Bo's message is in.
    """

    called: str

    @property
    def posted(self) -> Content:
        """Bo's message."""
        ...

    @property
    def now(self) -> datetime:
        """The time there."""
        ...

    @property
    def deletes(self) -> bool:
        """Whether hiding is deleting, so that what was never there looks like what is hidden."""
        ...

    @property
    def enforcer(self) -> Enforcer:
        """What is tested."""
        ...

    def is_seen(self, message: Message) -> bool:
        """Tell whether others see a message, or a copy of it."""
        ...

    def reads(self) -> str:
        """Return the text that others see in the place of the message."""
        ...

    def has_previews(self) -> bool:
        """Tell whether others see the previews below Bo's message."""
        ...

    def out_until(self) -> datetime | None:
        """Return until when Bo can't write, to the second."""
        ...

    def is_banned(self) -> bool:
        """Tell whether Bo is excluded."""
        ...

    def read_by_bo(self) -> int:
        """Return how often Bo was told something."""
        ...

    def close_inbox(self) -> None:
        """Let Bo refuse direct messages."""
        ...

    def in_ideas(self) -> list[str]:
        """Return what stands in the channel #ideas, as text."""
        ...


class InSandbox:
    """The sandbox's platform."""

    called = "general"

    def __init__(self) -> None:
        self.enforcer = SandboxPlatform(StoppedClock(NOW))
        self.posted = content(text="the words", channel="general", id="1")
        self.now, self.deletes = NOW, False
        assert self.enforcer.post(self.posted) is None

    def is_seen(self, message: Message) -> bool:
        """Look."""
        return not self.enforcer.world.messages[message].hidden

    def reads(self) -> str:
        """Look."""
        messages = self.enforcer.world.messages
        return "|".join(each.content.text for at, each in messages.items() if at.channel == self.posted.channel)

    def has_previews(self) -> bool:
        """Look."""
        return not self.enforcer.world.messages[self.posted.message].bare

    def out_until(self) -> datetime | None:
        """Look."""
        return self.enforcer.timed_out().get("bo")

    def is_banned(self) -> bool:
        """Look."""
        return "bo" in self.enforcer.world.banned

    def read_by_bo(self) -> int:
        """Look."""
        return len([each for each in self.enforcer.world.told.values() if each.member == "bo"])

    def close_inbox(self) -> None:
        """Close."""
        self.enforcer.open_inbox("bo", "bo", is_open=False)

    def in_ideas(self) -> list[str]:
        """Look."""
        messages = self.enforcer.world.messages
        return [each.content.text for message, each in messages.items() if message.channel == "ideas"]


class InDiscord:
    """A server of the loopback Discord, with the library's real client in it."""

    called = "general"

    def __init__(self, place: Nordlys, ideas: Channel, enforcer: DiscordEnforcer) -> None:
        self.place, self.ideas, self.enforcer = place, ideas, enforcer
        self.now, self.deletes = datetime.now(UTC).replace(microsecond=0), True  # noqa: TID251 - Discord's clock is real
        self._first = place.bo.wrote(place.general, "the words", 0.0)
        made = content(text="the words", channel=str(place.general.id), id=str(self._first.id))
        author = replace(made.author, id=str(place.bo.id))
        self.posted = replace(made, author=author, community=community_of(place.guild.id))

    def is_seen(self, message: Message) -> bool:
        """Look."""
        assert message.id == str(self._first.id)
        return any(each.text.startswith("the words") for each in self.place.guild.messages(self.place.general))

    def reads(self) -> str:
        """Look."""
        return "|".join(each.text for each in self.place.guild.messages(self.place.general))

    def has_previews(self) -> bool:
        """Look."""
        return not self._first.flags & SUPPRESS_EMBEDS

    def out_until(self) -> datetime | None:
        """Look."""
        until = self.place.bo.timed_out_until
        return datetime.fromtimestamp(round(until), UTC) if until and self.place.bo.timed_out else None

    def is_banned(self) -> bool:
        """Look."""
        return self.place.bo.banned

    def read_by_bo(self) -> int:
        """Look: direct messages, and threads in which a notice waits for them."""
        return len(self.place.bo.inbox) + sum(self.place.bo.sees(each) for each in self.place.guild.threads)

    def close_inbox(self) -> None:
        """Close."""
        self.place.bo.closes_inbox()

    def in_ideas(self) -> list[str]:
        """Look: without previews."""
        posts = self.place.guild.messages(self.ideas)
        assert all(each.flags & SUPPRESS_EMBEDS for each in posts)
        return [each.text for each in posts]


@pytest.fixture(params=["sandbox", "discord", *(f"slack-{each}" for each in Tier)])
async def platform(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Platform]:
    """Give each platform, with one message by Bo."""
    if request.param == "sandbox":
        yield InSandbox()
        return
    shared: Path = request.getfixturevalue("shared")
    assert shared.name
    if request.param != "discord":
        async with in_slack(Tier(request.param.removeprefix("slack-"))) as workspace:
            yield workspace
        return
    async with LoopbackDiscord() as loopback:
        place = Nordlys(loopback)
        ideas = place.guild.new_channel("ideas")
        async with running(place, monkeypatch, intents()) as client:
            yield InDiscord(place, ideas, DiscordEnforcer(lambda: client.get_guild(place.guild.id)))
        assert loopback.invalid == []


def order(
    platform: Platform, kind: EffectKind, case: int = 1, until: datetime | None = None, route: Route | None = None
) -> Order:
    """Make an order about Bo's message."""
    posted, member = platform.posted, platform.posted.author.id
    key = effect_key("nordlys", case, 1, kind, str(route or ""))
    delay = 30 if kind is EffectKind.SLOW_MODE else None
    effect = Effect(key, posted.community, case, 1, kind, posted.message, member, until=until, route=route, delay=delay)
    if kind is EffectKind.NOTIFY:
        facts = (NoticeKind.ACTION, "en", "be-kind", "Be kind", "", platform.now)
        told = Notice(posted.community, case, 1, member, posted.message, *facts)
        return Order(effect, f"the notice of case {case}", notice=told)
    return Order(effect, posted.text, "Bo")


def need(platform: Platform, *kinds: EffectKind) -> None:
    """Step aside where a platform can't do these."""
    if not platform.enforcer.capabilities >= set(kinds):
        pytest.skip("this platform can't do that")


def _until(platform: Platform, kind: EffectKind) -> datetime | None:
    return platform.now + HOUR if kind is EffectKind.TIME_OUT else None


async def do(platform: Platform, asked: Order) -> object:
    """Carry an order out."""
    return await platform.enforcer.enforce(asked, idempotency_key=asked.effect.key)


async def looked(platform: Platform, asked: Order) -> Applied | None:
    """Look for an order."""
    return await platform.enforcer.look(asked, idempotency_key=asked.effect.key)


@pytest.mark.parametrize(
    "kind",
    [
        *(EffectKind.HIDE, EffectKind.SUPPRESS_EMBEDS, EffectKind.TIME_OUT, EffectKind.KICK, EffectKind.BAN),
        *(EffectKind.REMOVE, EffectKind.SLOW_MODE, EffectKind.LOCK),
    ],
)
async def test_look_tells_what_was_done(platform: Platform, kind: EffectKind) -> None:
    """Before the call nothing is found, after it the effect is."""
    need(platform, kind)
    asked = order(platform, kind, until=_until(platform, kind))
    assert await looked(platform, asked) is None
    assert isinstance(await do(platform, asked), Applied)
    assert isinstance(await looked(platform, asked), Applied)


async def test_a_notice_comes_once(platform: Platform) -> None:
    """The same key a second time sends nothing; another key does."""
    first, other = (order(platform, EffectKind.NOTIFY, case, route=Route.DIRECT) for case in (1, 2))
    assert await looked(platform, first) is None
    for asked in (first, first, first, other):
        assert isinstance(await do(platform, asked), Applied)
    assert platform.read_by_bo() == 2
    assert isinstance(await looked(platform, first), Applied)


@pytest.mark.parametrize("kind", sorted(set(EffectKind) - ANSWERS - ON_FEEDBACK))
async def test_an_order_can_be_repeated(platform: Platform, kind: EffectKind) -> None:
    """A call that comes again after a lost answer is applied, and nothing breaks."""
    route = Route.DIRECT if kind is EffectKind.NOTIFY else None
    asked = order(platform, kind, until=_until(platform, kind), route=route)
    if kind not in platform.enforcer.capabilities:
        assert isinstance(await do(platform, asked), Failed) or await looked(platform, asked)
        return
    # What deletes can't know that it was the one who did.
    repeated = (Applied, Skipped) if platform.deletes and kind is EffectKind.HIDE else (Applied,)
    assert isinstance(await do(platform, asked), Applied)
    for _ in range(2):
        assert isinstance(await do(platform, asked), repeated)


async def test_restore_brings_back_what_hide_took(platform: Platform) -> None:
    """Others no longer see a hidden message, and see a restored one."""
    need(platform, EffectKind.HIDE, EffectKind.RESTORE)
    await do(platform, order(platform, EffectKind.HIDE))
    assert not platform.is_seen(platform.posted.message)
    await do(platform, order(platform, EffectKind.RESTORE))
    assert platform.is_seen(platform.posted.message)


async def test_what_is_restored_is_the_orders_text(platform: Platform) -> None:
    """Where its author sent better words for a hidden message, others see those and no more of the old ones."""
    need(platform, EffectKind.HIDE, EffectKind.RESTORE)
    await do(platform, order(platform, EffectKind.HIDE))
    await do(platform, replace(order(platform, EffectKind.RESTORE), text="better words", reworded=True))
    assert platform.reads().startswith("better words")
    assert "the words" not in platform.reads()


async def test_previews_go_and_come_back_and_the_words_stay(platform: Platform) -> None:
    """Only what is shown below a message is taken away, and it is there again as it was."""
    need(platform, EffectKind.SUPPRESS_EMBEDS, EffectKind.RESTORE_EMBEDS)
    assert platform.has_previews()
    await do(platform, order(platform, EffectKind.SUPPRESS_EMBEDS))
    assert not platform.has_previews()
    assert platform.is_seen(platform.posted.message)
    back = order(platform, EffectKind.RESTORE_EMBEDS)
    assert await looked(platform, back) is None
    await do(platform, back)
    assert platform.has_previews()
    assert isinstance(await looked(platform, back), Applied)


async def test_a_time_out_is_lifted_altogether_or_to_a_rest(platform: Platform) -> None:
    """Until None the member may write at once; with a rest, until then they may not."""
    need(platform, EffectKind.TIME_OUT, EffectKind.LIFT_TIME_OUT)
    await do(platform, order(platform, EffectKind.TIME_OUT, until=platform.now + 5 * HOUR))
    assert platform.out_until() == platform.now + 5 * HOUR
    await do(platform, order(platform, EffectKind.LIFT_TIME_OUT, until=platform.now + HOUR))
    assert platform.out_until() == platform.now + HOUR
    await do(platform, order(platform, EffectKind.LIFT_TIME_OUT, case=2))
    assert platform.out_until() is None


async def test_a_channel_is_slowed_down_and_is_as_before_afterwards(platform: Platform) -> None:
    """What it was before is said, and is what it comes back to."""
    need(platform, EffectKind.SLOW_MODE, EffectKind.LIFT_SLOW_MODE)
    first, second = (order(platform, EffectKind.SLOW_MODE, case) for case in (1, 2))
    second = replace(second, effect=replace(second.effect, delay=60))
    assert await do(platform, first) == Applied(before=0)
    assert await do(platform, second) == Applied(before=30)
    back = order(platform, EffectKind.LIFT_SLOW_MODE)
    assert isinstance(await do(platform, replace(back, effect=replace(back.effect, before=30))), Applied)
    assert isinstance(await looked(platform, first), Applied)
    assert isinstance(await do(platform, back), Applied)
    assert await looked(platform, first) is None


async def test_a_closed_channel_opens_again(platform: Platform) -> None:
    """Nobody finds it closed afterwards."""
    need(platform, EffectKind.LOCK, EffectKind.UNLOCK)
    lock, unlock = (order(platform, kind) for kind in (EffectKind.LOCK, EffectKind.UNLOCK))
    await do(platform, lock)
    assert isinstance(await looked(platform, lock), Applied)
    await do(platform, unlock)
    assert await looked(platform, lock) is None
    assert isinstance(await looked(platform, unlock), Applied)


async def test_who_was_removed_can_be_let_in_again(platform: Platform) -> None:
    """Only the channel was closed to them."""
    need(platform, EffectKind.REMOVE, EffectKind.READMIT)
    remove, readmit = (order(platform, each) for each in (EffectKind.REMOVE, EffectKind.READMIT))
    assert isinstance(await do(platform, remove), Applied)
    assert await looked(platform, readmit) is None
    assert isinstance(await do(platform, readmit), Applied)
    assert isinstance(await looked(platform, readmit), Applied)
    assert await looked(platform, remove) is None


async def test_a_ban_can_be_lifted(platform: Platform) -> None:
    """Who is unbanned is a member again."""
    need(platform, EffectKind.BAN, EffectKind.UNBAN)
    await do(platform, order(platform, EffectKind.BAN))
    assert platform.is_banned()
    await do(platform, order(platform, EffectKind.UNBAN))
    assert not platform.is_banned()


async def test_a_closed_inbox_is_a_failure_and_the_channel_a_way(platform: Platform) -> None:
    """Who takes no direct messages is not written to in vain again and again, and can be told where they wrote."""
    platform.close_inbox()
    refused = await do(platform, order(platform, EffectKind.NOTIFY, route=Route.DIRECT))
    assert isinstance(refused, Failed)
    assert not refused.retry
    assert isinstance(await do(platform, order(platform, EffectKind.NOTIFY, route=Route.CHANNEL)), Applied)
    assert platform.read_by_bo() == 1


async def test_where_hiding_is_deleting_what_was_never_there_looks_hidden(platform: Platform) -> None:
    """Such a message is not hidden a second time, and is restored from the evidence; elsewhere it is an outcome too."""
    need(platform, EffectKind.HIDE, EffectKind.RESTORE)
    hide, restore = (order(platform, each) for each in (EffectKind.HIDE, EffectKind.RESTORE))
    message = Message(platform.posted.channel, "9")
    hide, restore = (replace(each, effect=replace(each.effect, message=message)) for each in (hide, restore))
    assert isinstance(await do(platform, hide), Skipped)
    assert isinstance(await looked(platform, hide), Applied) is platform.deletes
    assert isinstance(await do(platform, restore), Applied if platform.deletes else Failed)


NOT_THERE = set(EffectKind) - {EffectKind.HIDE, EffectKind.RESTORE} - ON_CHANNEL - ANSWERS - ON_FEEDBACK


@pytest.mark.parametrize("kind", sorted(NOT_THERE))
async def test_who_is_not_there_is_an_outcome(platform: Platform, kind: EffectKind) -> None:
    """A member who is gone ends in a reason, never in an exception."""
    asked = order(
        platform, kind, until=_until(platform, kind), route=Route.DIRECT if kind is EffectKind.NOTIFY else None
    )
    message = Message(platform.posted.channel, "9")
    gone = replace(asked, effect=replace(asked.effect, message=message, member="nobody"))
    assert await looked(platform, gone) is None
    outcome = await do(platform, gone)
    assert isinstance(outcome, Failed | Skipped)
    assert outcome.reason
    assert await looked(platform, gone) is None


async def test_an_answer_is_found_and_can_be_taken_back(platform: Platform) -> None:
    """It comes once however often it is asked for, the look tells what it became, and only that is taken away."""
    if not platform.enforcer.capabilities >= ANSWERS:
        assert isinstance(await do(platform, order(platform, EffectKind.REPLY)), Failed)
        return
    asked = order(platform, EffectKind.REPLY)
    assert await looked(platform, asked) is None
    done = [await do(platform, asked) for _ in range(2)]
    found = await looked(platform, asked)
    assert isinstance(found, Applied)
    assert found.posted
    assert done == [found, found]
    own = replace(asked.effect, kind=EffectKind.RETRACT, message=Message(platform.posted.channel, found.posted))
    back = replace(asked, effect=own)
    assert await looked(platform, back) is None
    for _ in range(2):
        assert isinstance(await do(platform, back), Applied)
    assert isinstance(await looked(platform, back), Applied)
    assert platform.is_seen(platform.posted.message)


@pytest.mark.parametrize("by", ["id", "name"])
async def test_a_statement_is_a_message_of_its_own_and_can_be_taken_back(platform: Platform, by: str) -> None:
    """In the channel of that id or name: once however often it is asked for, and found again."""
    need(platform, *ANSWERS)
    asked = replace(order(platform, EffectKind.REPLY), text="Here is where things stand.", author="")
    where = platform.called if by == "name" else platform.posted.channel
    asked = replace(asked, effect=replace(asked.effect, message=Message(where, ""), member=""))
    assert await looked(platform, asked) is None
    done = [await do(platform, asked) for _ in range(2)]
    found = await looked(platform, asked)
    assert isinstance(found, Applied)
    assert done == [found, found]
    channel, _, number = found.posted.rpartition("/")
    assert channel == platform.posted.channel
    assert platform.reads() == "the words|Here is where things stand."
    own = replace(asked.effect, kind=EffectKind.RETRACT, message=Message(channel, number))
    back = replace(asked, effect=own)
    assert await looked(platform, back) is None
    assert isinstance(await do(platform, back), Applied)
    assert isinstance(await looked(platform, back), Applied)
    assert platform.reads() == "the words"


async def test_an_answer_in_the_same_words_is_no_statement(platform: Platform) -> None:
    """Nor the other way round: neither is taken for the other where nobody heard of it."""
    need(platform, *ANSWERS)
    answer = order(platform, EffectKind.REPLY)
    own = replace(answer.effect, message=Message(platform.posted.channel, ""), member="", key="statement")
    statement = replace(answer, effect=own)
    await do(platform, answer)
    assert await looked(platform, statement) is None
    assert isinstance(await do(platform, statement), Applied)
    assert await looked(platform, statement) != await looked(platform, answer)


async def test_no_statement_is_made_where_there_is_no_such_channel(platform: Platform) -> None:
    """Moderators hear which. In the sandbox a channel is there once something is written in it."""
    need(platform, *ANSWERS)
    asked = order(platform, EffectKind.REPLY)
    asked = replace(asked, effect=replace(asked.effect, message=Message("nowhere", ""), member=""))
    assert await looked(platform, asked) is None
    failed = await do(platform, asked)
    if isinstance(platform, InSandbox):
        assert isinstance(failed, Applied)
        return
    assert isinstance(failed, Failed)
    assert "nowhere" in (failed.permission or "")


async def test_what_others_wrote_is_never_taken_back(platform: Platform) -> None:
    """And where there is nothing to answer, nothing is said."""
    theirs = order(platform, EffectKind.RETRACT)
    assert isinstance(await do(platform, theirs), Failed)
    assert platform.is_seen(platform.posted.message)
    gone = order(platform, EffectKind.REPLY)
    gone = replace(gone, effect=replace(gone.effect, message=Message(platform.posted.channel, "9")))
    assert isinstance(await do(platform, gone), Failed | Skipped)


def passing(platform: Platform, kind: EffectKind, **changes: Any) -> Order:
    """Make an order about Bo's message as a wish that goes to #ideas."""
    posted, asked = platform.posted, order(platform, kind)
    wish = Feedback(
        posted.community, posted.message, posted.author.id, Situation.WISH, "en", platform.now, platform.now, number=12
    )
    words = "@everyone <@1> **a dark mode**\n<!channel> please: https://example.com"
    entry = replace(wish, **{"text": words, "forwarded_to": "ideas", **changes})
    key = f"{asked.effect.key}/{entry.version}"
    return replace(asked, text="", feedback=entry, effect=replace(asked.effect, key=key))


async def test_a_wish_is_passed_on_once_and_calls_nobody(platform: Platform) -> None:
    """However often it is asked for, it is there once: number, link and the member's words; a look tells where."""
    asked = passing(platform, EffectKind.FORWARD)
    assert await looked(platform, asked) is None
    done = [await do(platform, asked) for _ in range(2)]
    found = await looked(platform, asked)
    assert isinstance(found, Applied)
    assert found.posted
    assert found.channel == "ideas"
    assert done == [found, found]
    (said,) = platform.in_ideas()
    head, first, second = said.splitlines()
    assert "Wish 12 (en)" in head
    assert platform.posted.id.replace(".", "") in head
    assert first.startswith("> ")
    assert second.startswith("> ")
    assert "dark mode" in first
    assert not any(each in said for each in ("@everyone", "<@1>", "<!channel>"))


async def test_a_channel_that_goes_by_its_id_is_told_by_its_name(platform: Platform) -> None:
    """By whatever the policy names it; in the sandbox both are one."""
    done = await do(platform, passing(platform, EffectKind.FORWARD))
    assert isinstance(done, Applied)
    again = passing(platform, EffectKind.FORWARD, forwarded_to=done.posted.partition("/")[0], number=13, version=2)
    by_id = await do(platform, again)
    assert isinstance(by_id, Applied)
    assert (by_id.channel, len(platform.in_ideas())) == ("ideas", 2)


async def test_what_was_passed_on_changes_with_its_message_and_is_taken_away(platform: Platform) -> None:
    """The post is the same one; what is taken away is found gone, and a second time nothing breaks."""
    done = await do(platform, passing(platform, EffectKind.FORWARD))
    assert isinstance(done, Applied)
    later = passing(platform, EffectKind.FORWARD, text="a light mode", posted=done.posted, version=2)
    assert await looked(platform, later) is None
    assert await do(platform, later) == done
    assert await looked(platform, later) == done
    (said,) = platform.in_ideas()
    assert said.endswith("> a light mode")
    back = passing(platform, EffectKind.WITHDRAW, text="", posted=done.posted)
    assert await looked(platform, back) is None
    for _ in range(2):
        assert isinstance(await do(platform, back), Applied)
    assert isinstance(await looked(platform, back), Applied)
    assert platform.in_ideas() == []
    assert isinstance(await do(platform, replace(later, effect=replace(later.effect, key="anew"))), Skipped)
    assert platform.is_seen(platform.posted.message)


async def test_what_others_wrote_is_neither_changed_nor_taken_away(platform: Platform) -> None:
    """Whatever the ledger says that the bot posted."""
    theirs = {"posted": f"{platform.posted.channel}/{platform.posted.id}"}
    assert isinstance(await do(platform, passing(platform, EffectKind.FORWARD, **theirs)), Skipped)
    await do(platform, passing(platform, EffectKind.WITHDRAW, text="", **theirs))
    assert platform.is_seen(platform.posted.message)
    assert platform.reads() == "the words"


async def test_what_nobody_heard_of_is_found_by_its_number(platform: Platform) -> None:
    """Also once its words are gone: so it can be taken away."""
    asked = passing(platform, EffectKind.FORWARD)
    done = await do(platform, asked)
    assert asked.feedback is not None
    assert await looked(platform, replace(asked, feedback=replace(asked.feedback, text=""))) == done


async def test_a_channel_that_there_is_not_is_a_missing_right(platform: Platform) -> None:
    """Moderators hear which one. In the sandbox a channel is there once something is written in it."""
    failed = await do(platform, passing(platform, EffectKind.FORWARD, forwarded_to="nowhere"))
    if isinstance(platform, InSandbox):
        assert isinstance(failed, Applied)
        return
    assert isinstance(failed, Failed)
    assert "nowhere" in (failed.permission or "")
