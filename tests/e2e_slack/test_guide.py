"""docs/slack.md, followed word by word; only Slack's own pages can't be pressed here."""

from __future__ import annotations

import ast
import asyncio
import re
import shlex
import shutil
import socket
import sys
from typing import TYPE_CHECKING

import aiohttp
import pytest
from ruamel.yaml import YAML
from typing_extensions import override

from bot.core.buttons import DRAFT_LABELS, LABELS
from bot.core.cards import Press
from bot.platforms.slack.commands import COMMANDS
from bot.settings import Settings
from tests.loopback_slack import LoopbackSlack
from tests.takt_process import ROOT, Takt

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from tests.loopback_slack import Channel, Person, Workspace

GUIDE = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w*)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
SHELL = [[line.partition("#")[0].strip() for line in block.splitlines()] for kind, block in BLOCKS if not kind]
COMMAND_LINES = [line for block in SHELL for line in block if line and not line.startswith("TAKT_")]
BASIC, OVER_HTTP, BY_OAUTH = [block for block in SHELL if block[0].startswith("TAKT_")]
DOCTOR, MANIFEST = ".venv/bin/takt doctor", ".venv/bin/takt slack manifest"
PREPARED = [each for each in COMMAND_LINES if each.split()[0] in {"cp", ".venv/bin/takt"} and each != DOCTOR]
SLUR = "verschwinde, du Kanake"
PUBLIC = "https://takt.example.org"


def test_the_guide_names_what_there_is() -> None:
    """Every setting, file, target of make, command and button that it names exists, and none of Slack's is left out."""
    settings = {f"TAKT_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"TAKT_[A-Z_]+[A-Z]", GUIDE))
    assert named <= settings
    assert {each for each in settings if each.startswith("TAKT_SLACK_")} <= named
    for each in re.findall(r"(?:policies/[\w./]+|\.env\.example)", GUIDE):
        assert (ROOT / each).exists(), each
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{each}:" in makefile for each in re.findall(r"^make (\S+)", "\n".join(COMMAND_LINES), re.MULTILINE))
    assert set(re.findall(r"`/takt ([a-z]+)", GUIDE)) == set(COMMANDS)
    assert all(LABELS[each] in GUIDE for each in Press if each not in {Press.CLAIM, Press.REOPEN})
    assert all(each in GUIDE for each in DRAFT_LABELS.values())


def test_each_sentence_that_it_explains_is_said() -> None:
    """What stands in the table of troubles is what the program says, word by word."""
    table = GUIDE.partition("| it says | do |")[2].partition("\n\n")[0]
    quoted = [each for row in table.splitlines()[2:] for each in re.findall(r"`([^`]+)`", row.split("|")[1])]
    said = "\n".join(_sentences())
    assert len(quoted) > 12
    assert [each for each in quoted if each not in said] == []


@pytest.fixture
async def empty(shared: Path) -> AsyncIterator[LoopbackSlack]:
    """Give a Slack without an app: the guide makes it."""
    assert shared.name
    async with LoopbackSlack() as made:
        yield made
        assert made.invalid == []
        assert made.pinged == []


@pytest.mark.parametrize("way", ["Socket Mode", "HTTP"])
async def test_from_nothing_to_a_moderated_workspace(empty: LoopbackSlack, tmp_path: Path, way: str) -> None:
    """The guide's commands and settings, and the manifest that it prints: nothing is missing, and a card comes."""
    said = await _prepare(tmp_path)
    place = _Place(empty, said[f"{MANIFEST} --http {PUBLIC}" if way == "HTTP" else MANIFEST])
    lines = [each for each in BASIC if way == "Socket Mode" or "APP_TOKEN" not in each]
    if way == "HTTP":
        empty.app.request_url = f"http://127.0.0.1:{place.port}/slack/events"  # the web server's part
        lines += OVER_HTTP
    await _settle(tmp_path, place, lines, said)
    await place.invite()
    assert (await _run(DOCTOR, tmp_path)).endswith("\nNothing is missing.\n")
    takt = _AsInTheGuide(tmp_path, {}, lambda: empty.until(lambda: empty.asked("chat.postMessage"), 30))
    await takt.start()
    try:
        told = await (await place.eva.uses("/takt doctor", place.mods)).message()
        assert told.read.endswith("Nothing is missing.")
        message = await place.bo.writes(place.chat, SLUR)
        card = await empty.until(lambda: next((each for each in place.mods.messages if each.blocks), None), 30)
        assert not message.deleted
        await (await place.eva.presses(card, "Uphold")).message()
        await empty.until(lambda: message.deleted, 30)
        assert await takt.stop() == 0
    finally:
        await takt.stop()


async def test_a_workspace_lets_it_in_by_the_pages_of_the_guide(empty: LoopbackSlack, tmp_path: Path) -> None:
    """Without a bot's token in the settings; an admin gives theirs, and the doctor finds both in the ledger."""
    said = await _prepare(tmp_path)
    place = _Place(empty, said[f"{MANIFEST} --http {PUBLIC}"], installed=False)
    empty.app.socket_mode = True
    lines = [each for each in BASIC if "APP_TOKEN" in each or "SLACK" not in each] + BY_OAUTH
    await _settle(tmp_path, place, lines, said)
    takt = _AsInTheGuide(tmp_path, {}, lambda: empty.until(lambda: _listens(place.port), 30))
    await takt.start()
    try:
        await place.opens("/slack/install", place.astrid)
        await place.opens("/slack/grant", place.astrid)
        await place.invite()
        found = await _run(DOCTOR, tmp_path)
        assert "is served at T1" in found
        assert found.endswith("\nNothing is missing.\n")
    finally:
        await takt.stop()


class _Place:
    """A workspace with the app from a manifest, and the channel for moderators, where the bot is in neither channel."""

    chat: Channel
    mods: Channel

    def __init__(self, slack: LoopbackSlack, manifest: str, *, installed: bool = True) -> None:
        self.slack = slack
        slack.app.configure(YAML(typ="safe").load(manifest))
        slack.app.socket_mode = YAML(typ="safe").load(manifest)["settings"]["socket_mode_enabled"]
        self.workspace: Workspace = slack.new_workspace("Nordlys", installed=installed)
        self.eva, self.bo = self.workspace.new_person("eva"), self.workspace.new_person("bo")
        self.astrid: Person = self.workspace.new_person("astrid", admin=True)
        self.workspace.new_group("moderators", self.eva)
        self.chat = self.workspace.new_channel("lounge", bot=False)
        self.mods = self.workspace.new_channel("moderators", private=True, members=[self.eva], bot=False)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])

    def secrets(self) -> dict[str, Callable[[], str]]:
        """Return what the guide's placeholders stand for."""
        app, scopes = self.slack.app, self.slack.app.user_scopes
        return {
            "the bot's token": lambda: self.workspace.bot_token,
            "the app's token": lambda: self.slack.app_token,
            "the admin's token": lambda: self.workspace.user_token(self.astrid, scopes),
            "the signing secret": lambda: app.signing_secret,
            "the client id": lambda: app.client_id,
            "the client secret": lambda: app.client_secret,
            "3000": lambda: str(self.port),
        }

    async def invite(self) -> None:
        """Write /invite where the guide says so."""
        for channel in (self.mods, self.chat, self.workspace.general):
            if self.workspace.bot.id not in channel.members:
                await self.eva.invites(self.workspace.bot, channel)

    async def opens(self, page: str, who: Person) -> None:
        """Open a page of Takt's, agree on Slack's, and come back; the web server's part is done here."""
        here = f"http://127.0.0.1:{self.port}"
        async with aiohttp.ClientSession() as browser:
            there = await browser.get(f"{here}{page}", allow_redirects=False)
            state = there.cookies["takt-slack-state"].value
            back = who.approves(there.headers["Location"])
            assert back.startswith(f"{PUBLIC}/slack/oauth_redirect")
            # By https alone a browser would send it.
            cookie = {"Cookie": f"takt-slack-state={state}"}
            async with browser.get(back.replace(PUBLIC, here), headers=cookie) as answer:
                assert answer.status == 200, await answer.text()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class _AsInTheGuide(Takt):
    """A Takt that knows nothing but its folder."""

    @override
    def _arguments(self) -> list[str]:
        return ["run"]

    @override
    def _environment(self) -> dict[str, str]:
        return {"PYTHONPATH": str(ROOT)}


async def _prepare(folder: Path) -> dict[str, str]:
    """Do what the guide's blocks say until the policy is to be changed; return what each command printed."""
    for each in (".env.example", "policies"):
        copy = shutil.copytree if (ROOT / each).is_dir() else shutil.copy
        copy(ROOT / each, folder / each)
    return {line: await _run(line, folder) for line in PREPARED}


async def _settle(folder: Path, place: _Place, lines: list[str], said: dict[str, str]) -> None:
    """Write the settings, and change the policy."""
    known = place.secrets() | {"the key": said[".venv/bin/takt db new-key"].strip}
    given = [
        (name, known.get(value, lambda value=value: value)()) for name, _, value in (e.partition("=") for e in lines)
    ]
    # For tests alone: where Slack is, and a port that is free.
    given += [("TAKT_SLACK_API_URL", place.slack.api_url), ("TAKT_SLACK_PORT", str(place.port))]
    with (folder / ".env").open("a", encoding="utf-8") as file:
        file.write("\n".join(["", *(f"{name}={value}" for name, value in dict(given).items()), ""]))
    _change_policy(folder / "my-policy.yaml")
    assert "error" not in (await _run(".venv/bin/takt policy check my-policy.yaml", folder)).lower()


async def _run(line: str, folder: Path) -> str:
    words = shlex.split(line)
    if words[0] == ".venv/bin/takt":
        words = [sys.executable, "-m", "bot", *words[1:]]
    run = await asyncio.create_subprocess_exec(
        *words, cwd=folder, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await run.communicate()
    assert run.returncode == 0, f"{line}\n{out.decode()}"
    return out.decode()


def _change_policy(path: Path) -> None:
    (changes,) = (block for kind, block in BLOCKS if kind == "yaml")
    yaml = YAML()
    policy = yaml.load(path)
    for name, fields in YAML(typ="safe").load(changes).items():
        policy[name].update(fields)
    yaml.dump(policy, path)


def _sentences() -> list[str]:
    """Return every text in the code that may say what is wrong with Slack."""
    files = [*(ROOT / "bot" / "platforms" / "slack").glob("*.py"), ROOT / "bot" / "bootstrap" / "doctor.py"]
    trees = [ast.parse(each.read_text(encoding="utf-8")) for each in files]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
