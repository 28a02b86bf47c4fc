"""One policy file, one conversation: every platform decides it as the sandbox and the replay do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from bot.bootstrap import build_screener, read
from bot.bootstrap.scoring import build_classifier
from bot.cli.records import open_contents
from bot.core.decision import Verdict
from bot.core.policy import Mode
from bot.pipeline.community import Community
from bot.pipeline.intake import take
from bot.pipeline.replay import replay
from bot.platforms.discord.translate import content_of
from bot.platforms.sandbox import SAMPLE
from bot.platforms.sandbox.platform import Refused, SandboxPlatform
from bot.platforms.sandbox.sandbox import ConversationClock, Sandbox
from bot.platforms.slack.translate import heard
from bot.policy_files import Loaded
from bot.settings import Settings
from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from tests.loopback_slack import LoopbackSlack
from tests.loopback_slack.texts import rich_text
from tests.platforms import discord_makers
from tests.platforms.slack_makers import Reading
from tests.takt_process import POLICIES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from bot.core.content import Content
    from bot.core.decision import Decision
    from bot.ports import Classifier
    from bot.storage.ledger import SqlLedger

    Translate = Callable[[Content], Awaitable[Content]]

_DISCORD_EPOCH = 1_420_070_400_000


class Decided(NamedTuple):
    """What has to be the same everywhere. Who is exempt is not even decided upon where somebody is served."""

    verdict: str
    actions: tuple[object, ...] = ()
    rules: tuple[str, ...] = ()
    strikes: int = 0
    policy: str = ""


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqlLedger]:
    """Give an empty ledger, which all communities share."""
    opened = await open_ledger(f"sqlite:///{tmp_path / 'takt.sqlite3'}", [new_key()])
    yield opened
    await opened.close()


async def test_a_message_is_decided_alike_on_every_platform(ledger: SqlLedger) -> None:
    """The sample conversation, in Discord's and in Slack's own JSON, through each platform's own translation."""
    sample = list(open_contents(SAMPLE))
    loaded, classifier = _loaded()
    async with LoopbackSlack() as slack:
        ways = {
            "discord": _on_discord(),
            "slack": _on_slack(slack, sample),
            "sandbox": _as_it_is,
        }
        found = {name: await _decided(name, way, sample, ledger, loaded, classifier) for name, way in ways.items()}
    found["replay"] = await _replayed(sample, loaded, classifier)
    expected = found["replay"]
    assert len(expected) == len(sample) > 70
    assert {each.policy for each in expected if each.policy} == {loaded.policy.hash}
    assert len({each.actions for each in expected}) > 3
    assert len({rule for each in expected for rule in each.rules}) > 3
    for name, decided in found.items():
        assert list(zip(sample, decided, strict=True)) == list(zip(sample, expected, strict=True)), name


def _loaded() -> tuple[Loaded, Classifier]:
    first = read(POLICIES / "default.yaml")
    assert isinstance(first, Loaded)
    policy = replace(first.policy, mode=Mode.ENFORCE)
    return replace(first, policy=policy), build_classifier(Settings(), policy)


async def _decided(
    name: str, way: Translate, sample: list[Content], ledger: SqlLedger, loaded: Loaded, classifier: Classifier
) -> list[Decided]:
    clock = ConversationClock()
    platform = SandboxPlatform(clock, None)
    contents = [await way(each) for each in sample]
    screener = build_screener(loaded.policy)
    community = Community(
        contents[0].community, screener, classifier, ledger, clock, platform, platform, loaded.retention
    )
    sandbox = Sandbox(community, platform)
    found = []
    for content in contents:
        clock.follow(content.at)
        taken = await (sandbox.post(content) if name == "sandbox" else take(community, content))
        assert not isinstance(taken, Refused)
        found.append(_of(taken.screened.decision) if taken.screened else Decided(str(Verdict.EXEMPT)))
    return found


async def _replayed(sample: list[Content], loaded: Loaded, classifier: Classifier) -> list[Decided]:
    found = replay(sample, classifier, build_screener(loaded.policy))
    return [_of(each.decision) async for each in found]


def _of(decision: Decision) -> Decided:
    rules = tuple(each.rule for each in decision.matches)
    if decision.verdict is Verdict.EXEMPT:
        return Decided(str(decision.verdict))
    return Decided(str(decision.verdict), decision.actions, rules, decision.strikes, decision.policy)


async def _as_it_is(content: Content) -> Content:
    return replace(content, community="sandbox")


def _on_discord() -> Translate:
    """Return what makes a gateway's message of each, and reads it as the bot does."""
    guild, numbers = discord_makers.guild(), _Numbers()

    async def translated(content: Content) -> Content:
        moment = int(content.at.timestamp() * 1000) - _DISCORD_EPOCH
        author: dict[str, Any] = {
            "id": str(discord_makers.MEMBER + numbers.of(content.author.id)),
            "username": content.author.name,
        }
        author["bot"] = content.author.is_bot
        author |= {"global_name": content.author.name}
        roles = [str(discord_makers.ROLE)] if content.author.roles else []
        member = {"roles": roles, "joined_at": "2025-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
        changes: dict[str, Any] = {
            "id": str((moment << 22) + numbers.of(content.id)),
            "channel_id": str(discord_makers.CHANNEL),
            "author": author,
            "member": member,
            "content": content.text,
            "timestamp": content.at.isoformat(),
        }
        return content_of(discord_makers.message(guild, **changes), guild)

    return translated


def _on_slack(slack: LoopbackSlack, sample: list[Content]) -> Translate:
    """Return what makes an event of each, and reads it as the bot does."""
    workspace = slack.new_workspace("Nordlys")
    chat = workspace.new_channel("chat")
    people = {each.author.id: workspace.new_person(each.author.name) for each in sample}
    staff = {each.author.id for each in sample if each.author.roles}
    workspace.new_group("moderators", *(people[each] for each in sorted(staff)), name="Moderator")
    reading, numbers = Reading(slack, workspace, sample[0].at), _Numbers()

    async def translated(content: Content) -> Content:
        text = content.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        at = f"{int(content.at.timestamp())}.{numbers.of(content.id):06}"
        event = {"type": "message", "channel": chat.id, "channel_type": "channel", "team": workspace.id, "ts": at}
        by_app = {"subtype": "bot_message", "bot_id": "B0STATS", "username": content.author.name}
        by = by_app if content.author.is_bot else {"user": people[content.author.id].id}
        said = heard({**event, **by, "text": text, "blocks": rich_text(text)})
        assert said is not None
        return await reading.reader.content(said)  # type: ignore[arg-type]  # it is what somebody said

    return translated


class _Numbers:
    """Numbers for names."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def of(self, name: str) -> int:
        """Return the number of a name, always the same."""
        return self._known.setdefault(name, len(self._known) + 1)
