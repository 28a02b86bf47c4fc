"""Policies, names and texts as long as they come, in what the whole program posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e_discord.conftest import Scene

pytestmark = pytest.mark.shared

MANY = 60
TITLE = "a title that goes on || and `on` " * 30
SLUR = "verschwinde, du Kanake"


async def test_sixty_rules_with_long_titles_are_shown_whole_and_their_cases_too(scene: Scene) -> None:
    """`/rules` takes as many messages as it needs, and a case under such a rule has its card and its notice."""
    rules = "".join(
        f"  - {{id: extra-{number}, title: {{en: '{number}. {TITLE}'}}, severity: minor, ladder: courtesy, "
        f"when: {{list: extra-{number}}}}}\n"
        for number in range(MANY)
    )
    lists = "".join(f"  extra-{number}: {{entries: [vegetable{number}]}}\n" for number in range(MANY))
    text = scene.takt.policy.read_text(encoding="utf-8")
    changed = text.replace("\nrules:\n", f"\nrules:\n{rules}", 1).replace("\nlists:\n", f"\nlists:\n{lists}", 1)
    scene.takt.policy.write_text(changed, encoding="utf-8")
    await scene.discord.until(lambda: "is in force" in scene.takt.log, 30)
    used = await scene.ida.uses("/rules", scene.general)
    await used.message()
    await scene.discord.until(
        lambda: any("Be kind" in each.content for each in scene.discord.world.seen_by_one.values())
    )
    await scene.quiet()
    said = "\n".join(each.content for each in [await used.message(), *used.followups])
    assert all(f"{number}. a title" in said for number in range(MANY))
    await scene.bo.writes(scene.general, "what a vegetable7")
    card = await scene.card(1, "extra-7", "sent")
    assert "vegetable7" in card.text
    await scene.told(scene.bo, "a title that goes on")


@pytest.mark.parametrize("odd", ["||", "```", "`", "\\", "> ", "-# ", "😀" * 900, "@everyone "])
async def test_odd_evidence_stays_covered_and_comes_back_as_it_was(scene: Scene, odd: str) -> None:
    """Whatever markdown a text holds, its card covers all of it, and the text that is restored is the one it was."""
    text = f"{odd}{SLUR}{odd}".strip()
    await scene.bo.writes(scene.general, text)
    card = await scene.card(1, "hide", "done")
    evidence = card.parts["embeds"][0]["description"]
    assert (evidence[:2], evidence[-2:]) == ("||", "||")
    assert "||" not in evidence[2:-2]
    await (await scene.eva.clicks(card, "Dismiss")).message()
    await scene.discord.until(lambda: len(scene.seen("↩ case 1")) == 1, 30)
    copies = [each.content for each in scene.server.messages(scene.general) if each.webhook is not None]
    assert "".join(copies).removesuffix("\n-# ↩ case 1") == text
