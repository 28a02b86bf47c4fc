"""What moderators' verdicts say of labels: which texts have one, and by which labels they were judged."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.cases import UNDECIDED, CaseState
from bot.core.decision import Source
from bot.core.policy import GuardAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.core.cases import Case
    from bot.core.content import Message
    from bot.core.decision import Decision
    from bot.core.labels import Label
    from bot.ports.ledger import Ledger, UnitOfWork

_VERDICTS = {CaseState.UPHELD: True, CaseState.DISMISSED: False}
# So many cases per transaction, so that a bot that runs beside it never waits for long.
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Judged:
    """A text that a moderator decided on: upheld or not, by the labels whose scores made it a case."""

    text: str
    upheld: bool
    labels: frozenset[Label]


@dataclass(slots=True)
class Verdicts:
    """What a community's cases hold. Of those that scores made, `waiting` have no verdict and `textless` no text."""

    judged: list[Judged] = field(default_factory=list)
    waiting: int = 0
    textless: int = 0


async def read_verdicts(ledger: Ledger, community: str) -> Verdicts:
    """Read every case of a community; they are numbered without gaps."""
    found = Verdicts()
    for first in itertools.count(1, _BATCH):
        async with ledger.begin(community) as uow:
            for number in range(first, first + _BATCH):
                case = await uow.cases.get(number)
                if case is None:
                    return found
                await _take(uow, case, found)
    raise AssertionError("a count has no end")


async def _take(uow: UnitOfWork, case: Case, found: Verdicts) -> None:
    if case.state not in _VERDICTS and case.state not in UNDECIDED:
        return
    decided: dict[Message, list[Decision]] = {}
    for message, decision in await uow.decisions.on_messages(case.number):
        decided.setdefault(message, []).append(decision)
    for message, decisions in decided.items():
        await _take_message(uow, case, message, decisions, found)


async def _take_message(
    uow: UnitOfWork, case: Case, message: Message, decisions: Sequence[Decision], found: Verdicts
) -> None:
    """Count one message of a case: a verdict is about all of an incident."""
    revision = case.revision if message == case.message else max(each.revision for each in decisions)
    labels = frozenset(_labels(revision, decisions))
    if not labels:
        return
    if case.state in UNDECIDED:
        found.waiting += 1
        return
    content = await uow.contents.kept(message, revision)
    if content is None:
        found.textless += 1
    else:
        found.judged.append(Judged(content.text, _VERDICTS[case.state], labels))


def _labels(revision: int, decisions: Iterable[Decision]) -> Iterator[Label]:
    """Yield the labels whose scores of a revision were before the moderator.

    Not those of a rule that a guard set aside, nor where classifiers disagreed: such a case was chosen by the highest
    of several scores, and not by that of the classifier to calibrate.
    """
    for decision in decisions:
        if decision.revision != revision:
            continue
        left_out = {
            each.rule for each in decision.guarded if each.answer is GuardAnswer.IGNORE or each.guard == "disagreement"
        }
        for match in decision.matches:
            label = match.evidence.label
            if match.rule not in left_out and match.evidence.source is Source.SCORE and label is not None:
                yield label
