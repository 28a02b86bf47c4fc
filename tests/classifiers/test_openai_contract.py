from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from bot.classifiers.openai_moderation import OpenAIModerationClassifier
from tests.classifiers.openai_makers import KEY, spoken
from tests.classifiers.test_classifier_contract import *  # noqa: F403 - the contract's tests run here too
from tests.loopback_openai import LoopbackOpenAI, moderating


@pytest.fixture
async def classifier() -> AsyncIterator[OpenAIModerationClassifier]:
    """Give OpenAI's moderation, asked over HTTP at a server on this machine."""
    async with LoopbackOpenAI(moderating(spoken)) as server:
        classifier = OpenAIModerationClassifier(SecretStr(KEY), server.base_url, 60.0)
        yield classifier
        await classifier.close()
