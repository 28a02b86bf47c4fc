"""What folding costs on honest chat."""

import gzip
import json
import re
from itertools import islice
from pathlib import Path

import pytest

from bot.core.matching_view import readings
from bot.core.policy import WordList
from bot.detectors.word_lists import WordListFinder

LINES = 100_000


def _clean(shared: Path) -> list[str]:
    with gzip.open(shared / "data" / "chat" / "ubuntu_irc.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = (json.loads(line) for line in file)
        return list(islice((row["text"] for row in rows if row["labels"]["lexicon_hit"] == 0), LINES))


def _exactly(lists: tuple[WordList, ...]) -> re.Pattern[str]:
    entries = {entry for each in lists for entry in each.entries}
    forms = (re.escape(entry.removesuffix("*")) + (r"\w*" if entry.endswith("*") else "") for entry in sorted(entries))
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)


@pytest.mark.shared
def test_folding_adds_hardly_any_hits(shared: Path, abuse_lists: tuple[WordList, ...]) -> None:
    """On 100,000 clean lines, folding adds hits to at most one line in a thousand, and all hits are few."""
    lines = _clean(shared)
    finder = WordListFinder.compile(abuse_lists)
    exactly = _exactly(abuse_lists)
    hit = [line for line in lines if any(True for _ in finder.find(readings(line)))]
    added = [line for line in hit if not exactly.search(line)]
    assert len(lines) == LINES
    assert len(added) <= 0.001 * LINES, added[:20]
    assert len(hit) <= 0.004 * LINES
