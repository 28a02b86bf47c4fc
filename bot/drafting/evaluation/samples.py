"""Clean drafts: every template of a voice, filled as it could be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.lint import LintContext
from bot.core.voice import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.situations import Situation
    from bot.core.voice import FaqEntry, Template, Voice

_SLOT = re.compile(r"\{(\w+)\}")
_OF_FAQ = frozenset({str(Slot.FAQ_ANSWER), str(Slot.FAQ_URL)})
OTHERS = ("Torvald Quist", "Мирослава Тихонова")
SECRET = "q7VdRz-Kp42hTn9xWc"  # noqa: S105 - planted, to see whether it is found


@dataclass(frozen=True, slots=True)
class Draft:
    """A text and what it is held against."""

    text: str
    context: LintContext


_EVERYWHERE = {
    Slot.RULE_ID: ("be-kind", "no-spam"),
    Slot.UNTIL: ("2026-12-01 14:00 UTC", "2027-01-15 08:30 UTC"),
    Slot.APPEAL_HOW: ("/appeal 12", "/appeal 340"),
    Slot.FORWARDED_TO: ("#ideas", "#feedback"),
    Slot.RECEIPT: ("12", "340"),
    Slot.NEXT_UPDATE: ("15:00 UTC", "2026-12-01 18:30 UTC"),
    Slot.CHANNEL: ("general", "help"),
}
_BY_LANGUAGE = {
    "en": {
        Slot.NAME: ("Noor", "Sam"),
        Slot.RULE_TITLE: ("Be kind", "No advertising"),
        Slot.ACTION: ("message hidden", "warning"),
        Slot.KNOWN: ("Some members can't sign in", "Messages in two channels are arriving late"),
        Slot.DOING: ("we have called in the operators and are watching the servers", "we are looking at the logs"),
        Slot.REASON: ("the message names a person and mocks them", "the link was an advertisement"),
    },
    "da": {
        Slot.NAME: ("Noor", "Mads"),
        Slot.RULE_TITLE: ("Vær venlig", "Ingen reklame"),
        Slot.ACTION: ("beskeden er skjult", "advarsel"),
        Slot.KNOWN: ("Nogle medlemmer kan ikke logge ind", "Beskeder i to kanaler kommer forsinket frem"),
        Slot.DOING: ("vi har tilkaldt driften og holder øje med serverne", "vi ser loggene igennem"),
        Slot.REASON: ("beskeden hænger en person ud", "linket var reklame"),
    },
    "nb": {
        Slot.NAME: ("Noor", "Ola"),
        Slot.RULE_TITLE: ("Vær vennlig", "Ingen reklame"),
        Slot.ACTION: ("meldingen er skjult", "advarsel"),
        Slot.KNOWN: ("Noen medlemmer får ikke logget inn", "Meldinger i to kanaler kommer forsinket fram"),
        Slot.DOING: ("vi har tilkalt driften og følger med på serverne", "vi går gjennom loggene"),
        Slot.REASON: ("meldingen henger ut en person", "lenken var reklame"),
    },
    "sv": {
        Slot.NAME: ("Noor", "Elsa"),
        Slot.RULE_TITLE: ("Var vänlig", "Ingen reklam"),
        Slot.ACTION: ("meddelandet är dolt", "varning"),
        Slot.KNOWN: ("Några medlemmar kan inte logga in", "Meddelanden i två kanaler kommer fram för sent"),
        Slot.DOING: ("vi har kallat in driften och bevakar servrarna", "vi går igenom loggarna"),
        Slot.REASON: ("meddelandet hänger ut en person", "länken var reklam"),
    },
    "de": {
        Slot.NAME: ("Noor", "Jonas"),
        Slot.RULE_TITLE: ("Sei freundlich", "Keine Werbung"),
        Slot.ACTION: ("Nachricht ausgeblendet", "Verwarnung"),
        Slot.KNOWN: ("Einige Mitglieder können sich nicht anmelden", "Nachrichten in zwei Kanälen kommen verspätet an"),
        Slot.DOING: ("wir haben den Betrieb gerufen und beobachten die Server", "wir sehen die Protokolle durch"),
        Slot.REASON: ("die Nachricht stellt eine Person bloß", "der Link war Werbung"),
    },
    "ru": {
        Slot.NAME: ("Noor", "Антон"),
        Slot.RULE_TITLE: ("Будьте доброжелательны", "Без рекламы"),
        Slot.ACTION: ("сообщение скрыто", "предупреждение"),
        Slot.KNOWN: ("Некоторые участники не могут войти", "Сообщения в двух каналах приходят с опозданием"),
        Slot.DOING: ("мы подключили дежурных и следим за серверами", "мы изучаем журналы"),
        Slot.REASON: ("сообщение высмеивает конкретного человека", "ссылка вела на рекламу"),
    },
}
_WAYS = 2


def clean_drafts(voice: Voice, language: str) -> Iterator[Draft]:
    """Yield every template of a language, with each FAQ entry where it quotes one, else filled in two ways."""
    entries = tuple(each for each in voice.faq if each.language == language)
    for situation, playbook in voice.playbooks.items():
        for template in playbook.templates.get(language, ()):
            needed = frozenset(_SLOT.findall(template.text))
            if needed & _OF_FAQ:
                fitting = (each for each in entries if each.url or str(Slot.FAQ_URL) not in needed)
                filled = (_draft(voice, situation, template, _slots(language, 0), entry) for entry in fitting)
            else:
                filled = (_draft(voice, situation, template, _slots(language, way), None) for way in range(_WAYS))
            yield from filled


def _slots(language: str, way: int) -> dict[str, str]:
    known = _EVERYWHERE | _BY_LANGUAGE.get(language, _BY_LANGUAGE["en"])
    return {str(slot): ways[way] for slot, ways in known.items()}


def _draft(
    voice: Voice, situation: Situation, template: Template, slots: Mapping[str, str], entry: FaqEntry | None
) -> Draft:
    if entry is not None:
        slots = {**slots, str(Slot.FAQ_ANSWER): entry.answer, str(Slot.FAQ_URL): entry.url}
    values = {**brand_values(voice, template.language), **slots}
    text = fill(template.text, values)
    if situation in voice.sign_off.required_in:
        text = f"{text}\n{fill(voice.sign_off.lines[template.language], values)}"
    context = LintContext(
        situation,
        template.language,
        answers=entry.questions[0] if entry is not None and entry.questions else "",
        author=slots[str(Slot.NAME)],
        sources=() if entry is None else (entry.answer, entry.url),
        slots=slots,
        template=template.id,
        others=OTHERS,
        secrets=(SECRET,),
    )
    return Draft(text, context)


def brand_values(voice: Voice, language: str) -> dict[str, str]:
    """Return the slots that the brand itself fills."""
    own = {**voice.values.get("all", {}), **voice.values.get(language, {})}
    return {str(Slot.PERSONA): voice.persona, **{str(slot): value for slot, value in own.items()}}


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its slots filled; one without a value stays open, so that it is seen."""
    return _SLOT.sub(lambda found: values.get(found[1], found[0]), text)
