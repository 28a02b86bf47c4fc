"""English."""

from bot.drafting.linter.words.kinds import Words

_WILL = "(will|shall|i'll|we'll|you'll|it'll|he'll|she'll|they'll|that'll)"
_DONE = (
    "(fixed|solved|resolved|sorted|restored|released|shipped|ready|done|back|online|unbanned|banned|reinstated|approved"
    "|repaired|credited|reopened|unlocked|live|running)"
)
_DAY = (
    "(tomorrow|tonight|today|monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas|spring|summer|autumn"
    "|winter|the weekend)"
)
_TERM = "(week|month|year|release|version|update)"

ENGLISH = Words(
    common="""hi the and is are was were be been to of in on at for with you your yours we our us i me my it its this
        that these those have has had do does did not can could will would should what how when where who
        why if or but so from by about as there here they them their he she his her please thanks thank just
        more some any an a no yes which into out up than then also only""",
    gives_word=(
        "promise*",
        "guarante*",
        "(pledge*|vow|swear)",
        "(my|our) word (that|on|for)?",
        "(rest assured|be certain|you're assured)",
        "(count|rely|depend|bet) on (us|me|it|that|this)",
        "(commit|commits|committed|committing) to",
        "(refund*|reimburse*|compensat*|voucher*)",
        "money back",
        "(assure|assures|assured|assurance*)",
        "(trust|believe) (me|us) (on this)?",
        "(no|without a|without any|beyond) doubt",
        "(consider|regard|see) it (as|to be)? (done|solved|settled|fixed|handled|sorted)",
        "(cost|costs|costing|charge|charged) you (nothing|not a|a thing)",
        "(won't|will not|doesn't) cost you",
        "(on us|at our expense|at no cost|we owe you)",
        "free (day|week|month|year|upgrade|subscription|item|gift)*",
        "(for free|free of charge|on the house|without fail)",
        "make it up to you",
        "(pay|give) you back",
    ),
    foretells=(
        f"{_WILL} ... {_DONE}",
        f"{_WILL} (definitely|certainly|surely)",
        "(i'll|we'll|i will|we will) (fix|solve|resolve|restore|release|ship|ban|unban|repair|reopen|ensure)",
        "(make|making) (sure|certain) (that|he|she|it|this|they|you)",
        "(see|seeing) to it",
        f"{_WILL} ... (by|before|on|in|this|next) {_DAY}",
        f"{_WILL} ... (tomorrow|tonight|soon|(next|this) {_TERM})",
        f"(coming|comes|arrives|lands|out) ... ((next|this) {_TERM}|(in|on|by|before) {_DAY}|soon)",
        "(ship*|releas*|launch*) ... (next|this|in) (spring|summer|autumn|fall|winter|week|month|year)",
        "(within|in under|in less than) (a|an|the|one|two|three|four|five|six|\\d+) (minute|hour|day|week|month)*",
        "(at the latest|no later than|no longer than|at most (a|one|two|three))",
        "(overnight|this (morning|afternoon|evening)|by then|in no time|right away)",
        "(top|highest|first) priority",
        f"(by|before) ({_DAY}|the end of|next {_TERM})",
        "on (its|the|their) way to you",
    ),
    never_again=(
        f"longer than ... (a|one|two|\\d+|{_DAY})",
        "(won't|will not|will never|can't|cannot) ... (happen|occur|be) again",
        "(we|i|we'll|i'll) (will never|won't ever|never) ... (again|your|you)",
        "never again",
    ),
    excuses=(
        "(not|never|no|cannot|can't|don't|won't|nobody|nothing|without)",
        "(if|when|once|whether|unless|until|as soon as)",
    ),
    denies=("(not|never|no|cannot|can't|don't|didn't|isn't|aren't|wasn't|weren't|nobody|neither)",),
    admits=(
        "(legally|legal) ... (liable|responsible|liability|responsibility|fault|blame)",
        "(liable|liability|negligen*|culpab*)",
        "in breach",
        "(broke|broken|break|violated|violating|violate|infringed|breached|breaching) ... (law|laws|gdpr|contract"
        "|rights|act|regulation|regulations|agreement|duty|duties)",
        "(breach|violation|infringement) of (the|our|your)? ... (law|gdpr|contract|rights|agreement|duty)",
        "(entitled|right|claim|claims) to ... (damages|compensation|settlement)",
        "(owe|pay) you ... (damages|compensation)",
        "(sue|suing|take) (us|me) (to court)?",
        "(win|won|stand up) ... in? court",
        "law ... (on|is) your side",
        "(acted|behaved|was|were) ... (unlawful|illegal)*",
        "admit (guilt|fault|our guilt|our fault)",
        "(legal|criminal) (consequence|penalt|action|charge|responsib|offence)*",
        "(against|outside|above) the law",
        "(your|personal|members') data ... (leak|lost|stolen|exposed|sold)*",
        "(leaked|lost|exposed|sold) ... data",
        "(responsible|answerable) for ... (harm|damage|loss|losses|injury)",
        "(took|take|taken|taking) us to court",
    ),
    blames=(
        "you should have (read|known|checked|thought|asked|looked|waited|listened)",
        "(your|you're) own (fault|doing|mistake|problem)",
        "(your fault|you are to blame|you're to blame|you only have yourself to blame)",
        "(obviously|clearly|evidently) you (did|have|were|don't|didn't|can't|never)*",
        "you (obviously|clearly|evidently|apparently) (did|have|don't|didn't|can't|never|can|need)*",
        "as (i|we) (already|have already|just|clearly)? (said|told|explained|wrote|mentioned) ... (before|already|twice"
        "|times|again)?",
        "(overreact*|oversensitive|over-sensitive|too sensitive|drama queen)",
        "(calm down|relax|get a grip|grow up|chill out|take a chill)",
        "(see|need|talk to) a (therapist|doctor|psychologist|shrink|psychiatrist)",
        "(therapist|psychiatrist|medication|meds|therapy)",
        "you (are|seem|sound|must be) ... (paranoid|crazy|unstable|hysterical|delusional|bipolar|autistic|depressed"
        "|confused|jealous|bitter|lazy)",
        "you're ... (paranoid|crazy|unstable|hysterical|delusional|bipolar|autistic|jealous|bitter|lazy)",
        "(congratulations|congrats|bravo|well done|good job|kudos) on (finding|being|breaking|managing|ignoring)",
        "(everyone|everybody|all the) (else|others) (understood|understands|gets|got|managed|manages|knows|can)",
        "(if|had) you (had|only)? (paid|read|listened|bothered|looked|checked|thought)",
        "did you (even|actually|really|ever|at all) (try|read|look|think|check|bother)",
        "(too|so) (difficult|hard|complicated|much|advanced) for you",
        "(not everyone|not everybody|other people|others) ... (like you|as you|your problem*)",
        "(common sense|use your (head|brain)|think before|people don't think)",
        "you (always|never) (make|break|ruin|read|listen|get|learn|do)",
        "even a (child|kid|toddler|baby|monkey|five-year-old|beginner)",
        "(anger|mental|attention) (issues|problems|management)",
        "(how hard can it be|is it so hard|is that so hard|what part of|do your homework|try reading|learn to read)",
        "(didn't|did not|couldn't|never) (bother|be bothered) to",
    ),
    belittles=(
        "(deleted|removed|hid|hidden|took down|taken down|delete|remove) ... (complaint|complaints|criticism|critique"
        "|feedback|opinion|review)",
        "(complaint|complaints|criticism|critique|negative|negativity|feedback|opinion|opinions) ... (deleted|removed"
        "|hidden|taken down|unwelcome|not welcome|not wanted|not allowed)",
        "(badly|ill|negatively|critical|bad things) ... (of|about) us",
        "(only|first) (one|person) (who|to|that|with) ... (problem|complain*|issue|mind*|trouble)?",
        "(no one|nobody) else (has|had|is|ever|minds|complain*|sees|thinks)",
        "(not|hardly|no) (really|such|that|a|exactly)? ... big (deal|problem|thing)",
        "(not|isn't|hardly|barely|scarcely) ... worth ... (complain*|mention*|bother*|fuss)",
        "(keep|save) ... (criticism|opinion|opinions|complaint|complaints|negativity|that|this|it) ... to yourself",
        "(if you don't like it|don't like it here|door is open|nobody forces you|no one forces you|feel free to leave"
        "|you can always leave|go elsewhere)",
        "(stop|quit|enough with|enough of) (whining|complaining|moaning|crying|nagging|whingeing|bitching)*",
        "(whining|whiner|whinge*|moaning|nitpick*)",
        "(feedback|opinion|view|complaint|criticism) ... (no|not|little|isn't|doesn't|don't) ... (interest*|matter*"
        "|care"
        "|count*|help*|value)",
        "(we|i|nobody) ... (don't|doesn't|couldn't|do not|cares|care) care ... (what you|about your)",
        "(most|other) (people|members|users) ... (happy|fine|satisfied|content|like|love)",
        "(can't|cannot|couldn't) be (that|so|too|all that) (bad|terrible|awful|serious|hard)",
        "(don't|do not|no|doesn't) ... (do|place|room|want|tolerate) ... (negativity|negative|criticism|complaints"
        "|whining)",
        "(your (little|small|tiny)|more important things|bigger problems)",
        "(bad|poor|negative) (light|press|image|look)",
        "(much ado|such a fuss|a fuss|making a fuss|storm in a teacup|mountain out of)",
        "(just a game|just a hobby|first world problem|get over it|deal with it|suck it up|not a real problem)",
    ),
    insults=(
        "(idiot|moron|imbecile|cretin|stupid|loser|clown|asshole|bastard|bitch|dimwit|dumbass|retard|wanker|crybab)*",
        "(dumb|jerk|dick|prick|scum|trash|twat|fool|fools|foolish|troll)",
        "(pathetic|worthless|bullshit|bollocks|crap|fuck*|shit*)",
        "shut ... up",
        "your (tiny|little|small|ugly|stupid|fat)? (brain|face|mouth|mug|head) ... (tiny|small|empty|ugly|missing"
        "|shut)?",
        "(damn|goddamn|bloody|hell)",
        "(get lost|piss off|bugger off|screw you|go to hell)",
        "(nobody|no one) (likes|wants|loves|needs) you",
    ),
    supposes=(
        "(probably|presumably|perhaps|maybe|possibly|supposedly|allegedly|likely|apparently)",
        "(we|i) (think|believe|suspect|guess|assume|suppose)",
        "(might|may|could) (be|have been|well) ... (caused|due|because|from|the)",
        "(it seems|rumour|rumor|rumours|rumors|word is|speculat*)",
    ),
    cries="STOP never read now must again always wrong free warning attention important".lower(),
    months="jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec",
    weekdays="monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    units=(
        "(minute|minutes|min|mins)",
        "(hour|hours|hrs|hr|h)",
        "(day|days|d)",
        "(week|weeks)",
        "(month|months)",
        "(year|years)",
    ),
    numerals=("one|a|an", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    rule="rules?",
    at="at|o'clock",
)
