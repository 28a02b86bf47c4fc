"""What a message is about, recognised once for all who ask while it is taken in."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.content import Part
from bot.core.fault_words import fault_words
from bot.core.proposals import Circumstances, DraftRequest
from bot.core.situations import Situation

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.core.situations import Recognised
    from bot.pipeline.community import Community
    from bot.ports.replies import ReplyDrafter

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message is about by its words, and what it is if it is its member's first; mostly the same."""

    plain: Recognised
    as_first: Recognised


def understood(community: Community, content: Content) -> Understood | None:
    """Say what a message is about, None where nobody knows. Whatever is wrong here, moderation goes on."""
    drafter = community.drafter
    if drafter is None or content.message.part is not Part.MESSAGE:
        return None
    try:
        first = _recognise(drafter, content, first_post=True)
        is_welcome = first.situation is Situation.WELCOME
        return Understood(_recognise(drafter, content, first_post=False) if is_welcome else first, first)
    except Exception as error:  # noqa: BLE001 - as above; the error's words may quote the message
        community.meter.drafted("trouble")
        log.error("nobody could tell what a message is about: %s", fault_words(error))  # noqa: TRY400 - no message's words
        return None


def _recognise(drafter: ReplyDrafter, content: Content, *, first_post: bool) -> Recognised:
    around = Circumstances(first_post=first_post)
    return drafter.recognise(DraftRequest(content.text, author=content.author.name, id=content.id, around=around))
