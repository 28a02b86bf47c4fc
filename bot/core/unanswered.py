"""What members wrote that may have to be answered, until it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.content import Content, Message
    from bot.core.situations import Situation


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A message that nobody has answered yet. `due`: when a draft is to be thought of, None for never (again).

    The text of `content` is kept as long as it is due, and empty after that. `told`: moderators heard that it has
    waited for too long.
    """

    content: Content
    situation: Situation
    due: datetime | None
    told: bool = False


def is_reply_to(content: Content, message: Message, thread: str = "") -> bool:
    """Tell whether a content stands below a message, or in the same thread as it (`thread`: the one that it is in)."""
    if content.message == message or not message.id:
        return False
    # Where a thread is a channel of its own, it goes by the id of the message that it hangs on.
    if content.channel == message.id:
        return True
    if content.channel != message.channel:
        return False
    stands_in = {content.answers, content.thread}
    return message.id in stands_in or bool(thread and thread in stands_in)
