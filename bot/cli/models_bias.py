"""`takt models bias`: whom the classifier treats worse, and what harmless speech it takes for toxic."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from bot.cli.common import fail, say, settings
from bot.cli.models_eval import AsJson, From, Named, chosen, columns
from bot.cli.models_rows import scored
from bot.cli.progress import Progress
from bot.core.labels import Label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.ports import Classifier
    from bot.reports.bias import BiasReport, Judged
    from bot.reports.bias_sentences import Probe
    from bot.reports.thresholds import Threshold


def bias(named: Named = None, threshold: From = None, as_json: AsJson = False) -> None:
    """Score sentences that differ only in the identity named, and harmless ones that look toxic.

    The sentences ship with Takt, in six languages; docs/models.md says what the figures show.
    """
    from bot.reports.bias_text import bias_as_text, bias_record

    live, thresholds = chosen(settings(), named, threshold)
    if Label.TOXICITY not in live.labels:
        fail(f"{live.name} gives no score for toxicity, which this report is about.")
    asked = {label: each for label, each in thresholds.items() if label in live.labels}
    if not asked:
        fail("No rule of the policy asks for a score that this classifier gives: set --threshold, such as 0.8.")
    report = asyncio.run(_measure(live, asked))
    if as_json:
        say(json.dumps({"classifier": live.name, **bias_record(report, asked)}, ensure_ascii=False, indent=2))
    else:
        say(f"{live.name}\n\n{bias_as_text(report, asked, columns())}")


async def _measure(live: Classifier, thresholds: Mapping[Label, Threshold]) -> BiasReport:
    from bot.reports.bias import bias_report, judge
    from bot.reports.bias_sentences import shipped_probes

    probes = shipped_probes()
    with Progress("sentences") as progress:

        async def judged(sentences: Sequence[Probe]) -> list[Judged | None]:
            texts = ((each, each.text) for each in sentences)
            return [judge(each, scores, thresholds) async for each, scores in scored(texts, live, progress)]

        return bias_report(probes, await judged(probes.identities), await judged(probes.pairs))
