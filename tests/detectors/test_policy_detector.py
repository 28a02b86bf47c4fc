"""The detectors of one policy together."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.policy import WordList
from bot.core.signals import HitKind
from bot.detectors.policy_detector import PolicyDetector

if TYPE_CHECKING:
    from bot.ports import Detector

SMALL = PolicyDetector.compile(
    (WordList("bad", ("idiot", "ass", "kill yourself", "дурак*")),), {"øl": r"\bøl\b", "a": "a+b"}, ("nordlys.example",)
)
PIECES = st.sampled_from(
    [
        "idiot",
        "i d i o t",
        "**",
        "||",
        " ",
        "ass",
        "kill yourself",
        "дурак",
        "øl",
        "aab",
        "https://",
        "nordlus.example",
        "1",
        "\u202e",
    ]
)
TEXTS = st.text(st.characters(exclude_categories=()), max_size=60) | st.lists(PIECES, max_size=12).map("".join)


@given(TEXTS)
def test_spans_lie_in_the_text_and_hits_in_order(text: str) -> None:
    """Whatever is written, nothing crashes, no hit is given twice, and each lies in the text, in order of place."""
    hits = SMALL.detect(text)
    assert all(0 <= hit.span.start < hit.span.end <= len(text) for hit in hits)
    assert [hit.span.start for hit in hits] == sorted(hit.span.start for hit in hits)
    assert len(set(hits)) == len(hits)


def test_all_kinds_of_hits_come_together() -> None:
    """Lists, patterns and links are found in one pass, by place."""
    detector: Detector = SMALL
    hits = detector.detect("IDIOT drinks øl at nordlus.example")
    assert [(hit.kind, hit.name) for hit in hits] == [
        (HitKind.LIST, "bad"),
        (HitKind.PATTERN, "øl"),
        (HitKind.LINK, "any"),
        (HitKind.LINK, "lookalike"),
    ]


def test_an_empty_policy_finds_only_links() -> None:
    """Without lists, patterns and brands, links are still known."""
    empty = PolicyDetector.compile((), {}, ())
    assert [hit.name for hit in empty.detect("idiot https://example.com")] == ["any"]


def test_a_long_message_takes_linear_time(detector: PolicyDetector) -> None:
    """The longest messages that platforms allow are searched well within a second, whatever is in them."""
    for unit in (
        "you idiot ",
        "i d i o t ",
        "a.b.",
        "аa",
        "1d10t ",
        "https://a.example ",
        "<@",
        "[a](https://b",
        "id**t f*ck ",
        "a*b*c",
        "ʇoᴉpᴉ ",
        "&#105;",
        "nordlys-",
    ):
        text = unit * (40_000 // len(unit))
        # Of this thread alone: what other tests do at the same time is no matter of it.
        started = time.thread_time()
        detector.detect(text)
        assert time.thread_time() - started < 2, unit


def test_shipped_lists_are_tidy(shipped: Mapping[str, Mapping[str, list[str]]]) -> None:
    """In each shipped list each language has its entries once, trimmed and in lower case."""
    for name, by_language in shipped.items():
        languages = {""} if name == "scam_domains" else {"en", "da", "nb", "sv", "de", "ru"}
        assert by_language.keys() == languages
        for entries in by_language.values():
            assert len(entries) == len(set(entries)) > 0
            assert all(entry == entry.strip().lower() for entry in entries)


@pytest.mark.parametrize("name", ["insults", "profanity", "criticism"])
def test_shipped_lists_know_each_language_well(shipped: Mapping[str, Mapping[str, list[str]]], name: str) -> None:
    """The lists that matter daily hold at least 25 entries in each language."""
    assert all(len(entries) >= 25 for entries in shipped[name].values())
