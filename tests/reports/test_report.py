"""A replay's summary, its text and its page."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.policy import Mode
from bot.pipeline.replay_summary import Bucket
from bot.reports import summary_as_html, summary_as_text
from bot.reports.charts import by_size, over_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.pipeline.replay_summary import ReplaySummary

    Sample = Callable[..., ReplaySummary]


def _sum(buckets: object) -> tuple[int, int, int, int]:
    assert isinstance(buckets, dict)
    each = list(buckets.values())
    return (
        sum(b.messages for b in each),
        sum(b.act for b in each),
        sum(b.escalate for b in each),
        sum(b.record for b in each),
    )


def test_days_hours_and_channels_add_up_to_the_total(sample: Sample) -> None:
    """Every message is on one day, in one hour and in one channel."""
    summary = sample()
    total = (summary.total.messages, summary.total.act, summary.total.escalate, summary.total.record)
    assert summary.messages == total[0] == 1200 == sum(summary.verdicts.values())
    assert min(total) > 0
    assert _sum(summary.by_day) == _sum(summary.by_hour) == _sum(summary.by_channel) == total
    assert sum(b.messages for b in summary.by_language.values()) == 1200 - summary.verdicts["exempt"]
    assert set(summary.by_hour) == set(range(24))


def test_verdicts_agree_with_the_totals(sample: Sample) -> None:
    """What is counted as answered, asked and recorded is what was decided."""
    summary = sample()
    assert (summary.total.act, summary.total.escalate) == (summary.verdicts["act"], summary.verdicts["escalate"])
    assert summary.total.record == summary.verdicts["record"]
    assert summary.asked >= summary.total.escalate


def test_shadow_says_what_would_be_done(sample: Sample) -> None:
    """In shadow mode nothing is decided but records, and the totals are those of the mode in force."""
    shadow, review = sample(mode=Mode.SHADOW), sample(mode=Mode.REVIEW)
    assert shadow.verdicts["act"] == shadow.verdicts["escalate"] == 0
    assert shadow.total.act > 0
    assert review.total.act == 0
    assert review.asked == review.total.escalate == review.verdicts["escalate"] > 0


def test_the_most_contested_are_the_closest_and_differ(sample: Sample) -> None:
    """Ten texts, closest first, with reasons; near misses that nothing was done about are among them."""
    contested = sample(3000).contested
    distances = [each.closeness for each in contested]
    assert len({each.text for each in contested}) == 10
    assert distances == sorted(distances)
    assert distances[-1] < 0.01
    assert all(each.reasons for each in contested)
    assert any(not each.actions for each in contested)


def test_bad_records_are_counted_and_the_first_are_named(sample: Sample) -> None:
    """A broken history does not fill the report."""
    summary = sample(1, bad=5000)
    assert "and 4,980 more" in summary_as_text(summary, 80)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("count", [0, 1, 700])
@pytest.mark.parametrize("width", [10, 60, 80, 200])
def test_text_keeps_to_its_width(sample: Sample, mode: Mode, count: int, width: int) -> None:
    """No line is wider than asked, and no control character gets through."""
    text = summary_as_text(sample(count, mode), width)
    assert not [line for line in text.split("\n") if _columns(line) > max(width, 60)]
    assert not [c for c in text if unicodedata.category(c) == "Cc" and c != "\n"]
    assert "\u202e" not in text
    assert "sha256:4f1c" in text


def _columns(line: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def _tags(page: str) -> list[tuple[str, str]]:
    found = re.findall(r"<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>", page)
    return [(name, attributes) for name, attributes in found]


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("count", [0, 1, 700])
def test_the_page_holds_no_member_markup_and_no_address(sample: Sample, mode: Mode, count: int) -> None:
    """Members' words are escaped, and nothing on the page points outside it."""
    page = summary_as_html(sample(count, mode))
    tags = [tag for tag, _ in _tags(page)]
    assert tags.count("script") == 1
    assert not {"img", "link", "iframe", "i", "a", "form"} & set(tags)
    assert not [attrs for _, attrs in _tags(page) if re.search(r"\s(src|href|style|on[a-z]+)=", attrs)]
    assert not re.search(r"https?://", page)
    assert "default-src 'none'" in page
    assert "\x00" not in page


def test_every_chart_has_a_table(sample: Sample) -> None:
    """What is drawn can be read: each drawing is labelled, and the figures stand in a table."""
    tags = _tags(summary_as_html(sample()))
    drawings = [attrs for tag, attrs in tags if tag == "svg"]
    assert len(drawings) > 4
    assert all("aria-label=" in each or "aria-hidden=" in each for each in drawings)
    assert sum(tag == "table" for tag, _ in tags) == 6


def test_days_are_told_only_where_the_history_has_them(sample: Sample) -> None:
    """One day is told as one day, and made-up times as none at all."""
    assert "On 1 Mar 2026, UTC." in summary_as_text(sample(5))
    assert "From 1 Mar 2026 to " in summary_as_text(sample(1200))
    assert " Mar 2026, UTC" not in summary_as_text(sample(5, untimed=5))


@settings(deadline=None)  # two centuries of days take a quarter of a second
@given(days=st.dictionaries(st.dates().map(str).filter(lambda day: day > "1970"), st.integers(1, 99), max_size=30))
def test_time_is_drawn_without_gaps_and_without_loss(days: dict[str, int]) -> None:
    """Whatever the days, their messages are all drawn in at most some 230 columns that follow each other."""
    days = {day: count for day, count in days.items() if day < "2200"}
    chart = over_time({day: Bucket(count, act=count) for day, count in days.items()})
    assert sum(mark.bucket.messages for mark in chart.marks) == sum(days.values())
    assert len(chart.marks) <= 231
    assert all(0 <= bar.start + bar.size <= 100.01 for mark in chart.marks for bar in mark.answers)


def test_what_does_not_fit_is_added_up() -> None:
    """A last row holds all channels that are not named."""
    chart = by_size({f"c{n:03}": Bucket(10, act=n) for n in range(100)}, "channel")
    assert len(chart.marks) == 13
    assert chart.marks[0].label == "c099"
    assert (chart.marks[-1].label, chart.marks[-1].bucket.messages) == ("88 others", 880)
