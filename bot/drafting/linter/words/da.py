"""Danish."""

from bot.drafting.linter.words.kinds import Words

_DAY = "(mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag)"
_SOON = (
    "(i morgen|i aften|i dag|snart|næste uge|næste måned|i næste|til næste|til foråret|til sommer"
    "|til efteråret|til vinter|til jul)"
)
_DONE = (
    "(fikset|løst|ordnet|rettet|klar|klart|færdig|færdige|genåbnet|åbnet|gendannet|oppe|lavet|i orden|på plads|udgivet)"
)

DANISH = Words(
    common="""hej og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min
        havde ham hun nu over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil
        blev kunne ind når være dog noget ville jo deres efter ned skulle denne end dette mit også under
        have dig anden hende mine alt meget sit sine vor mod disse hvis din nogle hos blive mange ad bliver
        hendes været dit gerne tak kan får må hvordan hvorfor besked siger uden kun lige nogen igen fået
        spørgsmål""",
    gives_word=(
        "(lov|lover|lovet|lovede|løfte|løfter|løftet)",
        "garant*",
        "(mit|vores) ord (på|for)",
        "vær (sikker|forvisset|tryg)",
        "(regne|stole|regner) (med|på) (at|det|os|mig)",
        "(forpligter|forpligtet) (os|mig)",
        "(refunder*|refusion*|erstat*|kompens*|godtgør*|gavekort*)",
        "(penge|pengene|beløbet) ... (tilbage|igen|retur|på vej)",
        "(forsikrer|forsikre|tilsagn|tilsikrer)",
        "(stol på|tro) (mig|os)",
        "(ingen|uden|hævet over enhver) tvivl",
        "(betragt|regn|anse|se) (det|den|sagen) (som|for) (gjort|løst|ordnet|afsluttet|klaret)",
        "koster ... dig? ... (intet|ingenting|ikke noget|ikke en krone)",
        "(på vores regning|for vores regning|vi skylder dig)",
        "(få|får|giver|give|forærer) ... (gratis|uden beregning)",
        "gratis (dag|uge|måned|år|abonnement|opgradering)*",
    ),
    foretells=(
        "(bliver|vil|skal|kommer) ... (helt sikkert|ganske sikkert|garanteret|bestemt|uden tvivl)",
        "(skal nok|sørger for|sørge for)",
        "(vi|jeg) (fikser|løser|retter|genåbner|gendanner|udgiver|lancerer|smider|bortviser|ordner)",
        f"(bliver|vil blive) ... {_DONE}",
        f"(er|står) (oppe|klar|færdig|klart|løst|online) ... (igen|inden|senest|{_SOON})",
        f"(kommer|klar|færdig|færdige|løst|åbner|åben|svar|hører|udgive|udgiver|lancerer) ... ({_SOON}|(på"
        f"|senest) {_DAY})",
        "(inden for|i løbet af) (en|et|to|tre|fire|fem|seks|få|\\d+) (minut|time|dag|døgn|uge|måned)*",
        f"(senest|inden) (i morgen|i aften|i dag|weekend*|jul|nytår|på {_DAY}|{_DAY})",
        "(i eftermiddag|i formiddag|i aften|i nat|natten over|i løbet af (natten|dagen|ugen|aftenen))",
        "(højeste|første|top) prioritet",
        "(sat|sættes|indsat|sætter) ... (ind|tilbage) igen?",
    ),
    never_again=(
        f"(længere end|længere tid end) (til)? {_DAY}",
        "(sker|ske|gentager|gentage|forekommer) (ikke|aldrig|sig) ... (igen|mere)",
        "(ikke|aldrig) (sker|ske|gentager|gentage|forekommer) ... (igen|mere|sig)",
        "(vi|jeg) ... aldrig ... (igen|mere)",
        "aldrig (mere|igen)",
    ),
    excuses=("(ikke|aldrig|ingen|intet|uden|hverken)", "(hvis|når|om|medmindre|indtil|så snart|først|lov til)"),
    denies=("(ikke|aldrig|ingen|intet|hverken)",),
    admits=(
        "(juridisk|retligt|lovmæssigt) ... (ansvar*|skyld*|fejl)",
        "(ansvarspådrag*|erstatningsansvar*|erstatningspligt*|uagtsom*|forsømm*)",
        "(overtrådt|brudt|overtræder|bryder|overtrådte|brød|krænket|krænker|misligholdt) ... (lov|loven|love"
        "|regulering*"
        "|persondata*|databeskyttelse*|gdpr|kontrakt*|aftale*|rettighed*|forordning*)",
        "(krav|ret|retten|berettiget) (på|til) ... (erstatning|kompensation)",
        "(lagde sag an|lægger sag an|lægge sag an|sagsøge*|anlægge sag|anlagde sag|gå til domstol*)",
        "(vinde|vinder|vandt) ... (sag*|retten)",
        "(loven|retten) ... på din side",
        "(skylden|ansvaret) (er|ligger) ... (vores|os)",
        "(ulovlig*|lovstridig*) (af|fra) os",
        "(retlige|juridiske|strafferetlige) (følge|konsekvens|ansvar)*",
        "(imod|mod|uden for) (loven|lovgivningen|reglerne i loven)",
        "(lækket|tabt|mistet|solgt|lækkede) ... data",
        "(dine|jeres) (data|oplysninger) ... (lækket|stjålet|mistet|solgt)",
        "(ansvar*|ansvaret) for (skaden|tabet|skader|tab)",
        "(erkender|indrømmer|vedkender) ... (skyld|ansvar|ansvaret|lovbrud)",
    ),
    blames=(
        "du (skulle|burde) (have|ha) (læst|vidst|tjekket|tænkt|spurgt|set|ventet)",
        "(din|dit) egen? (egen|eget)? (skyld|fejl|problem)",
        "(tydeligvis|åbenbart|åbenlyst|vel) ... (ikke|aldrig) ... (gidet|læst|forstået|hørt|tænkt)",
        "som (jeg|vi) (allerede|jo|lige)? (har)? (allerede|jo|lige)? (sagt|skrevet|forklaret|nævnt|sagde|skrev)",
        "(overreager*|overfølsom*|hysterisk*|overdriver)",
        "(rolig nu|slap af|tag det roligt|fald ned|tag dig sammen|bliv voksen|styr dig)",
        "(psykolog*|psykiater*|terapeut*|terapi|medicin)",
        "du (er|virker|lyder) ... (paranoid|skør|sindssyg|ustabil|hysterisk|forvirret|jaloux|bitter|doven)",
        "(tillykke|bravo|godt gået|flot) med (at|dit)",
        "(alle andre|de andre|resten) ... (forstår|forstod|forstået|fandt|fundet|klarer|klaret)",
        "(hvis|havde) du (havde|bare|nu)? (hørt|læst|fulgt|set|tænkt|gidet)",
        "(prøvede|forsøgte|læste|tænkte|kiggede) du (overhovedet|i det hele taget|nogensinde|ikke engang)",
        "(har du) (overhovedet|i det hele taget) (prøvet|læst|tænkt|kigget)",
        "(for|så) (svær|svært|vanskelig*|avanceret|kompliceret) ... (for|ved) (dig|at)",
        "(ikke alle|andre) ... som dig",
        "(sund fornuft|brug hovedet|tænk dig om|tænker sig om)",
        "du ... (altid|aldrig) ... (rod|læser|lytter|lærer|ødelægger|laver)",
        "selv (et|en) (barn|børnehavebarn|femårig|baby|abe)",
        "problemer med ... (temperament*|vrede|psyken|hovedet)",
        "(hvor svært kan det være|er det så svært|hvad er det du ikke forstår|lær at læse|prøv at læse)",
        "(ikke|aldrig) (gad|gider|gidet|orket|orker)",
    ),
    belittles=(
        "(slettet|fjernet|skjult|sletter|fjerner) ... (klage|klagen|klager|kritik|kritikken|feedback|mening)",
        "(klage|klagen|klager|kritik|kritikken|negativ*|feedback|brok) ... (slettet|slettes|fjernet|fjernes|skjules"
        "|uønsket"
        "|ikke velkommen*|ikke ønsket)",
        "(dårligt|grimt|negativt|kritisk) om os",
        "(den|de) eneste ... (problem|klage*|mener|synes|synes|har|utilfreds)",
        "(ingen|aldrig) ... (andre|anden) ... (klag*|problem*|brok*|sagt|bemærket)",
        "(ikke|næppe) (så|særlig|synderlig)? (slemt|galt|farligt|vigtigt|stort|alvorligt)",
        "(ikke|næppe|knap) ... (værd at|noget at|grund til at)? (klage|brokke|hidse)",
        "(hold|behold|gem) ... (kritik|mening|klage|klager|det|holdning*) ... for dig selv",
        "(bare|velkommen til at|altid) (gå|smutte|forlade|skride|finde et andet)",
        "(hold op|stop|drop|lad være) med at (brokke|klage|klynke|pive|jamre|hyle)",
        "(brok*|klynk*|piv*|flæb*|hyleri)",
        "(mening|holdning|klage|kritik|feedback) ... (interesserer|betyder|rager|bruges) ... (ikke|intet|ingen)",
        "(os|mig) (ikke|revnende|fuldstændig) (ikke|ligegyldig*)?",
        "(de fleste|alle andre|andre) ... (tilfreds*|glade|fint|gladest)",
        "(helt|så) (skidt|slemt|galt|dårligt) ... (ikke|næppe)",
        "(ikke|ingen) plads til ... (her|brok|surhed|negativ*|kritik)?",
        "(ikke|ingen) plads til",
        "(dit lille|din lille|dine små|vigtigere ting|større problemer)",
        "(dårligt|negativt|skidt) (lys|omtale|billede)",
        "(stort nummer|stort et nummer|storm i et glas|myg til en elefant|ballade om ingenting|om ingenting)",
        "(bare et spil|luksusproblem|kom over det|lev med det)",
    ),
    insults=(
        "(idiot|tåbe|klovn|taber|røvhul|fjols|kælling|tosse|møgunge|kraftidiot|afskum|ynkelig|latterlig|patetisk"
        "|værdiløs"
        "|åndssvag)*",
        "(nar|svin|abe|dum|dumme|dumt|spade|affald|skrald)",
        "(lort*|pis|fandeme|fucking|fuck|forbandet|satans)",
        "(din|dit) (lille|grimme|dumme|store|fede)? (hjerne|fjæs|ansigt|mund|kæft|hoved) ... (lille|lillebitte|tom"
        "|tomt|grim|grimt)?",
        "(sgu|skide*|helvede|kraft*)",
        "hold ... (kæft|mund|kaje)",
        "(skrid|forsvind|rend mig)",
        "ingen (kan lide|gider|elsker|savner) dig",
    ),
    supposes=(
        "(måske|formentlig|sandsynligvis|formodentlig|muligvis|angiveligt|nok|sikkert|antagelig*|tilsyneladende)",
        "(vi|jeg) (tror|formoder|gætter|antager|mistænker)",
        "(kan|kunne) (skyldes|være|have været)",
        "(rygte*|spekul*|det ser ud til)",
    ),
    cries="stop aldrig læs nu skal igen altid forkert gratis advarsel vigtigt hold",
    months="jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec",
    weekdays="mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag",
    units=("(minut|minutter|min)", "(time|timer|t)", "(dag|dage|døgn|d)", "(uge|uger)", "(måned|måneder|mdr)", "(år)"),
    numerals=("en|et|én|ét", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"),
    rule="regel|reglen|regler|reglerne",
    at="kl|klokken",
)
