"""What the shipped policy and lists do with ordinary and with abusive talk in all six languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.bootstrap import build_classifier, build_screener, read
from bot.core.actions import automatic
from bot.core.policy import Mode
from bot.policy_files import Loaded
from bot.settings import Settings
from tests.core.makers import content

if TYPE_CHECKING:
    from bot.core.decision import Decision
    from bot.pipeline.screen import Screener
    from bot.ports import Classifier

DEFAULT = Path(__file__).parents[2] / "policies" / "default.yaml"

# Words of one language that are rude in another, games, work, friendly swearing; then complaints, harsh but fair.
FINE = {
    "en": """
        I live in Scunthorpe but work in Essex and Penistone
        the second boss is gonna kill you unless you dodge left
        let's go, die Runde fängt an, as you say in Germany
        candles can burn your house down, please be careful
        the new transmission is great, your old tranny was slipping
        my brother is autistic and plays bass in our band, you should hear him
        your last update wiped my drafts and I'm fucking furious
        your app is shit and your support is even worse
        how the fuck do I turn off your damn notifications
        ridiculous prices and a shitty app, you should be ashamed
    """,
    "da": """
        han læser et godt fag på universitetet, hvad læser du?
        pas på når du går hjem, det er glat
        jeg kommer efter dig i køen
        jeg skyder dig lige en mail i morgen
        jeg tæver dig i FIFA i aften, bare vent :)
        min bror forsøgte at begå selvmord sidste år, og jeg savner nogen at tale med
        jeres opdatering er noget forpulet lort
        hvordan fanden slår jeg jeres lortenotifikationer fra
        for helvede, prisen er steget igen, er I blevet skøre?
        jeres support er fandme elendig, svar dog
    """,
    "nb": """
        kan du høre meg nå? Jeg hører deg godt
        jeg kommer og tar deg med på kino
        jeg banker deg i FIFA i kveld :)
        jeg skyter deg en melding
        faen, du klarte det, gratulerer!
        det er en pyse av en katt du har, så søt
        oppdateringen deres er faen meg ubrukelig
        hva faen driver dere med, appen krasjer hele tida
        for noe dritt dere har laget, jeg vil ha pengene tilbake
        hvordan i helvete slår jeg av varslene deres
    """,
    "sv": """
        vilken fart har du på båten? Den är bra
        polacken vann matchen igår, såg du den?
        jag spöar dig i FIFA ikväll :)
        tänker du på att ta livet av dig? Ring 112, vi finns här
        fan vad bra du är
        din gris är rosa i spelet, min är blå
        er uppdatering är fan helt värdelös
        nya versionen är en jävla katastrof, ni borde skämmas
        hur i helvete stänger jag av era notiser
        jag är förbannad på er, leveransen är tre veckor försenad
    """,
    "de": """
        der dicke Kater ist süß, wie heißt deiner?
        Pokémon Go die ganze Nacht, machst du mit?
        häng dich auf keinen Fall so rein, du brauchst Pause
        der Bergsturz von Blatten war schlimm, kommst du von dort?
        da hast du Schwein gehabt
        du bist das letzte Mal zu spät gekommen
        euer Update ist der letzte Scheiß
        ihr habt das ganze Spiel kaputt gemacht, verdammte Scheiße
        warum zum Teufel habt ihr die Suche entfernt
        seid ihr bescheuert? Meine Daten sind weg!
    """,
    "ru": """
        Фига себе, ты молодец
        Арам Хачикян снял фильм, ты видел?
        хачапури вкусные, тебе понравятся
        ты никто не видел мой телефон?
        я тебя порву в шахматы сегодня :)
        сыграем в дурака, ты раздаёшь?
        ваше обновление полное говно
        вы испортили всю игру, блять
        какого хрена вы убрали поиск
        идиотское обновление, вы всё сломали
    """,
}
# Insults, threats and hate as they are written; then some that hide behind a star or a cue of protected talk.
ABUSE = {
    "en": """
        you're a dumb bastard and everyone knows it
        you are so dumb it hurts
        nobody wants you here, just leave and die
        I will find you and kill you
        i hope you get hit by a bus and die
        go f*ck yourself
        you absolute a**hole
        you are an ʇoᴉpᴉ
        this update is broken because you are an idiot
        he called me rude but you are the real asshole
    """,
    "da": """
        skrid med dig, din grimme taber
        I klovne skulle holde jeres kæft
        du er sgu for dum
        jeg kommer hjem til dig og slår din familie ihjel
        gå ud og hæng dig
        du burde skydes
        perkerne skal ud af landet
        du er en id**t
        det ville være rart hvis du holdt kæft, din klaphat
        jeg er en idiot? nej, du er en idiot
    """,
    "nb": """
        stikk, din stygge taper
        dere klovner burde holde kjeft
        din store tosk
        jeg skal faen meg drepe deg
        jeg skal knuse trynet ditt
        du burde vært skutt
        jævla utlending, dra hjem
        du er en id#ot
        oppdateringen er dårlig fordi du er en idiot
        jeg siterer: du er en jævla hore
    """,
    "sv": """
        stick, din fula förlorare
        ni clowner borde hålla käften
        du är helt jävla dum i huvudet
        jag ska fan döda dig
        jag hittar dig och dödar dig
        du borde skjutas
        jävla bögar
        du är ett p*cko
        det vore bra om du höll käften, ditt pucko
        förslag: håll käften, ditt pucko
    """,
    "de": """
        du blöde Kuh
        ihr Clowns solltet alle die Fresse halten
        halt dein dreckiges Maul
        halt die Fresse
        ich finde dich und bring dich um
        hoffentlich erstickst du
        scheiß Ausländer
        du A****loch
        der Support ist langsam und du bist eine dumme Schlampe
        ich bin ein Idiot? nein, du bist ein Idiot
    """,
    "ru": """
        вали отсюда, уродливый лузер
        завали ебало
        ты жалкий червь
        приду к тебе домой и убью твою семью
        чтоб ты подавился
        хохлов надо уничтожать
        ты д**ил
        иди на х*й
        поддержка медленная, а ты тупая сука
        что значит быть таким идиотом как ты
    """,
}


def rows(texts: dict[str, str]) -> list[str]:
    """Return the texts of all languages, one a line."""
    return [line.strip() for each in texts.values() for line in each.strip().splitlines()]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    """Give the classifier that ships."""
    return build_classifier(Settings())


@pytest.fixture(scope="module")
def screener(classifier: Classifier) -> Screener:
    """Give a screener under the shipped policy, acting."""
    found = read(DEFAULT, classifier)
    assert isinstance(found, Loaded), found
    return build_screener(replace(found.policy, mode=Mode.ENFORCE))


async def decided(text: str, classifier: Classifier, screener: Screener) -> Decision:
    """Return what is decided about a text by a member without strikes."""
    scores = await classifier.score([text])
    return screener.fresh().screen(content(text=text), scores[0]).decision


@pytest.mark.parametrize("text", rows(FINE))
async def test_ordinary_talk_and_harsh_criticism_are_let_be(
    text: str, classifier: Classifier, screener: Screener
) -> None:
    """Nothing is done to the member, and no strike is counted; a moderator may look."""
    decision = await decided(text, classifier, screener)
    assert (automatic(decision.actions), decision.strike) == ((), None), decision.matches


@pytest.mark.parametrize("text", rows(ABUSE))
async def test_abuse_is_answered(text: str, classifier: Classifier, screener: Screener) -> None:
    """Something is done at once, or a moderator is called."""
    decision = await decided(text, classifier, screener)
    assert decision.actions, decision
