"""Who may do what, asked at every press and command; what is refused is written to the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.core.fault_words import fault_words
from bot.core.forms import Said
from bot.core.member_words import Word, word

if TYPE_CHECKING:
    from bot.core.visitors import Visitor
    from bot.pipeline.community import Community

log = logging.getLogger(__name__)


def nowhere(visitor: Visitor) -> Said:
    """Return what somebody is told where the bot serves no community."""
    return Said(word(Word.NOT_HERE, visitor.language))


def nothing(visitor: Visitor) -> Said:
    """Return what somebody is told for whom there is nothing, without saying why."""
    return Said(word(Word.NOTHING, visitor.language))


def for_moderators(community: Community, visitor: Visitor, what: str) -> Said | None:
    """Return why somebody may not do what moderators may, None where they may."""
    return None if visitor.moderates else _refused(community, visitor, what, Word.ONLY_MODERATORS)


def for_managers(community: Community, visitor: Visitor, what: str) -> Said | None:
    """Return why somebody may not do what those may who manage the community, None where they may."""
    return None if visitor.manages else _refused(community, visitor, what, Word.ONLY_MANAGERS)


def trouble(what: str, error: BaseException, language: str) -> Said:
    """Write down that an answer failed, without a message's words, and return what to tell whoever asked."""
    log.error("answering %s failed: %s", what, fault_words(error))
    return Said(word(Word.TROUBLE, language))


def _refused(community: Community, visitor: Visitor, what: str, why: Word) -> Said:
    log.warning("refused: member %s of %s tried %s: %s", visitor.id, community.id, what, why)
    return Said(word(why, visitor.language))
