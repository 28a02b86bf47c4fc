"""Puts a notice's facts into words that a member reads. There is no place in them for a moderator's name."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from bot.core.content import Part
from bot.core.defused import cut_short, defused
from bot.core.effects import EffectKind, EffectState
from bot.core.member_text import in_language
from bot.core.notices import NoticeKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.core.effects import Effect
    from bot.core.notices import Notice

# Discord takes 2,000 characters; the rest is room for what a platform puts around.
LIMIT = 1_900
LONGEST_SENTENCE = 180
_LONGEST_VALUE = 80
_SHORTEST_EXPLANATION = 30
_SLOT = re.compile(r"\{([a-z_]+)\}")


class Sentence(StrEnum):
    """The sentences that notices are put together from."""

    GREETING = "greeting"
    LATE = "late"
    NUDGE = "nudge"
    PLEAD = "plead"
    TITLE = "title"
    NAME = "name"
    CHOOSE = "choose"
    STOPPED = "stopped"
    PREVIEWS_HIDDEN = "previews_hidden"
    HIDDEN = "hidden"
    HIDDEN_SEVERAL = "hidden_several"
    WARNED = "warned"
    TIMED_OUT = "timed_out"
    REMOVED = "removed"
    KICKED = "kicked"
    BANNED = "banned"
    NOTHING = "nothing"
    RULE = "rule"
    BY_PROGRAM = "by_program"
    BY_PROGRAM_THEN_PERSON = "by_program_then_person"
    BY_MEMBERS_THEN_PROGRAM = "by_members_then_program"
    BY_PERSON = "by_person"
    ALLOWED = "allowed"
    ALLOWED_AFTER = "allowed_after"
    APPEAL = "appeal"
    REVERSED = "reversed"
    GRANTED = "granted"
    DENIED = "denied"
    RESTORED = "restored"
    NOT_RESTORED = "not_restored"
    PREVIEWS_BACK = "previews_back"
    LIFTED = "lifted"
    READMITTED = "readmitted"
    UNBANNED = "unbanned"
    CASE = "case"


_SLOTS: dict[Sentence, frozenset[str]] = {
    Sentence.GREETING: frozenset({"community"}),
    Sentence.LATE: frozenset({"written"}),
    Sentence.HIDDEN_SEVERAL: frozenset({"count"}),
    Sentence.TIMED_OUT: frozenset({"until"}),
    Sentence.KICKED: frozenset({"community"}),
    Sentence.BANNED: frozenset({"community"}),
    Sentence.RULE: frozenset({"rule"}),
    Sentence.APPEAL: frozenset({"how", "deadline"}),
    Sentence.UNBANNED: frozenset({"community"}),
    Sentence.CASE: frozenset({"case"}),
}
_OPTIONAL_SLOTS = frozenset({"community", "written"})
# What a notice can do without, first to go first, where a policy's own sentences make it too long.
_CAN_GO = (
    Sentence.ALLOWED,
    Sentence.ALLOWED_AFTER,
    Sentence.GREETING,
    Sentence.LATE,
    Sentence.RESTORED,
    Sentence.NOT_RESTORED,
    Sentence.PREVIEWS_BACK,
    Sentence.LIFTED,
    Sentence.READMITTED,
    Sentence.UNBANNED,
)
# What else than a message it is about is said first.
_ABOUT = {Part.TITLE: [Sentence.TITLE], Part.NAME: [Sentence.NAME]}
_HOW_DECIDED = {
    (True, True): Sentence.BY_PROGRAM,
    (True, False): Sentence.BY_PROGRAM_THEN_PERSON,
    (False, True): Sentence.BY_MEMBERS_THEN_PROGRAM,
    (False, False): Sentence.BY_PERSON,
}


def slots(sentence: Sentence) -> frozenset[str]:
    """Return the slots that a sentence may have."""
    return _SLOTS.get(sentence, frozenset())


def required_slots(sentence: Sentence) -> frozenset[str]:
    """Return the slots without which a sentence says nothing."""
    return slots(sentence) - _OPTIONAL_SLOTS


def compose(
    notice: Notice,
    effects: Sequence[Effect],
    sentences: Mapping[str, Mapping[str, str]],
    *,
    how: str,
    community: str,
    written: datetime | None = None,
) -> str:
    """Return a notice as its member reads it, at most LIMIT characters.

    `effects`: those of the notice's batch as they stand now; what isn't done is not said to be, except a removal,
    which is told before. `sentences`: a policy's, which are complete. `how`: what the member types or presses to
    appeal, such as `/appeal 12`, without words of any language. `written`: when the message was written, if that
    is known.
    """
    values = _values(notice, effects, how, community, written)
    outline = _outline(notice, effects, late=notice.late and written is not None)
    texts = {
        each: _filled(in_language(sentences.get(each, {}), notice.language), values)
        for paragraph in outline
        for each in paragraph
    }
    for each in _CAN_GO:
        if len(_joined(outline, texts)) <= LIMIT:
            break
        texts.pop(each, None)
    texts[Sentence.CASE] += _place(notice, values["written"])
    if Sentence.RULE in texts and notice.kind not in {NoticeKind.REVERSED, NoticeKind.APPEAL_GRANTED}:
        room = LIMIT - len(_joined(outline, texts)) - 1
        texts[Sentence.RULE] += _explanation(notice.explanation, room)
    return cut_short(_joined(outline, texts), LIMIT)


def _values(
    notice: Notice, effects: Sequence[Effect], how: str, community: str, written: datetime | None
) -> dict[str, str]:
    deadline = notice.appeal_until
    return {
        "community": _short(community),
        "rule": _short(notice.title),
        "how": _short(how),
        "case": str(notice.case),
        "count": str(sum(each.kind is EffectKind.HIDE and each.state is EffectState.DONE for each in effects)),
        "until": max((_moment(end, up=True) for end in _ends(effects)), default=""),
        "deadline": _moment(deadline) if deadline else "",
        "written": _moment(written) if written else "",
    }


def _place(notice: Notice, written: str) -> str:
    """Say which message it is about, in words of no language."""
    channel = [defused(f"#{_short(notice.message.channel)}")] if notice.message.channel else []
    return "".join(f" · {each}" for each in (*channel, written) if each)


def _outline(notice: Notice, effects: Sequence[Effect], *, late: bool) -> tuple[list[Sentence], ...]:
    """Return the paragraphs of a notice."""
    told = [Sentence.GREETING, *_ABOUT.get(notice.message.part, [])]
    decided: list[Sentence] = []
    after: list[Sentence] = []
    match notice.kind:
        case NoticeKind.NUDGE | NoticeKind.ACTION:
            done = _fitting(notice.message.part, _done(notice, effects))
            told += [*([Sentence.LATE] if late else []), *done]
            decided = [_HOW_DECIDED[notice.detected, notice.decided]]
            after = _still_allowed(done)
        case NoticeKind.REVERSED:
            told += [Sentence.REVERSED, *_taken_back(effects)]
        case NoticeKind.APPEAL_GRANTED:
            told += [Sentence.GRANTED, *_taken_back(effects)]
        case NoticeKind.APPEAL_DENIED:
            told.append(Sentence.DENIED)
        case _:
            assert_never(notice.kind)
    rule = [Sentence.RULE] if notice.title.strip() else []
    appeal = [Sentence.APPEAL] if notice.appeal_until else []
    return told, rule, decided, after, appeal, [Sentence.CASE]


def _done(notice: Notice, effects: Sequence[Effect]) -> list[Sentence]:
    """Say what was done; where a hide was not possible, the author is asked to take the message away."""
    states = {each.kind: each for each in effects}
    hides = [each.state for each in effects if each.kind is EffectKind.HIDE]
    hidden = hides.count(EffectState.DONE)
    in_vain = EffectState.SUBSTITUTED in hides or EffectState.FAILED in hides
    said = {
        Sentence.NUDGE: notice.kind is NoticeKind.NUDGE,
        Sentence.PLEAD: in_vain or (notice.pleads and not hidden),
        Sentence.PREVIEWS_HIDDEN: _is_done(states.get(EffectKind.SUPPRESS_EMBEDS)),
        Sentence.HIDDEN: hidden == 1,
        Sentence.HIDDEN_SEVERAL: hidden > 1,
        Sentence.WARNED: notice.warning,
        Sentence.TIMED_OUT: bool(_ends(effects)),
        Sentence.REMOVED: _removes(states.get(EffectKind.REMOVE)),
        Sentence.KICKED: _removes(states.get(EffectKind.KICK)),
        Sentence.BANNED: _removes(states.get(EffectKind.BAN)),
    }
    done = [sentence for sentence, holds in said.items() if holds]
    # A moderator who chose another action may have taken one back; a new time-out takes the place of the old one.
    back = [each for each in _taken_back(effects) if each is not Sentence.LIFTED or Sentence.TIMED_OUT not in done]
    return [*done, *back] or [Sentence.NOTHING]


def _is_done(effect: Effect | None) -> bool:
    return effect is not None and effect.state is EffectState.DONE


def _fitting(part: Part, done: list[Sentence]) -> list[Sentence]:
    """Return what was done as it fits: a title or a name is chosen anew; what was stopped does not stay."""
    match part:
        case Part.MESSAGE:
            return done
        case Part.TITLE | Part.NAME:
            asks = {Sentence.NUDGE, Sentence.PLEAD}
            return list(dict.fromkeys(Sentence.CHOOSE if each in asks else each for each in done))
        case Part.BLOCKED:
            untrue = {Sentence.NUDGE, Sentence.PLEAD, Sentence.NOTHING}
            return [Sentence.STOPPED, *(each for each in done if each not in untrue)]
        case _:
            assert_never(part)


def _removes(effect: Effect | None) -> bool:
    """Tell whether a removal is done or about to be: afterwards the member could no longer be told."""
    return effect is not None and not effect.cancelled and (effect.is_open or effect.state is EffectState.DONE)


def _still_allowed(done: Sequence[Sentence]) -> list[Sentence]:
    removed = {Sentence.REMOVED, Sentence.KICKED, Sentence.BANNED} & set(done)
    return [] if removed else [Sentence.ALLOWED_AFTER if Sentence.TIMED_OUT in done else Sentence.ALLOWED]


def _taken_back(effects: Sequence[Effect]) -> list[Sentence]:
    told: list[Sentence] = []
    for each in effects:
        match each.kind, each.state:
            case EffectKind.RESTORE, EffectState.DONE:
                told.append(Sentence.RESTORED)
            case EffectKind.RESTORE, (EffectState.FAILED | EffectState.SUBSTITUTED):
                told.append(Sentence.NOT_RESTORED)
            case EffectKind.RESTORE_EMBEDS, EffectState.DONE:
                told.append(Sentence.PREVIEWS_BACK)
            case EffectKind.LIFT_TIME_OUT, EffectState.DONE:
                told.append(Sentence.LIFTED)
            case EffectKind.READMIT, EffectState.DONE:
                told.append(Sentence.READMITTED)
            case EffectKind.UNBAN, EffectState.DONE:
                told.append(Sentence.UNBANNED)
            case _:
                pass
    return list(dict.fromkeys(told))


def _ends(effects: Sequence[Effect]) -> list[datetime]:
    return [
        each.until
        for each in effects
        if each.kind is EffectKind.TIME_OUT and each.state is EffectState.DONE and each.until
    ]


def _moment(at: datetime, *, up: bool = False) -> str:
    """Say a time in UTC to the minute, as every language reads it; `up`: never earlier than it is."""
    whole = at.astimezone(UTC).replace(second=0, microsecond=0)
    return f"{whole + timedelta(minutes=1) if up and whole < at else whole:%Y-%m-%d %H:%M} UTC"


def _short(value: str) -> str:
    return cut_short(" ".join(value.split()), _LONGEST_VALUE)


def _filled(template: str, values: Mapping[str, str]) -> str:
    return defused(_SLOT.sub(lambda slot: values.get(slot[1], ""), template))


def _explanation(text: str, room: int) -> str:
    short = cut_short(defused(" ".join(text.split())), room) if room >= _SHORTEST_EXPLANATION else ""
    return f" {short}" if short else ""


def _joined(outline: Sequence[Sequence[Sentence]], texts: Mapping[Sentence, str]) -> str:
    paragraphs = (" ".join(texts[each] for each in paragraph if texts.get(each)) for paragraph in outline)
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
