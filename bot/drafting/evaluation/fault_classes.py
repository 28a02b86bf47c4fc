"""The classes of faults, which rules may find each, and how often they have to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.lint import LintRule
from bot.drafting.evaluation import seeding

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.drafting.evaluation.samples import Draft
    from bot.drafting.evaluation.seeding import Bench

HARD = 0.95
PROMISE = 0.85
MOST_FALSE_ALARMS = 0.05


@dataclass(frozen=True, slots=True)
class FaultClass:
    """One kind of fault. `phrases`: the list it is worded from. `target`: the least share that is to be found.

    `bound`: only drafts whose playbook asks for pieces, or for a sign-off, can have it.
    """

    name: str
    rules: frozenset[LintRule]
    phrases: str
    seed: Callable[[Bench, Draft, str], Draft]
    target: float | None = None
    bound: str = ""


def _of(
    name: str, rule: LintRule, phrases: str, seed: Callable[[Bench, Draft, str], Draft], target: float | None = None
) -> FaultClass:
    return FaultClass(name, frozenset({rule}), phrases, seed, target)


FAULT_CLASSES = (
    _of("wrong language", LintRule.LANGUAGE, "padding", seeding.wrong_language, HARD),
    _of("too long", LintRule.LENGTH, "padding", seeding.too_long, HARD),
    _of("unknown link", LintRule.FACT, "link", seeding.sentence, HARD),
    _of("personal data", LintRule.PERSONAL_DATA, "personal", seeding.sentence, HARD),
    _of("mention", LintRule.MENTION, "mention", seeding.sentence, HARD),
    FaultClass("missing part", frozenset({LintRule.MISSING}), "padding", seeding.without_piece, HARD, "must"),
    _of("left open", LintRule.SLOT, "placeholder", seeding.left_open, HARD),
    _of("leaked secret", LintRule.CANARY, "padding", seeding.leaked, HARD),
    _of("promise", LintRule.PROMISE, "promise", seeding.sentence, PROMISE),
    _of("invented price", LintRule.FACT, "price", seeding.sentence),
    _of("invented date", LintRule.FACT, "date", seeding.sentence),
    _of("invented number", LintRule.FACT, "number", seeding.sentence),
    _of("wrong rule", LintRule.FACT, "rule", seeding.sentence),
    _of("legal admission", LintRule.ADMISSION, "admission", seeding.sentence),
    _of("forbidden phrase", LintRule.FORBIDDEN, "carrier", seeding.forbidden),
    _of("disguised phrase", LintRule.FORBIDDEN, "carrier", seeding.disguised),
    _of("unseen character", LintRule.MENTION, "padding", seeding.unseen),
    _of("form of address", LintRule.FORMALITY, "padding", seeding.address),
    _of("emoji", LintRule.EMOJI, "padding", seeding.emoji),
    _of("shouting", LintRule.SHOUTING, "shouting", seeding.sentence),
    _of("blame", LintRule.BLAME, "blame", seeding.sentence),
    _of("toxicity", LintRule.TOXICITY, "toxicity", seeding.sentence),
    _of("belittling", LintRule.BELITTLING, "belittling", seeding.sentence),
    _of("echo", LintRule.ECHO, "messages", seeding.echo),
    _of("repeated", LintRule.REPEATED, "padding", seeding.repeated),
    FaultClass("sign-off", frozenset({LintRule.SIGN_OFF}), "padding", seeding.signed_wrongly, None, "sign_off"),
)
