"""What is kept of decided drafts to learn from: with consent, without names, and no longer than it is wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.content import Author
from bot.core.drafts import RejectWhy
from bot.core.voice import Learning
from bot.pipeline.offering import offer_due
from bot.pipeline.reply import Approved, Yes, approve
from bot.pipeline.reply_changes import reject
from bot.pipeline.retain import retain
from tests.pipeline.ledger_makers import ANNA, BERT, World
from tests.pipeline.reply_makers import answering, voice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.lessons import Lesson
    from bot.storage.ledger import SqlLedger

KARI = Author("kari", "Kari Holm")
ASKED = "Kari Holm here, how do I get in?"
BOTH = Learning(edits=True, examples=True)


async def decided(ledger: SqlLedger, learning: Learning, words: str | None = None) -> World:
    """Let Kari ask twice; Anna sends an answer in these words, and Bert sends none."""
    world, _ = answering(ledger)
    allow(world, learning)
    for number in (1, 2):
        taken = await world.say(ASKED, author=KARI)
        assert taken.screened is not None
        await offer_due(world.community)
        if number == 1:
            told = await approve(world.community, 1, Yes(words), ANNA, taken.screened.content)
            assert isinstance(told, Approved)
        else:
            await reject(world.community, 2, RejectWhy.TONE, "too stiff", BERT)
    return world


def allow(world: World, learning: Learning) -> None:
    """Put another consent in force."""
    world.community.voice = replace(voice(), learning=learning)


async def lessons(world: World) -> Sequence[Lesson]:
    """Return what is kept."""
    async with world.community.begin() as uow:
        return list(reversed(await uow.drafts.lessons()))


async def test_nothing_is_kept_without_consent(ledger: SqlLedger) -> None:
    """That is the default."""
    assert await lessons(await decided(ledger, voice().learning, "Come in.")) == []


async def test_what_was_offered_and_sent_is_kept_without_names(ledger: SqlLedger) -> None:
    """Of an edit and of a no; moderators are told apart by keys that name nobody, and the question is not kept."""
    world = await decided(ledger, Learning(edits=True), f"Come in, Kari. – {ANNA.name}")
    edit, no = await lessons(world)
    assert (edit.offered, edit.sent, edit.question) == ("We hear you, {name}.", "Come in, {name}. – {moderator}", "")
    assert (edit.template, edit.language, edit.draft) == ("question/en/1", "en", 1)
    assert (no.offered, no.sent, no.why) == ("We hear you, {name}.", "", "tone")
    assert len({edit.moderator, no.moderator, ANNA.id, BERT.id}) == 4


async def test_examples_are_questions_with_the_replies_that_they_got(ledger: SqlLedger) -> None:
    """Not what was offered, and nothing of a no."""
    (example,) = await lessons(await decided(ledger, Learning(examples=True), "Come in, Kari."))
    assert (example.question, example.sent, example.offered) == (
        "{name} here, how do I get in?",
        "Come in, {name}.",
        "",
    )


@pytest.mark.parametrize(
    ("left", "kept"),
    [
        (Learning(), []),
        (Learning(edits=True), [(True, False), (True, False)]),
        (Learning(examples=True), [(False, True)]),
        (BOTH, [(True, True), (True, False)]),
    ],
)
async def test_what_is_allowed_no_longer_is_forgotten(
    ledger: SqlLedger, left: Learning, kept: list[tuple[bool, bool]]
) -> None:
    """Within the hour, and nothing else."""
    world = await decided(ledger, BOTH)
    allow(world, left)
    await retain(world.community)
    assert [(bool(each.offered), bool(each.question)) for each in await lessons(world)] == kept


async def test_lessons_end_with_their_members(ledger: SqlLedger) -> None:
    """Who are given out, before they are erased, what is kept of them."""
    world = await decided(ledger, BOTH)
    async with world.community.begin() as uow:
        exported = await uow.people.export(KARI.id)
        assert "how do I get in?" in str(exported["replies"])
        await uow.people.erase(KARI.id, world.clock.now())
    assert await lessons(world) == []


async def test_lessons_end_with_their_drafts(ledger: SqlLedger) -> None:
    """That is with the policy's retention."""
    world = await decided(ledger, BOTH)
    world.clock.at += timedelta(seconds=world.community.retention.case_seconds or 0, days=1)
    await retain(world.community)
    assert await lessons(world) == []
