"""Fixtures of the detectors' tests: the lists that ship."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.core.policy import ListMatch, WordList
from bot.detectors.policy_detector import PolicyDetector

_LISTS = Path(__file__).resolve().parents[2] / "policies" / "lists"
_ABUSE = ("slurs", "insults", "threats", "profanity")


def _by_language(name: str) -> dict[str, list[str]]:
    entries: dict[str, list[str]] = {}
    language = ""
    for line in (_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"# ([a-z]{2})", line):
            language = heading[1]
        elif line and not line.startswith("#"):
            entries.setdefault(language, []).append(line)
    return entries


@pytest.fixture(scope="session")
def shipped() -> Mapping[str, Mapping[str, list[str]]]:
    """Give the entries of every shipped list, by list and language."""
    return {path.stem: _by_language(path.stem) for path in sorted(_LISTS.glob("*.txt"))}


@pytest.fixture(scope="session")
def word_lists(shipped: Mapping[str, Mapping[str, list[str]]]) -> tuple[WordList, ...]:
    """Give every shipped list as the policy would."""
    return tuple(
        WordList(
            name,
            tuple(entry for entries in by_language.values() for entry in entries),
            ListMatch.DOMAIN if name == "scam_domains" else ListMatch.FOLDED,
        )
        for name, by_language in shipped.items()
    )


@pytest.fixture(scope="session")
def abuse_lists(word_lists: tuple[WordList, ...]) -> tuple[WordList, ...]:
    """Give the lists of what attacks or offends."""
    return tuple(each for each in word_lists if each.name in _ABUSE)


@pytest.fixture(scope="session")
def detector(word_lists: tuple[WordList, ...]) -> PolicyDetector:
    """Give a detector for all shipped lists, two patterns and two brands."""
    patterns = {"phone": r"\b\+?\d{8,}\b", "øl": r"\bøl\b"}
    return PolicyDetector.compile(word_lists, patterns, ("nordlys.example", "discord.com"))
