"""Names and descriptions of commands in the languages of the product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Mapping

    Context = app_commands.TranslationContext[Any, Any]

_LOCALES = {
    discord.Locale.danish: "da",
    discord.Locale.norwegian: "no",
    discord.Locale.swedish: "sv",
    discord.Locale.german: "de",
    discord.Locale.russian: "ru",
}
_COLUMNS = ("da", "no", "sv", "de", "ru")
# What stands in the code, in English, and what stands for it in the columns' languages.
_TABLE: Mapping[str, tuple[str, str, str, str, str]] = {
    "case": ("sag", "sak", "ärende", "fall", "дело"),
    "queue": ("kø", "kø", "kö", "warteschlange", "очередь"),
    "why": ("hvorfor", "hvorfor", "varför", "warum", "почему"),
    "undo": ("fortryd", "angre", "ångra", "rückgängig", "отменить"),
    "strikes": ("anmærkninger", "anmerkninger", "anmärkningar", "verwarnungen", "нарушения"),
    "policy": ("regelsæt", "regelsett", "regelverk", "regelwerk", "политика"),
    "doctor": ("doktor", "doktor", "doktor", "doktor", "доктор"),
    "mode": ("tilstand", "modus", "läge", "modus", "режим"),
    "stats": ("statistik", "statistikk", "statistik", "statistik", "статистика"),
    "rules": ("regler", "regler", "regler", "regeln", "правила"),
    "notices": ("beskeder", "beskjeder", "meddelanden", "mitteilungen", "уведомления"),
    "appeal": ("klage", "klage", "överklaga", "widerspruch", "обжаловать"),
    "number": ("nummer", "nummer", "nummer", "nummer", "номер"),
    "member": ("medlem", "medlem", "medlem", "mitglied", "участник"),
    "Why?": ("Hvorfor?", "Hvorfor?", "Varför?", "Warum?", "Почему?"),
    "Report to moderators": (
        "Anmeld til moderatorerne",
        "Rapporter til moderatorene",
        "Anmäl till moderatorerna",
        "Der Moderation melden",
        "Сообщить модераторам",
    ),
    "Show a case, with its buttons": (
        "Vis en sag med dens knapper",
        "Vis en sak med knappene",
        "Visa ett ärende med dess knappar",
        "Zeigt einen Fall mit seinen Knöpfen",
        "Показать дело с его кнопками",
    ),
    "The cases that wait for a moderator, the oldest first": (
        "Sagerne, der venter på en moderator, den ældste først",
        "Sakene som venter på en moderator, den eldste først",
        "Ärendena som väntar på en moderator, det äldsta först",
        "Die Fälle, die auf die Moderation warten, der älteste zuerst",
        "Дела, которые ждут модератора, начиная с самого старого",
    ),
    "All that is behind a case": (
        "Alt, hvad der ligger bag en sag",
        "Alt som ligger bak en sak",
        "Allt som ligger bakom ett ärende",
        "Alles, was hinter einem Fall steht",
        "Всё, что стоит за делом",
    ),
    "Take back exactly what a case caused": (
        "Tag præcis det tilbage, som en sag førte til",
        "Ta tilbake akkurat det en sak førte til",
        "Ta tillbaka precis det som ett ärende ledde till",
        "Nimmt genau das zurück, was ein Fall bewirkt hat",
        "Отменить ровно то, к чему привело дело",
    ),
    "A member's strikes that still count": (
        "Et medlems anmærkninger, som stadig tæller",
        "Et medlems anmerkninger som fortsatt teller",
        "En medlems anmärkningar som fortfarande räknas",
        "Was einem Mitglied noch angerechnet wird",
        "Нарушения участника, которые ещё учитываются",
    ),
    "The policy in force in this channel": (
        "Regelsættet, der gælder i denne kanal",
        "Regelsettet som gjelder i denne kanalen",
        "Regelverket som gäller i den här kanalen",
        "Das Regelwerk, das in diesem Kanal gilt",
        "Правила, действующие в этом канале",
    ),
    "What of the policy can't be done on this server, and how to mend it": (
        "Hvad af regelsættet der ikke kan lade sig gøre her, og hvad der hjælper",
        "Hva av regelsettet som ikke lar seg gjøre her, og hva som hjelper",
        "Vad av regelverket som inte går att göra här, och vad som hjälper",
        "Was vom Regelwerk hier nicht möglich ist, und was hilft",
        "Что из правил здесь невозможно и как это исправить",
    ),
    "Whether the bot acts by itself, and by which policy": (
        "Om botten handler selv, og efter hvilket regelsæt",
        "Om boten handler selv, og etter hvilket regelsett",
        "Om boten handlar själv, och efter vilket regelverk",
        "Ob der Bot selbst handelt, und nach welchem Regelwerk",
        "Действует ли бот сам и по каким правилам",
    ),
    "Cases, appeals and effects in figures": (
        "Sager, klager og handlinger i tal",
        "Saker, klager og handlinger i tall",
        "Ärenden, överklaganden och åtgärder i siffror",
        "Fälle, Widersprüche und Maßnahmen in Zahlen",
        "Дела, обжалования и меры в цифрах",
    ),
    "The rules of this community": (
        "Reglerne i dette fællesskab",
        "Reglene i dette fellesskapet",
        "Reglerna i den här gemenskapen",
        "Die Regeln dieser Gemeinschaft",
        "Правила этого сообщества",
    ),
    "What the moderators' bot told you, or could not bring to you": (
        "Hvad moderatorernes bot har skrevet til dig eller ikke kunne nå dig med",
        "Hva moderatorenes bot har skrevet til deg eller ikke fikk levert",
        "Vad moderatorernas bot har skrivit till dig eller inte kunde nå dig med",
        "Was der Bot der Moderation dir gesagt hat oder nicht zustellen konnte",
        "Что бот модераторов Вам сообщил или не смог доставить",
    ),
    "Ask for a second look at what was done to your message": (
        "Bed om, at der ses igen på, hvad der skete med din besked",
        "Be om at noen ser igjen på det som skjedde med meldingen din",
        "Be om att någon tittar igen på vad som hände med ditt meddelande",
        "Bittet darum, noch einmal auf den Umgang mit deiner Nachricht zu sehen",
        "Попросить ещё раз посмотреть, что сделали с Вашим сообщением",
    ),
}


class Translations(app_commands.Translator):
    """Answers from the table; what is not in it stays in English."""

    @override
    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """Return what stands for a text in a language, None for the text as it is."""
        row, column = _TABLE.get(string.message), _LOCALES.get(locale)
        return row[_COLUMNS.index(column)] if row and column else None
