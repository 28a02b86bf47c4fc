"""Wishes and complaints that say the same, put together by the letters of the words that carry them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.likeness import grams, likeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.core.feedback import Feedback

# From this on two texts are about the same. Measured on the groups in tests/core/test_grouping.py.
ALIKE = 0.2
_WORD = re.compile(r"[^\W_]+")
# What is said in any wish or complaint, and so about none, also that it does not work: en, da and nb, sv, de, ru.
# Shorter words than four letters say as little.
_SHORTEST = 4
_SAID_ANYWAY = """
    about again also been better could every from good have here into just know like made make many more most much
    need never only other please really right should since some still such than that thanks their them then there
    they this time very want were what when where which will wish with would your broken doesn issue issues problem
    problems work working works alle altid alltid bare bedre blive bliver bli eller efter etter fordi gerne gjerne
    gang gange gøre gjøre godt have havde hadde hvad hvis hvor igen igjen ikke ingen kunne lave lage meget mere
    mange måtte noget noe nogen noen også fejl feil fungerer ødelagt problem problemer stykker virke virker ønske
    ønsker skal skulle stadig fortsatt synes være været vært ville virkelig alltid bara borde bättre efter eller
    finns göra gärna igen inte ingen kunna måste mycket många någon något också fungera fungerar trasig trasigt
    önskar önska skulle snälla vara varför verkligen vill ville aber alle auch bitte beim besser dass diese dieser
    dieses doch eine einen einer einfach etwas gerne haben hätte immer kann könnt könnte können machen mehr nach
    nicht noch oder schon sehr sein sind sollte über viel wäre wann defekt fehler funktioniert geht kaputt warum
    wenn wieder wird wünsche würde было быть ваша ваше вообще всегда всем даже если есть ещё еще когда которые
    который лучше меня могли может можно надо нельзя нет очень опять пожалуйста просто прошу пусть сделать сделайте
    снова также тоже только хочется хотел ошибка проблема работает работают сломалась сломалось сломался хотела
    хотелось хочу чтобы этого этой этот
"""
_EMPTY = frozenset(_WORD.findall(_SAID_ANYWAY))


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that say the same, in order of number. `like`: the one that is most like all others."""

    entries: tuple[Feedback, ...]
    like: Feedback

    @property
    def members(self) -> int:
        """How many members say it."""
        return len({each.member for each in self.entries})

    @property
    def first(self) -> datetime:
        """When it was first said."""
        return min(each.at for each in self.entries)

    @property
    def last(self) -> datetime:
        """When it was last said."""
        return max(each.at for each in self.entries)


def grouped(entries: Iterable[Feedback]) -> tuple[Group, ...]:
    """Put together what says the same, the largest group first; what is equal in size, in order of number.

    Each entry joins the group whose members it is most like on average, if it is alike enough, else it begins one. The
    same entries give the same groups.
    """
    heaps: list[list[tuple[Feedback, frozenset[str]]]] = []
    for entry in sorted(entries, key=lambda each: each.number):
        own = said(entry.text)
        fit, heap = max(((_mean(own, each), each) for each in heaps), key=lambda found: found[0], default=(0.0, None))
        if heap is not None and fit >= ALIKE:
            heap.append((entry, own))
        else:
            heaps.append([(entry, own)])
    groups = (Group(tuple(entry for entry, _ in heap), _most_like(heap)) for heap in heaps)
    return tuple(sorted(groups, key=lambda each: (-len(each.entries), each.entries[0].number)))


def said(text: str) -> frozenset[str]:
    """Return the grams of the words that say what a text is about; of all its words where none does."""
    words = _WORD.findall(text.casefold())
    kept = [each for each in words if len(each) >= _SHORTEST and each not in _EMPTY]
    return grams(" ".join(kept or words))


def _mean(own: frozenset[str], heap: Sequence[tuple[Feedback, frozenset[str]]]) -> float:
    return sum(likeness(own, each) for _, each in heap) / len(heap)


def _most_like(heap: Sequence[tuple[Feedback, frozenset[str]]]) -> Feedback:
    return max(heap, key=lambda found: (_mean(found[1], heap), -found[0].number))[0]
