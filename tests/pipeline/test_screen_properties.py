"""Whatever members write, the whole way with the shipped policy and model holds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.bootstrap import build_classifier, build_screener, read
from bot.core.policy import Mode, Policy
from bot.pipeline.records import decision_record
from bot.policy_files.load import Loaded
from bot.settings import Settings, default_policy
from tests.core.makers import NOW, content

if TYPE_CHECKING:
    from bot.pipeline.screen import Screener

CLASSIFIER = build_classifier(Settings(policy=default_policy()))
surrogates = st.text(st.characters(codec=None, exclude_categories=()), max_size=300)
markup = st.text(st.sampled_from(list("abi1!*_~`|<>@#:/.()[] \n\u200b\u0301ёяøß\U0001f1e9")), max_size=300)
texts = st.one_of(st.text(max_size=300), surrogates, markup)


def _policy() -> Policy:
    loaded = read(default_policy(), CLASSIFIER)
    assert isinstance(loaded, Loaded)
    return replace(loaded.policy, mode=Mode.ENFORCE)


POLICY = _policy()
DETECTING = build_screener(POLICY)


async def _records(screener: Screener, *written: str) -> str:
    lines = []
    for number, (text, scores) in enumerate(zip(written, await CLASSIFIER.score(written), strict=True)):
        message = content(text=text, id=str(number), at=NOW + timedelta(seconds=70 * number))
        lines.append(json.dumps(decision_record(screener.screen(message, scores), CLASSIFIER.name), ensure_ascii=True))
    return "\n".join(lines)


@given(st.lists(texts, min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
async def test_no_text_crashes_and_spans_lie_inside(written: list[str]) -> None:
    """Random text, lone surrogates and markup get a decision whose spans are places of the original."""
    for line in (await _records(DETECTING, *written)).splitlines():
        record = json.loads(line)
        length = len(written[int(record["id"])])
        assert all(0 <= m["span"][0] <= m["span"][1] <= length for m in record["matches"] if m["span"])


@given(st.lists(texts, min_size=1, max_size=3))
@settings(max_examples=25, deadline=None)
async def test_the_same_input_gives_identical_bytes(written: list[str]) -> None:
    """Two fresh screeners say the same of the same conversation."""
    assert await _records(build_screener(POLICY), *written) == await _records(build_screener(POLICY), *written)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "ab " * 33_000,
        "\ud800" * 100_000,
        "i d i o t " * 10_000,
        "\u0301" * 100_000,
        "<@" * 50_000,
        "ﷺ" * 33_000,
    ],
)
async def test_a_message_of_100_kb_is_decided(text: str) -> None:
    """Very long messages are decided like others."""
    assert json.loads(await _records(DETECTING, text))["verdict"]
