"""Fills the slots of a template: what the brand says, what the caller knows, and names of members made harmless."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.core.voice import Slot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.proposals import DraftRequest
    from bot.core.voice import FaqEntry, Voice

MOST_OF_A_NAME = 32

_OPEN = re.compile(r"\{(\w+)\}")
# Letters, digits and what joins them in names: nothing that calls, marks up, links or breaks a line.
_NAME = re.compile(r"[^\W_](?:[ '’\-]?[^\W_]|_(?=[^\W_])|\.(?= )|\. (?=[^\W_]))*")
_LETTER = re.compile(r"[^\W\d_]")
_CALLS_ALL = frozenset({"everyone", "here", "channel", "all"})
_MANY_DIGITS = re.compile(r"\d{5}")


def slots_in(text: str) -> frozenset[str]:
    """Return the slots that a template leaves open."""
    return frozenset(_OPEN.findall(text))


def filled(text: str, slots: Mapping[str, str]) -> str:
    """Fill all slots of a template in one go: what is filled in is never read as a slot itself."""
    return _OPEN.sub(lambda found: slots[found[1]], text)


def slots_for(request: DraftRequest, voice: Voice, language: str, entry: FaqEntry | None) -> Mapping[str, str]:
    """Return what can be filled in. The caller goes before the brand; what is empty or unsafe is not there."""
    brand = {**voice.values.get("all", {}), **voice.values.get(language, {})}
    slots = {slot.value: value for slot, value in brand.items()}
    # Whoever looks after such things gets what is passed on, where the caller knows no place for it.
    slots[Slot.FORWARDED_TO] = slots.get(Slot.OWNER, "")
    slots |= {Slot.NAME.value: safe_name(request.author), Slot.CHANNEL.value: _safe_channel(request.channel)}
    if entry:
        slots |= {Slot.FAQ_ANSWER.value: entry.answer, Slot.FAQ_URL.value: entry.url}
    given = {name: value.strip() for name, value in request.around.slots.items() if name in _KNOWN}
    if Slot.NAME in given:
        given[Slot.NAME] = safe_name(given[Slot.NAME])
    return {name: value for name, value in {**slots, **given}.items() if value}


_KNOWN = frozenset(Slot)


def safe_name(name: str) -> str:
    """Return a member's name as it may be written into a reply; empty where it can't be without doing something."""
    plain = unicodedata.normalize("NFKC", name).strip()
    is_fit = len(plain) <= MOST_OF_A_NAME and _NAME.fullmatch(plain) and _LETTER.search(plain)
    return plain if is_fit and plain.casefold() not in _CALLS_ALL and not _MANY_DIGITS.search(plain) else ""


def _safe_channel(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).strip().removeprefix("#")
    return plain if re.fullmatch(r"[\w-]{1,100}", plain) else ""
