"""How workspaces let the bot in and out, from the click to being served, and whom the pages send away."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.platforms.slack.faults import SlackRefusedError
from bot.platforms.slack.installations import PLATFORM
from bot.platforms.slack.states import States
from tests.loopback_slack import LoopbackSlack
from tests.platforms.slack_doors import ASKED, HUSH, Heard, address, keys, oauth_keys, standing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.platforms.slack.door import SlackDoor
    from bot.storage.ledger import SqlLedger
    from tests.loopback_slack import Person, Workspace

_COOKIE = "takt-slack-state"


@dataclass
class Page:
    """What a browser is shown."""

    status: int
    text: str
    headers: dict[str, str]
    cookie: str


class Browser:
    """One that remembers the one cookie."""

    def __init__(self, home: str) -> None:
        self._home = home
        self.cookie = ""

    async def get(self, path: str) -> Page:
        """Go to a path of the bot's."""
        headers = {"Cookie": f"{_COOKIE}={self.cookie}"} if self.cookie else {}
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(f"{self._home}{path}", headers=headers, allow_redirects=False) as answer,
        ):
            kept = answer.cookies.get(_COOKIE)
            if kept is not None:
                self.cookie = kept.value
            return Page(answer.status, await answer.text(), dict(answer.headers), str(kept or ""))

    async def back(self, address: str) -> Page:
        """Go where Slack sends the browser back to."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}" == "https://takt.example"
        return await self.get(f"{parts.path}?{parts.query}")


class Inn:
    """A bot that workspaces can let in."""

    def __init__(self, slack: LoopbackSlack, heard: Heard, door: SlackDoor, ledger: SqlLedger) -> None:
        self.slack, self.heard, self.door, self.ledger = slack, heard, door, ledger

    def browser(self) -> Browser:
        """Return a fresh browser."""
        return Browser(address(self.door))

    async def lets_in(self, person: Person, path: str = "/slack/install") -> Page:
        """Let a person click through it all."""
        browser = self.browser()
        return await browser.back(person.approves((await browser.get(path)).headers["Location"]))

    async def new_workspace(self, name: str = "Acme") -> Workspace:
        """Return a workspace that has let the bot in."""
        made = self.slack.new_workspace(name, installed=False)
        assert (await self.lets_in(made.owner)).status == 200
        made.general.members[made.bot.id] = made.bot.user
        return made

    async def record(self, workspace: Workspace) -> str | None:
        """Return what is kept of a workspace."""
        return await self.ledger.installations.get(PLATFORM, workspace.id)


@asynccontextmanager
async def inn(slack: LoopbackSlack, way: str, ledger: SqlLedger) -> AsyncIterator[Inn]:
    """Keep a bot's door open that has OAuth."""
    heard = Heard()
    async with standing(slack, keys(slack, way, **oauth_keys(slack)), heard, ledger.installations) as door:
        await slack.until(lambda: door.admission.is_settled)
        yield Inn(slack, heard, door, ledger)


@pytest.fixture(params=["socket", "http"])
async def place(request: pytest.FixtureRequest, ledger: SqlLedger, shared: object, quiet: None) -> AsyncIterator[Inn]:
    """Give one for each way in."""
    del shared, quiet
    async with LoopbackSlack() as slack, inn(slack, request.param, ledger) as opened:
        yield opened
        assert slack.invalid == []


async def test_a_workspace_is_served_from_the_click_on(place: Inn) -> None:
    """Slack is asked for just the bot's scopes; afterwards the workspace's messages are heard."""
    acme = place.slack.new_workspace("<Acme>", installed=False)
    browser = place.browser()
    asked = await browser.get("/slack/install")
    assert (asked.status, asked.headers["Cache-Control"]) == (302, "no-store")
    for each in ("HttpOnly", "Secure", "SameSite=Lax", "Max-Age=600"):
        assert each in asked.cookie
    to = urlsplit(asked.headers["Location"])
    wanted = parse_qs(to.query)
    assert f"{to.scheme}://{to.netloc}{to.path}" == place.slack.api_url.replace("/api/", "/oauth/v2/authorize")
    assert frozenset(wanted["scope"][0].split(",")) == ASKED.bot
    assert "user_scope" not in wanted
    page = await browser.back(acme.owner.approves(asked.headers["Location"]))
    assert page.status == 200
    assert "Takt is in &lt;Acme&gt;" in page.text
    await place.slack.until(lambda: place.heard.served.get(acme.id))
    acme.general.members[acme.bot.id] = acme.bot.user
    await acme.owner.writes(acme.general, HUSH)
    await place.slack.until(lambda: place.heard.came["message"])
    assert place.heard.came["message"][0][0] == acme.id
    tokens = place.door.tokens(acme.id)
    assert tokens is not None
    assert (tokens.bot, tokens.bot_user, tokens.admin) == (acme.bot_token, acme.bot.id, "")


async def test_what_was_let_in_is_served_after_a_restart(ledger: SqlLedger, shared: object) -> None:
    """From the store alone; a workspace whose token Slack does not know any more is not, and stays in the store."""
    del shared
    async with LoopbackSlack() as slack:
        async with inn(slack, "http", ledger) as first:
            acme, gone = await first.new_workspace(), await first.new_workspace("Gone")
        slack.world.tokens[gone.bot_token].revoked = True
        async with inn(slack, "http", ledger) as second:
            await slack.until(lambda: second.heard.served)
            assert list(second.heard.served) == [acme.id]
            assert second.door.tokens(gone.id) is None
            assert await second.record(gone)


async def test_a_token_of_another_workspace_is_refused(
    ledger: SqlLedger, shared: object, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack says whose it is: what was kept under the wrong workspace is not served, and the log says so."""
    del shared
    async with LoopbackSlack() as slack:
        async with inn(slack, "http", ledger) as first:
            acme, other = await first.new_workspace(), slack.new_workspace("Other")
            record = await first.record(acme)
            assert record is not None
            await ledger.installations.save(PLATFORM, acme.id, record.replace(acme.bot_token, other.bot_token))
        async with inn(slack, "http", ledger) as second:
            assert second.heard.served == {}
            kim = acme.new_person("kim")
            message = await kim.writes(acme.general, HUSH)
            await slack.until(lambda: slack.delivered(message)[0].is_acked)
    said = [each.getMessage() for each in caplog.records if each.getMessage().startswith("refused")]
    assert said == [
        f"refused: workspace {acme.id}: its token is of another workspace",
        f"refused: event of workspace {acme.id}: the bot is not in that workspace",
    ]


async def test_an_admin_lends_their_right(place: Inn) -> None:
    """Just the user scopes are asked for; the bot's token stays as it was, and both are there after a look again."""
    acme = await place.new_workspace()
    bot_token = acme.bot_token
    browser = place.browser()
    asked = await browser.get("/slack/grant")
    wanted = parse_qs(urlsplit(asked.headers["Location"]).query)
    assert frozenset(wanted["user_scope"][0].split(",")) == ASKED.admin
    assert "scope" not in wanted
    page = await browser.back(acme.owner.approves(asked.headers["Location"]))
    assert page.status == 200
    await place.slack.until(lambda: place.heard.served[acme.id].admin)
    tokens = place.heard.served[acme.id]
    assert (tokens.bot, tokens.admin_user) == (bot_token, acme.owner.id)
    assert place.slack.world.tokens[tokens.admin].user is acme.owner.user
    assert {each.method for each in place.slack.asked(token=tokens.admin)} == {"auth.test"}
    again = await place.lets_in(acme.owner)
    assert again.status == 200
    await place.slack.until(lambda: place.heard.served[acme.id].bot == acme.bot_token)
    assert place.heard.served[acme.id].admin == tokens.admin


async def test_the_discovery_api_is_asked_for_besides(place: Inn) -> None:
    """Where an admin of an Enterprise organisation wants so."""
    asked = await place.browser().get("/slack/grant?discovery=1")
    wanted = parse_qs(urlsplit(asked.headers["Location"]).query)
    assert set(wanted["user_scope"][0].split(",")) == ASKED.admin | ASKED.discovery


async def test_a_grant_of_one_who_is_no_admin_is_refused(place: Inn, caplog: pytest.LogCaptureFixture) -> None:
    """They are told whom to ask, and Slack is told to forget their token."""
    acme = await place.new_workspace()
    page = await place.lets_in(acme.new_person("bo"), "/slack/grant")
    assert page.status == 403
    assert "You are neither an admin nor an owner of this workspace. Ask one of them." in page.text
    assert place.heard.served[acme.id].admin == ""
    assert all(each.revoked for each in place.slack.world.tokens.values() if each.kind == "user")
    assert f"refused: authorisation of workspace {acme.id}: not an admin" in caplog.messages


async def test_a_grant_of_too_little_is_refused(place: Inn) -> None:
    """Every scope is needed, and so is a workspace that the bot is in."""
    acme = await place.new_workspace()
    browser = place.browser()
    asked = (await browser.get("/slack/grant")).headers["Location"]
    page = await browser.back(acme.owner.approves(asked.replace("channels%3Awrite%2C", "")))
    assert (page.status, "Agree to all that is asked." in page.text) == (403, True)
    other = place.slack.new_workspace("Other", installed=False)
    page = await place.lets_in(other.owner, "/slack/grant")
    assert (page.status, "Let it in first at /slack/install." in page.text) == (403, True)
    assert await place.record(other) is None
    assert place.heard.served[acme.id].admin == ""


@pytest.mark.parametrize("what", ["foreign browser", "used", "made up", "none"])
async def test_what_was_not_begun_here_is_not_ended_here(place: Inn, what: str) -> None:
    """A state of another browser, one that was used, one never issued: begin again, and no code is used."""
    acme = place.slack.new_workspace("Acme", installed=False)
    browser = place.browser()
    back = acme.owner.approves((await browser.get("/slack/install")).headers["Location"])
    if what == "foreign browser":
        other = place.browser()
        await other.get("/slack/install")
        browser.cookie = other.cookie
    if what == "used":
        kept = browser.cookie
        assert (await browser.back(back)).status == 200
        browser.cookie = kept
    if what == "made up":
        back, browser.cookie = back.replace(browser.cookie, "s1"), "s1"
    if what == "none":
        back = back.split("&state=")[0]
    used = len(place.slack.asked("oauth"))
    page = await browser.back(back)
    assert page.status == 403
    assert "Begin again at /slack/install" in page.text
    assert len(place.slack.asked("oauth")) == used


def test_a_state_lasts_ten_minutes_and_once() -> None:
    """And no more than ten thousand are kept."""
    at = [0.0]
    states = States(lambda: at[0])
    first, second = states.issue("install"), states.issue("grant")
    assert states.consume(first, second) == states.consume("", "") == states.consume("é", "é") == ""
    at[0] = 599
    assert (states.consume(first, first), states.consume(first, first)) == ("install", "")
    at[0] = 601
    assert states.consume(second, second) == ""
    oldest = states.issue("install")
    for _ in range(10_000):
        states.issue("install")
    assert states.consume(oldest, oldest) == ""


async def test_who_says_no_is_told_the_way_back(place: Inn) -> None:
    """Nothing has changed, and they can begin again."""
    acme = place.slack.new_workspace("Acme", installed=False)
    browser = place.browser()
    page = await browser.back(acme.owner.declines((await browser.get("/slack/grant")).headers["Location"]))
    assert (page.status, "Begin again at /slack/grant." in page.text) == (403, True)


async def test_slack_that_fails_is_said_on_the_page(place: Inn, caplog: pytest.LogCaptureFixture) -> None:
    """A code that it does not take, a secret that is wrong, and no answer at all."""
    acme = place.slack.new_workspace("Acme", installed=False)
    for error, status in (("invalid_code", 403), ("bad_client_secret", 403)):
        place.slack.fail("oauth.v2.access", error)
        page = await place.lets_in(acme.owner)
        assert (page.status, "Slack did not take the code that you brought." in page.text) == (status, True)
    place.slack.lose_answer("oauth.v2.access", times=3)
    page = await place.lets_in(acme.owner)
    assert (page.status, "That did not work." in page.text) == (502, True)
    assert "look at TAKT_SLACK_CLIENT_ID, TAKT_SLACK_CLIENT_SECRET and TAKT_SLACK_PUBLIC_URL" in caplog.text
    assert place.heard.served == {}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"is_enterprise_install": True, "team": None}, "choose a workspace at the top right"),
        ({"expires_in": 43200, "refresh_token": "xoxe-1"}, "token rotation switched on"),
    ],
)
async def test_what_takt_does_not_know_is_refused_in_words(place: Inn, more: dict[str, object], words: str) -> None:
    """An installation into a whole organisation, and tokens that expire: with the way out, and kept nowhere."""
    acme = place.slack.new_workspace("Acme", enterprise=True)
    body = {"ok": True, "access_token": acme.bot_token, "authed_user": {"id": acme.owner.id}, "team": {"id": acme.id}}
    place.slack.fail("oauth.v2.access", body={**body, **more})
    page = await place.lets_in(acme.owner)
    assert page.status == 403
    assert words in page.text
    assert await place.ledger.installations.all(PLATFORM) == {}
    assert place.heard.served == {}


async def test_an_uninstalled_workspace_is_served_no_more(place: Inn) -> None:
    """All that was kept of it goes, also what an admin gave; another workspace stays as it is."""
    acme, other = await place.new_workspace(), await place.new_workspace("Other")
    assert (await place.lets_in(acme.owner, "/slack/grant")).status == 200
    acme.uninstall()
    await place.slack.until(lambda: acme.id not in place.heard.served)
    await place.slack.until(lambda: all(each.is_acked for each in place.slack.deliveries))
    await place.door.finish()
    assert await place.record(acme) is None
    assert place.door.tokens(acme.id) is None
    assert list(place.heard.served) == [other.id]
    assert await place.record(other)


async def test_an_admin_takes_their_right_back(place: Inn) -> None:
    """Just that goes: the bot stays, and is told that it can do less. Somebody else's token is none of its business."""
    acme = await place.new_workspace()
    assert (await place.lets_in(acme.owner, "/slack/grant")).status == 200
    given = place.heard.served[acme.id].admin
    other = acme.user_token(acme.new_person("bo", admin=True))
    acme.revoke(other)
    await place.slack.until(lambda: place.slack.deliveries[-1].is_acked)
    assert place.heard.served[acme.id].admin == given
    acme.revoke(given)
    await place.slack.until(lambda: not place.heard.served[acme.id].admin)
    assert place.heard.served[acme.id].bot == acme.bot_token


async def test_late_word_of_a_removal_harms_no_new_installation(place: Inn) -> None:
    """Slack tells again for minutes: what was let in anew meanwhile stays."""
    acme = await place.new_workspace()
    told = [
        place.slack.deliver(acme, {"type": "tokens_revoked", "tokens": {"bot": [acme.bot.id], "oauth": []}}),
        place.slack.deliver(acme, {"type": "app_uninstalled"}),
    ]
    await place.slack.until(lambda: all(each.is_acked for each in told))
    await acme.owner.writes(acme.general, HUSH)
    await place.slack.until(lambda: place.heard.came["message"])
    await place.door.finish()
    assert await place.record(acme)
    assert list(place.heard.served) == [acme.id]


async def test_no_page_without_oauth(ledger: SqlLedger, shared: object) -> None:
    """The pages are there where there is a client id, and half a setting is refused in words."""
    del shared
    async with LoopbackSlack() as slack:
        nordlys = slack.new_workspace("Nordlys")
        given = keys(slack, "http", bot_token=nordlys.bot_token)
        async with standing(slack, given, Heard(), ledger.installations) as door:
            assert (await Browser(address(door)).get("/slack/install")).status == 404
        for more, words in (
            ({"client_id": "1"}, "needs TAKT_SLACK_CLIENT_SECRET and TAKT_SLACK_PUBLIC_URL"),
            ({"signing_secret": "", "bot_token": "x"}, "TAKT_SLACK_APP_TOKEN for Socket Mode"),
            ({}, "needs TAKT_SLACK_BOT_TOKEN, or TAKT_SLACK_CLIENT_ID"),
            ({"admin_token": "x", **oauth_keys(slack)}, "stands beside TAKT_SLACK_BOT_TOKEN"),
        ):
            with pytest.raises(SlackRefusedError, match=words):
                async with standing(slack, keys(slack, "http", **more), Heard(), ledger.installations):
                    pass
