"""L12: what the playbook wants a reply to hold is there, and what it must not hold is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.likeness import grams
from bot.core.lint import LintLevel, LintRule
from bot.core.voice import ModelUse, Piece, Slot
from bot.drafting.linter.fact_reading import FactKind, facts
from bot.drafting.linter.phrases import pattern
from bot.drafting.linter.reading import holds, squashed
from bot.drafting.linter.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.lint import Finding
    from bot.drafting.linter.reading import Reply

# Pieces that are there where what was filled into one of these slots is.
SLOT_PIECES = {
    Piece.RULE: (Slot.RULE_TITLE, Slot.RULE_ID),
    Piece.ACTION: (Slot.ACTION,),
    Piece.UNTIL: (Slot.UNTIL,),
    Piece.APPEAL_HOW: (Slot.APPEAL_HOW,),
    Piece.FORWARDED_TO: (Slot.FORWARDED_TO,),
    Piece.NEXT_UPDATE: (Slot.NEXT_UPDATE,),
    Piece.KNOWN: (Slot.KNOWN,),
    Piece.DOING: (Slot.DOING,),
    Piece.REASON: (Slot.REASON,),
    Piece.RULES_LINK: (Slot.RULES_URL,),
    Piece.SOURCE: (Slot.FAQ_ANSWER, Slot.FAQ_URL),
}
# Pieces that are known by their wording, in the notation of `phrases.py`.
CUES: Mapping[Piece, Mapping[str, tuple[str, ...]]] = {
    Piece.ACKNOWLEDGE: {
        "en": (
            "sorry to hear",
            "i understand",
            "(thank you|thanks) for telling",
            "i see",
            "(that sounds|must be|i hear you)",
        ),
        "da": ("det er ærgerligt", "(jeg|vi) forstår", "tak fordi du (siger|skriver|fortæller)", "forstår jeg"),
        "nb": ("det er synd", "(jeg|vi) forstår", "takk for at du (sier|skriver|forteller)", "forstår jeg"),
        "sv": ("det var tråkigt", "(jag|vi) förstår", "tack för att du (säger|skriver|berättar)", "förstår jag"),
        "de": ("das ist ärgerlich", "(ich verstehe|wir verstehen|verstehe ich)", "danke dass (du|sie)"),
        "ru": ("(понимаю|понимаем)", "спасибо ... что", "очень жаль"),
    },
    Piece.THANK: {
        "en": ("(thank|thanks|thankful|grateful)*",),
        "da": ("tak", "takker", "taknemmelig*"),
        "nb": ("takk", "takker", "takknemlig*"),
        "sv": ("tack", "tackar", "tacksam*"),
        "de": ("dank*", "danke"),
        "ru": ("спасибо", "благодар*"),
    },
    Piece.APOLOGY: {
        "en": ("sorry", "apolog*"),
        "da": ("undskyld*", "beklag*", "ked af"),
        "nb": ("beklag*", "unnskyld*", "lei for", "lei oss"),
        "sv": ("förlåt*", "be* om ursäkt", "ursäkta", "ledsen", "ledsna", "beklagar"),
        "de": ("entschuldig*", "tut (mir|uns) ... leid", "leid", "verzeih*"),
        "ru": ("извин*", "прост*", "приносим извинения", "сожале*"),
    },
    Piece.NEXT_STEP: {
        "en": (
            "i am passing",
            "(i have|i've) passed",
            "(i will|i'll|we will|we'll)",
            "next",
            "please",
            "you can",
            "tell me",
        ),
        "da": ("(jeg|vi) (sender|giver|spørger)", "skriv*", "du kan", "næste", "(sender|giver) jeg", "kan du"),
        "nb": ("(jeg|vi) (sender|gir|spør)", "skriv*", "du kan", "neste", "(sender|gir) jeg", "kan du"),
        "sv": ("(jag|vi) (skickar|ger|frågar)", "skriv*", "du kan", "nästa", "skickar jag", "kan du"),
        "de": (
            "(ich gebe|wir geben|gebe ich)",
            "(schreib|schreibe|schreiben)",
            "du kannst",
            "als nächstes",
            "kannst du",
        ),
        "ru": ("(передаю|передам|передаем|передал|передала|передали)", "напишите", "вы можете", "дальше", "можете"),
    },
    Piece.STILL_ALLOWED: {
        "en": ("you (can|may) still", "write it again", "(post|write|send) ... again"),
        "da": ("du kan stadig*", "skrive (den|det) (igen|på ny)", "stadig"),
        "nb": ("du kan (fortsatt|fremdeles)", "skrive (den|det) (på nytt|igjen)"),
        "sv": ("du kan fortfarande", "skriva (det|den|om) (igen|på nytt)?"),
        "de": ("du kannst weiterhin", "noch einmal schreiben", "(weiterhin|erneut schreiben)", "kannst du weiterhin"),
        "ru": ("(вы)? по-прежнему можете", "написать (его|это)? еще раз", "можете по-прежнему"),
    },
    Piece.RESTORED: {
        "en": ("(is|are) back", "restored", "visible again"),
        "da": ("er tilbage", "gendannet", "synlig* igen"),
        "nb": ("er tilbake", "gjenopprettet", "synlig* igjen"),
        "sv": ("är tillbaka", "återställ*", "synlig* igen"),
        "de": ("ist wieder da", "wiederhergestellt", "wieder (sichtbar|zu sehen)"),
        "ru": ("снова на месте", "восстановл*", "снова (видно|видим*)"),
    },
}
_FINDERS = {piece: {code: pattern(each) for code, each in by_language.items()} for piece, by_language in CUES.items()}
_MENTION = re.compile(r"<@|(?<![\w.])@\w")
_HALF = 0.5


def playbook_pieces(reply: Reply) -> Iterator[Finding]:
    """Block a reply without what was to be filled in; warn of one without a wording that the playbook asks for."""
    if reply.playbook is None:
        return
    for piece in sorted(reply.playbook.must):
        if piece in SLOT_PIECES:
            yield from _slot_piece(reply, piece)
        elif not _is_worded(reply, piece):
            yield reply.in_plain(LintRule.MISSING, LintLevel.WARN, f"nothing reads as {piece}")
    yield from _unwanted(reply)


def _slot_piece(reply: Reply, piece: Piece) -> Iterator[Finding]:
    values = [value for slot in SLOT_PIECES[piece] if (value := reply.values.get(str(slot)))]
    if not values:
        yield reply.in_plain(LintRule.MISSING, LintLevel.WARN, f"{piece} is not known, so nobody can see it here")
        return
    text = squashed(reply.text)
    if any(_stands_in(squashed(value), text) for value in values):
        return
    if not (piece is Piece.SOURCE and _says_much_of(values[0], reply)):
        yield reply.in_plain(LintRule.MISSING, LintLevel.BLOCK, f"{piece} is missing: {values[0][:60]}")


def _stands_in(value: str, text: str) -> bool:
    """Tell whether a value stands in the text; a full stop at its end may have become another sign."""
    return holds(text, value.rstrip(".!?… "))


def _says_much_of(answer: str, reply: Reply) -> bool:
    """Tell whether a reply in a model's own words says half of an answer; other replies quote it."""
    if reply.playbook is None or reply.playbook.model is not ModelUse.ALLOWED:
        return False
    wanted = grams(answer)
    return len(wanted & grams(reply.plain.text)) >= _HALF * len(wanted)


def _is_worded(reply: Reply, piece: Piece) -> bool:
    """Tell whether a wording of a piece stands in the text. Where its words are not known, it can't be missed."""
    if piece is Piece.NAMES_NO_SIDE:
        return not _MENTION.search(reply.plain.text)
    finder = _FINDERS.get(piece, {}).get(reply.language)
    return finder is None or finder.search(reply.folded.text) is not None


def _unwanted(reply: Reply) -> Iterator[Finding]:
    """Find dates and speculation. Promises, blame and emoji have rules of their own, which look at the playbook."""
    must_not = reply.playbook.must_not if reply.playbook else frozenset()
    filled = "\n".join(reply.context.slots.values())
    if Piece.DATE in must_not:
        for each in facts(reply.plain.text, reply.language):
            if each.kind is FactKind.DATE and each.shown not in filled:
                yield reply.in_plain(LintRule.MISSING, LintLevel.BLOCK, f"no dates here: {each.shown}", each.span)
    if Piece.SPECULATION in must_not and (words := WORDS.get(reply.language)):
        for found in words.speculation.finditer(reply.folded.text):
            what = f"no speculation here: {found[0]}"
            if found[0] not in squashed(filled):
                yield reply.in_folded(LintRule.MISSING, LintLevel.BLOCK, what, found.span())
