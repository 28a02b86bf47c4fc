"""`takt drafts`: replies that wait for a moderator, from the shell."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core.content import Author, Content
from bot.pipeline.draft_steps import enter
from bot.pipeline.reply_request import draft_of, request_for
from tests.cli.ledger_maker import INSULT, LedgerFile
from tests.pipeline.reply_makers import ASKED, WordyDrafter

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from bot.pipeline.community import Community
    from tests.cli.conftest import Takt

    Drafts = Callable[..., subprocess.CompletedProcess[str]]

SAID = "We hear you, Bo."


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerFile:
    """Give a ledger of two drafts that wait."""
    made = LedgerFile(tmp_path)

    async def offer(where: Community) -> None:
        drafter = WordyDrafter()
        for number in ("1", "2"):
            content = Content("test", "general", number, Author("u1", "Bo"), ASKED, where.now())
            async with where.begin() as uow:
                request = await request_for(uow, where, content)
                outcome = await drafter.draft(request)
                await enter(uow, replace(draft_of(where, content, request, outcome), shown=0))

    made.run(offer, "test")
    return made


@pytest.fixture
def drafts(takt: Takt, ledger: LedgerFile) -> Drafts:
    """Run `takt drafts ARGS` on that ledger."""
    return lambda *args: takt("drafts", *args, env=ledger.env)


def test_drafts_are_listed_and_shown_without_the_members_words(drafts: Drafts) -> None:
    """Those only where they are asked for, in words and as JSON."""
    lines = drafts("list").stdout.splitlines()
    assert [line.split() for line in lines] == [
        [number, "question", "en", f"general/{number}", "waits", "for", "a", "yes"] for number in ("2", "1")
    ]
    shown = drafts("show", 1)
    assert "Draft 1 · question · en · waits for a yes (version 1)" in shown.stdout
    assert all(each in shown.stdout for each in (SAID, "other 1 (ask_back):", "Tell us more, we hear you."))
    assert ASKED not in shown.stdout
    record = json.loads(drafts("show", 1, "--json", "--text").stdout)
    assert (record["text"], record["proposals"][1]["intent"], record["question"]) == (SAID, "ask_back", ASKED)
    (row,) = [json.loads(line) for line in drafts("list", "--json", "--limit", 1).stdout.splitlines()]
    assert (row["draft"], "question" in row) == (2, False)
    assert drafts("show", 9).stderr == "There is no draft 9.\n"


def test_a_draft_is_approved_once(drafts: Drafts) -> None:
    """As it was seen, by whoever is named; a running Takt sends it."""
    assert "it was changed meanwhile" in drafts("approve", 1, "--version", 2).stderr
    assert drafts("approve", 1, "--version", 1, "--as", "eva").stdout == "draft 1: on its way\n"
    again = drafts("approve", 1)
    assert (again.returncode, again.stderr) == (1, "draft 1 is void: it is approved already\n")


def test_words_of_ones_own_keep_to_the_rules(drafts: Drafts) -> None:
    """They are held against the policy as those of a form are."""
    refused = drafts("edit", 1, "you dull lamp")
    assert refused.returncode == 1
    assert "it breaks our own rule “Worth a look” (look)" in refused.stderr
    done = json.loads(drafts("edit", 1, "Come in.", "--json").stdout)
    assert (done["done"], done["state"], done["text"]) == (True, "edited", "Come in.")
    assert INSULT not in refused.stderr


def test_a_draft_is_rejected_with_a_reason(drafts: Drafts) -> None:
    """One of the list; and of words that a moderator wrote there is no other wording."""
    told = drafts("reword", 1, "warmer")
    assert (told.returncode, "there is no warmer wording of it" in told.stderr) == (1, True)
    assert drafts("reject", 1, "tone", "--note", "so stiff").stdout == "draft 1: rejected: not our tone\n"
    gone = json.loads(drafts("reject", 1, "tone", "--json").stdout)
    assert (gone["done"], gone["refused"], gone["state"]) == (False, "tone", "rejected")


def test_what_became_of_drafts_is_counted(drafts: Drafts) -> None:
    """From the journal and the drafts; in words, and as JSON without a name."""
    assert drafts("approve", 1, "--as", "eva").returncode == 0
    assert drafts("reject", 2, "tone", "--as", "ola").returncode == 0
    lines = {line[:20].strip(): line[20:] for line in drafts("stats").stdout.splitlines()}
    assert lines["offered"] == "2, for 100% of the messages that wanted an answer"
    assert (lines["taken as it was"], lines["rejected"]) == ("1 of 2 (50%)", "1 of 2 (50%): tone 1")
    told = json.loads(drafts("stats", "--json", "--since", "1d").stdout)
    assert (told["accepted"], told["rejected"], told["undecided"], told["answered"]) == (1, {"tone": 1}, 0, 0)
    assert not {"eva", "ola"} & set(json.dumps(told).replace('"', " ").split())
