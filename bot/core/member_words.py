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
    REPORTED = "reported"
    REPORTED_BEFORE = "reported_before"
    NO_REPORT = "no_report"
    NOTHING = "nothing"
    ONLY_MODERATORS = "only_moderators"
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
    Word.NOT_HERE: {
        "en": "This works only on a server that the bot looks after.",
        "da": "Det virker kun på en server, som botten passer.",
        "nb": "Det virker bare på en server som boten passer på.",
        "sv": "Det fungerar bara på en server som boten sköter.",
        "de": "Das geht nur auf einem Server, um den sich der Bot kümmert.",
        "ru": "Это работает только на сервере, за которым следит бот.",
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
    return in_language(_WORDS[name], _code(language))


def _code(language: str) -> str:
    code = language.partition("-")[0].casefold()
    return "nb" if code in {"no", "nn"} else code
