"""Norwegian (Bokmål)."""

from bot.drafting.linter.words.kinds import Words

_DAY = "(mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag)"
_SOON = (
    "(i morgen|i kveld|i dag|snart|neste uke|neste måned|i neste|til neste|til våren|til sommeren"
    "|til høsten|til vinteren|til jul)"
)
_DONE = (
    "(fikset|løst|ordnet|rettet|klar|klart|ferdig|ferdige|gjenåpnet|åpnet|gjenopprettet|oppe|laget"
    "|i orden|på plass|lansert)"
)

NORWEGIAN = Words(
    common="""hei og i jeg det at en den til er som på de med han av for ikke der var meg seg men et har om vi min
        hadde ham hun nå over da fra du ut sin dem oss opp man hans hvor eller hva skal selv her alle vil
        ble kunne inn når være noe ville jo deres etter ned skulle denne enn dette mitt også under ha deg
        annen henne mine alt mye sitt sine vår mot disse hvis din noen hos bli mange blir hennes vært ditt
        gjerne takk kan får må hvordan hvorfor beskjed sier uten bare fått spørsmål dere deg igjen melding
        meldingen""",
    gives_word=(
        "(lov|lover|lovet|lovte|løfte|løfter|løftet)",
        "garant*",
        "(mitt|vårt) ord (på|for)",
        "(være|vær) (sikker|trygg|forvisset) (på|at)",
        "(regne|stole|regner) (med|på) (at|det|oss|meg)",
        "(forplikter|forpliktet) (oss|meg)",
        "(refunder*|refusjon*|erstat*|kompens*|gavekort*)",
        "(penger|pengene|beløpet) ... (tilbake|igjen|i retur|på vei)",
        "(forsikrer|forsikre|tilsagn|tilsikrer)",
        "(stol på|tro) (meg|oss)",
        "(ingen|uten|hevet over enhver) tvil",
        "(betrakt|regn|anse|se) (det|den|saken|på det) (som|for)? (gjort|løst|ordnet|avsluttet)",
        "koster ... deg? ... (intet|ingenting|ikke noe|ikke en krone)",
        "(på vår regning|for vår regning|vi skylder deg)",
        "(få|får|gir|gi) ... (gratis|uten kostnad|kostnadsfritt)",
        "gratis (dag|uke|måned|år|abonnement|oppgradering)*",
    ),
    foretells=(
        "(blir|vil|skal|kommer) ... (helt sikkert|garantert|bestemt|uten tvil)",
        "(skal nok|sørger for|sørge for|ser til at|passer på at)",
        "(vi|jeg) (fikser|løser|retter|gjenåpner|gjenoppretter|lanserer|ordner)",
        f"(blir|vil bli) ... {_DONE}",
        f"(er|står) (oppe|klar|klart|ferdig|løst|på nett) ... (igjen|innen|senest|{_SOON})",
        f"(kommer|klar|klart|ferdig|ferdige|løst|åpner|svar|hører|gi ut|gir|lanserer|gi) ... ({_SOON}|(på"
        f"|senest) {_DAY})",
        "(innen|i løpet av) (en|ett|et|to|tre|fire|fem|seks|\\d+) (minutt|time|dag|døgn|uke|måned)*",
        f"(senest|innen|før) (i morgen|i kveld|i dag|helg*|jul|nyttår|på {_DAY}|{_DAY})",
        "(i ettermiddag|i formiddag|i kveld|i natt|over natten|i løpet av (natten|dagen|uken|kvelden))",
        "(høyeste|første|topp) prioritet",
        "(satt|settes|setter) ... (inn|tilbake) igjen?",
    ),
    never_again=(
        f"(lenger enn|lengre enn) (til)? {_DAY}",
        "(skjer|skje|gjentar|gjenta) (ikke|aldri|seg) ... (igjen|mer)",
        "(ikke|aldri) (skjer|skje|gjentar|gjenta) ... (igjen|mer|seg)",
        "(vi|jeg) ... aldri ... (igjen|mer)",
        "aldri (mer|igjen)",
    ),
    excuses=("(ikke|aldri|ingen|intet|uten|verken)", "(hvis|når|om|dersom|med mindre|inntil|så snart|først|lov til)"),
    denies=("(ikke|aldri|ingen|intet|verken)",),
    admits=(
        "(juridisk|rettslig) ... (ansvar*|skyld*|feil)",
        "(erstatningsansvar*|erstatningsplikt*|uaktsom*|forsømm*)",
        "(overtrådt|brutt|bryter|brøt|krenket|krenker|misligholdt) ... (lov|loven|lover|personvern*|gdpr|kontrakt*"
        "|avtale*"
        "|rettighet*|forordning*)",
        "(krav|rett|berettiget) (på|til) ... (erstatning|kompensasjon)",
        "(gå til sak|gikk til sak|går til sak|saksøke*|saksøkt*|ta oss til retten)",
        "(vinne|vinner|vant|vunnet) ... (sak*|retten)",
        "(loven|retten) ... på din side",
        "(skylden|ansvaret) (er|ligger) ... (vår|vårt|oss)",
        "(ulovlig*|lovstridig*) (av|fra) oss",
        "(rettslige|juridiske|strafferettslige) (følge|konsekvens|ansvar)*",
        "(imot|mot|utenfor) (loven|lovverket)",
        "(lekket|mistet|solgt|tapt) ... (data|dataene|opplysning*)",
        "(data|dataene|opplysning*) ... (lekket|stjålet|mistet|solgt)",
        "(ansvar*|ansvaret) for (skaden|tapet|skader|tap)",
        "(erkjenner|innrømmer|vedgår) ... (skyld|ansvar|ansvaret|lovbrudd)",
    ),
    blames=(
        "du (skulle|burde) (ha|lest) (lest|visst|sjekket|tenkt|spurt|sett|ventet)?",
        "(din|ditt) egen? (egen|eget)? (skyld|feil|problem)",
        "(tydeligvis|åpenbart|visst) ... (ikke|aldri) ... (giddet|lest|forstått|hørt|tenkt)",
        "som (jeg|vi) (allerede|jo|nettopp)? (har)? (allerede|jo|nettopp)? (sagt|skrevet|forklart|nevnt|sa|skrev)",
        "(overreager*|overfølsom*|hysterisk*|overdriver)",
        "(ro deg ned|slapp av|ta det rolig|ta deg sammen|bli voksen|rolig nå)",
        "(psykolog*|psykiater*|terapeut*|terapi|medisin*)",
        "du (er|virker|høres) ... (paranoid|gal|sinnssyk|ustabil|hysterisk|forvirret|sjalu|bitter|lat)",
        "(gratulerer|bravo|bra jobba|flott) med (å|din|ditt)",
        "(alle andre|de andre|resten) ... (forstår|forsto|forstått|fant|funnet|klarer|klart)",
        "(hvis|hadde) du (hadde|bare)? (fulgt|lest|hørt|sett|tenkt|giddet)",
        "(prøvde|forsøkte|leste|tenkte|kikket) du (overhodet|i det hele tatt|noen gang|ikke engang)",
        "(har du) (overhodet|i det hele tatt) (prøvd|lest|tenkt|sett)",
        "(for|så) (vanskelig*|avansert|komplisert|vondt) ... (for) (deg|å)",
        "(ikke alle|andre) ... som deg",
        "(sunn fornuft|bruk hodet|tenk deg om|tenker seg om)",
        "du ... (alltid|aldri) ... (rot|leser|lytter|lærer|ødelegger|lager)",
        "selv (et|en) (barn|barnehagebarn|femåring|baby|ape)",
        "problemer med ... (temperament*|sinne*|psyken|hodet)",
        "(hvor vanskelig kan det være|er det så vanskelig|hva er det du ikke forstår|lær deg å lese|prøv å lese)",
        "(ikke|aldri) (gadd|gidder|giddet|orket|orker)",
    ),
    belittles=(
        "(slettet|fjernet|skjult|sletter|fjerner) ... (klage|klagen|klager|kritikk|kritikken|tilbakemelding*|mening*)",
        "(klage|klagen|klager|kritikk|kritikken|negativ*|tilbakemelding*|syting) ... (slettet|slettes|fjernet|fjernes"
        "|skjules"
        "|uønsket|ikke velkommen*|ikke ønsket)",
        "(dårlig|stygt|negativt|kritisk) om oss",
        "(den|de) eneste ... (problem|klage*|mener|synes|har|misfornøyd)",
        "(ingen|aldri) ... (andre|annen) ... (klag*|problem*|sagt|merket)",
        "(ikke|neppe|knapt) (så|særlig)? (ille|farlig|galt|viktig|alvorlig|stort)",
        "(ikke|neppe|knapt) ... (verdt å|noe å|grunn til å)? (klage|syte|hisse)",
        "(hold|behold|spar) ... (kritikk|mening|klage|klager|det|kritikken) ... for deg selv",
        "(bare|velkommen til å|alltid) (gå|dra|forlate|stikke|finne et annet)",
        "(slutt|stopp|kutt ut) (med)? å (syte|klage|sutre|klynke|mase|hyle)",
        "(syt*|sutr*|klynk*)",
        "(mening|meningen|klage|kritikk|tilbakemelding*) ... (interesserer|betyr|bryr) ... (ikke|ingenting|ingen)",
        "(bryr oss ikke|bryr meg ikke)",
        "(de fleste|alle andre|andre) ... (fornøyd*|glade|greit)",
        "(helt|så) (ille|galt|dårlig) ... (ikke|neppe)",
        "(ikke|ingen) plass til",
        "(det lille|den lille|viktigere ting|større problemer) ... (din|ditt)?",
        "(dårlig|negativt|negativ) (lys|omtale|bilde)",
        "(stort nummer|storm i et vannglass|mygg til en elefant|styr av|om ingenting)",
        "(bare et spill|luksusproblem|kom over det|lev med det)",
    ),
    insults=(
        "(idiot|tosk|klovn|taper|drittsekk|fjols|kjerring|tulling|avskum|ynkelig|latterlig|patetisk|verdiløs|teit"
        "|tåpe)*",
        "(dust|dum|dumme|dumt|svin|ape|søppel)",
        "(dritt*|piss|faen|jævla|fucking|fuck|forbanna|helvete)",
        "(hjernen|trynet|fjeset|kjeften) (din|ditt)",
        "(stygge|dumme|feite) (trynet|fjeset|hodet|kjeften)",
        "(satan|faen*|pokker)",
        "hold ... (kjeft|munn|tåta)",
        "(dra til helvete|kom deg vekk|stikk av|forsvinn)",
        "ingen (liker|gidder|elsker|savner) deg",
    ),
    supposes=(
        "(kanskje|trolig|sannsynligvis|formodentlig|muligens|angivelig|nok|sikkert|antakelig|antagelig|tilsynelatende)",
        "(vi|jeg) (tror|formoder|gjetter|antar|mistenker)",
        "(kan|kunne) (skyldes|være|ha vært)",
        "(rykte*|spekul*|det ser ut til)",
    ),
    cries="stopp aldri les nå skal igjen alltid feil gratis advarsel viktig hold",
    months="jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des",
    weekdays="mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag",
    units=(
        "(minutt|minutter|min)",
        "(time|timer|t)",
        "(dag|dager|døgn|d)",
        "(uke|uker)",
        "(måned|måneder|mnd)",
        "(år)",
    ),
    numerals=("en|ett|et|én|ei", "to", "tre", "fire", "fem", "seks", "sju|syv", "åtte", "ni", "ti", "elleve", "tolv"),
    rule="regel|regelen|regler|reglene",
    at="kl|klokka|klokken",
)
