"""What commands are called and said to do in the languages of the product: a row for each text of the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS = ("da", "no", "sv", "de", "ru")
# What stands in the code, in English, and what stands for it in the columns' languages.
TABLE: Mapping[str, tuple[str, str, str, str, str]] = {
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
    "What of the policy can't be done here, and how to mend it": (
        "Hvad af regelsættet der ikke kan lade sig gøre her, og hvad der hjælper",
        "Hva av regelsettet som ikke lar seg gjøre her, og hva som hjelper",
        "Vad av regelverket som inte går att göra här, och vad som hjälper",
        "Was vom Regelwerk hier nicht möglich ist, und was hilft",
        "Что из правил здесь невозможно и как это исправить",
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
    "The number of the case": (
        "Sagens nummer",
        "Sakens nummer",
        "Ärendets nummer",
        "Die Nummer des Falls",
        "Номер дела",
    ),
    "Whose": ("Hvis", "Hvem sine", "Vems", "Von wem", "Чьи"),
    "Why it should be looked at again": (
        "Hvorfor der skal ses på det igen",
        "Hvorfor noen bør se på det igjen",
        "Varför någon bör titta på det igen",
        "Warum noch einmal darauf gesehen werden soll",
        "Почему стоит посмотреть ещё раз",
    ),
    "Whether the bot acts by itself; whoever manages the community can change it": (
        "Om botten handler selv; den, der styrer fællesskabet, kan ændre det",
        "Om boten handler selv; den som styrer fellesskapet, kan endre det",
        "Om boten handlar själv; den som sköter gemenskapen kan ändra det",
        "Ob der Bot selbst handelt; wer die Gemeinschaft verwaltet, kann es ändern",
        "Действует ли бот сам; изменить это может тот, кто управляет сообществом",
    ),
    "show": ("vis", "vis", "visa", "zeigen", "показать"),
    "check": ("tjek", "sjekk", "kontrollera", "prüfen", "проверить"),
    "reload": ("genindlæs", "les_på_nytt", "läs_om", "neu_laden", "перечитать"),
    "to": ("til", "til", "till", "auf", "на"),
    "The rules that the bot goes by: what is in force, and its file": (
        "Reglerne, som botten går efter: hvad der gælder, og filen",
        "Reglene som boten går etter: hva som gjelder, og filen",
        "Reglerna som boten går efter: vad som gäller, och filen",
        "Die Regeln des Bots: was gilt, und ihre Datei",
        "Правила, по которым действует бот: что в силе и их файл",
    ),
    "What is wrong with the policy file as it is saved now, and where": (
        "Hvad der er galt med regelsættets fil, som den er gemt nu, og hvor",
        "Hva som er galt med regelsettets fil slik den er lagret nå, og hvor",
        "Vad som är fel i regelverkets fil så som den är sparad nu, och var",
        "Was an der Datei des Regelwerks, wie sie jetzt gespeichert ist, falsch ist, und wo",
        "Что не так с файлом правил, как он сохранён сейчас, и где",
    ),
    "Read the policy file again, and put it in force": (
        "Læs regelsættets fil igen, og lad den gælde",
        "Les regelsettets fil på nytt, og la den gjelde",
        "Läs regelverkets fil igen och låt den gälla",
        "Die Datei des Regelwerks neu lesen und in Kraft setzen",
        "Перечитать файл правил и ввести его в действие",
    ),
    "From now on": ("Fra nu af", "Fra nå av", "Från och med nu", "Von jetzt an", "С этого момента"),
    "shadow: record, and do nothing": (
        "skygge: notér, og gør intet",
        "skygge: noter, og gjør ingenting",
        "skugga: anteckna och gör inget",
        "Schatten: nur aufzeichnen, nichts tun",
        "тень: записывать и ничего не делать",
    ),
    "review: propose to moderators": (
        "gennemsyn: foreslå moderatorerne det",
        "gjennomsyn: foreslå det for moderatorene",
        "granskning: föreslå moderatorerna",
        "Durchsicht: der Moderation vorschlagen",
        "проверка: предлагать модераторам",
    ),
    "enforce: act by itself": (
        "håndhæv: handl selv",
        "håndhev: handle selv",
        "verkställ: handla själv",
        "durchsetzen: selbst handeln",
        "действие: действовать самому",
    ),
    "as the policy file says": (
        "som filen med regelsættet siger",
        "slik regelsettets fil sier",
        "så som regelverkets fil säger",
        "wie es die Datei des Regelwerks sagt",
        "как сказано в файле правил",
    ),
    "help": ("hjælp", "hjelp", "hjälp", "hilfe", "помощь"),
    "What can be asked": (
        "Hvad der kan spørges om",
        "Hva det kan spørres om",
        "Vad man kan fråga om",
        "Was gefragt werden kann",
        "О чём можно спросить",
    ),
    "draft": ("svar", "svar", "svar", "antwort", "ответ"),
    "message": ("besked", "melding", "meddelande", "nachricht", "сообщение"),
    "Draft a reply": (
        "Skriv et svar",
        "Skriv et svar",
        "Skriv ett svar",
        "Antwort entwerfen",
        "Написать ответ",
    ),
    "Answer a message in the community's name, or take an answer back": (
        "Svar på en besked i fællesskabets navn, eller tag et svar tilbage",
        "Svar på en melding i fellesskapets navn, eller ta et svar tilbake",
        "Svara på ett meddelande i gemenskapens namn, eller ta tillbaka ett svar",
        "Im Namen der Gemeinschaft antworten oder eine Antwort zurücknehmen",
        "Ответить на сообщение от имени сообщества или отозвать ответ",
    ),
    "Its link, or its id where it is in this channel": (
        "Dens link, eller dens id, hvis den er i denne kanal",
        "Lenken dens, eller id-en om den er i denne kanalen",
        "Dess länk, eller dess id om det är i den här kanalen",
        "Ihr Link, oder ihre ID, wenn sie in diesem Kanal steht",
        "Ссылка на него или его номер, если оно в этом канале",
    ),
    "report": ("anmeld", "rapporter", "anmäl", "melden", "пожаловаться"),
    "reason": ("grund", "grunn", "skäl", "grund", "причина"),
    "Tell the moderators of a message": (
        "Fortæl moderatorerne om en besked",
        "Fortell moderatorene om en melding",
        "Berätta för moderatorerna om ett meddelande",
        "Der Moderation eine Nachricht melden",
        "Сообщить модераторам о сообщении",
    ),
    "What is wrong with it, in your own words": (
        "Hvad der er galt med den, med dine egne ord",
        "Hva som er galt med den, med dine egne ord",
        "Vad som är fel med det, med dina egna ord",
        "Was daran nicht in Ordnung ist, in deinen Worten",
        "Что с ним не так, Вашими словами",
    ),
}


def translated(text: str, language: str) -> str:
    """Return a text of the table in a language, such as `da` or `nb-NO`; as it is where there is none."""
    code = language.replace("_", "-").partition("-")[0].casefold()
    code = "no" if code in {"nb", "nn"} else code
    row = TABLE.get(text)
    return row[COLUMNS.index(code)] if row and code in COLUMNS else text
