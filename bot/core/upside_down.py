"""Letters drawn upside down, to be read from the end."""

from __future__ import annotations

import re
from typing import Final

_TURNED: Final = dict(zip("ɐɔǝɟƃɓɥᴉıɾɿʞʅןɯɹʇʌʍʎ∀ꓭƆƎℲ⅁ſ⅂Ԁ⊥∩Λ⅄", "acefgghiijjkllmrtvwyabcefgjlptuvy", strict=True))
# Each is another common letter when it is turned.
_OTHERS: Final = dict(zip("bdpqnuMWmw69", "qpdbunWMwm96", strict=True))
_TABLE: Final = str.maketrans(_TURNED | _OTHERS)
_SIGN: Final = re.compile("[ɐɔǝɟƃɥᴉɾʞʅɯɹʇʌʍʎ∀ꓭƆƎℲ⅁⅂⊥⅄]")


def upright(text: str) -> str | None:
    """Return what a text reads as when it is turned round: as long, from its end; None where nothing is turned."""
    if text.isascii() or not _SIGN.search(text):
        return None
    return text[::-1].translate(_TABLE)
