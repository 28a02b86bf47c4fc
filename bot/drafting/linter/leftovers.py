"""L18 and L19: no hole in a template is left open, and no secret leaves."""

from __future__ import annotations

import base64
import codecs
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.core.characters import LOOKALIKE_TO_LATIN
from bot.core.lint import LintLevel, LintRule
from bot.drafting.linter.reading import squashed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.lint import Finding
    from bot.drafting.linter.reading import Reply

_OPEN = re.compile(
    r"\{\{?[^{}\n]{0,60}\}?\}|\$\{?\w{2,30}\}?(?!\d)|%\(?\w{2,30}\)?[%s]|(?<!\w)%s(?!\w)"
    r"|\[\[?[^\[\]\n]{1,60}\]\]?(?!\()"
    r"|<[^<>@#!:/\n\d][^<>:/\n]{0,60}>|[‹⟦⟨][^›⟧⟩\n]{1,60}[›⟧⟩]|_{3,}|(?<!\w)(?:TODO|FIXME|TBD|TBA|XXX+|N\.N\.|NN"
    r"|lorem ipsum)(?!\w)"
    r"|(?<!\w)(?:undefined|null|NaN|None(?=\s?[,.!?:;]|$))(?!\w)|(?<=\w) (?=[,;!](?:\s|$))|(?<=\w) \.(?=\s|$)"
    r"|[“„«\"] ?[”“»\"]|\( ?\)"
    r"|(?<!\w)(?:SLOT|NAME|USER|MEMBER|MAIL|EMAIL|URL|LINK|PHONE|ID)_\d{1,3}(?!\w)"
)
_FIRST_NAMES = frozenset({"[sic]", "[…]", "[...]"})
_NO_LETTER = re.compile(r"[\W_]+")
_SPACE = re.compile(r"\s+")
_PART = 12
_SHORTEST = 4


def left_open(reply: Reply) -> Iterator[Finding]:
    """Block what was to be filled in or finished, unless a source writes it just so."""
    for found in _OPEN.finditer(reply.plain.text):
        if found[0] not in _FIRST_NAMES and (not found[0].strip() or squashed(found[0]) not in reply.quotable):
            what = f"left open: {found[0]}" if found[0].strip() else "something is missing before this sign"
            yield reply.in_plain(LintRule.SLOT, LintLevel.BLOCK, what, found.span())


def leaked(reply: Reply) -> Iterator[Finding]:
    """Block a text that holds a secret, whole or in part, spelt out, turned round or encoded. It is never shown."""
    if not reply.context.secrets:
        return
    letters = _compact(reply.plain.text)
    unspaced = _SPACE.sub("", reply.plain.text)
    for secret in reply.context.secrets:
        spelt, encoded = _traces(secret)
        if any(each in letters for each in spelt) or any(each in unspaced for each in encoded):
            yield reply.in_plain(LintRule.CANARY, LintLevel.BLOCK, "holds a secret that must not leave")


def _compact(text: str) -> str:
    """Return a text's letters and digits alone, small, look-alikes undone."""
    bare = _NO_LETTER.sub("", text.casefold())
    return bare if bare.isascii() else "".join(LOOKALIKE_TO_LATIN.get(letter, letter) for letter in bare)


@lru_cache(maxsize=64)
def _traces(secret: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a secret may look like: in letters and digits alone, and encoded. One of few letters is none."""
    bare = _compact(secret)
    if len(bare) < _SHORTEST:
        return (), ()
    parts = (bare[at : at + _PART] for at in range(max(1, len(bare) - _PART + 1)))
    turned = (bare[::-1], codecs.encode(bare, "rot13"), secret.encode().hex())
    return (*parts, *turned), tuple(_encoded(secret))


def _encoded(secret: str) -> Iterator[str]:
    """Yield what base64 makes of a secret, wherever in a longer text it begins."""
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + secret.encode()).decode().rstrip("=")
        yield encoded[(0, 2, 3)[shift] : len(encoded) - 1]
    yield base64.b32encode(secret.encode()).decode().rstrip("=")
