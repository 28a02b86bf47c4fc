"""The few words on buttons and in answers that members read besides notices, in every language of the product."""

from __future__ import annotations

from enum import StrEnum

from bot.core.member_text import in_language


class Word(StrEnum):
    """What is said."""

    HINT = "hint"
    READ = "read"
    APPEAL = "appeal"
    WHY_AGAIN = "why_again"
    APPEALED = "appealed"
    NO_APPEAL = "no_appeal"
    BETTER = "better"
    BETTER_HOW = "better_how"
    BETTER_TOOK = "better_took"
    BETTER_STILL_OUT = "better_still_out"
    BETTER_BREAKS = "better_breaks"
    BETTER_TRIES = "better_tries"
    BETTER_LATER = "better_later"
    BETTER_NO_TRIES = "better_no_tries"
    NO_BETTER = "no_better"
    REPORTED = "reported"
    REPORTED_BEFORE = "reported_before"
    NO_REPORT = "no_report"
    NOTHING = "nothing"
    ONLY_MODERATORS = "only_moderators"
    ONLY_MANAGERS = "only_managers"
    NOT_HERE = "not_here"
    TROUBLE = "trouble"


_WORDS = {
    Word.HINT: {
        "en": "a message from the moderators' bot is waiting for you here. Nobody else can read what it says.",
        "da": "her venter en besked til dig fra moderatorernes bot. Ingen andre kan læse, hvad der står.",
        "nb": "her venter en beskjed til deg fra moderatorenes bot. Ingen andre kan lese hva som står der.",
        "sv": "här väntar ett meddelande till dig från moderatorernas bot. Ingen annan kan läsa vad som står.",
        "de": "hier wartet eine Nachricht vom Bot der Moderation auf dich. Niemand sonst kann sie lesen.",
        "ru": "здесь Вас ждёт сообщение от бота модераторов. Никто другой его не увидит.",
    },
    Word.READ: {"en": "Read it", "da": "Læs den", "nb": "Les den", "sv": "Läs det", "de": "Lesen", "ru": "Прочитать"},
    Word.APPEAL: {
        "en": "Appeal",
        "da": "Klag",
        "nb": "Klag",
        "sv": "Överklaga",
        "de": "Widersprechen",
        "ru": "Обжаловать",
    },
    Word.WHY_AGAIN: {
        "en": "Why should a moderator look again?",
        "da": "Hvorfor skal en moderator se på det?",
        "nb": "Hvorfor bør en moderator se på det?",
        "sv": "Varför bör en moderator titta igen?",
        "de": "Warum noch einmal hinsehen?",
        "ru": "Почему стоит посмотреть ещё раз?",
    },
    Word.APPEALED: {
        "en": "Thank you. A moderator will look at it again, and you will get an answer.",
        "da": "Tak. En moderator ser på det igen, og du får svar.",
        "nb": "Takk. En moderator ser på det igjen, og du får svar.",
        "sv": "Tack. En moderator tittar på det igen, och du får svar.",
        "de": "Danke. Jemand aus der Moderation sieht es sich noch einmal an, und du bekommst eine Antwort.",
        "ru": "Спасибо. Модератор посмотрит ещё раз, и Вы получите ответ.",
    },
    Word.NO_APPEAL: {
        "en": "This can't be appealed (any more).",
        "da": "Der kan ikke (længere) klages over dette.",
        "nb": "Det kan ikke (lenger) klages på dette.",
        "sv": "Det här går inte (längre) att överklaga.",
        "de": "Dagegen ist kein Widerspruch (mehr) möglich.",
        "ru": "Обжаловать это (уже) нельзя.",
    },
    Word.BETTER: {
        "en": "Send a better version",
        "da": "Send en bedre udgave",
        "nb": "Send en bedre versjon",
        "sv": "Skicka en bättre version",
        "de": "Bessere Fassung senden",
        "ru": "Отправить исправленный вариант",
    },
    # At most 45 characters.
    Word.BETTER_HOW: {
        "en": "The same, in keeping with the rules",
        "da": "Det samme, men inden for reglerne",
        "nb": "Det samme, men innenfor reglene",
        "sv": "Samma sak, men inom reglerna",
        "de": "Dasselbe, aber im Rahmen der Regeln",
        "ru": "То же самое, но без нарушения правил",
    },
    Word.BETTER_TOOK: {
        "en": "Thank you. Your new version takes the place of the old one, and this costs you no strike.",
        "da": "Tak. Din nye udgave kommer i stedet for den gamle, og det koster dig ingen anmærkning.",
        "nb": "Takk. Den nye versjonen kommer i stedet for den gamle, og det koster deg ingen anmerkning.",
        "sv": "Tack. Din nya version kommer i stället för den gamla, och det kostar dig ingen anmärkning.",
        "de": "Danke. Deine neue Fassung tritt an die Stelle der alten, und angerechnet wird dir nichts.",
        "ru": "Спасибо. Новый вариант займёт место прежнего, и нарушение Вам не засчитывается.",
    },
    Word.BETTER_STILL_OUT: {
        "en": "Until the time that you were told you can still only read along.",
        "da": "Indtil det tidspunkt, du har fået oplyst, kan du fortsat kun læse med.",
        "nb": "Fram til tidspunktet du har fått oppgitt, kan du fortsatt bare lese.",
        "sv": "Fram till den tid som du fått veta kan du fortfarande bara läsa.",
        "de": "Bis zu dem Zeitpunkt, der dir genannt wurde, kannst du weiterhin nur mitlesen.",
        "ru": "До указанного Вам времени Вы по-прежнему можете только читать.",
    },
    Word.BETTER_BREAKS: {
        "en": "This version can't be posted, because of this rule:",
        "da": "Denne udgave kan ikke slås op på grund af denne regel:",
        "nb": "Denne versjonen kan ikke legges ut på grunn av denne regelen:",
        "sv": "Den här versionen kan inte läggas upp på grund av den här regeln:",
        "de": "Diese Fassung kann wegen dieser Regel nicht erscheinen:",
        "ru": "Этот вариант нельзя опубликовать из-за правила:",
    },
    Word.BETTER_TRIES: {
        "en": "Tries left:",
        "da": "Forsøg tilbage:",
        "nb": "Forsøk igjen:",
        "sv": "Försök kvar:",
        "de": "Verbleibende Versuche:",
        "ru": "Осталось попыток:",
    },
    Word.BETTER_LATER: {
        "en": "It could not be checked just now, and this does not count as a try. Please try again in a few minutes.",
        "da": "Den kunne ikke kontrolleres lige nu, og det tæller ikke som et forsøg. Prøv igen om et par minutter.",
        "nb": "Den kunne ikke kontrolleres akkurat nå, og det teller ikke som et forsøk. Prøv igjen om noen minutter.",
        "sv": "Den kunde inte kontrolleras just nu, och det räknas inte som ett försök. Försök igen om några minuter.",
        "de": "Sie konnte gerade nicht geprüft werden, was nicht als Versuch zählt. Versuch es in einigen Minuten.",
        "ru": "Сейчас его не удалось проверить, и попытка не засчитана. Попробуйте ещё раз через несколько минут.",
    },
    Word.BETTER_NO_TRIES: {
        "en": "All tries are used up. You can still appeal, and a moderator will look at it.",
        "da": "Alle forsøg er brugt. Du kan stadig klage, så ser en moderator på det.",
        "nb": "Alle forsøkene er brukt opp. Du kan fortsatt klage, så ser en moderator på det.",
        "sv": "Alla försök är slut. Du kan fortfarande överklaga, så tittar en moderator på det.",
        "de": "Alle Versuche sind aufgebraucht. Du kannst noch widersprechen, dann sieht es sich ein Mensch an.",
        "ru": "Попыток больше не осталось. Вы можете обжаловать решение, и его посмотрит модератор.",
    },
    Word.NO_BETTER: {
        "en": "No better version can be sent for this (any more).",
        "da": "Der kan ikke (længere) sendes en bedre udgave af dette.",
        "nb": "Det kan ikke (lenger) sendes en bedre versjon av dette.",
        "sv": "Det går inte (längre) att skicka en bättre version av det här.",
        "de": "Dafür kann keine bessere Fassung (mehr) gesendet werden.",
        "ru": "Отправить исправленный вариант здесь (уже) нельзя.",
    },
    Word.REPORTED: {
        "en": "Thank you, the moderators will see it.",
        "da": "Tak, moderatorerne får det at se.",
        "nb": "Takk, moderatorene får se det.",
        "sv": "Tack, moderatorerna får se det.",
        "de": "Danke, die Moderation bekommt es zu sehen.",
        "ru": "Спасибо, модераторы это увидят.",
    },
    Word.REPORTED_BEFORE: {
        "en": "You reported this before; the moderators know.",
        "da": "Du har anmeldt det før; moderatorerne ved det.",
        "nb": "Du har rapportert dette før; moderatorene vet det.",
        "sv": "Du har anmält det förut; moderatorerna vet om det.",
        "de": "Das hast du schon gemeldet; die Moderation weiß davon.",
        "ru": "Вы уже сообщали об этом; модераторы знают.",
    },
    Word.NO_REPORT: {
        "en": "This message can't be reported to the bot. Please write to a moderator.",
        "da": "Den besked kan ikke anmeldes til botten. Skriv til en moderator.",
        "nb": "Denne meldingen kan ikke rapporteres til boten. Skriv til en moderator.",
        "sv": "Det meddelandet kan inte anmälas till boten. Skriv till en moderator.",
        "de": "Diese Nachricht kann dem Bot nicht gemeldet werden. Schreib bitte der Moderation.",
        "ru": "На это сообщение нельзя пожаловаться боту. Напишите, пожалуйста, модератору.",
    },
    Word.NOTHING: {
        "en": "There is nothing here for you.",
        "da": "Her er ikke noget til dig.",
        "nb": "Her er det ikke noe til deg.",
        "sv": "Här finns inget till dig.",
        "de": "Hier ist nichts für dich.",
        "ru": "Здесь для Вас ничего нет.",
    },
    Word.ONLY_MODERATORS: {
        "en": "Only moderators can do that.",
        "da": "Det kan kun moderatorer.",
        "nb": "Det kan bare moderatorer.",
        "sv": "Det kan bara moderatorer göra.",
        "de": "Das kann nur die Moderation.",
        "ru": "Это могут только модераторы.",
    },
    Word.ONLY_MANAGERS: {
        "en": "Only those who manage this community can do that.",
        "da": "Det kan kun de, der styrer fællesskabet.",
        "nb": "Det kan bare de som styrer fellesskapet.",
        "sv": "Det kan bara de som sköter gemenskapen göra.",
        "de": "Das können nur Personen, die diese Gemeinschaft verwalten.",
        "ru": "Это могут только те, кто управляет этим сообществом.",
    },
    Word.NOT_HERE: {
        "en": "This works only in a community that the bot looks after.",
        "da": "Det virker kun i et fællesskab, som botten passer.",
        "nb": "Det virker bare i et fellesskap som boten passer på.",
        "sv": "Det fungerar bara i en gemenskap som boten sköter.",
        "de": "Das geht nur in einer Gemeinschaft, um die sich der Bot kümmert.",
        "ru": "Это работает только в сообществе, за которым следит бот.",
    },
    Word.TROUBLE: {
        "en": "That did not work, and it is not your fault. Please try again in a moment.",
        "da": "Det lykkedes ikke, og det er ikke din skyld. Prøv igen om lidt.",
        "nb": "Det gikk ikke, og det er ikke din feil. Prøv igjen om litt.",
        "sv": "Det gick inte, och det är inte ditt fel. Försök igen om en stund.",
        "de": "Das hat nicht geklappt, und es liegt nicht an dir. Versuch es gleich noch einmal.",
        "ru": "Не получилось, и это не Ваша вина. Попробуйте ещё раз чуть позже.",
    },
}


def word(name: Word, language: str) -> str:
    """Return the words in a language, such as `da` or `sv-SE`; in English where there are none."""
    return in_language(_WORDS[name], language_code(language))


def language_code(language: str) -> str:
    """Return the code of a language as texts are kept by it, such as `nb` for `no`."""
    code = language.partition("-")[0].casefold()
    return "nb" if code in {"no", "nn"} else code
