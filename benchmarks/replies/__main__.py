"""`make bench-replies`: the drafter on the frozen messages, next to baselines, with 95 % Wilson intervals.

The threshold of retrieval by itself is fitted on development queries; nothing is fitted on the frozen set. The last
line is JSON. The exit status is 1 where more than a tenth of the messages that want no draft get one.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import fields
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

from benchmarks.replies import messages
from benchmarks.replies.baselines import Silence, commonest, whole_words
from benchmarks.replies.figures import ask, figures
from benchmarks.replies.thresholds import fit, retrieved
from bot.bootstrap import build_classifier
from bot.bootstrap.replies import build_drafter
from bot.drafting.retrieval import FaqIndex, letters
from bot.policy_files.faq import read_faq
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.replies.figures import Answered, Figures
    from benchmarks.replies.messages import Query
    from benchmarks.replies.thresholds import Retrieved
    from bot.core.voice import FaqEntry
    from bot.ports.replies import ReplyDrafter
    from bot.reports.metrics import Share

FAQ = Path(__file__).resolve().parents[2] / "policies" / "faq"
MOST_FALSE_OFFERS = 0.10
OURS, WORDS = "playbook", "playbook, word BM25"


def main() -> None:
    """Measure retrieval by itself, then the drafters; print all, and the figures again as JSON."""
    told: dict[str, Mapping[str, Mapping[str, object]]] = {"retrieval": print_retrieval()}
    asked = asyncio.run(ask_all())
    told["drafters"] = print_drafters(asked)
    print(json.dumps(told, ensure_ascii=False))
    false = figures(asked[OURS]).false_offers
    sys.exit(int(false.hits > MOST_FALSE_OFFERS * false.of))


def print_retrieval() -> dict[str, Mapping[str, object]]:
    """Print what retrieval finds by letters and by words, each with a threshold of its own."""
    queries = messages.frozen_queries()
    languages = messages.languages_of(queries)
    entries = faq_entries(languages)
    told: dict[str, Mapping[str, object]] = {}
    for name, units in (("letters", letters), ("words", whole_words)):
        index = FaqIndex(entries, units)
        threshold = fit(index, messages.development_queries())
        offered = f"offered from {threshold.score:.2f} on, {threshold.margin:.2f} ahead"
        print(f"\nRetrieval by {name}, {offered}: {pace(index, queries)}")
        found = [(each, index.find(each.text, each.language)) for each in queries]
        parts = {each: [pair for pair in found if pair[0].language == each] for each in languages}
        told[name] = print_rows({each: retrieved(part, threshold) for each, part in {"all": found, **parts}.items()})
    return told


def faq_entries(languages: Sequence[str]) -> list[FaqEntry]:
    """Read the FAQ that ships."""
    files = read_faq(FAQ, languages)
    return [entry for file in files for entry in file.entries]


def pace(index: FaqIndex, queries: Sequence[Query]) -> str:
    """Time each query by itself."""
    spent = []
    for each in queries:
        began = time.perf_counter()
        index.find(each.text, each.language)
        spent.append(1000 * (time.perf_counter() - began))
    cuts = quantiles(spent, n=20)
    return f"{cuts[9]:.2f} ms a query (median), {cuts[18]:.2f} ms (95 %)"


async def ask_all() -> dict[str, list[Answered]]:
    """Ask each drafter about each message, and ours about the harsh complaints too."""
    frozen, drafters = messages.frozen_messages(), build_drafters()
    asked = {name: await ask(drafter, frozen) for name, drafter in drafters.items()}
    harsh = figures(await ask(drafters[OURS], messages.harsh_complaints()))
    print(f"\nHarsh complaints that get a draft as complaints: {shown(harsh.right)}")
    return asked


def build_drafters() -> dict[str, ReplyDrafter]:
    """Build the drafter that ships, the same with words for letters, and two that look at nothing."""
    settings = Settings()
    classifier = build_classifier(settings)
    return {
        OURS: build_drafter(settings, classifier),
        WORDS: build_drafter(settings, classifier, index=partial(FaqIndex, units=whole_words)),
        "always the commonest template": commonest(messages.frozen_messages()),
        "no draft": Silence(),
    }


def print_drafters(asked: Mapping[str, Sequence[Answered]]) -> dict[str, Mapping[str, object]]:
    """Print each drafter's figures over all messages, and ours by language."""
    print("\nDrafters on all frozen messages")
    told: dict[str, Mapping[str, object]] = {}
    told["all"] = print_rows({name: figures(each) for name, each in asked.items()})
    print(f"\n{OURS}, by language")
    ours = asked[OURS]
    languages = messages.languages_of([each.message for each in ours])
    parts = {each: [one for one in ours if one.message.language == each] for each in languages}
    told["by language"] = print_rows({each: figures(part) for each, part in parts.items()})
    return told


def print_rows(rows: Mapping[str, Figures | Retrieved]) -> dict[str, object]:
    """Print a line a row, and return its shares as counts."""
    told: dict[str, object] = {}
    for name, row in rows.items():
        shares: dict[str, Share] = {each.name: getattr(row, each.name) for each in fields(row)}
        print(f"  {name:30}" + "  ".join(f"{what} {shown(share)}" for what, share in shares.items()))
        told[name] = {what: [share.hits, share.of] for what, share in shares.items()}
    return told


def shown(share: Share) -> str:
    """Write a share: percent, the interval, and what was counted."""
    if share.value is None or share.interval is None:
        return "– (0/0)"
    low, high = share.interval
    return f"{100 * share.value:.0f} % [{100 * low:.0f}–{100 * high:.0f}] ({share.hits}/{share.of})"


if __name__ == "__main__":
    main()
