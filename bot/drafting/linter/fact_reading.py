"""Reads the facts out of a text: links, addresses, citations, and numbers that mean something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from bot.drafting.linter.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator


class FactKind(StrEnum):
    """What kind of fact; the value is how moderators read it."""

    LINK = "link"
    MAIL = "e-mail address"
    CITATION = "citation"
    VERSION = "version"
    DATE = "date"
    CLOCK = "time"
    PRICE = "price"
    PERCENT = "percentage"
    DURATION = "duration"
    NUMBER = "number"


_IN_DIGITS = frozenset({FactKind.VERSION, FactKind.CLOCK, FactKind.PRICE, FactKind.PERCENT, FactKind.NUMBER})


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact: `value` is alike for all ways to write it, `shown` is how it was written."""

    kind: FactKind
    value: Hashable
    shown: str
    span: tuple[int, int]


_TLDS = (
    "com|net|org|io|gg|dk|no|se|de|ru|su|рф|me|ly|eu|info|biz|co|app|dev|shop|xyz|online|site|link|click|top|club"
    "|live|uk"
    "|us|ch|at|fi|is|nl|fr|tv|ai|cc|gl|example|test|invalid"
)
_DOT = r"(?:\.|\[\.\]|\(\.\)| ?[\[(](?:dot|punkt|prik|punktum|точка)[\])] ?)"
LINK = re.compile(
    r"(?:h(?:tt|xx)ps?\[?:\]?//|(?<![\w@.])www\.)(?:[^\s<>()\[\]\"'«»“”|]|\[\.\]){1,500}"
    rf"|(?<![\w@.-])(?:[\w-]{{1,63}}{_DOT}){{1,5}}(?:{_TLDS})(?![\w-])(?:[/?#][^\s<>()\[\]\"'«»“”|]{{0,300}})?",
    re.IGNORECASE,
)
MAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}(?:@| ?[\[(] ?(?:at|ät|snabel-?a|alfakrøll|собака|эт) ?[\])] ?)"
    rf"[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,4}}",
    re.IGNORECASE,
)
_CITED = r"\[?(?:faq|rule|policy):[\w-]{1,60}(?:@[0-9a-f]{4,64})?\]?|§ ?\d{1,4}"
_NUMBER = r"\d{1,9}(?:[ .,]\d{3}){0,3}(?:[.,]\d{1,2})?"
_CURRENCIES = {
    "€": "eur",
    "euro": "eur",
    "eur": "eur",
    "евро": "eur",
    "$": "usd",
    "usd": "usd",
    "dollar": "usd",
    "доллар": "usd",
    "£": "gbp",
    "gbp": "gbp",
    "pound": "gbp",
    "фунт": "gbp",
    "₽": "rub",
    "rub": "rub",
    "руб": "rub",
    "chf": "chf",
    "franken": "chf",
    "kr": "kr",
    "dkk": "kr",
    "nok": "kr",
    "sek": "kr",
    "крон": "kr",
    ",-": "kr",
    ":-": "kr",
}
_MONEY = "|".join(sorted(map(re.escape, _CURRENCIES), key=len, reverse=True))
_PRICE = re.compile(
    rf"(?P<before>{_MONEY})\.? ?(?P<one>{_NUMBER})(?!\w)|(?<![\w.,]){_NUMBER}(?: ?(?P<after>{_MONEY})\w{{0,4}})(?!\w)",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"(?<![\w.,])(?P<n>{_NUMBER}) ?(?:%|percent|per cent|procent|prosent|prozent|процент\w{{0,3}})", re.IGNORECASE
)
_VERSION = re.compile(
    r"(?<!\w)(?:v\.?|version|versjon|versionen|верси[ияюей]{1,2}) ?(?P<a>\d{1,4}(?:\.\d{1,4}){0,3})(?![\w])"
    r"|(?<![\w.])(?P<b>\d{1,4}\.\d{1,4}\.\d{1,3}(?:\.\d{1,4})?)(?![\w.]*\d)",
    re.IGNORECASE,
)
_ISO = r"(?P<iso>\d{4}-\d{2}-\d{2})"
_POINTED = r"(?<![\d.])(?P<pointed>\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2}))(?![\d.]\d)"
_BARE_NUMBER = re.compile(r"(?<![\w.,:/@#-])(?:\d{1,3}(?:[ .,]\d{3})+|\d{2,9})(?:[.,]\d{1,2})?(?!\w|[.,:/-]\d)")
_DIGITS = re.compile(r"\d+")
MINUTES = (1, 60, 1440, 10080, 43200, 525600)


def facts(text: str, language: str) -> Iterator[Fact]:
    """Yield the facts of a text, each letter in one of them at most."""
    has_digit = _DIGITS.search(text) is not None
    for kind, finder, value in _readers(language if language in WORDS else "en"):
        if kind in _IN_DIGITS and not has_digit:
            continue
        taken = tuple(finder.finditer(text))
        for found in taken:
            yield Fact(kind, value(found), found[0], found.span())
        if taken:
            text = finder.sub(lambda found: " " * len(found[0]), text)


def amount(written: str) -> float:
    """Return a number, whatever signs stand between its thousands and before its cents."""
    digits = written.replace(" ", "")
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0 and len(digits) - last - 1 != 3:
        return float(re.sub(r"[.,]", "", digits[:last]) + "." + digits[last + 1 :])
    return float(re.sub(r"[.,]", "", digits))


def link_value(written: str) -> str:
    """Return a link without what does not lead elsewhere: scheme, `www`, capitals of the host, the last signs."""
    link = re.sub(_DOT, ".", written, flags=re.IGNORECASE)
    link = re.sub(r"^h(?:tt|xx)ps?\[?:\]?//", "", link, flags=re.IGNORECASE)
    host, slash, path = link.rstrip(".,;:!?…*_'/").partition("/")
    return host.lower().removeprefix("www.") + slash + path


_Reader = tuple[FactKind, "re.Pattern[str]", "Callable[[re.Match[str]], Hashable]"]


@cache
def _readers(language: str) -> tuple[_Reader, ...]:
    words = WORDS[language]
    return (
        (FactKind.LINK, LINK, lambda found: link_value(found[0])),
        (FactKind.MAIL, MAIL, lambda found: found[0].lower()),
        (FactKind.CITATION, _citation(words.rule), lambda found: next(filter(None, found.groups()), found[0]).lower()),
        (FactKind.DATE, _date(words.months, words.weekdays), lambda found: _day(found, words.months, words.weekdays)),
        (FactKind.VERSION, _VERSION, lambda found: found["a"] or found["b"]),
        (FactKind.PRICE, _PRICE, _money),
        (FactKind.PERCENT, _PERCENT, lambda found: amount(found["n"])),
        (FactKind.CLOCK, _clock(words.at), _minute_of_day),
        (FactKind.DURATION, _duration(language), lambda found: _minutes(found, language)),
        (FactKind.NUMBER, _BARE_NUMBER, lambda found: amount(found[0])),
    )


def _citation(rule: str) -> re.Pattern[str]:
    number = r"(?:(?:no|nr|number|nummer|№|n)\.? ?)?#?(\d{1,4})"
    title = r"[“„«”\"'‘]([^“”„«»\"\n]{2,80})[”“»\"'’]"
    return re.compile(
        rf"({_CITED})|(?<!\w)(?:{rule})[ :]{{1,2}}(?:{number}(?!\w|[.,]\d)|{title}"
        rf"|([a-z]{{2,20}}(?:-[a-z0-9]{{1,20}})+)(?!\w))",
        re.IGNORECASE,
    )


def _date(months: str, weekdays: str) -> re.Pattern[str]:
    day = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th|\.)?(?!\d)"
    before = rf"(?<!\d){day.format('d1')} (?:of )?(?P<m1>{months})[^\W\d]{{0,7}}"
    after = rf"(?<!\w)(?P<m2>{months})[^\W\d]{{0,7}} {day.format('d2')}"
    return re.compile(rf"{_ISO}|{_POINTED}|{before}|{after}|(?<!\w)(?P<weekday>{weekdays})\w{{0,3}}", re.IGNORECASE)


def _day(found: re.Match[str], months: str, weekdays: str) -> Hashable:
    if found["iso"]:
        return tuple(map(int, found["iso"].split("-")[1:]))
    if found["pointed"]:
        day, month = map(int, _DIGITS.findall(found["pointed"])[:2])
        return month, day
    if found["weekday"]:
        return _place(weekdays, found["weekday"])
    return _place(months, found["m1"] or found["m2"]) + 1, int(found["d1"] or found["d2"])


def _place(choices: str, word: str) -> int:
    return next(at for at, each in enumerate(choices.split("|")) if re.fullmatch(each, word, re.IGNORECASE))


def _clock(at: str) -> re.Pattern[str]:
    half = r"(?: ?(?P<{}>[ap])\.?m\b)"
    return re.compile(
        rf"(?<![\d:])(?P<h1>\d{{1,2}}):(?P<m1>\d{{2}})(?![\d:]){half.format('p1')}?"
        rf"|(?<!\w)(?:kl|klokken|klokka|klockan|{at})\.? ?(?P<h2>\d{{1,2}})\.(?P<m2>\d{{2}})(?!\d)"
        rf"|(?<!\w)(?:kl|klokken|klokka|klockan)\.? ?(?P<h3>\d{{1,2}})(?![\d.,]\d|\d)"
        rf"|(?<![\d.,])(?P<h4>\d{{1,2}})(?: ?(?P<p4>[ap])\.?m\b| ?uhr\b| o'clock\b)",
        re.IGNORECASE,
    )


def _minute_of_day(found: re.Match[str]) -> int:
    hour = int(found["h1"] or found["h2"] or found["h3"] or found["h4"])
    afternoon = (found["p1"] or found["p4"] or "").lower() == "p"
    return (hour + 12 * (afternoon and hour < 12)) * 60 + int(found["m1"] or found["m2"] or 0)


def _duration(language: str) -> re.Pattern[str]:
    words = WORDS[language]
    units = "|".join(rf"(?P<u{at}>{unit[1:-1]})" for at, unit in enumerate(words.units))
    # "a day" is no number: the first numeral is left out.
    numerals = "|".join(rf"(?P<n{at}>{each})" for at, each in enumerate(words.numerals) if at)
    return re.compile(rf"(?<![\w.,])(?:(?P<digits>\d{{1,5}})|{numerals})[ -]{{0,2}}(?:{units})(?!\w)", re.IGNORECASE)


def _minutes(found: re.Match[str], language: str) -> int:
    names = found.groupdict()
    count = next((at + 1 for at in range(1, len(WORDS[language].numerals)) if names[f"n{at}"]), 0)
    unit = next(minutes for at, minutes in enumerate(MINUTES) if names[f"u{at}"])
    return int(names["digits"] or count) * unit


def _money(found: re.Match[str]) -> Hashable:
    named = (found["before"] or found["after"]).lower()
    number = found["one"] or found[0][: found.start("after") - found.start()]
    return _CURRENCIES[named], amount(number.strip())
