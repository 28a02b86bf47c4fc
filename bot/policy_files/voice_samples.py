"""What slots are filled with where a voice is checked: words such as a community's own, in each language that ships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.voice import Slot
from bot.policy_files.voice_words import ALL

if TYPE_CHECKING:
    from bot.core.voice import FaqEntry, Voice

_EVERYWHERE = {
    Slot.NAME: "Kim",
    Slot.CHANNEL: "general",
    Slot.RULE_ID: "be-kind",
    Slot.RECEIPT: "F-12",
    Slot.RULES_URL: "https://community.example/rules",
    Slot.FAQ_URL: "https://community.example/faq",
}
_IN: dict[str, dict[Slot, str]] = {
    "en": {
        Slot.RULE_TITLE: "Be kind",
        Slot.ACTION: "hidden",
        Slot.UNTIL: "tomorrow at 14:00",
        Slot.APPEAL_HOW: "answer this message",
        Slot.OWNER: "the product team",
        Slot.FORWARDED_TO: "the product team",
        Slot.NEXT_UPDATE: "at 15:00",
        Slot.KNOWN: "Messages arrive late in some channels.",
        Slot.DOING: "We are looking for the cause.",
        Slot.REASON: "The message speaks of another member in words that hurt.",
        Slot.FAQ_ANSWER: "The rules are pinned at the top of every channel.",
    },
    "da": {
        Slot.RULE_TITLE: "Vær venlig",
        Slot.ACTION: "skjult",
        Slot.UNTIL: "i morgen klokken 14.00",
        Slot.APPEAL_HOW: "svar på denne besked",
        Slot.OWNER: "produktteamet",
        Slot.FORWARDED_TO: "produktteamet",
        Slot.NEXT_UPDATE: "klokken 15.00",
        Slot.KNOWN: "Beskeder kommer for sent frem i nogle kanaler.",
        Slot.DOING: "Vi leder efter årsagen.",
        Slot.REASON: "Beskeden omtaler et andet medlem med ord, der sårer.",
        Slot.FAQ_ANSWER: "Reglerne er fastgjort øverst i hver kanal.",
    },
    "nb": {
        Slot.RULE_TITLE: "Vær vennlig",
        Slot.ACTION: "skjult",
        Slot.UNTIL: "i morgen klokka 14.00",
        Slot.APPEAL_HOW: "svar på denne meldingen",
        Slot.OWNER: "produktteamet",
        Slot.FORWARDED_TO: "produktteamet",
        Slot.NEXT_UPDATE: "klokka 15.00",
        Slot.KNOWN: "Meldinger kommer for sent fram i noen kanaler.",
        Slot.DOING: "Vi leter etter årsaken.",
        Slot.REASON: "Meldingen omtaler et annet medlem med ord som sårer.",
        Slot.FAQ_ANSWER: "Reglene er festet øverst i hver kanal.",
    },
    "sv": {
        Slot.RULE_TITLE: "Var vänlig",
        Slot.ACTION: "dolt",
        Slot.UNTIL: "i morgon klockan 14.00",
        Slot.APPEAL_HOW: "svara på det här meddelandet",
        Slot.OWNER: "produktteamet",
        Slot.FORWARDED_TO: "produktteamet",
        Slot.NEXT_UPDATE: "klockan 15.00",
        Slot.KNOWN: "Meddelanden kommer fram för sent i några kanaler.",
        Slot.DOING: "Vi letar efter orsaken.",
        Slot.REASON: "Meddelandet talar om en annan medlem med ord som sårar.",
        Slot.FAQ_ANSWER: "Reglerna är fästa överst i varje kanal.",
    },
    "de": {
        Slot.RULE_TITLE: "Sei freundlich",
        Slot.ACTION: "ausgeblendet",
        Slot.UNTIL: "morgen um 14:00 Uhr",
        Slot.APPEAL_HOW: "antworte auf diese Nachricht",
        Slot.OWNER: "das Produktteam",
        Slot.FORWARDED_TO: "das Produktteam",
        Slot.NEXT_UPDATE: "um 15:00 Uhr",
        Slot.KNOWN: "Nachrichten kommen in einigen Kanälen verspätet an.",
        Slot.DOING: "Wir suchen nach der Ursache.",
        Slot.REASON: "Die Nachricht spricht über ein anderes Mitglied mit Worten, die verletzen.",
        Slot.FAQ_ANSWER: "Die Regeln sind in jedem Kanal oben angeheftet.",
    },
    "ru": {
        Slot.RULE_TITLE: "Будьте доброжелательны",
        Slot.ACTION: "скрыто",
        Slot.UNTIL: "завтра в 14:00",
        Slot.APPEAL_HOW: "ответьте на это сообщение",
        Slot.OWNER: "команда продукта",
        Slot.FORWARDED_TO: "команда продукта",
        Slot.NEXT_UPDATE: "в 15:00",
        Slot.KNOWN: "В некоторых каналах сообщения приходят с опозданием.",
        Slot.DOING: "Мы ищем причину.",
        Slot.REASON: "В сообщении о другом участнике сказано словами, которые задевают.",
        Slot.FAQ_ANSWER: "Правила закреплены вверху каждого канала.",
    },
}


def samples(voice: Voice, language: str) -> dict[Slot, str]:
    """Return a value for each slot: the brand's own where it has one, a real FAQ entry, else words of ours."""
    entry = _entry(voice, language)
    quoted = {Slot.FAQ_ANSWER: entry.answer, Slot.FAQ_URL: entry.url} if entry else {}
    brand = {**voice.values.get(ALL, {}), **voice.values.get(language, {})}
    return {
        **_EVERYWHERE,
        **_IN["en"],
        **_IN.get(language, {}),
        **{key: each for key, each in quoted.items() if each},
        **brand,
    }


def _entry(voice: Voice, language: str) -> FaqEntry | None:
    """Return the first entry of a language, one with an address rather than one without."""
    return next(
        iter(sorted((each for each in voice.faq if each.language == language), key=lambda each: not each.url)), None
    )
