"""L09: members are spoken to as friends or formally, as the voice says, and never both ways."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.lint import LintLevel, LintRule
from bot.core.situations import Situation
from bot.core.voice import Formality

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.lint import Finding
    from bot.drafting.linter.reading import Reply


def _words(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", flags)


_I = re.IGNORECASE
_INFORMAL = {
    "en": _words(
        r"gonna|wanna|gotta|gotcha|lol|lmao|dude|bro|buddy|mate|y'all|ya|yeah|yep|nope|kinda|sorta|no worries|hey", _I
    ),
    "da": _words("du|dig|din|dit|dine", _I),
    "nb": _words("du|deg|din|di|ditt|dine", _I),
    "sv": _words("du|dig|din|ditt|dina", _I),
    "de": _words("du|dich|dir|dein|deine[rnms]?|euch|euer|eure[rnms]?", _I),
    "ru": _words(
        r"ты|тебя|тебе|тобой|тво[йяёеи]|твоего|твоему|твоим[и]?|твоём|твоем|твоей|твою|твоих"
        r"|(?!лишь|брешь|тишь|глушь|плешь|вишь)[а-яё]{2,20}[еёи]шь(?:ся)?"
        r"|(?:на|по|рас|под|про|при|вы|до|за)?(?:пиши|скажи|смотри|дай|жди|шли|верь|читай|бери|проси"
        r"|держи)(?:те)?(?<!те)"
        r"|посмотри|подожди|расскажи|проверь|попробуй|спроси|прочитай|переживай|пришли|заходи|загляни|извини|прости",
        _I,
    ),
}
_FORMAL = {
    "en": _words(
        r"dear sirs?|sir or madam|sir/madam|madam|to whom it may concern|hereby|herewith|pursuant|kindly (?:be"
        r"|refrain|note|advise)"
        r"|(?:yours|remain),? (?:faithfully|sincerely|truly)|esteemed|valued customer|the undersigned|aforementioned"
        r"|enquiry has been"
        r"|acknowledge receipt|do not hesitate|further assistance|please be (?:advised|informed)|we regret to inform",
        _I,
    ),
    "da": _words("De|Dem|Deres"),
    "nb": _words("De|Dem|Deres"),
    "sv": _words("Ni|Er|Ert|Era|Eder"),
    "de": _words("Sie|Ihnen|Ihr|Ihre[rnms]?"),
    "ru": _words("вы|вас|вам|вами|ваш|ваша|ваше|ваши|вашего|вашему|вашим|вашими|вашем|вашей|вашу|ваших", _I),
}
# Formal without doubt, wherever it stands.
_STIFF = {
    "da": _words(r"herved skal|hermed skal|ærbødigst|højtærede|ærede", _I),
    "nb": _words(r"herved|ærbødigst|høyst ærede|ærede", _I),
    "sv": _words(r"härmed|högaktningsfullt|ärade", _I),
    "de": _words(
        r"Sehr geehrte[rn]?|hochachtungsvoll|Sie (?:können|möchten|dürfen|wollen|wünschen|erhalten|bekommen|erreichen)",
        re.NOFLAG,
    ),
}
# Swedish `ni` speaks to several, or politely to one; to several where all are spoken to.
_SEVERAL_IN_SWEDISH = _words("ni|er|ert|era")
_TO_ALL = frozenset({Situation.CRISIS, Situation.CONFLICT, Situation.NUDGE})
_BEGINS = re.compile(r"(?:^|[.!?…:\n])[\s\"'“”„«»(–-]*$")
_AROUND = 8


def form_of_address(reply: Reply) -> Iterator[Finding]:
    """Warn of the other form of address, and where both stand in one text."""
    informal = tuple(_found(_INFORMAL, reply))
    formal = (*_formal(reply), *_found(_STIFF, reply))
    wanted = reply.voice.formality.get(reply.context.language)
    wrong, how = (formal, "formal") if wanted is Formality.INFORMAL else (informal, "informal")
    if wanted is None and not (informal and formal):
        return
    for each in wrong[:3]:
        yield reply.in_plain(LintRule.FORMALITY, LintLevel.WARN, f"{how} address: {each[0]}", each.span())


def _found(table: dict[str, re.Pattern[str]], reply: Reply) -> Iterator[re.Match[str]]:
    if finder := table.get(reply.language):
        yield from finder.finditer(reply.plain.text)


def _formal(reply: Reply) -> Iterator[re.Match[str]]:
    """Yield formal pronouns. Where a sentence begins, a capital says nothing: `Sie` may be she or they."""
    for found in _found(_FORMAL, reply):
        if reply.language in {"ru", "en"} or not _begins_sentence(found):
            yield found
    if reply.language == "sv" and reply.context.situation not in _TO_ALL:
        yield from _SEVERAL_IN_SWEDISH.finditer(reply.plain.text)


def _begins_sentence(found: re.Match[str]) -> bool:
    before = found.string[max(0, found.start() - _AROUND) : found.start()]
    return _BEGINS.search(before) is not None
