"""Drafts in the sandbox without its screen: as lines, played, and as its platform keeps replies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core.effects import Applied, Effect, EffectKind, Failed, Order
from bot.core.policy import Mode
from bot.core.proposals import NoDraft, NoDraftWhy
from bot.core.situations import Recognised, Situation
from bot.pipeline.catch_up import catch_up
from bot.platforms.sandbox.commands import Commands
from bot.platforms.sandbox.console import Console
from bot.platforms.sandbox.platform import SandboxPlatform
from bot.platforms.sandbox.playback import play
from bot.platforms.sandbox.sandbox import ConversationClock
from tests.core.makers import NOW
from tests.fakes import StoppedClock
from tests.pipeline.reply_makers import WordyDrafter
from tests.platforms.sandbox_makers import answering_sandbox, make_sandbox, said

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.content import Content
    from bot.storage.ledger import SqlLedger

ASKED = "mira: how do I get in?"
OFFERED = "    draft 1 question/en for mira, message 1: “We hear you, mira.”"
SENT = "    sent: #general Our community ↩ 1: We hear you, mira."


async def typed(ledger: SqlLedger, *lines: str) -> list[str]:
    """Type lines into the console and return what it printed after its help."""
    rest, printed, clock = list(lines), list[str](), StoppedClock(NOW)

    def ask(_prompt: str) -> str:
        if not rest:
            raise EOFError
        return rest.pop(0)

    await Console(Commands(answering_sandbox(ledger, clock), clock), ask, printed.append).run()
    return printed[1:-1]


async def played(ledger: SqlLedger, drafter: WordyDrafter, *contents: Content) -> list[str]:
    """Play messages and return what was printed."""
    lines: list[str] = []
    clock = ConversationClock()
    sandbox = answering_sandbox(ledger, clock)
    assert sandbox.community.drafter is not None
    sandbox.community.drafter._drafter = drafter  # type: ignore[attr-defined]  # noqa: SLF001 - what it listens to
    await play(contents, sandbox, clock, lines.append)
    return lines


async def test_a_draft_is_a_line_and_a_yes_sends_it_once(ledger: SqlLedger) -> None:
    """Who reads along sees what is proposed, to whom, and what was sent; a second yes is told that it comes late."""
    lines = await typed(ledger, ASKED, "/approve 1", "/approve 1", "/retract 1", "/drafts")
    assert lines == [
        "  1 #general mira: how do I get in? → pass",
        OFFERED,
        "Your answer is on its way.",
        SENT,
        "The draft is void: it is sent already. Nothing was sent.",
        "The answer is taken back.",
        "   0 s  taken back  draft 1 question/en for mira",
    ]


async def test_all_about_a_draft_can_be_read(ledger: SqlLedger) -> None:
    """Whom it answers and with what, why, and who put it into words."""
    lines = await typed(ledger, ASKED, "/drafts", "/draft 1")
    assert lines[2] == f"   0 s  waits for a yes  {OFFERED.strip()}"
    assert lines[3:] == [
        "Draft 1 · question · en · waits for a yes",
        "to mira in #general, message 1: “how do I get in?”",
        "  | We hear you, mira.",
        "Proposal: 1 of 2: an answer",
        "By: wordy 1 · question/en/1",
        "Why: a word says so",
    ]


async def test_other_words_are_sent_where_nothing_speaks_against_them(ledger: SqlLedger) -> None:
    """What is refused is given back with why; what only warns goes out with a reason behind two strokes."""
    lines = await typed(ledger, ASKED, "/amend 1", "/amend 1 hear: blocked", "/amend 1 hear: a promise // it is true")
    assert lines[2] == "This is not sent: there are no words in it."
    assert lines[3:5] == ["This is not sent: L03 (block) “blocked”. Your words:", "hear: blocked"]
    assert lines[5:] == ["Your answer is on its way.", "    sent: #general Our community ↩ 1: hear: a promise"]


async def test_a_draft_is_rejected_for_a_reason(ledger: SqlLedger) -> None:
    """Without one nothing is done; one of the list is known as such, all else is the moderator's own words."""
    lines = await typed(ledger, ASKED, "/reject 1", "/reject 1 tone", "/reject 1 tone", "/reject 7 tone")
    assert lines[2:] == [
        "Say why, so that the next draft is better.",
        "Draft 1: rejected: not our tone.",
        "    draft 1: rejected: not our tone",
        "Nothing was done: tone.",
        "There is no draft 7.",
    ]


async def test_another_proposal_and_another_moderator(ledger: SqlLedger) -> None:
    """Either of the two can say yes."""
    lines = await typed(ledger, ASKED, "/other 1", "/shorter 1", "/approve 1 as karl", "/approve 1 as noor")
    assert lines[2:] == [
        "Draft 1: waits for a yes.",
        "Draft 1: waits for a yes.",
        "Moderators here are eva and noor.",
        "Your answer is on its way.",
        "    sent: #general Our community ↩ 1: Heard.",
    ]


async def test_any_message_can_be_answered_by_hand(ledger: SqlLedger) -> None:
    """Where nothing is proposed a moderator writes; what is the community's own is nobody's to edit."""
    lines = await typed(ledger, "bo: hello", "/answer 1", "/amend 1 We hear you, bo.", "/edit 2 nonsense", "/answer 9")
    assert lines[1:] == [
        "draft 1 en for bo, message 1: in your own words",
        "Nothing is proposed: nothing to answer.",
        "Your answer is on its way.",
        "    sent: #general Our community ↩ 1: We hear you, bo.",
        "Message 2 was written in the community's name. /retract takes a reply back.",
        "There is no message 9. The number stands before each message.",
    ]


async def test_who_asks_the_others_hears_that_a_draft_comes_later(ledger: SqlLedger) -> None:
    """Members may answer first what was not asked of the community; a moderator needn't wait."""
    clock = StoppedClock(NOW)
    sandbox = answering_sandbox(ledger, clock)
    assert sandbox.community.drafter is not None
    sandbox.community.drafter._drafter.addressed = False  # type: ignore[attr-defined]  # noqa: SLF001 - what it listens to
    (line,) = await Commands(sandbox, clock).answer(ASKED)
    assert line.endswith("→ pass  (members may answer first; a draft comes in 30m, or now with /answer 1)")


async def test_the_play_offers_drafts_at_once_and_once_nobody_answered(ledger: SqlLedger) -> None:
    """A question to the others gets its draft when their time to answer is over, which the play lets pass."""
    drafter = WordyDrafter()
    drafter.addressed = False
    lines = await played(ledger, drafter, said(0, "how do I get in?"), said(9, "all broken", "Mira"))
    assert lines[:3] == [
        "#general Bo: how do I get in? → pass",
        "#general Mira: all broken → pass",
        "   draft 1 complaint/en for Mira, message 9: “We hear you, Mira.”",
    ]
    assert lines[3:5] == ["30m later:", "   draft 2 question/en for Bo, message 0: “We hear you, Bo.”"]
    assert lines[-2:] == ["drafts: 2 offered, of which 2 wait for a moderator, 0 sent, 0 rejected", "no draft: 0"]


async def test_the_play_says_why_there_is_no_draft(ledger: SqlLedger) -> None:
    """For what looked like something to answer; the end counts the reasons."""
    drafter = WordyDrafter()
    recognised = Recognised(Situation.QUESTION, "en", ("it asks",))
    drafter.outcome = NoDraft(recognised, NoDraftWhy.NO_SOURCE, ("it asks", "faq:rules 0.11", "nothing fits"))
    lines = await played(ledger, drafter, said(0, "how do I get in?"), said(5, "hello"))
    assert lines[1] == "   no draft for Bo, question/en, because faq:rules 0.11; nothing fits"
    assert lines[2] == "#general Bo: hello → pass"
    assert lines[-3:] == [
        "drafts: 0 offered, of which 0 wait for a moderator, 0 sent, 0 rejected",
        "no draft: 1",
        "    1  no source",
    ]


async def test_in_shadow_nobody_is_answered(ledger: SqlLedger) -> None:
    """Nothing could be sent, so nothing is proposed."""
    clock = StoppedClock(NOW)
    sandbox = answering_sandbox(ledger, clock)
    sandbox.community.serve_in(Mode.SHADOW)
    await sandbox.post(said(0, "how do I get in?"))
    await sandbox.settle()
    assert await Commands(sandbox, clock).answer("/drafts") == ["There are no drafts."]


def order(kind: EffectKind, **changes: object) -> Order:
    """Make an order about Bo's message 0."""
    effect = Effect("key", "nordlys", 0, 0, kind, said(0, "").message, "Bo")
    return Order(replace(effect, **changes), "We hear you.")  # type: ignore[arg-type]  # fields of Effect


async def test_a_restart_finds_replies_as_they_were(tmp_path: Path) -> None:
    """What a reply answers outlives the process, and the same order finds it."""
    path = tmp_path / "sandbox.json"
    here = SandboxPlatform(StoppedClock(NOW), path, "Nordlys")
    here.post(said(0, "how do I get in?"))
    posted = await here.enforce(order(EffectKind.REPLY), idempotency_key="key")
    again = SandboxPlatform(StoppedClock(NOW), path, "Nordlys")
    assert again.world == here.world
    assert await again.enforce(order(EffectKind.REPLY), idempotency_key="key") == posted == Applied(posted="2")
    shown = again.find("2")
    assert shown is not None
    assert (shown.content.author.name, shown.content.answers) == ("Nordlys", "0")


async def test_what_is_hidden_is_not_answered(ledger: SqlLedger) -> None:
    """Below what its members can't see the community says nothing, and a restart reads its own replies as no news."""
    sandbox = make_sandbox(ledger, StoppedClock(NOW))
    await sandbox.post(said(0, "slur"))
    await sandbox.post(said(1, "hello"))
    await sandbox.settle()
    refused = await sandbox.platform.enforce(order(EffectKind.REPLY), idempotency_key="a")
    assert refused == Failed("the message is gone")
    assert await sandbox.platform.message(said(0, "").message) is None
    hello = order(EffectKind.REPLY, message=said(1, "").message)
    assert isinstance(await sandbox.platform.enforce(hello, idempotency_key="b"), Applied)
    assert await catch_up(sandbox.community, sandbox.platform) == []


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/approve", "Write the draft's number after /approve. /drafts lists them."),
        (f"/reject {10**30} tone", f"There is no draft {10**30}."),
        ("/drafts", "There are no drafts."),
        (">9 bo: hello", "There is no message 9. The number stands before each message."),
    ],
)
async def test_what_is_not_understood_says_the_way_out(ledger: SqlLedger, line: str, answer: str) -> None:
    """A typing error gets one sentence."""
    assert await typed(ledger, line) == [answer]
