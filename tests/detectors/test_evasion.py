"""Whether evasive spellings of the shipped lists' entries are found."""

import random
import sys
from collections.abc import Iterator, Mapping

import pytest

from bot.detectors.policy_detector import PolicyDetector
from tests.detectors.evasions import KINDS

Shipped = Mapping[str, Mapping[str, list[str]]]
ENTRIES_PER_LIST_AND_LANGUAGE = 3
CARRIERS = {
    "en": "well {} then",
    "da": "nå {} så",
    "nb": "ja {} altså",
    "sv": "jo {} då",
    "de": "na {} also",
    "ru": "ну {} же",
}


def _variants(shipped: Shipped, kind: str) -> Iterator[tuple[str, str]]:
    """Give entries and evasive texts of one kind, the same at each run."""
    for name in ("slurs", "insults", "profanity", "threats"):
        for language, entries in shipped[name].items():
            chance = random.Random(f"{kind} {name} {language}")
            for entry in chance.sample(entries, ENTRIES_PER_LIST_AND_LANGUAGE):
                written = entry.removesuffix("*")
                if evasive := KINDS[kind](written, chance):
                    yield entry, CARRIERS[language].format(evasive)


def _missed(detector: PolicyDetector, variants: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(entry, text) for entry, text in variants if entry not in {hit.entry for hit in detector.detect(text)}]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_evasion_is_found(detector: PolicyDetector, shipped: Shipped, kind: str) -> None:
    """Of each kind of evasion, nine in ten variants are found."""
    variants = list(_variants(shipped, kind))
    missed = _missed(detector, variants)
    assert len(variants) >= 10
    assert len(missed) <= 0.1 * len(variants), missed


def test_evasion_is_found_in_all(detector: PolicyDetector, shipped: Shipped) -> None:
    """Of at least 300 variants over all kinds and languages, 95 percent are found."""
    total = missed = 0
    for kind in KINDS:
        variants = list(_variants(shipped, kind))
        here = len(_missed(detector, variants))
        sys.stdout.write(f"{kind}: {len(variants) - here} of {len(variants)}\n")
        total, missed = total + len(variants), missed + here
    sys.stdout.write(f"all: {total - missed} of {total}\n")
    assert total >= 300
    assert missed <= 0.05 * total


# One row per kind of trick, the text and what must be found in it.
ROWS = [
    ("you are an ｉｄｉｏｔ", "ｉｄｉｏｔ"),
    ("you are an 𝖎𝖉𝖎𝖔𝖙", "𝖎𝖉𝖎𝖔𝖙"),
    ("you are an іdіоt", "іdіоt"),
    ("you are an ιdιοt", "ιdιοt"),
    ("you are an ᎥᎠᎥoᎢ", "ᎥᎠᎥoᎢ"),
    ("ты идиoт и всё", "идиoт"),
    ("ты д3бил и всё", "д3бил"),
    ("you are an i\u200bd\u200bi\u200bo\u200bt", "i\u200bd\u200bi\u200bo\u200bt"),
    ("you are an i\u00addiot", "i\u00addiot"),
    ("you are an \u202etoidi\u202c!", "toidi"),
    ("you are an i̷d̶i̵o̴t̷", "i̷d̶i̵o̴t̷"),
    ("you are an 🇮 🇩 🇮 🇴 🇹", "🇮 🇩 🇮 🇴 🇹"),
    ("you are an 🅸🅳🅸🅾🆃", "🅸🅳🅸🅾🆃"),
    ("you are an ⓘⓓⓘⓞⓣ", "ⓘⓓⓘⓞⓣ"),
    ("you are an 1d10t", "1d10t"),
    ("what a l0$er", "l0$er"),
    ("you are an i d i o t", "i d i o t"),
    ("such a t w a t", "t w a t"),
    ("you are an i.d.i.o.t", "i.d.i.o.t"),
    ("you are an i*d*i*o*t", "i*d*i*o*t"),
    ("you are an i_d_i_o_t", "i_d_i_o_t"),
    ("you are an idiooooot", "idiooooot"),
    ("aaasssshoooole", "aaasssshoooole"),
    ("you are an i**di**ot", "i**di**ot"),
    ("you||idiot||", "idiot"),
    ("you are an ||idiot||", "idiot"),
    ("you are an `idiot`", "idiot"),
    ("> you are an ~~idiot~~", "idiot"),
    ("<@123>idiot<#9>", "idiot"),
    ("<https://example.com/x|idiot>", "idiot"),
    ("[idiot](https://example.com/x)", "idiot"),
    ("you are an %69%64iot", "%69%64iot"),
    ("you are an &#105;d&#x69;ot", "&#105;d&#x69;ot"),
    ("you are an ʇoᴉpᴉ", "ʇoᴉpᴉ"),
    ("you are an id**t", "id**t"),
    ("what an A**HOLE", "A**HOLE"),
    ("ты д#б#л", "д#б#л"),
    ("иди на х*й", "иди на х*й"),
]


@pytest.mark.parametrize(("text", "evasive"), ROWS)
def test_the_span_is_what_was_written(detector: PolicyDetector, text: str, evasive: str) -> None:
    """A hit's span holds the evasive spelling in the original text."""
    spans = [text[hit.span.start : hit.span.end] for hit in detector.detect(text) if hit.name == "insults"]
    assert evasive in spans


@pytest.mark.parametrize(
    "text",
    [
        "I use python3 with h4x, 24h a day, v2 of l10n and i18n",
        "the class assignment in Scunthorpe was classic, he passed",
        "Ich aß auf der Straße, das war groß",
        "han læser et godt fag på universitetet, slut",
        "kys og kram til alle",
        "a loose looser bolt",
        "привет, как дела? страхуй меня, команда",
        "he'll say we'll shell out",
        "I am a big fan of this, e.g. U.S.A. a b c",
        "🇩🇰 🇸🇪 🇳🇴",
        "but the ten niger delta maps and montenegro",
        "git commit -m 'add dummy' && sh foo.sh",
        "rm b*ch f*rk *.txt && echo a*b k*k 2*3*4",
        "C# and F#, issue#12, see page#id*t",
        "ta[i] = b*c*h; x**y is pow(x, y)",
        "AT&T &amp; R&D",
        "/ˈkæt ə ˈlɒɡ/ and /ɹʌn/ in IPA",
    ],
)
def test_honest_texts_stay_clean(detector: PolicyDetector, abuse_lists: tuple[object, ...], text: str) -> None:
    """Honest words that hold or resemble an entry are no hit."""
    abuse = {getattr(each, "name", "") for each in abuse_lists}
    assert [hit for hit in detector.detect(text) if hit.name in abuse] == []
