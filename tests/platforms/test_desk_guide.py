"""docs/desk.md, the guide to the desk."""

from __future__ import annotations

from pathlib import Path

from textual.binding import Binding

from bot.platforms.sandbox.commands import HELP
from bot.platforms.sandbox.desk.app import Desk
from bot.platforms.sandbox.desk.keys import KEYS

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "desk.md"


def test_the_guide_lists_the_keys_and_commands_that_there_are() -> None:
    """What the desk's own help says stands in the guide word for word, and every key is in it."""
    guide = GUIDE.read_text(encoding="utf-8")
    assert KEYS.strip() in guide
    assert HELP in guide
    in_footer = [each for each in Desk.BINDINGS if isinstance(each, Binding) and each.show and not each.key_display]
    explained = {tuple(line.split()[:2]) for line in KEYS.splitlines() if line}
    assert {(each.key, each.description) for each in in_footer} - {("q", "quit")} <= explained
