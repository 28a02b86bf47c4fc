"""Ways to write a word so that people read it and word lists do not. Each returns None where it does not apply."""

import random
import re
from collections.abc import Callable, Mapping

Evasion = Callable[[str, random.Random], str | None]

_CYRILLIC = dict(zip("aceiopxysdhj", "асеіорхуѕԁһј", strict=True))
_GREEK = dict(zip("aoiuvt", "αοιυντ", strict=True))
_CHEROKEE = dict(zip("dtiajewmhyg", "ᎠᎢᎥᎪᎫᎬᎳᎷᎻᎽᏀ", strict=True))
_LATIN = dict(zip("асеорхукмт", "aceopxykmt", strict=True))
_LEET = dict(zip("oieast", "013457", strict=True))
_SMALL_CAPITALS = dict(zip("abcdefghijklmnoprtuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ", strict=True))


def _shifted(first: int) -> Evasion:
    """Write each letter a to z as the one in another alphabet that begins at this code point."""

    def evade(entry: str, _: random.Random) -> str | None:
        new = "".join(chr(first + ord(each) - ord("a")) if "a" <= each <= "z" else each for each in entry)
        return new if new != entry else None

    return evade


def _replaced(table: Mapping[str, str], share: float) -> Evasion:
    """Replace that share of the letters in the table, at least one, in words that keep a letter as it was."""

    def evade(entry: str, chance: random.Random) -> str | None:
        places = [place for place, each in enumerate(entry) if each in table]
        if not places:
            return None
        chosen = set(chance.sample(places, max(1, round(len(places) * share))))
        return "".join(table[each] if place in chosen else each for place, each in enumerate(entry))

    return evade


def _spelt(*separators: str) -> Evasion:
    """Put a sign between all letters of the longest word."""

    def evade(entry: str, chance: random.Random) -> str | None:
        word = max(re.findall(r"[^\W\d_]{3,}", entry), key=len, default=None)
        return entry.replace(word, chance.choice(separators).join(word), 1) if word else None

    return evade


def _inserted(*signs: str) -> Evasion:
    """Put an invisible sign after every second letter."""

    def evade(entry: str, chance: random.Random) -> str:
        return "".join(each + (chance.choice(signs) if place % 2 == 0 else "") for place, each in enumerate(entry))

    return evade


def _zalgo(entry: str, chance: random.Random) -> str:
    marks = "\u0335\u0336\u0337\u0316\u0323\u0489\u0301\u0346"
    return "".join(each + "".join(chance.choices(marks, k=3)) if each.isalpha() else each for each in entry)


def _stretched(entry: str, chance: random.Random) -> str | None:
    places = [place for place, each in enumerate(entry) if each.isalpha()]
    place = chance.choice(places)
    return entry[:place] + entry[place] * chance.randint(3, 9) + entry[place + 1 :]


def _wrapped_inside(sign: str) -> Evasion:
    def evade(entry: str, _: random.Random) -> str:
        middle = len(entry) // 2
        return f"{entry[: middle - 1]}{sign}{entry[middle - 1 : middle + 1]}{sign}{entry[middle + 1 :]}"

    return evade


def _escaped(entry: str, _: random.Random) -> str | None:
    new = re.sub(r"[a-z](?=[a-z])", lambda found: f"%{ord(found[0]):02x}", entry, count=2)
    return new if new != entry else None


def _regional(entry: str, chance: random.Random) -> str | None:
    word = max(re.findall(r"[a-z]{3,}", entry), key=len, default=None)
    flags = _shifted(0x1F1E6)(word, chance) if word else None
    return entry.replace(word, "\u200b".join(flags), 1) if word and flags else None


def _turned(entry: str, _: random.Random) -> str:
    return f"\u202e{entry[::-1]}\u202c"


_UPSIDE_DOWN = str.maketrans("abcdefghijklmnpqrtuvwy", "ɐqɔpǝɟƃɥᴉɾʞʅɯudbɹʇnʌʍʎ")


def _upside_down(entry: str, _: random.Random) -> str | None:
    return entry[::-1].translate(_UPSIDE_DOWN) if re.search("[aceghikmrtwy]", entry) else None


def _entities(entry: str, _: random.Random) -> str:
    return re.sub(r"[^\W\d_](?=[^\W\d_])", lambda found: f"&#{ord(found[0])};", entry, count=2)


def _censored(sign: str) -> Evasion:
    """Put a sign for the second letter of the longest word, and for the third of a long one."""

    def evade(entry: str, _: random.Random) -> str | None:
        word = max(re.findall(r"[^\W\d_]{4,}", entry), key=len, default=None)
        hidden = 2 if word and len(word) > 5 else 1
        return entry.replace(word, word[0] + sign * hidden + word[1 + hidden :], 1) if word else None

    return evade


KINDS: Mapping[str, Evasion] = {
    "full width": _shifted(0xFF41),
    "mathematical": _shifted(0x1D41A),
    "circled": _shifted(0x24D0),
    "squared": _shifted(0x1F170),
    "regional indicators": _regional,
    "small capitals": _replaced(_SMALL_CAPITALS, 1.0),
    "Cyrillic look-alikes": _replaced(_CYRILLIC, 0.5),
    "Greek look-alikes": _replaced(_GREEK, 0.5),
    "Cherokee look-alikes": _replaced(_CHEROKEE, 0.5),
    "Latin look-alikes": _replaced(_LATIN, 0.4),
    "zero width": _inserted("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"),
    "soft hyphens": _inserted("\u00ad"),
    "bidi controls": _inserted("\u202a", "\u202c", "\u2066", "\u2069", "\u200e"),
    "turned round": _turned,
    "combining marks": _zalgo,
    "leet": _replaced(_LEET, 0.7),
    "spaced": _spelt(" "),
    "dotted": _spelt(".", "-", "·"),
    "starred": _spelt("*"),
    "underscored": _spelt("_"),
    "emoji between": _spelt("👏", "❤️"),
    "stretched": _stretched,
    "bold inside": _wrapped_inside("**"),
    "spoiler inside": _wrapped_inside("||"),
    "struck inside": _wrapped_inside("~~"),
    "code inside": _wrapped_inside("`"),
    "escaped as in links": _escaped,
    "upside down": _upside_down,
    "HTML entities": _entities,
    "censored": _censored("*"),
    "censored by hashes": _censored("#"),
    "capitals": lambda entry, chance: "".join(chance.choice((each.upper(), each)) for each in entry) + "!",
}
