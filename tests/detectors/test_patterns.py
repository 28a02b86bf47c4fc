"""An admin's patterns: what they mean, what is refused, and that none can hang."""

import time

import pytest

from bot.core.matching_view import matching_view
from bot.detectors.patterns import PatternFinder, pattern_problem


def found(source: str, text: str) -> str | None:
    """Return the part of the text that the pattern hits."""
    hits = list(PatternFinder.compile({"it": source}).find(text, matching_view(text)))
    assert len(hits) <= 1
    return text[hits[0].span.start : hits[0].span.end] if hits else None


@pytest.mark.parametrize(
    ("source", "text", "hit"),
    [
        (r"\bøl\b", "en øl tak", "øl"),
        (r"\bøl\b", "øl", "øl"),
        (r"\bøl\b", "bøl øl", "øl"),
        (r"\bøl\b", "føler", None),
        (r"\bкот\b|\bпёс", "мой пёсик", "пёс"),
        (r"\w+x", "я съелx", "съелx"),
        (r"[\w-]+!", "så-dan!", "så-dan!"),
        (r"a\Wb", "aøb a-b", "a-b"),
        (r"FREE", "free stuff", "free"),
        (r"(?i)(buy|sell)\s+(?P<what>gold)", "we Sell  gold", "Sell  gold"),
        (r"\bidiot\b", "you 𝓲𝓭𝓲𝓸𝓽 you", "𝓲𝓭𝓲𝓸𝓽"),
        (r"[|]\|", "a|| b", "||"),
        (r"[]b]\]", "b]", "b]"),
        (r"\Q.|.\E", "x.|.", ".|."),
        (r"x", "\ud800x", "x"),
        (r"nothing", "to see", None),
    ],
)
def test_patterns_find_what_they_say(source: str, text: str, hit: str | None) -> None:
    """Patterns ignore case, know every script's letters, and are tried on the original first, then on its view."""
    assert found(source, text) == hit


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (r"a(?=b)", "look-ahead"),
        (r"a(?!b)", "look-ahead"),
        (r"(?<=a)b", "look-behind"),
        (r"(?<!a)b", "look-behind"),
        (r"(a)\1", "back-reference"),
        (r"(?P<x>a)(?P=x)", "back-reference"),
        (r"(?>a)", "atomic"),
        (r"a\Bb", r"`\B`"),
        (r"a\b.*b", r"`\b`"),
        (r"(\bfoo|bar)", r"`\b`"),
        (r"[\W]", r"`\W`"),
        (r"(", "not valid"),
        (r"[z-a]", "not valid"),
        (r"a{1000}{1000}", "not valid"),
        (r"*", "not valid"),
        ("\ud800", "surrogate"),
        (r"x*", "empty text"),
        ("", "empty text"),
        (r"foo|", "empty text"),
    ],
)
def test_what_can_not_be_used_is_refused_with_a_reason(source: str, reason: str) -> None:
    """A pattern that is invalid, unsupported or matches everything is refused in one sentence, when it is read."""
    problem = pattern_problem(source)
    assert problem is not None
    assert reason in problem
    assert problem.endswith(".")
    with pytest.raises(ValueError, match="pattern it: "):
        PatternFinder.compile({"it": source})


@pytest.mark.parametrize(
    "source", [r"(a+)+$", r"(a|aa)+$", r"(.*a){20}$", r"(\w+\s?)*!$", r"([a-z]+)*\d", r"\b(a*)*b\b"]
)
def test_no_pattern_hangs(source: str) -> None:
    """Patterns that take other engines for ever answer within 50 ms on ten kilobytes."""
    text = "a" * 10_000 + "c"
    finder = PatternFinder.compile({"it": source})
    view = matching_view(text)
    started = time.perf_counter()
    assert list(finder.find(text, view)) == []
    assert time.perf_counter() - started < 0.05


def test_a_refused_pattern_says_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    """The engine's own complaints are kept off the operator's terminal."""
    pattern_problem("(")
    assert capfd.readouterr() == ("", "")
