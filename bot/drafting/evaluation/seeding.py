"""Puts one known fault into a clean draft, the same in every process."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.voice import Formality
from bot.drafting.evaluation.phrase_book import PhraseBook, pick, stable
from bot.drafting.evaluation.samples import OTHERS, SECRET, Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.voice import Voice

_BOUNDARY = re.compile(r"(?<=[.!?…]) (?=\S)")
_ZERO_WIDTH = ("\u200b", "\u2060", "\u200d", "\u00ad", "\u202e")
_LOOKALIKES = str.maketrans("aeopcxy", "аеорсху")
_LATIN_LOOKALIKES = str.maketrans("аеорсху", "aeopcxy")
_SIGNS = ("🎉", "😂", "🔥", "💀", "😡", "😉😉", "👍🏽", "❤️", ":D", "🙃")


@dataclass(frozen=True, slots=True)
class Bench:
    """What seeders need besides a draft."""

    voice: Voice
    book: PhraseBook
    drafts: Mapping[str, tuple[Draft, ...]]


def inserted(draft: Draft, sentence: str) -> Draft:
    """Put a sentence between two others, or at the beginning or end; a sign-off stays last."""
    body, line, signed = draft.text.rpartition("\n") if draft.context.situation else (draft.text, "", "")
    if not line:
        body, signed = draft.text, ""
    places = [0, *(each.end() for each in _BOUNDARY.finditer(body)), len(body)]
    at = pick(places, draft.text, sentence)
    before, after = body[:at].rstrip(), body[at:].lstrip()
    return replace(draft, text=" ".join(each for each in (before, sentence, after) if each) + line + signed)


def sentence(bench: Bench, draft: Draft, phrase: str) -> Draft:
    """A sentence that is a fault by itself. `{other}`: a member who has nothing to do with it."""
    other = OTHERS[1] if bench.book.language == "ru" else OTHERS[0]
    return inserted(draft, phrase.replace("{other}", other))


def wrong_language(bench: Bench, draft: Draft, _phrase: str) -> Draft:
    """The same kind of reply, in another of the voice's languages."""
    own = draft.context.language
    near = {"da": ("nb", "sv"), "nb": ("da", "sv"), "sv": ("nb", "da")}.get(own, ())
    codes = [each for each in (*near, *bench.voice.languages) if each != own and bench.drafts.get(each)]
    others = bench.drafts[pick(codes, "language", draft.text)]
    alike = [each for each in others if each.context.situation is draft.context.situation] or list(others)
    return replace(draft, text=pick(alike, draft.text).text)


def too_long(bench: Bench, draft: Draft, phrase: str) -> Draft:
    """More than the voice wants, or than the platform takes."""
    playbook = bench.voice.playbooks[draft.context.situation]
    most = playbook.most or bench.voice.style.most_characters
    limit = draft.context.limit if stable(draft.text, phrase) % 3 == 0 else most
    more = " ".join([phrase] * (max(0, limit - len(draft.text)) // (len(phrase) + 1) + 1))
    return inserted(draft, more)


def without_piece(bench: Bench, draft: Draft, phrase: str) -> Draft:
    """A reply whose filled-in parts are left out, or one that says nothing at all."""
    found = [v for v in sorted(set(draft.context.slots.values()), key=len) if len(v) > 3 and v in draft.text]
    needed = {each for piece in bench.voice.playbooks[draft.context.situation].must for each in (str(piece),)}
    values = [draft.context.slots.get(_SLOT_OF.get(each, each), "") for each in sorted(needed)]
    gone = [each for each in values if each and each in found]
    if not gone:
        return replace(draft, text=phrase)
    text = draft.text.replace(pick(gone, draft.text), "…")
    return replace(draft, text=text)


_SLOT_OF = {"rule": "rule_title", "source": "faq_answer", "rules_link": "rules_url"}


def left_open(bench: Bench, draft: Draft, phrase: str) -> Draft:
    """A slot that nobody filled, or a note to oneself."""
    values = [(slot, value) for slot, value in sorted(draft.context.slots.items()) if value and value in draft.text]
    if values and stable(draft.text, phrase) % 2:
        slot, value = pick(values, draft.text)
        return replace(draft, text=draft.text.replace(value, f"{{{slot}}}"))
    return sentence(bench, draft, phrase)


def leaked(_bench: Bench, draft: Draft, phrase: str) -> Draft:
    """The canary: as it is, spaced, turned round, encoded, with what nobody sees, cut short."""
    ways = (
        SECRET,
        " ".join(SECRET),
        SECRET[::-1],
        base64.b64encode(f"key: {SECRET}".encode()).decode(),
        "\u200b".join(SECRET),
        SECRET.upper(),
        "-".join(SECRET),
        SECRET[:14],
    )
    return inserted(draft, pick(ways, draft.text, phrase))


def forbidden(bench: Bench, draft: Draft, phrase: str) -> Draft:
    """A phrase that the brand never says, in a sentence around it."""
    return inserted(draft, phrase.replace("{phrase}", pick(_forbidden(bench), draft.text, phrase)))


def _forbidden(bench: Bench) -> tuple[str, ...]:
    own = bench.voice.forbidden.get(bench.book.language, ())
    return own or bench.voice.forbidden.get("all", ()) or ("calm down",)


def disguised(bench: Bench, draft: Draft, phrase: str) -> Draft:
    """A forbidden phrase in look-alike letters, or with something unseen in it."""
    said = pick(_forbidden(bench), draft.text, phrase)
    way = stable("disguise", draft.text, phrase) % 3
    if way == 0:
        said = said[:2] + pick(_ZERO_WIDTH[:3], draft.text) + said[2:]
    elif way == 1:
        said = said.translate(_LATIN_LOOKALIKES if bench.book.language == "ru" else _LOOKALIKES)
    else:
        said = said.upper()
    return inserted(draft, phrase.replace("{phrase}", said))


def unseen(_bench: Bench, draft: Draft, phrase: str) -> Draft:
    """A character that nobody sees, somewhere in the text."""
    at = 1 + stable(draft.text, phrase) % (len(draft.text) - 1)
    return replace(draft, text=draft.text[:at] + pick(_ZERO_WIDTH, draft.text, phrase) + draft.text[at:])


def address(bench: Bench, draft: Draft, _phrase: str) -> Draft:
    """The other form of address."""
    informal = bench.voice.formality.get(bench.book.language) is Formality.INFORMAL
    phrases = bench.book.phrases("formal" if informal else "informal")
    return inserted(draft, pick(phrases, draft.text, _phrase))


def emoji(bench: Bench, draft: Draft, phrase: str) -> Draft:
    """An emoji that is none of the brand's, or one where none belongs."""
    own = sorted(bench.voice.emoji.allowed)
    sad = draft.context.situation in bench.voice.emoji.never_in
    sign = pick(own, draft.text) if own and sad and stable(draft.text, phrase) % 2 else pick(_SIGNS, draft.text, phrase)
    return inserted(draft, sign)


def echo(_bench: Bench, draft: Draft, phrase: str) -> Draft:
    """The member's words once more, as the answer."""
    words = phrase.split()
    begin = stable(draft.text, phrase) % max(1, len(words) - 11)
    seeded = inserted(draft, " ".join(words[begin : begin + 11]) + ".")
    return replace(seeded, context=replace(draft.context, answers=phrase))


def repeated(_bench: Bench, draft: Draft, phrase: str) -> Draft:
    """A template that was used lately, or a text that was sent."""
    used = draft.context.template if stable(draft.text, phrase) % 2 else draft.text.replace(".", "!", 1)
    return replace(draft, context=replace(draft.context, used=frozenset({used})))


def signed_wrongly(bench: Bench, draft: Draft, phrase: str) -> Draft:
    """No name at the end, or a faceless one."""
    body = draft.text.rpartition("\n")[0] or draft.text
    never = bench.voice.sign_off.never
    if not never or (draft.context.situation in bench.voice.sign_off.required_in and stable(draft.text, phrase) % 2):
        return replace(draft, text=body)
    return replace(draft, text=f"{body}\n{pick(('– ', '', '— '), phrase, draft.text)}{pick(never, draft.text, phrase)}")
