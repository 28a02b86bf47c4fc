"""What is offered when a language model's server refuses, fails, hangs or talks nonsense: offline words, labelled."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

import openai  # noqa: F401 - it is loaded before any deadline runs
import pytest
from pydantic import SecretStr

from bot.bootstrap.model_drafter import UnusableDrafterError
from bot.core.situations import Situation
from bot.drafting.model.asking import Limits
from bot.drafting.model.wire import Api
from bot.settings import Settings
from tests.drafting.model_makers import (
    ANSWER,
    CITE,
    KEY,
    OFFLINE,
    QUESTION,
    Offline,
    SmallLinter,
    Today,
    answer,
    first,
    make_drafter,
    make_voice,
    with_model,
)
from tests.loopback_openai import LoopbackOpenAI, Reply, Sent, complaint, worded, wording

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

SECRET = "what the service said of secret words"  # noqa: S105 - no password
# Whatever a machine is busy with, nobody waits for longer than this beyond a deadline.
SOON = 3.0
GOOD = answer("Look at the top of every channel: {faq_url}", "S1")


@pytest.fixture(params=list(Api))
def api(request: pytest.FixtureRequest) -> Api:
    """Give each of the protocols."""
    assert isinstance(request.param, Api)
    return request.param


@pytest.fixture
async def server() -> AsyncIterator[LoopbackOpenAI]:
    """Give a server whose model answers well."""
    async with LoopbackOpenAI(wording(lambda _: GOOD)) as server:
        yield server


def saying(text: str, refusal: str = "", ends: str = "") -> Callable[[Sent], Reply]:
    """Say this, by either protocol."""
    return lambda sent: Reply(worded(sent.path, text, refusal=refusal, ends=ends))


def always(reply: Reply) -> Callable[[Sent], Reply]:
    """Give the same reply to all."""
    return lambda _: reply


MALFORMED = "openai gave no answer that can be read"
# What the server does, what is said of it, and after how many requests: everything that is known to happen.
GONE_WRONG: dict[str, tuple[Callable[[Sent], Reply], str, int]] = {
    "refusal": (saying("", refusal=SECRET), "openai refused", 1),
    "cut": (saying('{"reply": "Look at', ends="length"), "openai's answer was cut", 1),
    "cut, though complete": (saying(GOOD, ends="length"), "openai's answer was cut", 1),
    "prose": (saying(f"Sure! Here you are: {SECRET}"), MALFORMED, 1),
    "nothing": (saying(""), MALFORMED, 1),
    "a field too few": (saying(json.dumps({"reply": SECRET})), MALFORMED, 1),
    "a field too many": (saying(json.dumps({"reply": "a", "sources": [], "tools": []})), MALFORMED, 1),
    "a field of another kind": (saying(json.dumps({"reply": ["a"], "sources": []})), MALFORMED, 1),
    "null": (saying("null"), MALFORMED, 1),
    "an empty reply": (saying(answer(" \n\u200b", "S1")), "openai gave an empty reply", 1),
    "400": (always(complaint(400, SECRET)), "openai refuses the request (400)", 1),
    "401": (
        always(complaint(401, f"Incorrect API key provided: {KEY}")),
        "openai does not accept the key that TAKT_OPENAI_API_KEY sets (401)",
        1,
    ),
    "404": (
        always(complaint(404, SECRET)),
        "openai has no such model, or there is none at TAKT_OPENAI_BASE_URL (404)",
        1,
    ),
    "429, soon": (always(complaint(429, SECRET, retry_after="0.01")), "openai asks to wait (429)", 2),
    "429, much later": (always(complaint(429, SECRET, retry_after="600")), "openai asks to wait (429)", 1),
    "429, nonsense": (always(complaint(429, SECRET, retry_after="nan")), "openai asks to wait (429)", 1),
    "quota": (
        always(complaint(429, SECRET, "insufficient_quota")),
        "openai says that the account's quota is used up (429)",
        1,
    ),
    "500": (always(complaint(500, SECRET, retry_after="0")), "openai failed (500)", 2),
    "garbage": (always(Reply(b"\x00\xff\xfe{")), MALFORMED, 1),
    "another JSON": (always(Reply([{"id": SECRET}])), MALFORMED, 1),
    "an empty body": (always(Reply(b"")), MALFORMED, 1),
    "a page": (always(Reply(b"<html>ok</html>", headers={"Content-Type": "text/html"})), MALFORMED, 1),
    "no choices": (always(Reply({"choices": [], "output": []})), MALFORMED, 1),
    "hangs": (always(Reply(hangs=True)), "openai timed out", 1),
    "hangs up": (always(Reply(drops=True)), "openai can't be reached", 2),
    "drips": (lambda sent: Reply(worded(sent.path, GOOD), drip=0.05), "openai timed out", 1),
    "promises": (saying(answer("We guarantee a refund! {faq_url}", "S1")), "openai's words broke L04", 2),
    "another language": (
        saying(answer("Правила закреплены в каждом канале.", "S1")),
        "openai wrote in letters of another language",
        1,
    ),
    "a language that slips in": (saying(answer("They are pinned. 你好", "S1")), "openai's words broke L01", 2),
    "a link of its own": (
        saying(answer("Look at https://rules.example/now", "S1")),
        "openai's words broke L03",
        2,
    ),
    "personal data": (saying(answer("Write to kari.nordmann@example.org", "S1")), "openai's words broke L06", 2),
    "calls all": (saying(answer("Look up, @everyone", "S1")), "openai's words broke L07", 2),
    "an invented source": (saying(answer("They are pinned.", "S2")), "openai cites a source that it was not given", 1),
    "a source by another name": (
        saying(answer("They are pinned.", CITE)),
        "openai cites a source that it was not given",
        1,
    ),
    "no source": (saying(answer("They are pinned.")), "openai cites no source", 1),
    "an unknown slot": (saying(answer("Ask {owner}.", "S1")), "openai left a place open that nobody can fill", 1),
    "half a slot": (saying(answer("Hi {name, look up.", "S1")), "openai left a place open that nobody can fill", 1),
}


@pytest.mark.parametrize("trouble", GONE_WRONG)
async def test_the_offline_words_are_offered_and_say_why(server: LoopbackOpenAI, api: Api, trouble: str) -> None:
    """Whatever the server does, a labelled draft is there by the deadline, and no word of the server in it."""
    server.answer, words, requests = GONE_WRONG[trouble]
    late = words == "openai timed out"
    seconds = 0.4 if late else 30.0
    drafter = make_drafter(server, limits=Limits(seconds=seconds), api=api)
    began = monotonic()
    outcome = await drafter.draft(QUESTION)
    assert monotonic() - began < min(seconds, SOON) + SOON
    await drafter.close()
    assert first(outcome) == replace(ANSWER, drafter=f"{OFFLINE} ({words})")
    assert outcome.reasons[-1] == words
    assert SECRET not in repr(outcome)
    asked_twice = api is Api.RESPONSES and trouble == "404"  # by Chat Completions too
    assert late or len(server.sent) == requests + asked_twice


async def test_a_place_where_nobody_listens(api: Api) -> None:
    """The offline words are offered after a second try."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    gone = LoopbackOpenAI(wording(lambda _: GOOD))
    gone.base_url = f"http://127.0.0.1:{port}/v1"
    drafter = make_drafter(gone, api=api)
    began = monotonic()
    assert first(await drafter.draft(QUESTION)).drafter == f"{OFFLINE} (openai can't be reached)"
    assert monotonic() - began < SOON
    await drafter.close()


async def test_who_waits_while_it_ends_is_told(server: LoopbackOpenAI) -> None:
    """At the end of the program the offline words are there, too."""
    server.answer = lambda _: Reply(hangs=True)
    drafter = make_drafter(server)
    waiting = asyncio.ensure_future(drafter.draft(QUESTION))
    await server.arrived.wait()
    await drafter.close()
    assert first(await waiting).drafter == f"{OFFLINE} (openai is not asked any more)"


async def test_a_second_try_may_help(server: LoopbackOpenAI) -> None:
    """A server that asks to wait for a moment is asked again."""
    server.replies.append(complaint(429, SECRET, retry_after="0.01"))
    drafter = make_drafter(server)
    assert first(await drafter.draft(QUESTION)).drafter == "openai gpt-test"
    await drafter.close()


async def test_a_day_has_so_many_tokens(server: LoopbackOpenAI) -> None:
    """What the server says it took counts; where no more is left nobody is asked, until the next day."""
    server.answer = lambda sent: Reply(worded(sent.path, GOOD, tokens=5_000))
    clock = Today()
    drafter = make_drafter(server, limits=Limits(seconds=30.0, tokens_a_day=12_000), clock=clock)
    drafters = [first(await drafter.draft(replace(QUESTION, text=f"{each}?"))).drafter for each in range(3)]
    assert drafters == ["openai gpt-test"] * 2 + [f"{OFFLINE} (today's tokens for openai are used up)"]
    assert len(server.sent) == 2
    clock.moment += timedelta(days=1)
    assert first(await drafter.draft(replace(QUESTION, text="again?"))).drafter == "openai gpt-test"
    await drafter.close()


@pytest.mark.parametrize(
    ("reply", "asked"),
    [
        (lambda sent: Reply(worded(sent.path, GOOD, tokens=None)), range(1, 9)),  # it does not say
        (lambda sent: Reply(worded(sent.path, "prose")), range(1, 9)),
        (lambda _: complaint(401, "no"), range(12, 13)),
    ],
)
async def test_tokens_are_estimated_where_nobody_tells(
    server: LoopbackOpenAI, reply: Callable[[Sent], Reply], asked: range
) -> None:
    """An answer took some, whatever it is worth; who was turned away took none."""
    server.answer = reply
    drafter = make_drafter(server, limits=Limits(seconds=30.0, tokens_a_day=4_000, failures=1_000))
    for each in range(12):
        await drafter.draft(replace(QUESTION, text=f"{each}?"))
    await drafter.close()
    assert len(server.sent) in asked


async def test_what_is_being_asked_counts_too(server: LoopbackOpenAI) -> None:
    """Many at the same time don't take more than there is."""
    well = server.answer
    server.answer = lambda sent: replace(well(sent), after=0.1)
    drafter = make_drafter(server, limits=Limits(seconds=30.0, tokens_a_day=8_000, at_once=9))
    await asyncio.gather(*(drafter.draft(replace(QUESTION, text=f"{each}?")) for each in range(9)))
    await drafter.close()
    assert 1 <= len(server.sent) < 4


async def test_a_server_that_fails_is_left_alone(server: LoopbackOpenAI) -> None:
    """After so many failures nobody waits for it; now and then one asks, and who is answered closes the breaker."""
    well, server.answer = server.answer, lambda _: complaint(401, "no")
    drafter = make_drafter(server, limits=Limits(seconds=30.0, failures=3, probe=0.2))

    async def drafted(text: str) -> str:
        return first(await drafter.draft(replace(QUESTION, text=text))).drafter

    drafters = [await drafted(f"{each}?") for each in range(6)]
    assert drafters[-1] == f"{OFFLINE} (openai does not answer, and is left alone for now)"
    assert len(server.sent) == 3
    server.answer = well
    async with asyncio.timeout(SOON):
        while await drafted("again?") != "openai gpt-test":  # noqa: ASYNC110 - nobody tells that a pause is over
            await asyncio.sleep(0.02)  # the breaker's pause passes
    assert await drafted("and again?") == "openai gpt-test"
    assert len(server.sent) == 5
    await drafter.close()


async def test_who_hangs_is_left_alone_too(server: LoopbackOpenAI) -> None:
    """To be late is to fail, for the server as well as for who waits."""
    server.answer = lambda _: Reply(hangs=True)
    drafter = make_drafter(server, limits=Limits(seconds=0.1, failures=2))
    for each in range(2):
        await drafter.draft(replace(QUESTION, text=f"{each}?"))
    async with asyncio.timeout(SOON):
        while "left alone" not in first(await drafter.draft(QUESTION)).drafter:
            pass
    await drafter.close()


async def test_a_bad_answer_is_no_broken_server(server: LoopbackOpenAI) -> None:
    """Who refuses, or is blocked, is asked again the next time."""
    server.answer = saying("", refusal="no")
    drafter = make_drafter(server, limits=Limits(seconds=30.0, failures=2))
    for each in range(4):
        await drafter.draft(replace(QUESTION, text=f"{each}?"))
    assert len(server.sent) == 4
    await drafter.close()


async def test_nothing_private_is_logged(server: LoopbackOpenAI, caplog: pytest.LogCaptureFixture) -> None:
    """Neither key nor text is in a log at its most talkative, or in the drafter as it is shown."""
    caplog.set_level(logging.DEBUG)
    server.replies.extend([complaint(500, SECRET, retry_after="0"), complaint(401, f"{KEY}: {SECRET}")])
    drafter = make_drafter(server)
    for text in ("secret words one?", "secret words two?"):
        await drafter.draft(replace(QUESTION, text=text))
    await drafter.close()
    assert "no draft by a model: openai does not accept the key" in caplog.text
    told = f"{caplog.text} {drafter!r} {vars(drafter)} {drafter.name}"
    assert KEY not in told
    assert "secret words" not in told


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"draft_model": " "}, "TAKT_DRAFT_MODEL"),
        ({"openai_api_key": SecretStr("")}, "TAKT_OPENAI_API_KEY"),
        ({"openai_base_url": "api.openai.com"}, "TAKT_OPENAI_BASE_URL"),
    ],
)
def test_what_can_not_be_used_is_refused_at_the_start(
    given: dict[str, object], named: str, closing: AsyncExitStack
) -> None:
    """One sentence names the setting."""
    usable = {"drafter": "openai", "draft_model": "m", "openai_api_key": SecretStr(KEY)}
    settings = Settings.model_validate({**usable, **given})
    with pytest.raises(UnusableDrafterError, match=named):
        with_model(settings, Offline(), make_voice(), SmallLinter(), closing)


async def test_the_settings_reach_the_server(server: LoopbackOpenAI, closing: AsyncExitStack) -> None:
    """Key, address, model and protocol; and by default nobody is asked at all."""
    offline = Offline(Situation.QUESTION)
    settings = Settings(openai_api_key=SecretStr(KEY), openai_base_url=server.base_url)
    assert with_model(settings, offline, make_voice(), SmallLinter(), closing) is offline
    settings = settings.model_copy(update={"drafter": "openai", "draft_model": "gpt-x", "draft_api": "responses"})
    drafter = with_model(settings, offline, make_voice(), SmallLinter(), closing)
    assert first(await drafter.draft(QUESTION)).drafter == "openai gpt-x"
    await closing.aclose()
    (sent,) = server.sent
    assert (sent.path, sent.body["model"]) == ("/responses", "gpt-x")


@pytest.fixture
def closing() -> AsyncExitStack:
    """Give what is closed in the end."""
    return AsyncExitStack()
