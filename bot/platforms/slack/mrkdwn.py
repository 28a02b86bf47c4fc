"""Texts as Slack writes them: nothing that a member wrote becomes a mention, a link or markup."""

from __future__ import annotations

import re

from bot.core.content import Message
from bot.core.fitting import cut

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# As people copy it from Slack.
_LINK = re.compile(r"<?https://[\w.-]+/archives/([CGD][A-Z0-9]+)/p(\d{10})(\d{6})(?:\?[^\s>|]*)?(?:\|[^>]*)?>?")
_CALL = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|<?[@!](?:channel|here|everyone)\b")
# A message and a member as a line about a case names them.
_PLACE = re.compile(r"#([CG][A-Z0-9]{8,}) (\d{10}\.\d{6})\b")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{6,}")
_BY = re.compile(r"\bby ([UW][A-Z0-9]{8,})\b")
_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|@?([UW][A-Z0-9]{6,})")


def escaped(text: str) -> str:
    """Return a text that Slack shows letter by letter, but for its stars and underscores."""
    return text.translate(_ESCAPES)


def quoted(text: str, most: int) -> str:
    """Return what a member wrote as a quotation of at most so many characters."""
    lines = escaped(text).splitlines() or [""]
    return cut("\n".join(f"> {each}" for each in lines), most)


def link_to(url: str, message: Message) -> str:
    """Return the address of a message in the workspace at `url`."""
    return f"{url.rstrip('/')}/archives/{message.channel}/p{message.id.replace('.', '')}"


def linked(text: str, url: str) -> str:
    """Return lines about cases, escaped before, with channels, messages and members as Slack shows them."""
    with_places = _PLACE.sub(lambda found: f"<#{found[1]}> {_link(url, Message(found[1], found[2]), 'message')}", text)
    return _BY.sub(r"by <@\1>", with_places)


def message_in(text: str) -> Message | None:
    """Return the message that a link means, None for anything else."""
    found = _LINK.fullmatch(text.strip())
    return Message(found[1], f"{found[2]}.{found[3]}") if found else None


def user_in(text: str) -> str:
    """Return the id of the member whom a mention or an id means, empty for nobody."""
    found = _USER.fullmatch(text.strip())
    return (found[1] or found[2]) if found else ""


def mentions_in(text: str) -> int:
    """Count whom a text would call."""
    return len({found[1] or "everyone" for found in _CALL.finditer(text)})


class SlackMarkup:
    """The Markup of cards in the workspace at `url`."""

    def __init__(self, url: str) -> None:
        self._url = url

    def member(self, member: str) -> str:
        """Return a member; a mention in a card calls nobody who is not in the moderators' channel."""
        return f"<@{member}>" if user_in(member) else escaped(member)

    def channel(self, channel: str) -> str:
        """Return a channel."""
        return f"<#{channel}>" if _CHANNEL.fullmatch(channel) else f"#{escaped(channel)}"

    def link(self, message: Message, words: str) -> str:
        """Return these words as a link to a message."""
        return _link(self._url, message, words)

    def covered(self, text: str) -> str:
        """Return that there is a text: Slack has no cover, so it is shown to whoever asks for it."""
        return "_shown by the button below_" if text.strip() else "_kept no longer_"


def _link(url: str, message: Message, words: str) -> str:
    return f"<{link_to(url, message)}|{escaped(words)}>"
