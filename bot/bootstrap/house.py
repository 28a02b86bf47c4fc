"""What all communities share, of whatever platform, and how a saved policy gets in force for them."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.core.fault_words import fault_words
from bot.pipeline.serving import Communities
from bot.ports.meter import NoMeter

if TYPE_CHECKING:
    from pathlib import Path

    from bot.bootstrap.scoring import Serving
    from bot.bootstrap.speech import Speech
    from bot.core.actions import Enforcement
    from bot.core.policy import Mode, Retention
    from bot.pipeline.community import Community
    from bot.pipeline.screen import Screener
    from bot.pipeline.serving import Reach
    from bot.policy_files import Loaded
    from bot.ports import Classifier
    from bot.ports.ledger import Ledger
    from bot.ports.meter import Meter
    from bot.settings import Settings

log = logging.getLogger(__name__)
# Of a broken policy file so many mistakes are told; `takt policy check` tells all.
_MOST_TOLD = 5


class PlatformRefusedError(Exception):
    """A platform does not let the bot in; the message says why and the way out."""


@dataclass(slots=True)
class House:
    """What all communities share. `mode` overrides the policy file's; `files` are what the policy is made from."""

    settings: Settings
    path: Path
    mode: Mode | None
    classifier: Classifier
    serving: Serving
    screener: Screener
    retention: Retention
    files: tuple[Path, ...]
    speech: Speech
    ledger: Ledger | None = None
    meter: Meter = field(default_factory=NoMeter)
    communities: Communities = field(init=False)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        """Begin with no community."""
        self.communities = Communities(self._found)

    async def check(self) -> str:
        """Say what is wrong with the policy file as it is saved now, or that it is good."""
        from bot.bootstrap.policy_check import check_words

        return await check_words(self.path, self.classifier)

    async def reload(self) -> str:
        """Put the policy file in force as it is saved now; a broken one changes nothing. Say what came of it."""
        async with self._reading:
            return await self._read_again()

    async def follow_voice(self, stop: asyncio.Event) -> None:
        """Answer by a saved voice file from then on; a broken one changes nothing, and moderators hear why."""
        from bot.policy_files.watch import saved

        async for _ in saved(lambda: self.speech.files, stop):
            try:
                await self._read_voice_again()
            except Exception as error:  # noqa: BLE001 - the next time that the file is saved must be heard too
                log.error("a saved voice was not put in force: %s", fault_words(error))  # noqa: TRY400 - no message's words

    async def follow_policy(self, stop: asyncio.Event) -> None:
        """Put a saved policy in force; a broken one changes nothing, and moderators hear what is wrong and where."""
        from bot.policy_files.watch import saved

        async for _ in saved(lambda: self.files, stop):
            try:
                await self.reload()
            except Exception as error:  # noqa: BLE001 - the next time that the file is saved must be heard too
                log.error("a saved policy was not put in force: %s", fault_words(error))  # noqa: TRY400 - no message's words

    def _found(self, reach: Reach) -> Community:
        """Return a community under the policy in force."""
        from bot.bootstrap import SystemClock
        from bot.pipeline.community import Community

        if self.ledger is None:
            raise ConnectionError("no ledger is open")
        fresh, clock, retention = self.screener.fresh(), SystemClock(), self.retention
        made = Community(reach.id, fresh, self.classifier, self.ledger, clock, reach.enforcer, reach.room, retention)
        made.how_to_appeal, made.meter = "⚖️", self.meter
        self.speech.give(made)
        return made

    async def _read_voice_again(self) -> None:
        from bot.bootstrap.replies import UnusableVoiceError
        from bot.bootstrap.speech import read_speech

        try:
            closing = self.serving.closing
            self.speech = await asyncio.to_thread(read_speech, self.settings, self.classifier, closing, self.speech)
        except UnusableVoiceError as error:
            said = "\n".join(str(error).splitlines()[:_MOST_TOLD])
            key = f"voice {hashlib.sha256(said.encode()).hexdigest()[:16]}"
            await self.communities.tell(
                key, f"The voice file was saved with mistakes, so the voice of before stays in force.\n{said}"
            )
            return
        for community in self.communities.all():
            self.speech.give(community)
        log.info("voice %s is in force", self.speech.voice.hash)

    async def _read_again(self) -> str:
        from bot.bootstrap import build_screener, read
        from bot.policy_files import Refused

        result = await asyncio.to_thread(read, self.path, self.classifier)
        tell = self.communities.tell
        if isinstance(result, Refused):
            said = "\n".join(str(each) for each in result.problems[:_MOST_TOLD])
            text = f"The policy file was saved with mistakes, so the policy of before stays in force.\n{said}"
            await tell(f"policy {hashlib.sha256(said.encode()).hexdigest()[:16]}", text)
            return text
        policy = result.policy if self.mode is None else replace(result.policy, mode=self.mode)
        if policy.scoring != self.screener.policy.scoring:
            await tell(f"scoring {policy.hash}", "Other classifiers in the policy file: restart Takt.")
        if policy == self.screener.policy:
            return f"Nothing has changed: the policy {policy.hash} is in force."
        self.screener, self.retention, self.files = build_screener(policy), result.retention, result.files
        await self.communities.adopt(self.screener, self.retention)
        text = f"The policy {policy.hash} is in force."
        await tell(f"policy {policy.hash} in force", text)
        log.info("policy %s is in force", policy.hash)
        return text


def house_of(  # noqa: PLR0913 - it joins rooms
    settings: Settings,
    path: Path,
    mode: Mode | None,
    loaded: Loaded,
    classifier: Classifier,
    serving: Serving,
    *,
    speech: Speech,
) -> House:
    """Return what all communities share, under the policy that was read."""
    from bot.bootstrap import build_screener

    policy = loaded.policy if mode is None else replace(loaded.policy, mode=mode)
    screener = build_screener(policy)
    return House(settings, path, mode, classifier, serving, screener, loaded.retention, loaded.files, speech)


def read_action(text: str) -> Enforcement:
    """Read an action as the policy file writes it. Raises ValueError, which says what is wrong."""
    from pydantic_core import PydanticCustomError

    from bot.policy_files.words import enforcement

    try:
        return enforcement(text)
    except PydanticCustomError as error:
        raise ValueError(error.message()) from None
