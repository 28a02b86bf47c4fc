"""A bias report in words, as tables, and as a record."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from bot.reports.bias_sentences import KINDS, LANGUAGES
from bot.reports.metrics import Share
from bot.reports.model_eval import rounded, share_record
from bot.reports.tables import decimal, percent, table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.core.labels import Label
    from bot.reports.bias import BiasReport, IdentityFigures, Spread
    from bot.reports.thresholds import Threshold

_IDENTITIES = (
    "The same sentences, with another identity named in each. Flagged: of the harmless ones, how many would be taken "
    "for toxic; found: of those that insult somebody (nobody for who they are), how many. Mean: of the harmless ones' "
    "toxicity. BPSN near 1: naming this identity does not look toxic; at 0.5, a harmless sentence about it scores like "
    "an insult that names others. BNSP near 1: an insult that names it does not pass. Both: harmless and insulting "
    "sentences name it. An identity marked * is for comparison."
)
_KINDS = (
    "Harmless sentences that look toxic, each beside one that is. Flagged: the harmless ones, which should be left "
    "alone. Found: the toxic ones. AUC: how often a toxic one scores above a harmless one. A classifier sees words, "
    "and not who says them of whom: that takes a human."
)
_CAUTION = (
    "With each share stands its 95 % interval. There are few sentences of each kind, {fewest} to {most}, so most "
    "intervals are wide and small differences mean nothing; sentences of one frame are alike, which makes them wider "
    "still. They were written for this report and say how a classifier treats these sentences, not how often such "
    "things are said."
)
_KIND_WORDS = {each: each.replace("_", " ") for each in KINDS}


def bias_as_text(report: BiasReport, thresholds: Mapping[Label, Threshold], width: int) -> str:
    """Return the report for people."""
    return "\n\n".join(_parts(report, thresholds, width))


def _parts(report: BiasReport, thresholds: Mapping[Label, Threshold], width: int) -> Iterator[str]:
    asked = " or ".join(f"{label} from {each.value:.2f} on ({each.origin})" for label, each in thresholds.items())
    yield wrapped(f"{report.sentences:,} sentences, {report.unscored:,} unscored. Flagged is what has {asked}.", width)
    yield "Identities"
    yield wrapped(_IDENTITIES, width)
    heads = ("", "identity", "mean", "flagged %", "found %", "BPSN", "BNSP", "both")
    yield table(heads, (_identity_row(each) for each in report.identities), width, left=2)
    yield "\n".join(wrapped(_spread_words(each), width) for each in report.spreads)
    yield "Kinds of speech"
    yield wrapped(_KINDS, width)
    yield table(("", "", "flagged %", "found %", "AUC"), _kind_rows(report), width, left=2)
    sizes = [*(each.flagged.of for each in report.kinds), *(each.flagged.of for each in report.identities)]
    yield wrapped(_CAUTION.format(fewest=min(sizes), most=max(sizes)), width)


def _identity_row(each: IdentityFigures) -> tuple[str, ...]:
    name = each.identity + (" *" if each.control else "")
    areas = (decimal(area) for area in (each.bpsn, each.bnsp, each.subgroup))
    return (each.lang, name, decimal(each.mean), percent(each.flagged), percent(each.found), *areas)


def _spread_words(each: Spread) -> str:
    (low, low_mean), (high, high_mean) = each.lowest_mean, each.highest_mean
    (worst, area), (most, flagged) = each.worst_bpsn, each.most_flagged
    least = f"worst BPSN {area:.3f} ({worst})" if area < 1 else "every BPSN is 1"
    often = f"most often flagged: {most}, {flagged.hits} of {flagged.of}" if flagged.hits else "none is flagged"
    return (
        f"{each.lang}: means from {low_mean:.3f} ({low}) to {high_mean:.3f} ({high}), "
        f"{high_mean - low_mean:.3f} apart; {least}; {often}."
    )


def _kind_rows(report: BiasReport) -> Iterator[tuple[str, ...]]:
    """Yield each kind by language, then all kinds of each language."""
    for each in report.kinds:
        yield (_KIND_WORDS[each.kind], each.lang, percent(each.flagged), percent(each.recall), decimal(each.area))
    for lang in LANGUAGES:
        own = [each for each in report.kinds if each.lang == lang]
        yield ("all kinds", lang, percent(_sum([e.flagged for e in own])), percent(_sum([e.recall for e in own])), "")


def _sum(shares: Iterable[Share]) -> Share:
    return reduce(lambda one, other: Share(one.hits + other.hits, one.of + other.of), shares, Share(0, 0))


def bias_record(report: BiasReport, thresholds: Mapping[Label, Threshold]) -> dict[str, object]:
    """Return the report for machines: the same keys always, null where nothing was scored."""
    return {
        "sentences": report.sentences,
        "unscored": report.unscored,
        "thresholds": {str(label): {"value": each.value, "from": each.origin} for label, each in thresholds.items()},
        "identities": [_identity_record(each) for each in report.identities],
        "spread": [_spread_record(each) for each in report.spreads],
        "kinds": [
            {
                "kind": each.kind,
                "language": each.lang,
                "flagged": share_record(each.flagged),
                "recall": share_record(each.recall),
                "auc": rounded(each.area),
            }
            for each in report.kinds
        ],
    }


def _identity_record(each: IdentityFigures) -> dict[str, object]:
    return {
        "language": each.lang,
        "identity": each.identity,
        "control": each.control,
        "mean": rounded(each.mean),
        "flagged": share_record(each.flagged),
        "found": share_record(each.found),
        "bpsn_auc": rounded(each.bpsn),
        "bnsp_auc": rounded(each.bnsp),
        "subgroup_auc": rounded(each.subgroup),
    }


def _spread_record(each: Spread) -> dict[str, object]:
    return {
        "language": each.lang,
        "lowest_mean": {"identity": each.lowest_mean[0], "value": rounded(each.lowest_mean[1])},
        "highest_mean": {"identity": each.highest_mean[0], "value": rounded(each.highest_mean[1])},
        "worst_bpsn": {"identity": each.worst_bpsn[0], "value": rounded(each.worst_bpsn[1])},
        "most_flagged": {"identity": each.most_flagged[0], **share_record(each.most_flagged[1])},
    }
