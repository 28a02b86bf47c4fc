"""German."""

from bot.drafting.linter.words.kinds import Words

_DAY = "(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|morgen|heute|wochenende|weihnachten|jahresende)"
_SEASON = "(frühjahr|frühling|sommer|herbst|winter)"
_DONE = (
    "(gelöst|behoben|repariert|erledigt|fertig|wiederhergestellt|freigeschaltet|veröffentlicht|entsperrt|gutgeschrieben"
    "|geöffnet|gesperrt|online|korrigiert|zurückgegeben|rückgängig gemacht)"
)

GERMAN = Words(
    common="""hallo der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden
        aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur
        oder aber vor zur bis mehr durch man sein wurde sei hier wir uns unser unsere ich mich mir du dich
        dir dein deine deinen deiner ihr euch euer was wenn kann kannst hast bist danke bitte gern gerne
        schon wieder nachricht frage weil ob keine kein etwas alle dieser diese dieses wo warum wer habe""",
    gives_word=(
        "(versprech*|versprich*|versprochen|verspreche)",
        "(garant*|zugesichert|zusichern|zusicher*)",
        "(mein|unser) wort",
        "(sei|seid|seien) ... (versichert|gewiss|sicher)",
        "(verlass*|zähl*) ... (auf uns|auf mich|darauf)",
        "(auf uns|auf mich|darauf) ... (verlass*|zähl*)",
        "(verpflichte|verpflichten|verpflichtet) (uns|mich)",
        "(erstatt*|rückerstatt*|ersetz*|entschädig*|gutschein*|gutschrift*)",
        "(versicher|versichere|versichern|zusage|zusagen|beteuer)*",
        "(glaub|vertrau|glaubt|vertraut) (mir|uns)",
        "(ohne|kein|außer) (jeden|jeglichen)? zweifel",
        "(betrachte|sieh|nimm) (es|das|die sache) als (erledigt|gelöst|geklärt|abgehakt)",
        "kost* ... (nichts|keinen cent)",
        "(geht auf uns|auf unsere kosten|in deiner schuld|schulden dir)",
        "(geld|betrag) ... (zurück|wieder|unterwegs)",
        "(bekomm*|erhält*|erhalt*|schenk*|gebe*|gib*) ... (gratis*|kostenlos*|geschenkt|umsonst)",
        "(gratismonat*|gratiswoche*|freimonat*)",
    ),
    foretells=(
        "(ganz sicher|ganz bestimmt|auf jeden fall|definitiv|mit sicherheit)",
        "(sorge|sorgen) ... dafür",
        "(stelle|stellen) ... sicher",
        f"(wird|werden) ... {_DONE}",
        f"(ist|sind|läuft|laufen) ... (bald|{_DAY}|gleich) ... (wieder|{_DONE})",
        f"(kommt|kommen|erscheint|erscheinen|fertig|hörst|hört|hören|läuft) ... (am|bis|spätestens|noch|im"
        f"|vor dem) ... ({_DAY}|{_SEASON})",
        "(kommt|kommen|erscheint|erscheinen|fertig|läuft) ... (nächst*|kommend*) (monat|woche|jahr|version|update"
        "|release)*",
        f"(am|bis|spätestens|noch|im|vor dem) ... ({_DAY}|{_SEASON}) ... ({_DONE}|da|veröffentlich*|heraus*|erschein*)",
        "(innerhalb|binnen) (von|einer|eines|der|weniger)? (minute|stunde|tag|woche|monat|zwei|drei|vier|fünf|sechs"
        "|\\d+)*",
        f"(spätestens|bis) (am|zum)? {_DAY}",
        "vor dem wochenende",
        "(heute|morgen) (früh|vormittag|mittag|nachmittag|abend|nacht)",
        "(über nacht|im laufe (des|der) (tages|nacht|woche|abends)|im handumdrehen)",
        "(höchste|oberste|erste) priorität",
    ),
    never_again=(
        f"länger als (bis)? {_DAY}",
        "(nicht|nie|niemals) ... (wieder|mehr) ... (vorkomm*|passier*|gescheh*)",
        "(kommt|passiert|geschieht) ... (nicht|nie|niemals) (wieder|mehr)",
        "(nie wieder|nie mehr|niemals wieder)",
    ),
    excuses=(
        "(nicht|kein|keine|keinen|keiner|niemand|nie|ohne|weder)",
        "(wenn|falls|ob|sobald|sofern|solange|bevor|erst)",
    ),
    denies=("(nicht|kein|keine|keinen|keiner|niemand|nie|weder)",),
    admits=(
        "(rechtlich|juristisch) ... (haft*|verantwortlich|verantwortung|schuld*|fehler)",
        "(haftbar|haftung|haften|haftet|fahrlässig*|schadensersatz*|schadenersatz*|pflichtverletz*)",
        "(verstoßen|verstießen|verletzt|verletzen|gebrochen|brechen|missachtet) ... (gesetz*|vertrag*|recht|rechte"
        "|pflicht*"
        "|dsgvo|verordnung*)",
        "(gesetz*|vertrag*|recht|rechte|pflicht*|datenschutz*|dsgvo|verordnung*) ... (verstoßen|verletzt|gebrochen"
        "|missachtet)",
        "(anspruch|recht) auf ... (entschädigung|ersatz|schmerzensgeld)",
        "(verklag*|klagst|klage gegen uns|vor gericht)",
        "(gewinn*|gewonnen) ... (prozess|gericht)",
        "(recht|gesetz) ... auf (deiner|ihrer|eurer) seite",
        "(schuld|verantwortung) ... (liegt|trifft|tragen) ... (uns|wir)",
        "(rechtswidrig*|gesetzwidrig*|illegal*) (gehandelt|verhalten|von uns)",
        "(rechtliche|rechtlichen|juristische|juristischen|strafrechtliche*) (folge|konsequenz|verantwortung)*",
        "(gegen|außerhalb) ... (gesetz|gesetze|recht)",
        "(daten) ... (abgeflossen|verloren|gestohlen|verkauft|weitergegeben|geleakt)",
        "(für den schaden|für den verlust|für schäden) ... (gerade|verantwort*|aufkommen|auf)",
        "(räumen|gestehen|geben|gebe) ... (schuld|haftung|verstoß*|vertragsbruch) ... (ein|zu)",
    ),
    blames=(
        "(hättest|hätten sie) ... (lesen|wissen|nachsehen|fragen|warten|denken|aufpassen) (sollen|müssen|können)",
        "(deine|ihre|eigene) (eigene)? (schuld|problem)",
        "(selbst|selber) schuld",
        "(dein|ihr) (eigenes|eigener) (problem|fehler)",
        "(offensichtlich|offenbar|anscheinend|wohl) ... (nicht|kein*|nie) ... (gelesen|verstanden|lust|zugehört"
        "|gedacht)?",
        "wie (ich|wir) (schon|bereits|eben)? (zweimal|mehrfach|oft)? (gesagt|geschrieben|erklärt|erwähnt|sagte"
        "|schrieb)",
        "wie (ich|wir) ... (schon|bereits|mehrfach|zweimal|mehrmals) ... (gesagt|geschrieben|erklärt|erwähnt)",
        "(übertreib*|überreagier*|überempfindlich*|hysterisch*)",
        "(beruhig* dich|reg dich ab|reiß dich zusammen|werd erwachsen|komm runter|entspann dich|mal langsam)",
        "(therapeut*|psychiater*|psycholog*|therapie|tabletten|medikamente)",
        "(du bist|du wirkst|du klingst|sie sind) ... (paranoid|verrückt|instabil|hysterisch|verwirrt|eifersüchtig"
        "|verbittert|faul)",
        "(glückwunsch|gratuliere|gratulation|bravo|toll gemacht) ... (du|dass|zu|zum)",
        "(alle anderen|die anderen|jeder andere) ... (verstanden|verstehen|versteht|kapiert|geschafft|schaffen)",
        "wenn du ... (aufgepasst|gelesen|zugehört|hingesehen|nachgedacht|geschaut) ... hättest",
        "hättest du ... (aufgepasst|gelesen|zugehört|hingesehen|nachgedacht|geschaut)",
        "hast du ... (überhaupt|jemals|wenigstens) ... (versucht|gelesen|geschaut|nachgedacht|probiert)",
        "(zu|so) (schwierig|schwer|kompliziert|hoch) für dich",
        "(nicht jeder|andere|nicht alle) ... (wie du|als du)",
        "(menschenverstand|schalt den kopf ein|erst denken|nicht nachdenkt)",
        "(du|dir) ... (immer|nie|ständig) ... (schief|liest|hörst|lernst|machst|kaputt)",
        "(jedes kind|selbst ein kind|sogar ein kind|ein fünfjährig*|jeder anfänger)",
        "(aggressionsproblem*|wutproblem*|psychische* problem*)",
        "(so schwer|wie schwer) (ist|kann) (das|es) (doch|sein|nicht)*",
        "(lern lesen|lesen lernen|was daran verstehst)",
    ),
    belittles=(
        "(beschwerde*|kritik|feedback|meinung) ... (gelöscht|entfernt|ausgeblendet|unerwünscht|nicht erwünscht)",
        "(löschen|löschten|entfernen|gelöscht) ... (beschwerde*|kritik|feedback|meinung)",
        "(negativ*|kritisch*) (feedback|beiträge|kommentare|meinung*|stimmen|äußerung*) ... (gelöscht|entfernt"
        "|ausgeblendet|unerwünscht|verboten)",
        "(schlecht|negativ|abfällig) über uns",
        "(der|die|das) einzige* ... (problem|beschwer*|stört|hat|mit)",
        "(nie|niemand|keiner|sonst) ... (jemand|niemand|keiner|anderer) ... (beschwer*|beklag*|gestört|problem*)",
        "(nicht|halb) so (schlimm|wild|dramatisch|wichtig|tragisch)",
        "so (schlimm|wild|dramatisch|wichtig) ... nicht",
        "(keine große sache|kein grund zur aufregung|keinen aufstand)",
        "(nicht|kaum|wirklich nicht) ... (beschweren|beklagen|aufregen|meckern)",
        "(behalte*|behalt) ... (kritik|meinung|beschwerde*|das|so etwas) ... für dich",
        "(kannst du|können sie|steht es dir) ... (ja|gern|gerne|frei) ... (gehen|woanders|verlassen)",
        "(hör|hören) ... auf ... zu (jammern|meckern|nörgeln|heulen|klagen|motzen)",
        "(jammer*|mecker*|nörgel*|gejammer|genörgel|geheule|motz*)",
        "(meinung|kritik|beschwerde*|feedback) ... (interessiert|kümmert|zählt|juckt) ... (nicht|niemanden|keinen)",
        "(die meisten|alle anderen|andere) ... (zufrieden|glücklich|damit klar)",
        "so (übel|schlecht|schlimm|tragisch) kann",
        "(kein|keinen|nicht) platz (für)?",
        "(für) ... (kein|keinen) platz",
        "(dein kleines|deine kleinen|wichtigeres|größere probleme)",
        "(schlechtes|negatives|kein gutes) licht",
        "(theater|aufstand|drama|wind) (um|wegen) (nichts|nix)",
        "(sturm im wasserglas|aus einer mücke|luxusproblem*|nur ein spiel|komm damit klar|leb damit)",
    ),
    insults=(
        "(idiot|trottel|depp|dummkopf|blöd|clown|versager|arschloch|vollpfosten|abschaum|spinner|erbärmlich|lächerlich"
        "|jämmerlich|wertlos|penner|wichser|hohlkopf|loser)*",
        "(dumm|dumme|dummer|dummes|schwein|müll|esel)",
        "(scheiß*|verdammt*|fuck*|mist|kacke)",
        "(dein|deine) (kleines|hässliche|dumme|fette)? (hirn|gehirn|fratze|visage|maul) ... (winzig|klein|leer"
        "|hässlich)?",
        "(hässlich*) (fratze|visage|gesicht)",
        "halt* ... (klappe|maul|mund|fresse|schnauze)",
        "(verzieh|verpiss|hau ab|zieh leine)",
        "(keiner|niemand) (mag|will|braucht|vermisst) dich",
    ),
    supposes=(
        "(wahrscheinlich|vermutlich|vielleicht|möglicherweise|eventuell|angeblich|wohl|anscheinend|womöglich)",
        "(wir|ich) (glauben|glaube|vermuten|vermute|raten|nehmen an|denken)",
        "(könnte|dürfte) ... (sein|liegen|daran)",
        "(gerücht*|spekul*|es sieht so aus)",
    ),
    cries="stopp halt niemals lies jetzt muss wieder immer falsch gratis achtung wichtig sofort",
    months="jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez",
    weekdays="montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag",
    units=(
        "(minute|minuten|min)",
        "(stunde|stunden|std|h)",
        "(tag|tage|tagen|d)",
        "(woche|wochen)",
        "(monat|monate|monaten|monats)",
        "(jahr|jahre|jahren)",
    ),
    numerals=(
        "ein|eine|einen|einer|einem",
        "zwei",
        "drei",
        "vier",
        "fünf",
        "sechs",
        "sieben",
        "acht",
        "neun",
        "zehn",
        "elf",
        "zwölf",
    ),
    rule="regel|regeln",
    at="uhr|um",
)
