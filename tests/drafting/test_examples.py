"""Approved replies are examples for drafts to come: of their own community alone, with consent, while they stand."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from bot.bootstrap.speech import read_speech
from bot.core.content import Message
from bot.core.drafts import Draft, DraftState
from bot.core.lessons import Lesson
from bot.core.proposals import DraftRequest
from bot.core.situations import Situation
from bot.drafting.examples import CommunityExamples
from bot.settings import Settings
from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from tests.drafting.model_makers import KEY, answer, fenced
from tests.loopback_openai import LoopbackOpenAI, Reply, asked, worded
from tests.pipeline.ledger_makers import make_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.storage.ledger import SqlLedger
    from tests.loopback_openai import Sent

HOME, OTHER = "guild-1", "guild-2"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
PINNED, TOP = "They are pinned, {name}.", "Look at the top of the channel."
VOICE = Path(__file__).parents[1] / "policy_files" / "voice"


@pytest.fixture
async def ledger() -> AsyncIterator[SqlLedger]:
    """Give an empty ledger."""
    opened = await open_ledger("sqlite://", [new_key()])
    yield opened
    await opened.close()


async def sent(ledger: SqlLedger, question: str, reply: str, where: str = HOME, **changes: object) -> int:
    """Let a reply be sent that may serve as an example."""
    draft = Draft(
        *(where, Message("general", question), "bo", 0, NOW, NOW, NOW),
        state=DraftState.SENT,
        situation=Situation.QUESTION,
        language="en",
    )
    async with ledger.begin(where) as uow:
        number = (await uow.drafts.add(replace(draft, **changes))).id  # type: ignore[arg-type]  # fields of Draft
        await uow.drafts.teach(
            Lesson(number, NOW, Situation.QUESTION, "en", "key", question=question, sent=f"{reply}\n– Freja")
        )
    return number


async def like(ledger: SqlLedger, text: str, where: str = HOME) -> list[tuple[str, str]]:
    """Return the examples for a text."""
    return list(await CommunityExamples(lambda: ledger.begin(where)).like(text, "en", Situation.QUESTION, 3))


async def test_the_likest_question_comes_first(ledger: SqlLedger) -> None:
    """Each reply once and without its signature; nothing of another situation, language or outcome."""
    await sent(ledger, "can I change my name", "In your profile.")
    await sent(ledger, "where do I find the rules?", PINNED)
    await sent(ledger, "are there rules", TOP)
    await sent(ledger, "where are all the rules", TOP)
    await sent(ledger, "where are the rules", "Taken back.", state=DraftState.RETRACTED)
    await sent(ledger, "where are the rules", "Anders.", language="da")
    await sent(ledger, "where are the rules", "A wish.", situation=Situation.WISH)
    found = await like(ledger, "where are the rules?")
    assert found == [("where are all the rules", TOP), ("where do I find the rules?", PINNED)]


async def test_no_example_crosses_to_another_community(ledger: SqlLedger) -> None:
    """Whatever it is asked."""
    await sent(ledger, "where are the rules?", PINNED)
    assert await like(ledger, "where are the rules?", OTHER) == []


async def test_what_is_erased_serves_no_draft_any_more(ledger: SqlLedger) -> None:
    """From the moment that it is."""
    await sent(ledger, "where are the rules?", PINNED)
    assert await like(ledger, "where are the rules?") != []
    async with ledger.begin(HOME) as uow:
        await uow.people.erase("bo", NOW)
    assert await like(ledger, "where are the rules?") == []


def parrot(request: Sent) -> Reply:
    """Say the draft again."""
    return Reply(worded(request.path, answer(fenced(request, "draft"), "S1")))


@pytest.mark.parametrize("consent", [True, False])
async def test_a_communitys_drafter_is_shown_its_own_examples(
    ledger: SqlLedger, tmp_path: Path, *, consent: bool
) -> None:
    """With consent alone; the budget is one for all communities, and goes on when the voice is read again."""
    text = (VOICE / "voice.yaml").read_text(encoding="utf-8")
    (tmp_path / "voice.yaml").write_text(
        text.replace("{edits: true}", f"{{examples: {str(consent).lower()}}}"), "utf-8"
    )
    (tmp_path / "faq").symlink_to(VOICE / "faq")
    world, other = make_world(ledger), make_world(ledger, community=OTHER)
    await sent(ledger, "where do I find the rules", PINNED, world.community.id)
    await sent(ledger, "where do I find the rules", "Secret elsewhere.", OTHER)
    async with LoopbackOpenAI(parrot) as server, AsyncExitStack() as closing:
        settings = Settings(
            drafter="openai",
            draft_model="gpt-x",
            openai_api_key=SecretStr(KEY),
            openai_base_url=server.base_url,
            voice=tmp_path / "voice.yaml",
        )
        speech = read_speech(settings, world.community.classifier, closing)
        again = read_speech(settings, world.community.classifier, closing, speech)
        assert again.asking is speech.asking is not None
        again.give(world.community)
        again.give(other.community)
        assert world.community.drafter is not other.community.drafter
        assert world.community.drafter is not None
        await world.community.drafter.draft(DraftRequest("Where do I find the rules?", "en", "help", "Bo"))
        (request,) = server.sent
    assert ("They are pinned" in asked(request)[1]) is consent
    assert "Secret elsewhere" not in asked(request)[1]
