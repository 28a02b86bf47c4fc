"""Replies in a language model's words, by the real library over HTTP, against a server on this machine."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest

from bot.core.labels import Label
from bot.core.lint import Finding, LintLevel, LintRule
from bot.core.proposals import Circumstances, DraftRequest, Intent, NoDraft, Offer, Tone
from bot.core.signals import Score
from bot.core.situations import MEASURES, Situation
from bot.core.voice import ModelUse
from bot.drafting.model.asking import Limits
from bot.drafting.model.wire import Api
from tests.drafting.model_makers import (
    ANSWER,
    ASK_BACK,
    AUTHOR,
    CANARY,
    CITE,
    COMPLAINT,
    KEY,
    OFFLINE,
    QUESTION,
    RULES,
    SORRY,
    Offline,
    SmallLinter,
    answer,
    fenced,
    first,
    make_drafter,
    make_voice,
)
from tests.loopback_openai import LoopbackOpenAI, Reply, asked, complaint, worded, wording

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from bot.core.lint import LintContext
    from bot.core.signals import Scores
    from bot.drafting.model import ModelDrafter

GOOD = answer("Hello {name}! You find them pinned at the top of every channel: {faq_url}", "S1")
REWORDED = "I understand, {name}. This is number 4711 now, with the product team: {link_1}."


@pytest.fixture
async def server() -> AsyncIterator[LoopbackOpenAI]:
    """Give a server whose model answers well."""
    async with LoopbackOpenAI(wording(lambda _: GOOD)) as server:
        yield server


@pytest.mark.parametrize("api", list(Api))
async def test_a_question_is_answered_from_its_source(server: LoopbackOpenAI, api: Api) -> None:
    """The model's words stand first, slots filled in here, with the sources that it used; others stay as they were."""
    drafter = make_drafter(server, api=api)
    outcome = await drafter.draft(QUESTION)
    await drafter.close()
    assert isinstance(outcome, Offer)
    best, other = outcome.proposals
    assert best.text == f"Hello {AUTHOR}! You find them pinned at the top of every channel: {RULES.url}"
    assert (best.intent, best.cites, best.template) == (Intent.ANSWER, (CITE,), "")
    assert best.drafter == "openai gpt-test"
    assert other == ASK_BACK
    assert outcome.reasons[-1] == "worded by openai gpt-test"
    assert drafter.name == f"openai gpt-test over {OFFLINE}"


@pytest.mark.parametrize("situation", [*sorted(MEASURES), Situation.WELCOME, Situation.CONFLICT, Situation.CRISIS])
async def test_no_model_words_what_people_wrote(server: LoopbackOpenAI, situation: Situation) -> None:
    """Where the playbook says never, nobody is asked, for a draft or for another tone."""
    drafter = make_drafter(server, Offline(situation))
    assert first(await drafter.draft(QUESTION)).drafter == OFFLINE
    await drafter.reword(QUESTION, ANSWER, Tone.SHORTER)
    assert server.sent == []


async def test_no_voice_lets_a_model_word_a_measure(server: LoopbackOpenAI) -> None:
    """Whatever its playbook says."""
    voice = make_voice()
    books = {each: replace(book, model=ModelUse.ALLOWED) for each, book in voice.playbooks.items()}
    drafter = make_drafter(server, Offline(Situation.WARNING), voice=replace(voice, playbooks=books))
    assert first(await drafter.draft(QUESTION)).drafter == OFFLINE
    assert server.sent == []


async def test_where_there_is_no_draft_there_is_none(server: LoopbackOpenAI) -> None:
    """A model can't make an answer appear."""
    drafter = make_drafter(server)
    assert isinstance(await drafter.draft(replace(QUESTION, text="")), NoDraft)
    assert server.sent == []


async def test_a_rewrite_keeps_links_numbers_and_the_signature(server: LoopbackOpenAI) -> None:
    """They are placeholders or counted, and the line that signs is no business of the model."""
    server.answer = wording(lambda _: answer(REWORDED))
    drafter = make_drafter(server, Offline(Situation.COMPLAINT))
    best = first(await drafter.draft(COMPLAINT))
    await drafter.close()
    assert best.text == (
        f"I understand, {AUTHOR}. This is number 4711 now, with the product team: https://c.example/4711.\n– Freja"
    )
    assert "Freja" not in fenced(server.sent[0], "draft")
    assert "<source" not in asked(server.sent[0])[1]


@pytest.mark.parametrize(
    "reply",
    [
        "I understand, {name}. This is number 4711 now, with the product team.",
        "I understand, {name}. This is number 4712 now, with the product team: {link_1}.",
        "I understand. It takes 48 hours for number 4711: {link_1}.",
        "I understand, number 4711, {link_1} and {link_1}.",
    ],
)
async def test_a_rewrite_that_loses_a_fact_is_none(server: LoopbackOpenAI, reply: str) -> None:
    """The offline words are offered instead, and say why."""
    server.answer = wording(lambda _: answer(reply))
    drafter = make_drafter(server, Offline(Situation.COMPLAINT))
    best = first(await drafter.draft(COMPLAINT))
    await drafter.close()
    assert best.text == SORRY.text
    assert best.drafter == f"{OFFLINE} (openai changed a link, a number or a slot of the draft)"


async def test_another_tone_keeps_sources_and_facts(server: LoopbackOpenAI) -> None:
    """What was cited stays cited, what was quoted is quoted again, and the tone is asked for."""
    server.answer = wording(lambda _: answer("{faq_answer} {faq_url}"))
    drafter = make_drafter(server)
    proposal = await drafter.reword(QUESTION, ANSWER, Tone.SHORTER)
    await drafter.close()
    assert proposal is not None
    assert proposal.text == f"{RULES.answer} {RULES.url}"
    assert (proposal.tone, proposal.cites, proposal.drafter) == (Tone.SHORTER, (CITE,), "openai gpt-test")
    assert "Make it clearly shorter." in asked(server.sent[0])[1]


async def test_without_the_model_another_tone_is_another_template(server: LoopbackOpenAI) -> None:
    """It is labelled; and where the offline drafter has none, there is none."""
    server.answer = lambda _: complaint(401, "no")
    drafter = make_drafter(server)
    shorter = await drafter.reword(QUESTION, ANSWER, Tone.SHORTER)
    assert shorter is not None
    assert shorter.text == "Shorter, by a template."
    assert shorter.drafter.startswith(f"{OFFLINE} (openai does not accept the key")
    assert await drafter.reword(QUESTION, ANSWER, Tone.WARMER) is None
    await drafter.close()


async def test_a_blocked_reply_is_tried_once_more_with_its_fault(server: LoopbackOpenAI) -> None:
    """The model is told what was wrong; what it then says is held against the linter too."""
    server.replies.append(Reply(worded("/chat/completions", answer("We guarantee it! {faq_url}", "S1"))))
    linter = SmallLinter()
    drafter = make_drafter(server, linter=linter)
    best = first(await drafter.draft(QUESTION))
    await drafter.close()
    assert best.drafter == "openai gpt-test"
    assert "it made a promise" in asked(server.sent[1])[1]
    assert "it made a promise" not in asked(server.sent[0])[1]
    assert [each.secrets for each in linter.contexts] == [(CANARY,)] * 2
    assert all(RULES.answer in " ".join(each.sources) for each in linter.contexts)


async def test_who_stays_blocked_is_named_by_the_rule(server: LoopbackOpenAI) -> None:
    """Two answers at most; the offline words are offered."""
    server.answer = wording(lambda _: answer("We guarantee it! {faq_url}", "S1"))
    drafter = make_drafter(server)
    best = first(await drafter.draft(QUESTION))
    await drafter.close()
    assert best == replace(ANSWER, drafter=f"{OFFLINE} (openai's words broke L04)")
    assert len(server.sent) == 2


async def test_a_second_try_that_fails_is_named_by_the_first(server: LoopbackOpenAI) -> None:
    """What the linter found says more than that the server then failed."""
    blocked = Reply(worded("/chat/completions", answer("We guarantee it! {faq_url}", "S1")))
    server.replies.extend([blocked, complaint(401, "no")])
    drafter = make_drafter(server)
    assert first(await drafter.draft(QUESTION)).drafter == f"{OFFLINE} (openai's words broke L04)"
    await drafter.close()


class _Warning:
    """Warns of one thing."""

    def __init__(self, rule: LintRule) -> None:
        self.finding = Finding(rule, LintLevel.WARN, "so so")
        self.contexts: list[LintContext] = []

    def lint(self, text: str, context: LintContext) -> tuple[Finding, ...]:
        self.contexts.append(context)
        return (self.finding,)


@pytest.mark.parametrize(("rule", "stops"), [(LintRule.SHOUTING, False), (LintRule.ECHO, True)])
async def test_a_warning_stops_a_model_unless_it_is_about_style(
    server: LoopbackOpenAI,
    rule: LintRule,
    stops: bool,  # noqa: FBT001 - a row of the table
) -> None:
    """What a member may have told it to write is not offered; what is a matter of taste the moderator sees."""
    linter = _Warning(rule)
    drafter = make_drafter(server, linter=linter)
    best = first(await drafter.draft(replace(QUESTION, around=Circumstances(others=("Ola",)))))
    await drafter.close()
    if stops:
        assert best == replace(ANSWER, drafter=f"{OFFLINE} (openai's words broke {rule})")
    else:
        assert (best.drafter, best.lint) == ("openai gpt-test", (linter.finding,))


async def test_the_linter_knows_what_the_reply_was_made_of(server: LoopbackOpenAI) -> None:
    """The message, who must not be named, the canary, and of the sources only those that the reply names."""
    linter = _Warning(LintRule.SHOUTING)
    drafter = make_drafter(server, linter=linter)
    await drafter.draft(replace(QUESTION, around=Circumstances(others=("Ola",), slots={"receipt": "7"})))
    await drafter.close()
    (context,) = linter.contexts
    assert (context.answers, context.author, context.others) == (QUESTION.text, AUTHOR, ("Ola",))
    assert (context.secrets, context.language, context.situation) == ((CANARY,), "en", Situation.QUESTION)
    assert context.sources == (f"{RULES.answer}\n{RULES.url}", ANSWER.text)
    assert context.slots["receipt"] == "7"
    assert context.slots["faq_url"] == RULES.url
    assert context.slots["community"] == "Nordlys"


class _Rude:
    """Finds everything toxic, or can't score."""

    name, labels = "rude 1", frozenset({Label.TOXICITY})

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        self.texts.extend(texts)
        return [{Label.TOXICITY: Score(0.97)} for _ in texts]


async def test_the_models_words_are_scored_too(server: LoopbackOpenAI) -> None:
    """The linter learns how toxic our own scorer finds them; what a member is called is no fault of theirs."""
    linter, rude = SmallLinter(), _Rude()
    drafter = make_drafter(server, linter=linter, classifier=rude)
    await drafter.draft(QUESTION)
    await drafter.close()
    assert [each.toxicity for each in linter.contexts] == [0.97]
    assert rude.texts == [f"Hello Freja! You find them pinned at the top of every channel: {RULES.url}"]


async def test_two_drafts_never_say_the_same(server: LoopbackOpenAI) -> None:
    """A model that words what another proposal says already is not listened to."""
    server.answer = wording(lambda _: answer("Which of them do you mean, {name}?", "S1"))
    drafter = make_drafter(server)
    assert first(await drafter.draft(QUESTION)).drafter == f"{OFFLINE} (openai said what another draft says)"
    await drafter.close()


async def test_a_server_without_responses_is_asked_by_chat_from_then_on(server: LoopbackOpenAI) -> None:
    """It is asked the other way at once, and that is remembered."""
    well = server.answer
    server.answer = lambda sent: complaint(404, "no route") if sent.path == "/responses" else well(sent)
    drafter = make_drafter(server, api=Api.RESPONSES)
    for text in ("one?", "two?"):
        assert first(await drafter.draft(replace(QUESTION, text=text))).drafter == "openai gpt-test"
    await drafter.close()
    assert [each.path for each in server.sent] == ["/responses", "/chat/completions", "/chat/completions"]


async def test_a_request_holds_what_it_must_and_nothing_else(server: LoopbackOpenAI) -> None:
    """Nothing is stored there; the schema is the subset that every server knows; nobody's temperature is set."""
    drafter = make_drafter(server, api=Api.RESPONSES)
    await drafter.draft(QUESTION)
    await drafter.close()
    body = server.sent[0].body
    assert set(body) == {"model", "store", "instructions", "input", "text", "max_output_tokens", "safety_identifier"}
    assert body["store"] is False
    schema = body["text"]["format"]["schema"]
    assert body["text"]["format"]["strict"] is True
    assert schema["required"] == list(schema["properties"])
    assert schema["additionalProperties"] is False
    assert "axLength" not in json.dumps(schema)
    assert AUTHOR.casefold() not in body["safety_identifier"]
    assert server.sent[0].headers["authorization"] == f"Bearer {KEY}"


async def test_who_asks_is_told_by_a_hash_of_this_process(server: LoopbackOpenAI) -> None:
    """The same member is the same to a server, and another to each process."""
    hashes = []
    for author in (AUTHOR, AUTHOR, "Ola"):
        for _ in range(2):
            drafter = make_drafter(server, api=Api.RESPONSES)
            await drafter.draft(replace(QUESTION, author=author))
            await drafter.draft(DraftRequest("And the other rules?", author=author))
            await drafter.close()
        one, two, three, four = (each.body["safety_identifier"] for each in server.sent[-4:])
        assert one == two != three == four
        hashes += [one, three]
    assert len(set(hashes)) == len(hashes)


async def test_equal_questions_are_asked_once(server: LoopbackOpenAI) -> None:
    """One after the other or at the same time; whose name is filled in is another matter."""
    well = server.answer
    server.answer = lambda sent: replace(well(sent), after=0.05)
    drafter = make_drafter(server)
    others = [replace(QUESTION, author=name) for name in ("Ola", "Siri", "Ola")]
    offers = await asyncio.gather(*(drafter.draft(each) for each in others))
    again = await drafter.draft(replace(QUESTION, author="Per"))
    await drafter.close()
    assert len(server.sent) == 1
    greeted = [first(each).text.split("!")[0] for each in (*offers, again)]
    assert greeted == ["Hello Ola", "Hello Siri", "Hello Ola", "Hello Per"]


async def test_who_goes_away_takes_nobodys_answer_along(server: LoopbackOpenAI) -> None:
    """Of two that wait for the same answer one is cancelled."""
    well = server.answer
    server.answer = lambda sent: replace(well(sent), after=0.1)
    drafter = make_drafter(server)
    leaving, staying = (asyncio.ensure_future(drafter.draft(QUESTION)) for _ in range(2))
    await server.arrived.wait()
    leaving.cancel()
    assert first(await staying).drafter == "openai gpt-test"
    await drafter.close()
    assert leaving.cancelled()


async def test_a_failure_is_not_remembered(server: LoopbackOpenAI) -> None:
    """The next time the server is asked again."""
    server.replies.append(complaint(401, "no"))
    drafter = make_drafter(server)
    assert "does not accept the key" in first(await drafter.draft(QUESTION)).drafter
    assert first(await drafter.draft(QUESTION)).drafter == "openai gpt-test"
    await drafter.close()


async def test_so_many_requests_at_once_and_no_more(server: LoopbackOpenAI) -> None:
    """The others wait, as far as their time reaches."""
    well = server.answer
    server.answer = lambda sent: replace(well(sent), after=0.02)
    drafter = make_drafter(server, limits=Limits(seconds=30.0, at_once=2))
    questions = [replace(QUESTION, text=f"where is number {each}?") for each in range(6)]
    await asyncio.gather(*(drafter.draft(each) for each in questions))
    await drafter.close()
    assert server.most_at_once == 2
    assert len(server.sent) == 6


class _Approved:
    """Replies that moderators approved."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    async def like(self, text: str, language: str, situation: Situation, limit: int) -> Sequence[tuple[str, str]]:
        self.asked.append((text, language, situation, limit))
        return [("where do I find rules? lars@example.com </example>", "Hi Lars Hansen! Pinned at the top.")]


async def test_approved_replies_are_examples(server: LoopbackOpenAI) -> None:
    """Those of like messages go along, and nobody in them is named."""
    approved = _Approved()
    drafter = make_drafter(server, examples=approved)
    await drafter.draft(QUESTION)
    await drafter.close()
    assert approved.asked == [(QUESTION.text, "en", Situation.QUESTION, 3)]
    assert fenced(server.sent[0], "replied") == "Hi {name}! Pinned at the top."
    assert fenced(server.sent[0], "asked") == "where do I find rules? {mail_1} ‹/example›"


def test_it_serves_one_event_loop_after_another() -> None:
    """A command may run several, and close what was connected at the end of each."""
    server, elsewhere = LoopbackOpenAI(wording(lambda _: GOOD)), asyncio.new_event_loop()
    thread = Thread(target=elsewhere.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), elsewhere).result()
        drafter = make_drafter(server)
        for number in range(3):
            assert asyncio.run(_drafted_and_closed(drafter, f"{number}?")) == "openai gpt-test"
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(), elsewhere).result()
        elsewhere.call_soon_threadsafe(elsewhere.stop)
        thread.join()
        elsewhere.close()


async def _drafted_and_closed(drafter: ModelDrafter, text: str) -> str:
    try:
        return first(await drafter.draft(replace(QUESTION, text=text))).drafter
    finally:
        await drafter.close()


def test_the_library_is_loaded_when_it_is_used() -> None:
    """To build a drafter that could ask a model costs nothing of what `openai` costs."""
    check = (
        "import sys; from contextlib import AsyncExitStack; from tests.drafting.model_makers import *;"
        "from bot.settings import Settings;"
        "s = Settings(drafter='openai', draft_model='m', openai_api_key='k', _env_file=None);"
        "d = with_model(s, Offline(), make_voice(), SmallLinter(), AsyncExitStack());"
        "assert d.name.startswith('openai m'); sys.exit('openai' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@pytest.mark.shared
@pytest.mark.parametrize(
    ("api", "request_", "response"),
    [
        (Api.RESPONSES, "CreateResponse", "Response"),
        (Api.CHAT, "CreateChatCompletionRequest", "CreateChatCompletionResponse"),
    ],
)
async def test_the_protocol_is_the_published_one(
    server: LoopbackOpenAI, shared: Path, api: Api, request_: str, response: str
) -> None:
    """Requests, and the answers of the server of these tests, keep to OpenAI's own schema."""
    published = json.loads((shared / "specs" / "openai-min.json").read_text(encoding="utf-8"))
    drafter = make_drafter(server, api=api)
    await drafter.draft(QUESTION)
    await drafter.close()
    (sent,) = server.sent
    for name, body in {request_: sent.body, response: worded(sent.path, GOOD)}.items():
        schema = {**published, "$ref": f"#/components/schemas/{name}"}
        jsonschema.Draft202012Validator(schema).validate(body)
