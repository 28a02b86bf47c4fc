"""Swedish."""

from bot.drafting.linter.words.kinds import Words

_DAY = "(måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag)"
_SOON = (
    "(i morgon|imorgon|i kväll|ikväll|i dag|idag|snart|nästa vecka|nästa månad|i nästa|till nästa"
    "|till våren|i vår|till sommaren|till hösten|till vintern|till jul)"
)
_DONE = (
    "(fixat|fixad|löst|ordnat|rättat|klar|klart|klara|färdig|färdigt|färdiga|öppnat|återställt|uppe"
    "|i ordning|på plats|släppt)"
)

SWEDISH = Words(
    common="""och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan
        man när år säga hon under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara
        hade alla andra mycket än här då sedan över bara in blir upp även vad få två vill någon något utan
        dig mig oss er ni du din ditt dina mitt min våra vår hur varför tack gärna igen meddelande
        meddelandet fråga frågan hej inget ingen detta denna dessa""",
    gives_word=(
        "(lovar|lova|lovat|lovade|löfte|löften|löftet)",
        "garant*",
        "(mitt|vårt) ord (på|för)",
        "(var|vara|känn) (säker|trygg|förvissad) (på|med|att)",
        "(räkna|lita|räknar) (med|på) (att|det|oss|mig)",
        "(förbinder|förpliktar) (oss|mig)",
        "(återbetal*|ersätt|ersätter|ersätta|ersättning*|kompens*|presentkort*)",
        "(pengar|pengarna|beloppet) ... (tillbaka|igen|på väg)",
        "(försäkrar|försäkra|försäkran)",
        "(lita på|tro) (mig|oss)",
        "(ingen|utan|höjt över allt) (tvekan|tvivel)",
        "(se|betrakta|räkna|anse) (det|saken|den) (som) (gjort|löst|ordnat|klart|avslutat)",
        "kostar ... dig? ... (inget|ingenting|inte en krona|noll)",
        "(på vår bekostnad|vi bjuder på|vi är skyldiga dig)",
        "tillbaka ... (pengar|pengarna|beloppet)",
        "(få|får|ger|ge|bjuder) ... (gratis|kostnadsfri*|utan kostnad)",
        "gratis (dag|vecka|månad|år|abonnemang|uppgradering)*",
    ),
    foretells=(
        "(blir|kommer|ska) ... (helt säkert|garanterat|definitivt|utan tvekan)",
        "(ska nog|ser till att|se till att)",
        "(vi|jag) (fixar|löser|rättar|återställer|lanserar|släpper|sparkar|ordnar)",
        f"(blir|kommer att vara|kommer vara) ... {_DONE}",
        f"är (uppe|klar|klart|löst|färdig|online) ... (igen|inom|senast|{_SOON})",
        f"(kommer|klar|klart|klara|färdiga|löst|öppnar|svar|hör|släppa|släpper|lanserar) ... ({_SOON}|(på"
        f"|senast) {_DAY})",
        "(inom|om högst) (en|ett|två|tre|fyra|fem|sex|\\d+) (minut|timm|dag|dygn|veck|månad)*",
        f"(senast|före|innan) (i morgon|imorgon|i kväll|i dag|helg*|jul|nyår|på {_DAY}|{_DAY})",
        "(i eftermiddag|i förmiddag|i kväll|i natt|över natten|under (natten|dagen|veckan|kvällen))",
        "(högsta|första|topp) prioritet",
        "(sätts|sätter|satta) ... (in|tillbaka) igen?",
        "(öppnas|återställs|fixas|löses|rättas) (igen|snart|nu)?",
    ),
    never_again=(
        f"(längre än) (till)? {_DAY}",
        "(händer|hända|upprepas|inträffar) (inte|aldrig) ... (igen|mer)",
        "(inte|aldrig) (händer|ska hända|hända|upprepas|inträffar) ... (igen|mer)",
        "(vi|jag) ... aldrig ... (igen|mer)",
        "aldrig (mer|igen)",
    ),
    excuses=("(inte|aldrig|ingen|inget|utan|varken|ej)", "(om|när|ifall|såvida|tills|så snart|förrän|först)"),
    denies=("(inte|aldrig|ingen|inget|varken|ej)",),
    admits=(
        "(juridiskt|rättsligt) ... (ansvar*|skyld*|fel)",
        "(skadeståndsansvar*|skadeståndsskyldig*|skadestånd*|oaktsam*|vårdslös*|försumm*)",
        "(överträtt|brutit|bryter|bröt|kränkt|kränker) ... (lag|lagen|lagar|dataskydd*|gdpr|kontrakt*|avtal*|rättighet*"
        "|förordning*)",
        "(krav|rätt|berättigad) (på|till) ... (ersättning|kompensation)",
        "(stämma|stämde|stämmer|stämt) oss",
        "(vinna|vinner|vann) ... (målet|rätten|domstol*)",
        "(lagen|rätten) ... på din sida",
        "(skulden|ansvaret) (är|ligger) ... (vår|vårt|oss)",
        "(olaglig*|lagstridig*) (av|från) oss",
        "(rättsliga|juridiska|straffrättsliga) (följd|konsekvens|ansvar|påföljd)*",
        "(emot|mot|utanför) (lagen|lagstiftningen)",
        "(läckt|tappat|sålt|förlorat) ... (data|uppgift*)",
        "(data|uppgift*) ... (läckt|stulits|sålts|förlorats)",
        "(ansvar*|ansvaret) för (skadan|förlusten|skador)",
        "(erkänner|medger|vidgår) ... (skuld|ansvar|ansvaret|lagbrott)",
    ),
    blames=(
        "du (skulle|borde) (ha|läst)? (läst|vetat|kollat|tänkt|frågat|sett|väntat)",
        "(din|ditt) egen? (egen|eget)? (skuld|fel|problem)",
        "(tydligen|uppenbarligen|visst) ... (inte|aldrig) ... (orkat|läst|förstått|hört|tänkt|brytt)",
        "som (jag|vi) (redan|ju|nyss)? (har)? (redan|ju|nyss)? (sagt|skrivit|förklarat|nämnt|sa|skrev)",
        "(överreager*|överkänslig*|hysterisk*|överdriver)",
        "(lugna dig|lugn nu|ta det lugnt|ta dig samman|skärp dig|väx upp|slappna av)",
        "(psykolog*|psykiater*|terapeut*|terapi|medicin*)",
        "du (är|verkar|låter) ... (paranoid|galen|sinnessjuk|instabil|hysterisk|förvirrad|svartsjuk|bitter|lat)",
        "(grattis|bravo|bra jobbat|snyggt) (till|med) (att|din|ditt)",
        "(alla andra|de andra|resten) ... (förstår|förstod|förstått|hittade|hittat|klarar|klarat)",
        "(om|hade) du (hade|bara)? (lyssnat|läst|hört|sett|tänkt|orkat|följt)",
        "(försökte|läste|tänkte|tittade) du (ens|överhuvudtaget|någonsin|alls)",
        "(har du) (ens|överhuvudtaget|alls) (försökt|läst|tänkt|tittat)",
        "(för|så|lika) (svår|svårt|avancerat|komplicerat) ... (för|att) (dig|läsa|förstå)",
        "(alla|andra) ... (inte|lika) ... som du",
        "(sunt förnuft|använd huvudet|tänk efter|tänker efter)",
        "du ... (alltid|aldrig) ... (till det|läser|lyssnar|lär|förstör|gör)",
        "(till och med|även) (ett|en) (barn|förskolebarn|femåring|bebis|apa)",
        "problem med ... (humör*|ilska*|psyket|huvudet|temperament*)",
        "(hur svårt kan det vara|är det så svårt|vad är det du inte förstår|lär dig läsa|prova att läsa)",
        "(inte|aldrig) (orkade|orkar|orkat|iddes|brydde)",
    ),
    belittles=(
        "(raderat|tagit bort|dolt|raderar|tar bort) ... (klagomål*|kritik|kritiken|feedback|synpunkt*|åsikt*)",
        "(klagomål*|kritik|kritiken|negativ*|feedback|synpunkt*|gnäll) ... (raderas|raderats|tas bort|döljs|ovälkom*"
        "|oönskad*"
        "|inte välkom*|inte önsk*)",
        "(illa|fult|negativt|kritiskt) om oss",
        "(den|de) (enda|enda) ... (problem|klaga*|tycker|har|missnöjd)",
        "(ingen|aldrig) ... (annan|andra) ... (klag*|problem*|sagt|märkt)",
        "(inte|knappast) (så|särskilt)? (farligt|illa|hemskt|viktigt|allvarligt|stort)",
        "så (farligt|illa|hemskt|viktigt) är det ... inte",
        "(inte|knappast|knappt) ... (värt att|något att|skäl att)? (klaga|gnälla|hetsa) ... på?",
        "(håll|behåll|spara) ... (kritik|åsikt*|klagomål*|det|sådant) ... för dig själv",
        "(bara att|välkommen att|alltid) (gå|dra|lämna|sticka|hitta ett annat)",
        "(sluta|lägg av|nog med) (med)? (att)? (gnäll*|klaga*|lipa*|tjata*|grina*)",
        "(gnäll*|lipsill*)",
        "(åsikt*|klagomål*|kritik|feedback|synpunkt*) ... (intresserar|betyder|spelar) ... (inte|ingenting|ingen)",
        "(bryr oss inte|bryr mig inte)",
        "(de flesta|alla andra|andra) ... (nöjda|glada|bra)",
        "(helt|så) (illa|uselt|dåligt|hemskt) ... inte",
        "(inte|ingen) plats för",
        "(ditt lilla|din lilla|dina små|viktigare saker|större problem)",
        "(dålig|negativ) (dager|bild|publicitet|press)",
        "(stor sak av|storm i ett vattenglas|mygga till en elefant|höna av en fjäder|om ingenting)",
        "(bara ett spel|lyxproblem|kom över det|lev med det)",
    ),
    insults=(
        "(idiot|dumbom|clown|loser|skitstövel|kärring|avskum|ynklig|löjlig|patetisk|värdelös|korkad|tönt|pucko|fjant)*",
        "(dum|dumma|dumt|svin|fåne|apa|sopa|sopor|nöt|skräp)",
        "(skit*|fan|jävla|jävlig*|fucking|fuck|förbannad*|helvete)",
        "(din|ditt) (lilla|fula|dumma|feta)? (hjärna|tryne|ansikte|käft|huvud|nylle) ... (liten|pytteliten|tom|tomt"
        "|ful|fult)?",
        "(satan|fasen|helvete|jävlar)",
        "håll ... (käft|käften|mun|truten|klaffen)",
        "(dra åt helvete|stick härifrån|försvinn)",
        "ingen (gillar|orkar|älskar|saknar) dig",
    ),
    supposes=(
        "(kanske|troligen|troligtvis|sannolikt|förmodligen|möjligen|möjligtvis|påstås|nog|säkert|antagligen|tydligen)",
        "(vi|jag) (tror|förmodar|gissar|antar|misstänker)",
        "(kan|kunde) (bero|vara|ha varit)",
        "(rykte*|spekul*|det verkar som)",
    ),
    cries="stopp sluta aldrig läs nu ska igen alltid fel gratis varning viktigt håll",
    months="jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec",
    weekdays="måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag",
    units=(
        "(minut|minuter|min)",
        "(timme|timmar|tim|t)",
        "(dag|dagar|dygn|d)",
        "(vecka|veckor)",
        "(månad|månader|mån)",
        "(år)",
    ),
    numerals=("en|ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"),
    rule="regel|regeln|regler|reglerna",
    at="kl|klockan",
)
