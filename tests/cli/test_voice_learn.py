"""`takt voice learn`: what moderators keep changing is proposed with its diff, and written only by an admin."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.bootstrap.learning import NotAppliedError, apply, propose
from bot.bootstrap.voice import read_voice_file
from bot.core.content import Message
from bot.core.drafts import Draft, DraftState
from bot.core.journal import EventKind
from bot.core.learning import ChangeKind
from bot.core.lessons import Lesson
from bot.core.situations import Situation
from bot.policy_files import LoadedVoice
from tests.cli.ledger_maker import LedgerFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.pipeline.community import Community
    from tests.cli.conftest import Takt

    Learn = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 1, tzinfo=UTC)
DRAFT = Draft(
    *("test", Message("general", "1"), "bo", 0, NOW, NOW, NOW),
    state=DraftState.SENT,
    situation=Situation.PRAISE,
    language="en",
)
OFFERED = "Thank you, dear friend of ours. It is lovely to read that."
SENT = "Thank you. It is lovely to read that."
PHRASE = "dear friend of ours"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a voice with a template that says a little too much, and consent to learn from edits."""
    path = shutil.copytree(ROOT / "tests" / "policy_files" / "voice", tmp_path / "mine") / "voice.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('en: ["Thank you."], da: ["Tak."]', f'en: ["{OFFERED}"], da: ["Tak."]'), "utf-8")
    return path


def loaded(file: Path) -> LoadedVoice:
    """Read a voice that is good."""
    found = read_voice_file(file)
    assert isinstance(found, LoadedVoice)
    return found


def edits() -> list[Lesson]:
    """Return five drafts of a template; in four of them three moderators took the same words out."""
    plain = Lesson(1, NOW, Situation.PRAISE, "en", "m0", "praise/en/1", offered=OFFERED, sent=SENT)
    some = [replace(plain, draft=n, moderator=f"m{n % 3}") for n in range(1, 5)]
    return [*some, replace(plain, draft=5, moderator="m1", sent=OFFERED)]


def test_a_proposal_is_checked_before_it_is_offered(file: Path) -> None:
    """Its diff touches the phrase and the template that holds it, and nothing else."""
    (proposed,) = propose(loaded(file), edits())
    assert (proposed.change.kind, proposed.change.subject) == (ChangeKind.FORBID, PHRASE)
    assert proposed.edit is not None
    added = [each[1:].strip() for each in proposed.edit.diff.splitlines() if each[0] == "+" and each[1] != "+"]
    assert added == [
        "forbidden: {all: [calm down], en: [as per, dear friend of ours]}",
        f'templates: {{en: ["{SENT}"], da: ["Tak."]}}',
    ]


def test_what_fails_the_check_is_not_offered(file: Path) -> None:
    """Where a `do` line holds the phrase, the proposal says so instead of a diff."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"I am asking {owner}."', f'"I am asking {{owner}}, {PHRASE}."'), encoding="utf-8")
    (proposed,) = propose(loaded(file), edits())
    assert proposed.edit is None
    assert proposed.hindrance.startswith(f"{file}:15: this `do` line breaks L08")


def test_it_is_written_once_with_a_backup(file: Path) -> None:
    """A file that was saved meanwhile stays, and so does the other one."""
    before = file.read_text(encoding="utf-8")
    (proposed,) = propose(loaded(file), edits())
    assert proposed.edit is not None
    backup = apply(loaded(file), proposed.edit)
    assert (backup.name, backup.read_text(encoding="utf-8")) == ("voice.yaml.bak", before)
    assert file.read_text(encoding="utf-8") == proposed.edit.after
    with pytest.raises(NotAppliedError, match="was changed meanwhile"):
        apply(loaded(file), proposed.edit)
    assert propose(loaded(file), edits()) == ()


def test_an_answer_is_changed_in_the_faq_of_its_language(file: Path) -> None:
    """The other languages, the ways to ask and the address stay."""
    entry = loaded(file).voice.faq[0]
    sent = entry.answer.replace("at the top of every channel", "in our start channel")
    first = Lesson(1, NOW, Situation.QUESTION, "en", "m0", "question/en/2", (f"faq:{entry.id}@{entry.hash}",))
    some = [replace(first, draft=n, moderator=f"m{n}", offered=entry.answer, sent=sent) for n in range(1, 4)]
    (proposed,) = propose(loaded(file), some)
    assert (proposed.change.kind, proposed.edit and proposed.edit.path) == (
        ChangeKind.FAQ,
        file.parent / "faq" / "en.md",
    )
    assert proposed.edit is not None
    apply(loaded(file), proposed.edit)
    after = loaded(file).voice
    assert after.faq[0] == replace(entry, answer=sent, hash=after.faq[0].hash)
    assert after.faq[1:] == loaded(ROOT / "tests" / "policy_files" / "voice" / "voice.yaml").voice.faq[1:]


@pytest.fixture
def ledger(tmp_path: Path, file: Path) -> LedgerFile:
    """Give a ledger with five drafts to learn from."""
    made = LedgerFile(tmp_path)

    async def fill(where: Community) -> None:
        async with where.begin() as uow:
            for each in edits():
                added = await uow.drafts.add(DRAFT)
                assert added.id == each.draft
                await uow.drafts.teach(each)

    made.run(fill, "test")
    return made


@pytest.fixture
def learn(takt: Takt, file: Path, ledger: LedgerFile) -> Learn:
    """Run `takt voice learn ARGS` on it."""

    def run(*args: object) -> tuple[int, str, str]:
        done = takt("voice", "learn", file, *args, env=ledger.env)
        return done.returncode, done.stdout, done.stderr

    return run


def test_nothing_is_changed_without_a_yes(learn: Learn, file: Path, ledger: LedgerFile) -> None:
    """Proposals are listed with what speaks for them; one is written by its number, and the log says so."""
    before = file.read_text(encoding="utf-8")
    head = f"1. Forbid “{PHRASE}” (en): taken out in 4 of 5 drafts that held it, by 3 moderators; drafts 1, 2, 3, 4."
    assert learn()[1].splitlines()[0] == head
    assert learn("--apply", 1)[::2] == (1, "Nothing was written. Add --yes to write it without being asked.\n")
    assert file.read_text(encoding="utf-8") == before
    assert learn("--apply", 1, "--yes", "--as", "eva")[0] == 0
    assert f"[as per, {PHRASE}]" in file.read_text(encoding="utf-8")
    noted: list[tuple[str, object, object]] = []

    async def look(where: Community) -> None:
        async with where.begin() as uow:
            events = await uow.journal.recent([EventKind.VOICE_CHANGED])
        noted.extend((each.actor.id, each.facts["change"], each.private["subject"]) for each in events)

    ledger.run(look, "test")
    assert noted == [("eva", "forbid", PHRASE)]


def test_a_program_reads_the_same_as_json(learn: Learn, file: Path) -> None:
    """With the diff; and where learning is off that it is, and no proposal, whatever was kept before."""
    told = json.loads(learn("--json")[1])
    (proposal,) = told["proposals"]
    assert (told["learning"]["edits"], told["drafts"], proposal["file"]) == (True, 5, str(file))
    assert (proposal["kind"], proposal["drafts"], proposal["out_of"]) == ("forbid", [1, 2, 3, 4], 5)
    assert f"+forbidden: {{all: [calm down], en: [as per, {PHRASE}]}}\n" in proposal["diff"]
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("learning: {edits: true}\n", ""), encoding="utf-8")
    off = json.loads(learn("--json")[1])
    assert (off["learning"], off["proposals"]) == ({"edits": False, "examples": False}, [])
    assert off["note"].startswith("Learning from edits is off:")
