"""What a second look at the ledger found: each was once otherwise."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import subprocess
import sys
import traceback
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError

from bot.bootstrap import ledger_keys
from bot.core.content import Author, Message
from bot.core.decision import Strike
from bot.pipeline.appeal import Appealed, appeal, decide_appeal
from bot.pipeline.retain import retain
from bot.pipeline.review import dismiss
from bot.ports.ledger import LedgerUnavailableError
from bot.settings import Settings
from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from bot.storage.process_lock import only_bot
from bot.storage.rotation import rotate
from tests.pipeline.ledger_makers import ANNA, BERT, SCAM, SLUR, World, make_world

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger

ROOT = Path(__file__).resolve().parents[2]
AGES = timedelta(days=91)


@pytest.fixture
def world(ledger: SqlLedger) -> World:
    """Give a community on each kind of database."""
    return make_world(ledger)


@pytest.fixture
def server(postgres: Any) -> Any:  # noqa: ANN401 - a module that only this folder has
    """Give a Postgres server, or step aside."""
    if postgres is None:
        pytest.skip("no Postgres server is installed here (initdb and pg_ctl)")
    return postgres


def administer(server: Any, statement: str, database: str = "postgres") -> None:  # noqa: ANN401 - as above
    """Do something to the server as who owns it."""
    with psycopg.connect(host=str(server.folder), user="takt", dbname=database, autocommit=True) as connection:
        connection.execute(statement.encode())


def takt(folder: Path, *arguments: str | bytes, **env: str) -> subprocess.CompletedProcess[str]:
    """Run `takt` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


async def test_an_appeals_words_are_kept_no_longer_than_its_case(world: World) -> None:
    """Once it was answered and the policy's time is over they are gone, and what was decided is not."""
    await world.act(SCAM)
    assert isinstance(await appeal(world.community, 1, "bo", "Bo", "my own words"), Appealed)
    await decide_appeal(world.community, 1, ANNA, grant=False, moderators=frozenset())
    await world.do_all()
    world.clock.at += timedelta(days=1)
    assert (await retain(world.community)).texts == 0
    world.clock.at += AGES
    assert (await retain(world.community)).texts == 2
    async with world.community.begin() as uow:
        kept = await uow.appeals.of_case(1)
        assert kept is not None
        assert (kept.text, kept.state) == ("", "denied")
        assert "my own words" not in json.dumps(await uow.people.export("bo"))
    assert (await retain(world.community)).texts == 0


async def test_keys_rotate_over_an_appeal_that_was_forgotten(lasting_url: str, key: str) -> None:
    """What holds nothing any more is nothing to reseal."""
    ledger = await open_ledger(lasting_url, [key])
    world = make_world(ledger)
    await world.act(SCAM)
    await appeal(world.community, 1, "bo", "Bo", "my own words")
    await decide_appeal(world.community, 1, ANNA, grant=False, moderators=frozenset())
    world.clock.at += AGES
    await retain(world.community)
    await ledger.close()
    fresh = new_key()
    assert await rotate(lasting_url, [fresh, key]) > 0
    ledger = await open_ledger(lasting_url, [fresh])
    async with ledger.begin("nordlys") as uow:
        kept = await uow.appeals.of_case(1)
    await ledger.close()
    assert kept is not None
    assert kept.text == ""


async def test_an_open_case_keeps_its_evidence(world: World) -> None:
    """A moderator who comes late can still read what they are to decide; afterwards the time runs."""
    await world.act(SLUR)
    world.clock.at += AGES
    assert (await retain(world.community)).texts == 0
    async with world.community.begin() as uow:
        assert await uow.contents.kept(Message("general", "m1")) is not None
    await dismiss(world.community, 1, BERT)
    world.clock.at += AGES
    assert (await retain(world.community)).texts == 1


async def test_who_reported_a_harmless_message_is_forgotten_with_it(world: World) -> None:
    """A report outlives the message only where there is a case."""
    harmless, slur = world.content("good morning", id="h"), world.content(SLUR, id="s")
    await world.say("good morning", id="h")
    await world.act(SLUR, id="s")
    for each in (harmless, slur):
        await world.reports(each, "kim")
    world.clock.at += timedelta(days=31)
    await retain(world.community)
    async with world.community.begin() as uow:
        assert [await uow.reports.count(each.message) for each in (harmless, slur)] == [0, 1]


async def test_an_export_says_why_and_what_the_log_holds(world: World) -> None:
    """Scores, roles and the log's entries are about the member too; nobody else is named."""
    await world.act(SLUR, author=Author("bo", "Bo", frozenset({"Regular"})))
    await dismiss(world.community, 1, ANNA)
    async with world.community.begin() as uow:
        exported: Any = await uow.people.export("bo")
    assert exported["messages"][0]["roles"] == ["Regular"]
    assert exported["decisions"][0]["because"][0]["rule"] == "no-hate"
    assert {"opened", "dismissed"} <= {each["kind"] for each in exported["log"]}
    assert not [each for each in (ANNA.id, ANNA.name) if each in json.dumps(exported)]


async def test_the_pipeline_is_the_same_on_postgres_far_from_utc(server: Any, tmp_path: Path, key: str) -> None:  # noqa: ANN401 - as above
    """Odd characters, moments and order come back alike from both, also where the server lives in New York."""
    url = server.database()
    name = urlsplit(url).path.strip("/")
    administer(server, f"ALTER DATABASE {name} SET timezone = 'America/New_York'")
    told = []
    for each in (f"sqlite:///{tmp_path / 'takt.db'}", url):
        ledger = await open_ledger(each, [key])
        told.append(await _story(make_world(ledger)))
        await ledger.close()
    assert told[0] == told[1]


async def _story(world: World) -> tuple[object, ...]:
    author = Author("bo", "B\ud800\x00o")
    for text in (f"{SLUR} \x00", f"{SLUR} \ud800\udc00 \x00"):
        await world.act(text, author=author)
    await appeal(world.community, 2, "bo", author.name, "no \x00\ud800")
    await decide_appeal(world.community, 2, BERT, grant=True, moderators=frozenset({BERT.id, ANNA.id}))
    await world.do_all()
    async with world.community.begin() as uow:
        exported = json.dumps(await uow.people.export("bo"))
        cases = await uow.cases.find()
        events = [(each.seq, each.kind, each.at, each.facts) for each in await uow.journal.recent()]
        rows = await uow.people.erase("bo", world.clock.at)
        return exported, cases, events, rows, await uow.journal.verify()


@pytest.mark.parametrize("filled", [False, True])
async def test_a_postgres_user_without_rights_is_told_so(server: Any, key: str, filled: bool) -> None:  # noqa: ANN401, FBT001 - as above; a parameter
    """Neither a traceback nor SQL, whether the tables are there or are to be made."""
    url = server.database()
    if filled:
        await (await open_ledger(url, [key])).close()
    name = f"poor{int(filled)}"
    administer(server, f"CREATE ROLE {name} LOGIN")
    with pytest.raises(LedgerUnavailableError, match="may not read or write") as caught:
        await open_ledger(url.replace("takt@", f"{name}@"), [key])
    assert "SELECT" not in str(caught.value)


async def test_a_fault_of_our_own_quotes_no_row(world: World) -> None:
    """Postgres adds the whole row to what it refuses; no id or mark of a member comes out in an error."""
    member = "member-4711-xyz"
    strike = Strike("be-kind", "m1", world.clock.at, world.clock.at, None)  # type: ignore[arg-type]  # so that it is refused
    with pytest.raises(IntegrityError, match="weight") as caught:
        async with world.community.begin() as uow:
            await uow.strikes.give(strike, member, 1)
    assert member not in "".join(traceback.format_exception(caught.value))


async def test_postgres_tables_that_are_gone_are_said(server: Any, key: str) -> None:  # noqa: ANN401 - as above
    """As on SQLite, the sentence says what is missing."""
    url = server.database()
    ledger = await open_ledger(url, [key])
    administer(server, "DROP TABLE effect CASCADE", urlsplit(url).path.strip("/"))
    with pytest.raises(LedgerUnavailableError, match="lacks tables"):
        await make_world(ledger).act(SLUR)
    await ledger.close()


def test_a_second_bot_by_another_name_of_the_file_is_refused(tmp_path: Path) -> None:
    """A link to the file is the file."""
    file, link = tmp_path / "takt.db", tmp_path / "alias.db"
    file.touch()
    link.symlink_to(file)
    with (
        only_bot(f"sqlite:///{file}"),
        pytest.raises(LedgerUnavailableError, match="Another bot"),
        only_bot(f"sqlite:///{link}"),
    ):
        pytest.fail("the block must not run")


def _key(folder: Path) -> str:
    url = SecretStr(f"sqlite:///{folder / 'takt.db'}")
    return ledger_keys(Settings(_env_file=None, database_url=url, keys=SecretStr("")))[0]  # type: ignore[call-arg]  # pydantic-settings takes it


def test_the_sandboxs_key_is_made_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    """It is readable by nobody else, stays the same, and nothing is left beside it."""
    made = _key(tmp_path)
    assert _key(tmp_path) == made
    assert os.listdir(tmp_path) == ["sandbox.key"]  # noqa: PTH208 - names only
    assert stat.S_IMODE((tmp_path / "sandbox.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("held", ["", "no key at all"])
def test_a_key_file_without_a_key_is_named(tmp_path: Path, held: str) -> None:
    """Who never set TAKT_KEYS is not told that its first key is wrong, but which file is; and it is not replaced."""
    file = tmp_path / "sandbox.key"
    file.write_text(held)
    with pytest.raises(LedgerUnavailableError, match=r"sandbox\.key.*no key"):
        _key(tmp_path)
    assert file.read_text() == held


def test_a_name_that_is_not_utf_8_is_refused_in_a_sentence(tmp_path: Path) -> None:
    """Neither a traceback nor half a change."""
    env = {"TAKT_DATABASE_URL": f"sqlite:///{tmp_path / 'takt.db'}", "TAKT_KEYS": new_key()}

    async def fill() -> None:
        ledger = await open_ledger(env["TAKT_DATABASE_URL"], [env["TAKT_KEYS"]])
        await make_world(ledger).act(SLUR)
        await ledger.close()

    asyncio.run(fill())
    for arguments in (("cases", "uphold", "1", "--as", b"\xff"), ("privacy", "erase", b"\xff", "--yes")):
        done = takt(tmp_path, *arguments, **env)
        assert (done.returncode, done.stderr) == (1, "A name or an id among the arguments is not in UTF-8.\n")


async def test_a_reporter_of_an_erased_member_stays(world: World) -> None:
    """Erasing one person leaves what others did."""
    await world.act(SLUR)
    await world.reports(world.content(SLUR, id="m1"), "kim")
    async with world.community.begin() as uow:
        await uow.people.erase("bo", world.clock.at)
        assert await uow.reports.count(Message("general", "m1")) == 1


def test_a_newer_database_is_not_sent_to_upgrade(tmp_path: Path) -> None:
    """`takt db current` says that the program is the older one."""
    import sqlite3

    env = {"TAKT_DATABASE_URL": f"sqlite:///{tmp_path / 'takt.db'}", "TAKT_KEYS": new_key()}
    assert takt(tmp_path, "db", "upgrade", **env).returncode == 0
    with sqlite3.connect(tmp_path / "takt.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")
    connection.close()
    said = takt(tmp_path, "db", "current", **env).stdout
    assert "update this one" in said
    assert "db upgrade" not in said


def test_a_ledger_without_a_log_does_not_verify(tmp_path: Path) -> None:
    """An empty ledger, such as one that lost its log beside it, is not passed over in silence."""
    env = {"TAKT_DATABASE_URL": f"sqlite:///{tmp_path / 'takt.db'}", "TAKT_KEYS": new_key()}
    assert takt(tmp_path, "db", "upgrade", **env).returncode == 0
    done = takt(tmp_path, "cases", "verify", **env)
    assert (done.returncode, done.stdout) == (1, "")
    assert "no log to check" in done.stderr
