"""`takt cases gaps`: what was missed while the bot was away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.content import Author, Content
from bot.pipeline.catch_up import catch_up
from tests.cli.ledger_maker import LedgerFile, filled
from tests.fakes import KeptMessages

if TYPE_CHECKING:
    from pathlib import Path

    from bot.pipeline.community import Community
    from tests.cli.conftest import Takt


def test_gaps_are_listed(takt: Takt, tmp_path: Path) -> None:
    """What was read late is said by channel; a ledger without a gap says that."""
    ledger: LedgerFile = filled(tmp_path)
    assert takt("cases", "gaps", env=ledger.env).stdout == "Nothing was missed.\n"

    async def come_back(community: Community) -> None:
        missed = Content("test", "general", "99", Author("u2", "Eva"), "good evening", community.now())
        await catch_up(community, KeptMessages(general=[missed]))

    ledger.run(come_back, "test")
    listed = takt("cases", "gaps", env=ledger.env)
    assert listed.returncode == 0
    assert listed.stdout.endswith("UTC  #general: 1 message read late, from its beginning\n")
