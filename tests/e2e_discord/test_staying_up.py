"""Connections that drop, more than one of them, and ends at any moment."""

from __future__ import annotations

import asyncio
import signal
import socket
import sqlite3
import time
from collections import Counter
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.loopback_discord import MODERATOR
from tests.takt_process import MODERATORS, Takt, running, takt_on

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from tests.e2e_discord.conftest import Scene
    from tests.loopback_discord import Channel, Community, LoopbackDiscord, Message, Person

pytestmark = pytest.mark.shared

SLUR = "verschwinde, du Kanake"
FINE = "good morning everybody"
DELETE = r"/channels/\d+/messages/\d+$"
MINUTE = 60.0
# A client that waits a minute for the gateway's greeting gives its session up.
NOT_QUITE = 55.0


@pytest.mark.long
async def test_the_gateway_is_away_for_a_minute_and_nothing_is_lost_or_doubled(scenes: tuple[Scene, Scene]) -> None:
    """Messages written, edited and deleted meanwhile are as if it had been there: resumed, and in a new session."""
    going_on, anew = scenes
    began = time.monotonic()
    await asyncio.gather(
        _while_away(going_on, NOT_QUITE, going_on.discord.hold_gateway_for),
        _while_away(anew, MINUTE, partial(anew.discord.refuse_gateway_for, resumable=False)),
    )
    assert time.monotonic() - began > MINUTE
    assert len(going_on.discord.gateway.sessions) == 1
    assert any(each["t"] == "RESUMED" for each in _events(going_on))
    assert not any(each["t"] == "RESUMED" for each in _events(anew))


async def _while_away(scene: Scene, seconds: float, leave: Callable[[float], Coroutine[None, None, None]]) -> None:
    turned_bad, stays = [await scene.bo.writes(scene.general, FINE) for _ in range(2)]
    members = [scene.server.new_member(f"member {number}") for number in range(4)]
    hidden_before = await members[3].writes(scene.general, SLUR)
    await scene.card(1, "hide", "done")
    await scene.quiet()
    await leave(seconds)
    back = time.monotonic() + seconds
    written = [await each.writes(scene.general, f"{SLUR} {each.name}") for each in members[:2]]
    await scene.bo.edits(turned_bad, SLUR)
    edited = await members[2].writes(scene.general, FINE)
    await members[2].edits(edited, f"{SLUR}!")
    clean = await members[2].writes(scene.general, "see you tomorrow")
    taken_back = await scene.ida.writes(scene.general, SLUR)
    await scene.ida.deletes(taken_back)
    await asyncio.sleep(back - time.monotonic())
    bad = [*written, turned_bad, edited]
    await scene.discord.until(lambda: all(each.deleted for each in bad), 60)
    await scene.discord.until(lambda: len(scene.cards) >= 5, 30)
    afterwards = await members[2].writes(scene.general, f"{SLUR} again")
    await scene.discord.until(lambda: afterwards.deleted, 30)
    await scene.quiet()
    assert [each.deleted for each in (stays, clean)] == [False, False]
    assert set(_deletions(scene.discord)) == {each.id for each in (hidden_before, *bad, afterwards)}
    assert set(_deletions(scene.discord).values()) == {1}
    for member in (scene.bo, *members):
        assert len({each.text for each in member.inbox}) == len(member.inbox) > 0


async def test_shards_drop_one_by_one(discord: LoopbackDiscord, tmp_path: Path) -> None:
    """Two servers on two connections: each is served, and what one misses is read for it alone."""
    guilds = [discord.new_guild("Nordlys")]
    while _shard(guilds[-1]) == _shard(guilds[0]):
        guilds[1:] = [discord.new_guild("Solvind")]
    places = [_furnished(each) for each in guilds]
    async with running(discord, tmp_path, TAKT_DISCORD_SHARDS="2") as takt:
        for mods, _, eva, _ in places:
            assert "enforce" in (await (await eva.uses("/mode", mods)).message(30)).text
        assert sorted(each.shard for each in discord.gateway.sessions.values()) == [0, 1]
        for _, general, _, bo in places:
            message = await bo.writes(general, SLUR)
            await discord.until(partial(_is_gone, message), 30)
        shard = _shard(guilds[0])
        (_, general, _, bo), (_, elsewhere, _, kim) = places
        await discord.disconnect_gateway(None, resumable=False, shard=shard)
        missed = await bo.writes(general, f"{SLUR} missed")
        heard = await kim.writes(elsewhere, f"{SLUR} heard")
        await discord.until(lambda: missed.deleted and heard.deleted, 30)
        assert _positions(takt)[str(elsewhere.id)] == str(heard.id)
        await discord.until(lambda: _positions(takt)[str(general.id)] == str(missed.id), 30)
        later = await bo.writes(general, f"{SLUR} later")
        await discord.until(lambda: later.deleted, 30)
        assert "Traceback" not in takt.log
    assert set(_deletions(discord).values()) == {1}
    assert len(discord.asked("GET", rf"/channels/{elsewhere.id}/messages$")) < len(
        discord.asked("GET", rf"/channels/{general.id}/messages$")
    )


@pytest.mark.parametrize("seconds", [1.0, 14.0], ids=["answered-in-time", "too-late"])
async def test_an_end_in_the_middle_of_work_leaves_nothing_claimed_and_doubles_nothing(
    scene: Scene, seconds: float
) -> None:
    """On SIGTERM what is under way is finished or handed back, and after the restart each is hidden and told once."""
    scene.discord.delay("DELETE", DELETE, seconds, times=4)
    slow = scene.discord.traffic.troubles[-1]
    members = [scene.server.new_member(f"member {number}") for number in range(6)]
    # A channel each: what goes together with others says of none of them whether it was gone before.
    places = [scene.server.new_channel(f"place-{number}") for number in range(6)]
    messages = [await each.writes(place, f"{SLUR} {each.name}") for each, place in zip(members, places, strict=True)]
    await scene.discord.until(lambda: slow.times < 4, 30)
    began = time.monotonic()
    assert await scene.takt.stop() == 0
    assert time.monotonic() - began < 12
    assert _claimed(scene.takt) == 0
    await scene.takt.start()
    await scene.discord.until(lambda: all(each.deleted for each in messages), 30)
    await scene.discord.until(lambda: all(each.inbox for each in members), 30)
    await asyncio.sleep(max(0.0, began + seconds - time.monotonic()))
    await scene.quiet()
    assert _deletions(scene.discord) == Counter(each.id for each in messages)
    assert [len(each.inbox) for each in members] == [1] * 6


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=str)
@pytest.mark.parametrize("where", ["login", "commands", "gateway", "history"])
async def test_an_end_during_the_start_is_an_end_like_others(
    discord: LoopbackDiscord, tmp_path: Path, where: str, how: signal.Signals
) -> None:
    """Whatever it is waiting for, it ends at once, without an error."""
    server = discord.new_guild("Nordlys")
    _furnished(server)
    takt = takt_on(discord, tmp_path)
    takt.prepare()
    waits = {"login": "/users/@me$", "commands": "/commands$", "history": "/messages$"}
    discord.delay("*", waits.get(where, "nowhere"), 30, times=1)
    slow = discord.traffic.troubles[-1]
    if where == "gateway":
        discord.gateway.hold_for(30)
    try:
        await takt.launch()
        await discord.until(lambda: discord.gateway.is_asked if where == "gateway" else slow.times == 0, 30)
        began = time.monotonic()
        assert await takt.stop(how) == 0
        assert time.monotonic() - began < 12
    finally:
        await takt.stop(signal.SIGKILL)
    assert "Traceback" not in takt.log
    assert "ERROR" not in takt.log


async def test_an_end_while_disconnected_is_an_end_like_others(scene: Scene) -> None:
    """Without a connection there is nothing to wait for."""
    await scene.discord.refuse_gateway_for(60, resumable=False)
    await scene.bo.writes(scene.general, SLUR)
    began = time.monotonic()
    assert await scene.takt.stop() == 0
    assert time.monotonic() - began < 12
    assert "Traceback" not in scene.takt.log


async def test_operators_see_figures_and_nobodys_words(discord: LoopbackDiscord, tmp_path: Path) -> None:
    """`/metrics` counts decisions, effects, what waits and how long it took, without text, name or id of anybody."""
    port = _free_port()
    mods, general, eva, bo = _furnished(discord.new_guild("Nordlys"))
    async with running(discord, tmp_path, TAKT_HTTP_PORT=str(port)), aiohttp.ClientSession() as web:
        await (await eva.uses("/mode", mods)).message(30)
        await bo.writes(general, FINE)
        message = await bo.writes(general, SLUR)
        await discord.until(lambda: message.deleted and bo.inbox, 30)
        figures = await _settled(web, port)
        _, said = await _read(web, port, "/metrics")
    assert figures['takt_decisions_total{rule="",verdict="pass"}'] == 1
    assert figures['takt_decisions_total{rule="no-hate",verdict="act"}'] == 1
    assert figures['takt_effects_total{kind="hide",outcome="applied"}'] == 1
    assert figures['takt_effects_total{kind="notify",outcome="applied"}'] == 1
    assert figures["takt_decision_seconds_count"] == 2
    assert 0 < figures['takt_effect_seconds_sum{kind="hide"}'] < 30
    assert figures["takt_open_cases"] == 1
    assert not any(word in said for word in ("Kanake", "Bo", str(bo.id), str(message.id), "Nordlys"))


async def test_operators_see_that_the_connection_is_lost_and_what_was_missed(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    """`/healthz` answers 503 as long as the gateway is away; the gap is counted when it is back."""
    port = _free_port()
    mods, general, eva, bo = _furnished(discord.new_guild("Nordlys"))
    async with running(discord, tmp_path, TAKT_HTTP_PORT=str(port)) as takt, aiohttp.ClientSession() as web:
        await (await eva.uses("/mode", mods)).message(30)
        assert (await _read(web, port, "/healthz"))[0] == 200
        await discord.refuse_gateway_for(3, resumable=False)
        missed = await bo.writes(general, SLUR)
        await discord.until(lambda: "Attempting a reconnect" in takt.log)
        answers = [(await _read(web, port, path)) for path in ("/healthz", "/metrics")]
        await discord.until(lambda: missed.deleted, 60)
        figures = await _settled(web, port)
        assert (await _read(web, port, "/healthz"))[0] == 200
    assert answers[0][0] == 503
    assert _figures(answers[1][1])["takt_gateway_up"] == 0
    assert figures['takt_gaps_total{seen="late"}'] == figures["takt_gap_messages_total"] == 1


async def _read(web: aiohttp.ClientSession, port: int, path: str) -> tuple[int, str]:
    async with web.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.text()


async def _settled(web: aiohttp.ClientSession, port: int) -> dict[str, float]:
    """Return the figures once it is connected and nothing waits to be done."""
    for _ in range(600):
        figures = _figures((await _read(web, port, "/metrics"))[1])
        if figures["takt_open_effects"] == 0 and figures["takt_gateway_up"] == 1:
            return figures
        await asyncio.sleep(0.05)
    raise AssertionError("there is something to be done still")


def _figures(text: str) -> dict[str, float]:
    lines = [each.rpartition(" ") for each in text.splitlines() if each.startswith("takt_")]
    return {name: float(value) for name, _, value in lines}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _furnished(server: Community) -> tuple[Channel, Channel, Person, Person]:
    role = server.new_role("Moderator", permissions=MODERATOR)
    mods, general = server.new_channel(MODERATORS, only=[role]), server.new_channel("general")
    return mods, general, server.new_member("eva", roles=[role]), server.new_member("bo")


def _shard(server: Community) -> int:
    return (server.id >> 22) % 2


def _deletions(discord: LoopbackDiscord) -> Counter[int]:
    """Count how often each message was deleted, alone or with others."""
    alone = [each for each in discord.asked("DELETE", DELETE) if each.status == 204]
    together = [each for each in discord.asked("POST", r"/messages/bulk-delete$") if each.status == 204]
    ids = [each.path.rpartition("/")[2] for each in alone]
    return Counter(map(int, (*ids, *(number for each in together for number in each.body["messages"]))))


def _events(scene: Scene) -> list[dict[str, object]]:
    return [event for session in scene.discord.gateway.sessions.values() for event in session.events]


def _is_gone(message: Message) -> bool:
    return message.deleted


def _positions(takt: Takt) -> dict[str, str]:
    return {row[0]: row[1] for row in _rows(takt, "SELECT channel, position FROM cursor")}


def _claimed(takt: Takt) -> int:
    return len(_rows(takt, "SELECT key FROM effect WHERE state = 'claimed'"))


def _rows(takt: Takt, query: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(f"file:{takt.folder / 'takt.sqlite3'}?mode=ro", uri=True)) as ledger:
        return list(ledger.execute(query))
