"""Tells a domain that imitates a brand's: look-alike letters, a slip of one letter, or the brand's name beside bait."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.characters import LEET_TO_LATIN, LOOKALIKE_TO_LATIN, fold

# How long a brand's name must be for one, two, three slips: another honest name is soon one letter away from a short
# one. Likewise for being looked for inside another name.
_SLIPS = (5, 9, 13)
_CONTAINED = 4
_BAIT = re.compile(
    r"nitro|gift|free|airdrop|drop|bonus|promo|reward|prize|win|claim|login|logon|sign-?in|verif|secure|security|support"
    r"|help|account|auth|wallet|update|unlock|billing|payment|giveaway|event|boost|trade|case|skin|official|partner|premium|apply|moderator|hype"
)
_DOUBLES = (("rn", "m"), ("vv", "w"), ("cl", "d"))


@dataclass(frozen=True, slots=True)
class Brand:
    """A domain that the community calls its own. `name`: its registrable domain without suffix, as a skeleton."""

    domain: str
    name: str

    @classmethod
    def of(cls, domain: str) -> Brand:
        """Take the registrable domain."""
        return cls(domain, skeleton(domain.split(".", 1)[0]))


def imitates(host: str, domain: str, brand: Brand) -> bool:
    """Tell whether a host, under a domain that is none of the community's own, passes itself off as the brand's."""
    if not brand.name:
        return False
    names = {skeleton(domain.split(".", 1)[0])}
    names |= {_without_doubles(name) for name in names}
    if any(_close(name, brand.name) or _baits(name, brand.name) for name in names):
        return True
    below = host.removesuffix(domain).rstrip(".")
    return f".{brand.domain}." in f".{below}." or _baits(skeleton(below), brand.name)


def skeleton(label: str) -> str:
    """Reduce a label to the plain Latin letters that it looks like; international names are decoded first."""
    shown = "".join(_letter(each) for each in _decoded(label))
    return shown.replace(".", "-").casefold()


def _letter(character: str) -> str:
    folded = fold(character) if character > "\x7f" else character.lower()
    if folded in {"1", "|"}:
        return "l"
    return LOOKALIKE_TO_LATIN.get(folded) or LEET_TO_LATIN.get(folded, folded)


def _decoded(label: str) -> str:
    parts = label.split(".")
    return ".".join(_decoded_part(part) for part in parts)


def _decoded_part(part: str) -> str:
    if not part.lower().startswith("xn--"):
        return part
    try:
        return part[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return part


def _without_doubles(name: str) -> str:
    for drawn, meant in _DOUBLES:
        name = name.replace(drawn, meant)
    return name


def _close(name: str, brand: str) -> bool:
    """Tell whether the names differ by the few slips that the brand's length allows; hyphens do not count."""
    plain, own = name.replace("-", ""), brand.replace("-", "")
    slips = sum(len(own) >= length for length in _SLIPS)
    return abs(len(plain) - len(own)) <= slips and _distance(plain, own) <= slips


def _baits(name: str, brand: str) -> bool:
    """Tell whether the brand's name, or a part between hyphens that is close to it, stands beside bait."""
    if len(brand) >= _CONTAINED and brand in name:
        return _BAIT.search(name.replace(brand, "-", 1)) is not None
    parts = name.split("-")
    return any(_close(part, brand) and _BAIT.search(name.replace(part, "-", 1)) for part in parts if len(parts) > 1)


def _distance(one: str, other: str) -> int:
    """Count inserted, dropped, changed and swapped letters (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, against in enumerate(other, start=1):
            best = min(row[-1] + 1, last[j] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]
