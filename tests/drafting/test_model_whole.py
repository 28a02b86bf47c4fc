"""The whole of it: the voice that ships, the offline drafter, the real linter, and a language model's server."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import AsyncExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from bot.bootstrap.replies import drafter_of
from bot.bootstrap.speech import read_speech
from bot.bootstrap.voice import build_linter, read_voice_file
from bot.core.proposals import DraftRequest, Offer
from bot.core.situations import Situation
from bot.policy_files import Refused
from bot.settings import Settings
from tests.drafting.model_makers import AUTHOR, KEY, LANGUAGES, answer, fenced, first, with_model
from tests.loopback_openai import LoopbackOpenAI, Reply, asked, complaint, worded

if TYPE_CHECKING:
    from bot.core.voice import Voice
    from bot.ports.replies import ReplyDrafter, ReplyLinter
    from tests.loopback_openai import Sent

_SET = Path(__file__).parent / "sets" / "messages.jsonl"
_BY_A_MODEL = {Situation.QUESTION, Situation.COMPLAINT, Situation.WISH, Situation.PRAISE}


def parrot(sent: Sent) -> Reply:
    """Say the draft again, as far as it was shown."""
    named = ("S1",) if "<source" in asked(sent)[1] and "own words" in asked(sent)[1] else ()
    return Reply(worded(sent.path, answer(fenced(sent, "draft"), *named)))


def chosen(base_url: str) -> Settings:
    """Return settings that ask for a model."""
    return Settings(drafter="openai", draft_model="gpt-x", openai_api_key=SecretStr(KEY), openai_base_url=base_url)


@cache
def shipped() -> tuple[Voice, ReplyDrafter, ReplyLinter]:
    """Return the voice that ships, its offline drafter and its linter: to read them takes a second."""
    found = read_voice_file(Settings().voice)
    assert not isinstance(found, Refused)
    return found.voice, drafter_of(found.voice, None), build_linter(found.voice)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_hidden_comes_back(language: str) -> None:
    """A model that says the draft again is offered word for word, in every language: nothing is lost on the way."""
    rows = [json.loads(line) for line in _SET.read_text(encoding="utf-8").splitlines()]
    texts = [each["text"] for each in rows if each["language"] == language and each["situation"] in _BY_A_MODEL]
    (voice, offline, linter), reworded = shipped(), 0
    async with LoopbackOpenAI(parrot) as server, AsyncExitStack() as closing:
        drafter = with_model(chosen(server.base_url), offline, voice, linter, closing)
        for text in texts[::4]:
            request = DraftRequest(text, language, "help", AUTHOR)
            expected, got = await offline.draft(request), await drafter.draft(request)
            assert isinstance(got, Offer) == isinstance(expected, Offer)
            if isinstance(got, Offer) and got.situation in _BY_A_MODEL:
                assert first(got).drafter == "openai gpt-x"
                assert (first(got).text, first(got).cites) == (first(expected).text, first(expected).cites)
                reworded += 1
        assert reworded >= 5
        assert not any(AUTHOR.split()[0] in asked(sent)[1] for sent in server.sent)


async def test_a_server_that_fails_changes_no_word() -> None:
    """The offline words are offered as they are, and say why they stand there."""
    request = DraftRequest("Where can I read the rules?", "en", "help", AUTHOR)
    _, offline, _ = shipped()
    expected = await offline.draft(request)
    async with LoopbackOpenAI(lambda _: complaint(401, "no")) as server, AsyncExitStack() as closing:
        drafter = read_speech(chosen(server.base_url), None, closing).drafter_with(None)
        got = first(await drafter.draft(request))
    assert got.text == first(expected).text
    assert got.drafter.startswith(f"{offline.name} (openai does not accept the key")


def test_without_a_key_the_library_is_never_loaded() -> None:
    """`takt draft` is offline, and pays nothing for what it does not use."""
    check = (
        "import sys; sys.argv = ['takt', 'draft', 'Where can I read the rules?', '--language', 'en'];"
        "import bot.__main__ as m\n"
        "try: m.main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert 'bot.drafting.playbook' in sys.modules\n"
        "assert not {'openai', 'httpx2'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", check], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
