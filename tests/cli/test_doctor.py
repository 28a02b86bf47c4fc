"""`takt doctor` and `takt slack`, on a loopback Slack."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from slack_sdk.oauth.installation_store import Installation

from bot.platforms.slack.installations import SlackInstallations
from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from tests.loopback_slack import LoopbackSlack
from tests.warm_start import ROOT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path
    from subprocess import CompletedProcess

    from tests.cli.conftest import Takt
    from tests.loopback_slack import Workspace

UNREACHED = {"TAKT_SLACK_API_URL": "http://127.0.0.1:9/api/"}


@pytest.fixture
async def slack(shared: Path) -> AsyncIterator[LoopbackSlack]:
    """Give a loopback Slack."""
    assert shared.name
    async with LoopbackSlack() as made:
        yield made
        assert made.invalid == []


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Give a policy that names a channel and a group which `ready` makes."""
    text = (ROOT / "policies" / "default.yaml").read_text(encoding="utf-8")
    text = text.replace("  mode: review ", "  review_channel: moderators\n  mode: review ", 1)
    text = text.replace("staff_roles: [Admin, Moderator]", "staff_roles: [crew]", 1)
    path = tmp_path / "policy.yaml"
    path.write_text(text.replace("file: lists/", f"file: {ROOT}/policies/lists/"), encoding="utf-8")
    return path


def ready(slack: LoopbackSlack, name: str = "Nordlys") -> Workspace:
    """Make a workspace in which nothing is missing."""
    workspace = slack.new_workspace(name)
    eva = workspace.new_person("eva", admin=True)
    workspace.new_channel("moderators", private=True, members=[eva])
    workspace.new_group("crew", eva)
    return workspace


def settings(slack: LoopbackSlack, workspace: Workspace | None = None, **more: str) -> dict[str, str]:
    """Return the environment that leads to the loopback Slack."""
    bot = {"TAKT_SLACK_BOT_TOKEN": workspace.bot_token} if workspace else {}
    return {"TAKT_SLACK_API_URL": slack.api_url, "TAKT_SLACK_APP_TOKEN": slack.app_token, **bot, **more}


def names(folder: Path) -> set[str]:
    """Return what is in a folder."""
    return {each.name for each in folder.iterdir()}


async def doctor(takt: Takt, policy: Path, env: dict[str, str]) -> CompletedProcess[str]:
    """Run it; it never shows a token, whatever comes of it."""
    result = await asyncio.to_thread(takt, "doctor", "--policy", policy, env=env)
    secrets = [value for name, value in env.items() if name.endswith(("_TOKEN", "_SECRET", "_KEYS")) and value]
    assert not any(each in result.stdout + result.stderr for each in secrets)
    assert "Traceback" not in result.stderr
    return result


async def test_all_is_well(slack: LoopbackSlack, takt: Takt, good: Path, tmp_path: Path) -> None:
    """It says the tier and the table, ends with 0, and has changed nothing, neither there nor here."""
    workspace = ready(slack)
    admin = workspace.user_token(workspace.owner)
    before = names(tmp_path)
    result = await doctor(takt, good, settings(slack, workspace, TAKT_SLACK_ADMIN_TOKEN=admin))
    assert (result.returncode, result.stderr) == (0, "")
    assert "is served at T1, with the token of an admin." in result.stdout
    assert "\n  hide → done\n" in result.stdout
    assert result.stdout.endswith("Nothing is missing.\n")
    assert names(tmp_path) == before
    assert not slack.asked(r"^(chat|conversations\.(open|kick|invite)|views)\b")


async def test_what_is_missing_ends_with_1(slack: LoopbackSlack, takt: Takt, good: Path) -> None:
    """Each with the way to mend it."""
    workspace = ready(slack)
    workspace.new_channel("lounge", bot=False)
    result = await doctor(takt, good, settings(slack, workspace))
    assert result.returncode == 1
    assert "- I am not in #lounge" in result.stdout
    assert "is served at T0" in result.stdout


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"TAKT_SLACK_BOT_TOKEN": "xoxb-nonsense"}, "Slack does not accept the bot's token (invalid_auth)"),
        ({"TAKT_SLACK_APP_TOKEN": "xapp-nonsense"}, "Slack knows no app with TAKT_SLACK_APP_TOKEN (invalid_auth)"),
        ({"TAKT_SLACK_ADMIN_TOKEN": "xoxp-nonsense"}, "Slack does not accept the admin's token (invalid_auth)"),
        ({"TAKT_SLACK_APP_TOKEN": ""}, "Slack needs a way to the bot"),
        (UNREACHED, "Slack can't be reached at http://127.0.0.1:9/api/"),
    ],
)
async def test_wrong_settings_are_said_in_a_sentence(
    slack: LoopbackSlack, takt: Takt, good: Path, wrong: dict[str, str], words: str
) -> None:
    """Once, and without the token."""
    result = await doctor(takt, good, {**settings(slack, ready(slack)), **wrong})
    assert result.returncode == 1
    assert result.stdout.count(words) == 1


async def test_workspaces_that_came_by_oauth_are_looked_at(
    slack: LoopbackSlack, takt: Takt, good: Path, tmp_path: Path
) -> None:
    """Each with its own tokens out of the ledger; one that is not well hides no other."""
    nordlys, sydlys = ready(slack), ready(slack, "Sydlys")
    key, url = new_key(), f"sqlite:///{tmp_path / 'takt.sqlite3'}"
    ledger = await open_ledger(url, [key])
    admin = sydlys.user_token(sydlys.owner)
    store = SlackInstallations(ledger.installations)
    await store.async_save(
        Installation(team_id=sydlys.id, bot_token=sydlys.bot_token, user_id=sydlys.owner.id, user_token=admin)
    )
    await store.async_save(Installation(team_id="T404", bot_token="xoxb-gone", user_id=""))  # noqa: S106 - no token
    await ledger.close()
    env = settings(slack, nordlys, TAKT_DATABASE_URL=url, TAKT_KEYS=key)
    result = await doctor(takt, good, env)
    assert result.returncode == 1
    assert f"Nordlys ({nordlys.id}) is served at T0" in result.stdout
    assert f"Sydlys ({sydlys.id}) is served at T1" in result.stdout
    assert "Workspace T404\n- Slack does not accept the bot's token (invalid_auth)" in result.stdout
    assert not any(each in result.stdout + result.stderr for each in (sydlys.bot_token, admin, "xoxb-gone"))


async def test_as_long_as_no_workspace_lets_it_in_that_is_what_is_missing(
    slack: LoopbackSlack, takt: Takt, good: Path
) -> None:
    """With the page where that is done."""
    of_app = {"TAKT_SLACK_CLIENT_ID": "1.2", "TAKT_SLACK_CLIENT_SECRET": "s3cr3t-of-app"}
    public = {"TAKT_SLACK_PUBLIC_URL": "https://takt.example.org"}
    result = await doctor(takt, good, {**settings(slack), **of_app, **public})
    assert result.returncode == 1
    assert "https://takt.example.org/slack/install" in result.stdout


def test_without_a_platform_there_is_nothing_to_look_at(takt: Takt) -> None:
    """It names the guides."""
    result = takt("doctor")
    assert result.returncode == 1
    assert "docs/slack.md" in result.stderr
    assert "docs/discord.md" in result.stderr


def test_discord_has_its_own(takt: Takt) -> None:
    """It knows the rights in each channel, which nothing outside the server does."""
    result = takt("doctor", env={"TAKT_DISCORD_TOKEN": "x"})
    assert result.returncode == 0
    assert "/doctor" in result.stderr


def test_the_manifest_is_printed(takt: Takt) -> None:
    """Word for word; for HTTP with the address, and never with one that Slack would not call."""
    shipped = (ROOT / "slack-manifest.yaml").read_text(encoding="utf-8")
    assert takt("slack", "manifest").stdout == shipped
    over_http = takt("slack", "manifest", "--http", "https://takt.example.org")
    assert "https://takt.example.org/slack/events" in over_http.stdout
    assert "socket_mode_enabled: false" in over_http.stdout
    refused = takt("slack", "manifest", "--http", "takt.example.org")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "https://takt.example.org" in refused.stderr
