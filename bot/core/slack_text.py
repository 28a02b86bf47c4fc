"""What a Slack message says: its text, attachments, blocks and files as members see them; live and in exports alike."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.core.loose import inner, objects, words
from bot.core.slack_blocks import block_text, called_in_blocks
from bot.core.slack_marks import labels, readable, targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.loose import Object

# What a member or a bot says; every other subtype is Slack telling what happened.
SPOKEN = frozenset(
    {"", "bot_message", "file_share", "me_message", "reply_broadcast", "slackbot_response", "thread_broadcast"}
)
SLACKBOT = "USLACKBOT"
_DEPTH = 4  # shared messages in shared messages
_LETTERS = re.compile(r"[^\W_]+")


def message_text(message: Object, names: Mapping[str, str], *, previews: bool = False) -> str:
    """Return all that stands before readers, one part a line. `names`: of members, groups and channels, by id.

    Previews that Slack made of a link are left out unless asked for: the author did not write them. A part that only
    repeats an earlier one is left out too, since blocks mirror the text.
    """
    known = {**labels(words(message, "text")), **names}
    parts: list[str] = []
    for part in _parts(message, known, _DEPTH, previews=previews):
        if part.strip() and not _repeats(part, parts):
            parts.append(part)
    return "\n".join(parts)


def calls(message: Object) -> frozenset[str]:
    """Return the people and groups that a message calls, each once, as Slack writes them: U1, subteam^S1, here."""
    return targets(words(message, "text")) | called_in_blocks(message.get("blocks"))


def has_preview(message: Object) -> bool:
    """Tell whether a link in a message has unfolded, which Slack does after the message was posted."""
    return any(_unfolded(each) and not each.get("is_share") for each in objects(message, "attachments"))


def user_name(user: Object) -> str:
    """Return what Slack shows of a user, empty where their record has no name."""
    profile = inner(user, "profile")
    spoken = (words(profile, "display_name"), words(profile, "real_name"), words(user, "real_name"))
    return next((each for each in (*spoken, words(user, "name")) if each), "")


def _parts(message: Object, names: Mapping[str, str], depth: int, *, previews: bool) -> Iterator[str]:
    yield readable(words(message, "text"), names)
    for block in objects(message, "blocks"):
        yield block_text(block, names)
    for attachment in objects(message, "attachments"):
        if depth and (previews or not _is_preview(attachment)):
            yield from _attachment_parts(attachment, names, depth - 1, previews=previews)
    for file in objects(message, "files"):
        yield from _file_parts(file, names)


def _unfolded(attachment: Object) -> bool:
    return bool(attachment.get("from_url") or attachment.get("original_url"))


def _is_shared(attachment: Object) -> bool:
    return bool(attachment.get("is_share") or attachment.get("is_msg_unfurl"))


def _is_preview(attachment: Object) -> bool:
    return _unfolded(attachment) and not _is_shared(attachment)


def _attachment_parts(attachment: Object, names: Mapping[str, str], depth: int, *, previews: bool) -> Iterator[str]:
    # Whose the shared words are, and which site a link leads to, is not what anybody says.
    own = not _unfolded(attachment) and not _is_shared(attachment)
    for key in ("pretext", "author_name", "title") if own else ("pretext", "title"):
        yield readable(words(attachment, key), names)
    yield from _parts(attachment, names, depth, previews=previews)
    for field in objects(attachment, "fields"):
        yield readable(words(field, "title"), names)
        yield readable(words(field, "value"), names)
    if not (words(attachment, "text") or words(attachment, "title")):
        yield readable(words(attachment, "fallback"), names)
    yield from (words(inner(attachment, key), "title") for key in ("list", "file"))
    yield readable(words(attachment, "footer"), names) if own else ""
    for copy in objects(attachment, "message_blocks"):
        for block in objects(inner(copy, "message"), "blocks"):
            yield block_text(block, names)


def _file_parts(file: Object, names: Mapping[str, str]) -> Iterator[str]:
    """Yield what a file is called and described as, and as much of a plain text as Slack shows."""
    title, name = words(file, "title"), words(file, "name")
    yield title if title not in ("", name) else PurePath(name).stem.replace("_", " ")
    yield from (words(file, key) for key in ("alt_txt", "subject"))
    yield readable(words(inner(file, "initial_comment"), "comment"), names)
    # A text's own preview; that of others, such as a canvas, comes as HTML beside a plain one.
    yield words(file, "plain_text") or words(file, "preview_plain_text") or words(file, "preview")


def _repeats(part: str, parts: list[str]) -> bool:
    said = _said(part)
    if not said:
        return any(part.strip() in each for each in parts)
    return any(f" {said} " in f" {_said(each)} " for each in parts)


def _said(text: str) -> str:
    """Return the words of a text, whatever stands between them."""
    return " ".join(_LETTERS.findall(text.casefold()))
