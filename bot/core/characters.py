"""Which characters stand for which letter: the tables behind the matching view."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

# Letters of the languages served here that folding would change into others (`aß` is no `ass`).
_KEPT: Final = frozenset("åäöüйёїўß")


def _pairs(foreign: str, latin: str) -> dict[str, str]:
    return dict(zip(foreign, latin, strict=True))


# Latin letters that Unicode holds to be letters of their own: small capitals, strokes, turned and phonetic forms.
_LATIN_FORMS: Final = (
    _pairs("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz")
    | _pairs("łđħŧƀɇɉɍɏⱥȼɨʉɵ", "ldhtbejryaciuo")
    | _pairs("ɑɡıȷƒɓɗɛɩɔŋəǝɐɯʇʎɹʌʍɥɟʞ", "agijfbdeioneeamtyrvwhfk")
)

CYRILLIC_TO_LATIN: Final = _pairs("авсԁеёһіїјкӏмноптрԛѕѵԝхуүгьи", "abcdeehiijklmhontpqsvwxyyrbu")
# Cyrillic letters that no language served here writes: whoever uses one draws a Latin letter.
UNUSUAL_CYRILLIC: Final = frozenset("ԁһӏԛѵԝѕ")
LATIN_TO_CYRILLIC: Final = _pairs("abcehikmnoprtuxy", "авсеникмпоргтиху")
GREEK_TO_LATIN: Final = _pairs("αβγεηικμνοπρσςτυχω", "abyenikuvonpostuxw")
# Scripts whose letters are borrowed for their looks far more often than written.
BORROWED_TO_LATIN: Final = (
    _pairs("ᎠᎡᎢᎥᎪᎫᎬᎳᎷᎻᎽᏀᏂᏃᏙᏏᏒᏚᏞᏟᏢᏦᏧᏴ", "drtiajewmhyghzvbrslcpkdb")  # Cherokee
    | _pairs("ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ", "bpdtgkjczfmnlsrvhwxyaeiou")  # Lisu
    | _pairs("օսհոցյ", "ouhngj")  # Armenian
    | _pairs("ⲟⲣⲥⲕⲙⲛⲧⲏⲓⲁⲉ", "opckmnthiae")  # Coptic
)
LOOKALIKE_TO_LATIN: Final = CYRILLIC_TO_LATIN | GREEK_TO_LATIN | BORROWED_TO_LATIN

LEET_TO_LATIN: Final = _pairs("01345789@$€!|+", "oieastbgaseiit")
LEET_TO_CYRILLIC: Final = _pairs("0346@", "озчба")

# Ranges of alphabets drawn as pictures, each with the code point of its `a`.
_PICTURED: Final = (0x1F110, 0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
# Blank letters: drawn as nothing, yet neither space nor format character.
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Marks that may complete a kept letter.
COMPOSING: Final = frozenset("\u0306\u0308\u030a")


@lru_cache(maxsize=8192)
def fold(character: str) -> str:
    """Return what one non-ASCII character reads as: folded letters, or nothing for an invisible one."""
    for first in _PICTURED:
        if first <= ord(character) < first + 26:
            return chr(ord("a") + ord(character) - first)
    if 0x249C <= ord(character) <= 0x24B5:
        return chr(ord("a") + ord(character) - 0x249C)
    if character in _BLANK:
        return ""
    return "".join(_fold_part(part) for part in _parts(character))


def compose(base: str, mark: str) -> str | None:
    """Return the kept letter that a base and a mark make, if they make one."""
    composed = unicodedata.normalize("NFC", base + mark)
    return composed if composed in _KEPT else None


def _parts(character: str) -> str:
    lowered = character.lower()
    return lowered if lowered in _KEPT else unicodedata.normalize("NFKD", lowered.casefold()).casefold()


def _fold_part(part: str) -> str:
    if part in _KEPT:
        return part
    category = unicodedata.category(part)
    if category == "Cs":
        return "\ufffd"
    if category in {"Mn", "Me", "Cf"} or (category == "Cc" and not part.isspace()):
        return ""
    return " " if category == "Zs" else _LATIN_FORMS.get(part, part)
