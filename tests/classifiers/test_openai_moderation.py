"""OpenAI's moderation, by the real library over HTTP, against a server on this machine."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from dataclasses import replace
from threading import Thread
from time import perf_counter
from typing import TYPE_CHECKING

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
from pydantic import SecretStr

from bot.classifiers.errors import UnusableModelError
from bot.classifiers.openai_moderation import OpenAIModerationClassifier, anonymous
from bot.core.labels import Label
from bot.core.signals import Score, Unscored
from tests.classifiers.openai_makers import KEY, SOON, spoken, toxicity
from tests.classifiers.test_classifier_contract import TEXTS
from tests.loopback_openai import LoopbackOpenAI, Reply, complaint, moderating, moderation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.core.signals import Assessment

PERSONAL = (
    "<@80351110224678912> and <@U012AB3CD|kari.n> and @kari_nordmann wrote to kari.nordmann@example.org from "
    "+47 (22) 12-34-56, see https://example.org/kari?id=1 in <#C024BE7LR|secret-room> <!subteam^SAZ94GDB8|@crew>"
)


@pytest.fixture
async def server() -> AsyncIterator[LoopbackOpenAI]:
    """Give a server that moderates."""
    async with LoopbackOpenAI(moderating(spoken)) as server:
        yield server


@pytest.fixture
async def classifier(server: LoopbackOpenAI) -> AsyncIterator[OpenAIModerationClassifier]:
    """Give a classifier that asks the server."""
    classifier = OpenAIModerationClassifier(SecretStr(KEY), server.base_url, 60.0)
    yield classifier
    await classifier.close()


async def asked_of(classifier: OpenAIModerationClassifier, server: LoopbackOpenAI, text: str) -> str:
    """Return what the server reads of a text."""
    await classifier.score([text])
    (sent,) = server.sent[-1].body["input"]
    assert isinstance(sent, str)
    return sent


async def test_labels_are_their_highest_category(
    classifier: OpenAIModerationClassifier, server: LoopbackOpenAI
) -> None:
    """Categories are mapped by what they mean; depictions of violence, self-harm and crime have no label."""
    scores = {
        "harassment": 0.5,
        "harassment/threatening": 0.3,
        "hate": 0.6,
        "hate/threatening": 0.4,
        "sexual": 0.1,
        "sexual/minors": 0.2,
        "violence": 0.9,
        "self-harm/intent": 0.9,
        "illicit": 0.9,
    }
    server.replies.append(Reply(moderation(scores)))
    (result,) = await classifier.score(["text"])
    assert result == {
        Label.TOXICITY: Score(0.6),
        Label.INSULT: Score(0.5),
        Label.IDENTITY_ATTACK: Score(0.6),
        Label.THREAT: Score(0.4),
        Label.SEXUAL_EXPLICIT: Score(0.2),
        Label.SEVERE_TOXICITY: Unscored("openai has no category for severe_toxicity"),
        Label.OBSCENE: Unscored("openai has no category for obscene"),
    }


@pytest.mark.parametrize("given", [None, "high", -0.1, 1.2, float("nan"), True, [0.5]], ids=str)
async def test_a_category_without_a_score_leaves_its_labels_unscored(
    classifier: OpenAIModerationClassifier, server: LoopbackOpenAI, given: object
) -> None:
    """What is missing, or no probability, is never taken for 0; other labels keep their scores."""
    server.replies.append(Reply(moderation({"hate/threatening": given, "harassment": 0.7})))
    (result,) = await classifier.score(["text"])
    missing = Unscored("openai gave no score for hate/threatening", retry=True)
    assert {label for label, each in result.items() if each == missing} == {
        Label.TOXICITY,
        Label.THREAT,
        Label.IDENTITY_ATTACK,
    }
    assert result[Label.INSULT] == Score(0.7)


async def test_many_texts_go_in_few_requests(classifier: OpenAIModerationClassifier, server: LoopbackOpenAI) -> None:
    """Order is kept over requests of 32 texts and 8,000 bytes at most, of which four run at once."""
    scores = moderating(spoken)
    server.answer = lambda sent: replace(scores(sent), after=0.02)
    texts = [f"0.{number}" for number in range(100, 300)] + ["0.5" + " " * 7_000] * 9
    given = await toxicity(classifier, *texts)
    assert given == [Score(float(text)) for text in texts]
    sizes = [len(sent.body["input"]) for sent in server.sent]
    assert sorted(sizes) == [1] * 8 + [9] + [32] * 6
    assert max(sum(len(each) for each in sent.body["input"]) for sent in server.sent) <= 8_000
    assert server.most_at_once == 4


async def test_of_a_long_text_both_ends_are_read(
    classifier: OpenAIModerationClassifier, server: LoopbackOpenAI
) -> None:
    """Bytes are counted, as tokens are made of them, and no letter is halved."""
    sent = await asked_of(classifier, server, "a" + "ы" * 50_000 + "end")
    assert sent.startswith("aы")
    assert sent.endswith("ыend")
    assert len(sent.encode()) <= 8_000
    assert set(sent) == set("aы end")


async def test_blank_texts_are_not_sent(classifier: OpenAIModerationClassifier, server: LoopbackOpenAI) -> None:
    """Where nothing is written nothing is toxic, and nobody needs to be asked."""
    assert await toxicity(classifier, "", " \n", "0.5", "") == [Score(0.0), Score(0.0), Score(0.5), Score(0.0)]
    assert [sent.body["input"] for sent in server.sent] == [["0.5"]]


async def test_only_the_texts_are_sent(classifier: OpenAIModerationClassifier, server: LoopbackOpenAI) -> None:
    """A request holds the model and anonymous texts; no header tells of a community or a member."""
    await classifier.score([PERSONAL])
    (sent,) = server.sent
    assert sent.path == "/moderations"
    assert sent.body == {
        "model": "omni-moderation-latest",
        "input": ["@user and @user and @user wrote to [e-mail] from [number], see [link] in #channel @user"],
    }
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    # What the library tells of itself and of the machine's make.
    known = {"host", "accept", "accept-encoding", "connection", "content-length", "content-type", "user-agent"}
    rest = set(sent.headers) - known - {"authorization"}
    assert all(name.startswith("x-stainless-") for name in rest)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("hei <@!123>, <@&456> og <@123>!", "hei @user, @user og @user!"),
        ("<:smile:80351110224678912><a:wave:1>", ":smile::wave:"),
        ("Привет @Маша, пиши на маша@почта.рф", "Привет @user, пиши на [e-mail]"),
        ("<mailto:a.b+c@d.no|a.b+c@d.no> <https://x.no/a|label>", "<mailto:[e-mail]|[e-mail]> <[link]|label>"),
        ("WWW.x.no/kari", "[link]"),
        ("ring 22 12 34 56, 555.123.4567 eller ٠١٢٣٤٥٦٧", "ring [number], [number] eller [number]"),
        (
            "4 pm, 12:30, 3.14, v1.2.3, 100 000, python3 at 5 @ 3",
            "4 pm, 12:30, 3.14, v1.2.3, 100 000, python3 at 5 @ 3",
        ),
        ("f@ck a <b> <!here> C# x@y :smile: user@", "f@ck a <b> <!here> C# x@y :smile: user@"),
    ],
)
def test_who_is_named_is_not_told(text: str, sent: str) -> None:
    """Mentions, addresses and long numbers become marks; all else stays as it was written."""
    assert anonymous(text) == sent
    assert anonymous(sent) == sent


@pytest.mark.parametrize("piece", ["x", "@", "x@", "x.", "1 ", "<@A|", "www.", "a@b.", "+1(", "<:a", "é-"])
def test_no_text_takes_long_to_make_anonymous(piece: str) -> None:
    """The time is linear in the length."""
    began = perf_counter()
    anonymous(piece * 50_000)
    assert perf_counter() - began < SOON


async def test_the_name_tells_which_model_answered(
    classifier: OpenAIModerationClassifier, server: LoopbackOpenAI
) -> None:
    """The alias until an answer came, the dated model from then on."""
    assert classifier.name == "openai omni-moderation-latest"
    await classifier.score(["text"])
    assert classifier.name == "openai omni-moderation-latest (omni-moderation-2024-09-26)"
    server.replies.append(Reply(moderation({}, model="omni-moderation-latest")))
    await classifier.score(["text"])
    assert classifier.name == "openai omni-moderation-latest"


def test_it_serves_one_event_loop_after_another() -> None:
    """A command may run several, and close what was connected at the end of each."""
    server, elsewhere = LoopbackOpenAI(moderating(spoken)), asyncio.new_event_loop()
    thread = Thread(target=elsewhere.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), elsewhere).result()
        classifier = OpenAIModerationClassifier(SecretStr(KEY), server.base_url, 60.0)
        for _ in range(3):
            assert asyncio.run(_scored_and_closed(classifier)) == [Score(0.5)]
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(), elsewhere).result()
        elsewhere.call_soon_threadsafe(elsewhere.stop)
        thread.join()
        elsewhere.close()


async def _scored_and_closed(classifier: OpenAIModerationClassifier) -> list[Assessment]:
    try:
        return await toxicity(classifier, "0.5")
    finally:
        await classifier.close()


async def test_nothing_private_is_logged_or_shown(
    classifier: OpenAIModerationClassifier, server: LoopbackOpenAI, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither key nor text is in a log at its most talkative, in a reason or in the classifier as it is shown."""
    caplog.set_level(logging.DEBUG)
    server.replies.extend([complaint(500, "secret words", retry_after="0"), complaint(401, f"{KEY}: secret words")])
    results = await classifier.score(["secret words"])
    await classifier.score(["secret words"])
    assert caplog.records
    told = f"{caplog.text} {results} {classifier!r} {vars(classifier)} {classifier.name}"
    assert KEY not in told
    assert "secret words" not in told


@pytest.mark.parametrize(
    ("key", "base_url", "named"),
    [
        ("", "", "TAKT_OPENAI_API_KEY"),
        (" \n", "", "TAKT_OPENAI_API_KEY"),
        ("sk-æøå", "", "TAKT_OPENAI_API_KEY"),
        ("sk one two", "", "TAKT_OPENAI_API_KEY"),
        (KEY, "api.openai.com/v1", "TAKT_OPENAI_BASE_URL"),
        (KEY, "ftp://x", "TAKT_OPENAI_BASE_URL"),
        (KEY, "http://[", "TAKT_OPENAI_BASE_URL"),
    ],
)
def test_what_can_not_be_used_is_refused_at_the_start(key: str, base_url: str, named: str) -> None:
    """One sentence names the setting, and shows neither it nor the key."""
    with pytest.raises(UnusableModelError, match=named) as refused:
        OpenAIModerationClassifier(SecretStr(key), base_url)
    assert not key.strip() or key.strip() not in str(refused.value)


async def test_a_key_may_end_in_a_line_break(server: LoopbackOpenAI) -> None:
    """As a file's content does."""
    classifier = OpenAIModerationClassifier(SecretStr(f"{KEY}\n"), server.base_url)
    await classifier.score(["text"])
    await classifier.close()
    assert server.sent[0].headers["authorization"] == f"Bearer {KEY}"


def test_the_library_is_loaded_when_it_is_used() -> None:
    """To import the module costs nothing of what `openai` costs."""
    check = "import sys, bot.classifiers.openai_moderation; sys.exit('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@pytest.mark.shared
async def test_the_protocol_is_the_published_one(
    classifier: OpenAIModerationClassifier, server: LoopbackOpenAI, shared: Path
) -> None:
    """Requests, and the answers of the server of these tests, keep to OpenAI's own schema."""
    published = json.loads((shared / "specs" / "openai-min.json").read_text(encoding="utf-8"))
    await classifier.score([*TEXTS, PERSONAL])
    assert server.sent
    for sent in server.sent:
        answer = server.answer(sent).body
        for name, body in {"CreateModerationRequest": sent.body, "CreateModerationResponse": answer}.items():
            schema = {**published, "$ref": f"#/components/schemas/{name}"}
            jsonschema.Draft202012Validator(schema).validate(body)
