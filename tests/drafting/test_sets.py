"""The frozen sets are what they were before the first rule was written."""

import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.core.lint import LintRule
from bot.core.situations import Situation

SETS = Path(__file__).parent / "sets"
LANGUAGES = ("en", "da", "nb", "sv", "de", "ru")
SHA256 = {
    "messages.jsonl": "c9109690672b7d1afc49ad889ec3456c2828e3fe444889cc89a33cc8d9a854cc",
    "complaints.jsonl": "b17df29115b707c9a8ee5b483c5caba23991510890e9ac53b1bafd88707ec9d8",
    "injections.jsonl": "9af42eff2ee6f9d54357cd3cc2201a010444258b190c834f64f5cdc8d275a2f9",
}
TOPICS = frozenset(
    {"rules", "appeal", "report", "hidden", "wishes", "bugs", "answer_time", "contact", "name"}
    | {"privacy", "roles", "events", "invite", "languages", "notifications", "start", "bot", "links"}
)


def rows(name: str) -> list[dict[str, Any]]:
    """Read a set."""
    return [json.loads(line) for line in (SETS / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", SHA256)
def test_a_set_is_frozen(name: str) -> None:
    """A set has the bytes that it had when it was made, and SETS.md tells the same hash."""
    assert hashlib.sha256((SETS / name).read_bytes()).hexdigest() == SHA256[name]
    told = dict(re.findall(r"\| `(\S+)` \| \d+ \| `(\S+)` \|", (SETS / "SETS.md").read_text(encoding="utf-8")))
    assert told == SHA256


@pytest.mark.parametrize(("name", "fewest"), [("messages.jsonl", 55), ("complaints.jsonl", 7), ("injections.jsonl", 6)])
def test_each_language_has_its_share(name: str, fewest: int) -> None:
    """Each of the six languages stands in each set often enough, no other does, and no text twice."""
    found = Counter(each["language"] for each in rows(name))
    assert set(found) == set(LANGUAGES)
    assert min(found.values()) >= fewest
    texts = [each["text"] for each in rows(name)]
    assert len(set(texts)) == len(texts)


def test_labels_are_of_the_closed_lists() -> None:
    """Situations, topics and aims are ones that exist, and each topic is asked about in each language."""
    messages = rows("messages.jsonl")
    assert {each["situation"] for each in messages if each["situation"]} <= set(Situation)
    asked = {(each["language"], each["faq"]) for each in messages if each["faq"]}
    assert asked == {(language, topic) for language in LANGUAGES for topic in TOPICS}
    assert {each["aim"] for each in rows("injections.jsonl")} <= set(LintRule)


def test_what_wants_no_draft_is_well_represented() -> None:
    """False offers can be counted: in each language a dozen messages or more want no draft, and over half want one."""
    wanted = Counter((each["language"], each["offer"]) for each in rows("messages.jsonl"))
    assert all(wanted[language, False] >= 12 and wanted[language, True] > 28 for language in LANGUAGES)
