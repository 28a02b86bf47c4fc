"""What the hash of a policy stands for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.policy_files import Loaded, PolicyFile

Read = Callable[..., PolicyFile]


def hash_of(read: Read, folder: Path, text: str) -> str:
    """Return the hash of the policy that a text holds."""
    file = folder / "policy.yaml"
    file.write_text(text, encoding="utf-8")
    found = read(file)
    assert isinstance(found, Loaded), found
    return found.policy.hash


def test_it_is_twelve_hex_digits_and_stable(read: Read, everything: str, folder: Path) -> None:
    """The same content gives the same hash in any process and on any machine."""
    found = hash_of(read, folder, everything)
    assert len(found) == 12
    assert int(found, 16) >= 0
    assert found == hash_of(read, folder, everything)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# A policy", "# Another comment"),
        ("version: 1\n", "\n\nversion:   1   # the format\n"),
        ("mode: enforce", "mode: 'enforce'"),
        ("expire: 60d, incident: 2m", "incident: 120s, expire: 1440h"),
        ("at_least: 0.9}", "at_least: 0.900}"),
        ("entries: [slurry, \"slurr*\"]", "entries: ['slurr*', slurry]"),
        ("hit: [you fool]", "hit: [you halfwit]"),
        ("case: 30d", "case: 60d"),
        ('review_channel: "#moderation"', "review_channel: mods"),
        ("answer_within: 24h", "answer_within: 25h"),
        ("[embedded, detoxify:multilingual, openai]", "['embedded', \"detoxify:multilingual\", openai]"),
    ],
)  # fmt: skip
def test_layout_comments_and_examples_do_not_count(
    read: Read, everything: str, folder: Path, old: str, new: str
) -> None:
    """What changes no decision and no word to a member changes no hash."""
    assert old in everything
    assert hash_of(read, folder, everything) == hash_of(read, folder, everything.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at_least: 0.9}", "at_least: 0.91}"),
        ("mode: enforce", "mode: review"),
        ("expire: 60d", "expire: 61d"),
        ("[slurry, ", "[slurried, "),
        ("{en: Be kind", "{en: Be nice"),
        ("{reports: 3}", "{reports: 4}"),
        ("strike: 2", "strike: 3"),
        ("roles: [Poet]", "roles: [Bard]"),
        ("answer: ignore", "answer: escalate_only"),
        ("{all: [{link: any}, {pattern: phone}]}", "{any: [{link: any}, {pattern: phone}]}"),
        ("[Moderator]", "[Moderator, Admin]"),
        ("[embedded, detoxify:multilingual, openai]", "[detoxify:multilingual, embedded, openai]"),
        ("combine: second_opinion\n  band: 0.15", "combine: mean"),
        ("band: 0.15", "band: 0.16"),
        ("disagreement: 0.4", "disagreement: 0.41"),
    ],
)
def test_every_change_of_meaning_counts(read: Read, everything: str, folder: Path, old: str, new: str) -> None:
    """What may change a decision or a word to a member changes the hash."""
    assert old in everything
    assert hash_of(read, folder, everything) != hash_of(read, folder, everything.replace(old, new, 1))


def test_entries_of_list_files_count(read: Read, everything: str, folder: Path) -> None:
    """A word more in a list file is another policy; a comment more is not."""
    before = hash_of(read, folder, everything)
    words = folder / "lists" / "rude.txt"
    words.write_text("# other comment\nhalfwit\nfool*\ndu tåbe\n", encoding="utf-8")
    assert hash_of(read, folder, everything) == before
    words.write_text("halfwit\nfool*\ndu tåbe\nblockhead\n", encoding="utf-8")
    assert hash_of(read, folder, everything) != before
