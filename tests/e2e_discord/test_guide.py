"""docs/discord.md, followed word by word; only Discord's own pages can't be pressed here."""

from __future__ import annotations

import asyncio
import base64
import re
import shlex
import shutil
import sys
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from ruamel.yaml import YAML
from typing_extensions import override

from bot.core.buttons import LABELS
from bot.core.cards import Press
from bot.platforms.discord.client import intents
from bot.platforms.discord.commands import COMMANDS
from bot.settings import Settings
from tests.loopback_discord import MODERATOR, Permission
from tests.takt_process import ROOT, Takt

if TYPE_CHECKING:
    from pathlib import Path

    from tests.loopback_discord import LoopbackDiscord

GUIDE = (ROOT / "docs" / "discord.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w*)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
SHELL = [line.partition("#")[0].strip() for kind, block in BLOCKS if not kind for line in block.splitlines()]
COMMAND_LINES = [each for each in SHELL if each and not each.startswith("TAKT_")]
ENVIRONMENT = [each for each in SHELL if each.startswith("TAKT_")]
SLUR = "verschwinde, du Kanake"


def test_the_guide_names_what_there_is() -> None:
    """Every setting, file, target of make, slash command and button that it names exists, and no button is left out."""
    settings = {f"TAKT_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"TAKT_[A-Z_]+[A-Z]", GUIDE)) <= settings
    for each in re.findall(r"(?:policies/[\w./]+|\.env\.example)", GUIDE):
        assert (ROOT / each).exists(), each
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{each}:" in makefile for each in re.findall(r"^make (\S+)", "\n".join(COMMAND_LINES), re.MULTILINE))
    named = {each.partition(" ")[0] for each in re.findall(r"`/([a-z]+[a-z ]*)`", GUIDE)}
    assert named <= {each.name for each in COMMANDS} | {"healthz", "metrics"}
    assert all(LABELS[each] in GUIDE for each in Press if each not in {Press.CLAIM, Press.REOPEN})


def test_it_asks_for_just_the_privileged_intent_that_the_guide_switches_on() -> None:
    """Message Content, and neither of the other two."""
    asked = intents()
    assert (asked.message_content, asked.members, asked.presences) == (True, False, False)
    assert "**Message Content Intent** on" in GUIDE


@pytest.mark.shared
async def test_from_nothing_to_a_moderated_server(discord: LoopbackDiscord, tmp_path: Path) -> None:
    """The guide's commands and settings, and the rights of the link that it prints: nothing is missing."""
    for each in (".env.example", "policies"):
        copy = shutil.copytree if (ROOT / each).is_dir() else shutil.copy
        copy(ROOT / each, tmp_path / each)
    said = {line: await _run(line, tmp_path) for line in COMMAND_LINES if line.split()[0] in {"cp", ".venv/bin/takt"}}
    key = said[".venv/bin/takt db new-key"].strip()
    lines = [each.replace("the token", discord.token).replace("the key", key) for each in ENVIRONMENT[:3]]
    # For tests alone: where Discord is.
    lines += [f"TAKT_DISCORD_API_URL={discord.api_url}", f"TAKT_DISCORD_GATEWAY_URL={discord.gateway_url}"]
    with (tmp_path / ".env").open("a", encoding="utf-8") as file:
        file.write("\n".join(["", *lines, ""]))
    _change_policy(tmp_path / "my-policy.yaml")
    assert "error" not in (await _run(".venv/bin/takt policy check my-policy.yaml", tmp_path)).lower()
    server = discord.new_guild("Nordlys")
    role = server.new_role("Moderator", permissions=MODERATOR)
    server.set_permissions(server.bot_role, _invited(await _run(".venv/bin/takt discord invite", tmp_path)))
    general, mods = server.new_channel("general"), server.new_channel("moderators", only=[role])
    eva, bo = server.new_member("eva", roles=[role]), server.new_member("bo")
    takt = _AsInTheGuide(tmp_path, {}, lambda: discord.connected(seconds=30))
    await takt.start()
    try:
        found = await (await eva.uses("/doctor", mods)).message(30)
        assert found.text.endswith("\nAll that the policy wants can be done.")
        message = await bo.writes(general, SLUR)
        card = await discord.until(lambda: next((each for each in server.messages(mods) if each.embeds), None), 30)
        assert not message.deleted
        await (await eva.clicks(card, "Uphold")).message()
        await discord.until(lambda: message.deleted, 30)
        assert await takt.stop() == 0
    finally:
        await takt.stop()


class _AsInTheGuide(Takt):
    """A Takt that knows nothing but its folder."""

    @override
    def _arguments(self) -> list[str]:
        return ["run"]

    @override
    def _environment(self) -> dict[str, str]:
        return {"PYTHONPATH": str(ROOT)}


async def _run(line: str, folder: Path) -> str:
    """Run a line of the guide; for the invitation with a token of Discord's form, which begins with an id."""
    words = shlex.split(line)
    if words[0] == ".venv/bin/takt":
        words = [sys.executable, "-m", "bot", *words[1:]]
    token = {"TAKT_DISCORD_TOKEN": f"{base64.b64encode(b'1234').decode()}.x.y"} if "invite" in words else {}
    run = await asyncio.create_subprocess_exec(
        *words,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", **token},
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await run.communicate()
    # Before the token is written there is nobody to invite.
    assert run.returncode == 0 or "invite" in words, line
    return out.decode()


def _change_policy(path: Path) -> None:
    (changes,) = (block for kind, block in BLOCKS if kind == "yaml")
    yaml = YAML()
    policy = yaml.load(path)
    for name, fields in YAML(typ="safe").load(changes).items():
        policy[name].update(fields)
    yaml.dump(policy, path)


def _invited(link: str) -> Permission:
    return Permission(int(parse_qs(urlsplit(link.strip()).query)["permissions"][0]))
