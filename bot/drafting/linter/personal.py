"""L06: nothing that identifies a person, but what the brand or a source gives out itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.lint import LintLevel, LintRule
from bot.drafting.linter.fact_reading import LINK, MAIL
from bot.drafting.linter.reading import squashed
from bot.drafting.linter.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.lint import Finding
    from bot.drafting.linter.reading import Reply

_DIGIT = re.compile(r"\d")
_NO_DIGIT = re.compile(r"\D")
_DATE = re.compile(
    r"(?<!\d)\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?(?!\d)"
    r"|(?<!\d)\d{1,2}[./]\d{1,2}[./]\d{4}(?: \d{2}[:.]\d{2})?(?!\d)"
)
_LONG_NUMBER = re.compile(r"(?<![\w.,:/-])(?:\+|\()?\d(?:[ ().\-/]{0,2}\d){6,18}(?!\w)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2} ?\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?!\w)", re.IGNORECASE)
_IPV4 = re.compile(r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]*\d)")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,6}(?![\w:])", re.IGNORECASE)
_CAPITAL = "[A-ZÆØÅÄÖÜ]"
_ADDRESS = re.compile(
    rf"(?<!\w)\d{{1,4}} (?:{_CAPITAL}[a-z]{{1,20}} ){{1,3}}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Way|Court|Square|Place|Terrace|Close|Boulevard|Blvd)(?!\w)"
    rf"|(?<!\w){_CAPITAL}\w{{2,24}}(?:gade|vej|allé|alle|stræde|plads|torv|gata|gaten|gate|vei|veien|vegen|gatan|vägen"
    r"|gränd|torget|straße|strasse|str\.|weg|platz|gasse|allee|damm) \d{1,4}(?!\d)"
    r"|(?<!\w)(?:ул\.|улиц[аеу]|пр-т|проспект[ае]?|пер\.|переул\w{2,4}|шоссе|бульвар[ае]?|пл\.|площад[ьи]) ?"
    r"[А-ЯЁ][\w-]{1,24},? ?(?:д\.|дом)? ?\d{1,4}"
)
_NAME_PART = 3


def personal_data(reply: Reply) -> Iterator[Finding]:
    """Block addresses, numbers and names of persons. What a source or the brand's own values hold may be said."""
    whole = reply.plain.text
    found = [("an e-mail address", *each.span()) for each in MAIL.finditer(whole)]
    if _DIGIT.search(whole):
        text = LINK.sub(_blank, whole)
        found += (*_written(text), *_numbers(text))
    for what, start, end in (*found, *_names(reply)):
        if not _is_given_out(reply, reply.plain.text[start:end]):
            yield reply.in_plain(LintRule.PERSONAL_DATA, LintLevel.BLOCK, what, (start, end))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _written(text: str) -> Iterator[tuple[str, int, int]]:
    for what, finder in (("an IP address", _IPV4), ("an IP address", _IPV6), ("a postal address", _ADDRESS)):
        for found in finder.finditer(text):
            yield what, *found.span()


def _numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield every number that is long enough to be somebody's. Dates and bank accounts are read before others."""
    text = _DATE.sub(_blank, text)
    for found in _IBAN.finditer(text):
        if len(_NO_DIGIT.sub("", found[0])) >= 10:
            yield "a bank account", *found.span()
    text = _IPV4.sub(_blank, _IBAN.sub(_blank, text))
    for found in _LONG_NUMBER.finditer(text):
        digits = _NO_DIGIT.sub("", found[0])
        what = "a payment card" if len(digits) >= 13 and _luhn(digits) else "a number that may be a person's"
        yield what, *found.span()


def _luhn(digits: str) -> bool:
    total = 0
    for at, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + at % 2)
        total += number - 9 * (number > 9)
    return total % 10 == 0


def _is_given_out(reply: Reply, shown: str) -> bool:
    if squashed(shown) in reply.known:
        return True
    digits = _NO_DIGIT.sub("", shown)
    return len(digits) >= 7 and any(
        digits == _NO_DIGIT.sub("", each[0]) for each in _LONG_NUMBER.finditer(reply.grounds)
    )


def _names(reply: Reply) -> Iterator[tuple[str, int, int]]:
    """Yield other people's names: whole in any letters, their parts with a capital, inflected or not."""
    text = reply.plain.text
    lowered = text.lower()
    own = set(squashed(reply.context.author).split()) | set(squashed(reply.voice.persona).split())
    for name in reply.context.others:
        parts = [each for each in re.split(r"[\s,]+", name) if len(each) >= _NAME_PART and each in text]
        exact = [each for each in parts if each[0].isupper() and squashed(each) not in own and not _is_common(each)]
        whole = _whole(name, reply) if name.strip().lstrip("@").lower() in lowered else None
        for finder in (whole, *map(_part, exact)):
            for found in finder.finditer(text) if finder else ():
                yield "somebody else's name", *found.span()


def _whole(name: str, reply: Reply) -> re.Pattern[str] | None:
    bare = name.strip().lstrip("@")
    if len(bare) < 2 or squashed(bare) == squashed(reply.context.author) or _is_common(bare):
        return None
    return re.compile(rf"(?<!\w)@?{re.escape(bare)}{_INFLECTED}(?!\w)", re.IGNORECASE)


def _part(part: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(part)}{_INFLECTED}(?!\w)")


_INFLECTED = "(?:['’]?s|['’]|[а-я]{1,3})?"


def _is_common(name: str) -> bool:
    """Tell whether a name is also a word that most texts hold, such as Will."""
    return any(name.lower() in words.commonest for words in WORDS.values())
