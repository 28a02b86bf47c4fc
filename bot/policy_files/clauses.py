"""Conditions as the file writes them, and what they become in the core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from bot.core.policy import (
    AllOf,
    AnyOf,
    ByAutoMod,
    HasLink,
    InList,
    InWindow,
    MatchesPattern,
    Mentions,
    Not,
    Reported,
    ScoreAtLeast,
)
from bot.core.signals import Window, WindowKind
from bot.policy_files.words import LabelName, Name, Probability, Text, WindowLength

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.policy import Condition
    from bot.policy_files.tree import Loc

Count = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Several = Annotated[int, Field(strict=True, ge=2, le=10_000)]


class Form(BaseModel):
    """A mapping of the file whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ScoreClause(Form):
    """The classifier's probability of a label is at least this high."""

    score: LabelName = Field(description="A label of the toxicity model.", examples=["toxicity"])
    at_least: Probability = Field(description="From which probability on it counts, above 0 up to 1.", examples=[0.9])

    def core(self) -> Condition:
        """Return the core's condition."""
        return ScoreAtLeast(self.score, self.at_least)


class ListClause(Form):
    """A word or phrase of a list occurs."""

    name: Name = Field(alias="list", description="The name of a list declared under `lists`.", examples=["insults"])

    def core(self) -> Condition:
        """Return the core's condition."""
        return InList(self.name)


class PatternClause(Form):
    """A pattern matches."""

    name: Name = Field(alias="pattern", description="The name of a pattern under `patterns`.", examples=["phone"])

    def core(self) -> Condition:
        """Return the core's condition."""
        return MatchesPattern(self.name)


class LinkClause(Form):
    """The message links somewhere: any, invite, lookalike, or a domain of a list."""

    kind: Name = Field(alias="link", description="A kind, or a list of domains.", examples=["lookalike"])

    def core(self) -> Condition:
        """Return the core's condition."""
        return HasLink(self.kind)


class Messages(Form):
    """How many messages within how long."""

    messages: Several = Field(description="From how many messages on.", examples=[6])
    within: WindowLength = Field(description="Within how long, such as 10s.", examples=["10s"])


class FloodClause(Form):
    """The member sent many messages in a short time."""

    flood: Messages = Field(examples=["{messages: 6, within: 10s}"])

    def core(self) -> Condition:
        """Return the core's condition."""
        return InWindow(Window(WindowKind.MESSAGES, self.flood.within), self.flood.messages)


class RepeatsClause(Form):
    """The member sent the same message again and again."""

    repeats: Messages = Field(examples=["{messages: 3, within: 60s}"])

    def core(self) -> Condition:
        """Return the core's condition."""
        return InWindow(Window(WindowKind.REPEATS, self.repeats.within), self.repeats.messages)


class CountWithin(Form):
    """How many people within how long."""

    count: Count = Field(description="From how many people on.", examples=[10])
    within: WindowLength = Field(description="Within how long, such as 1m.", examples=["1m"])


def _mentions_kind(value: object) -> str:
    return "<window>" if isinstance(value, dict | CountWithin) else "<message>"


class MentionsClause(Form):
    """Many people are called by name, in one message or within a time."""

    mentions: Annotated[
        Annotated[Count, Tag("<message>")] | Annotated[CountWithin, Tag("<window>")], Discriminator(_mentions_kind)
    ] = Field(description="How many people: a number, or {count: 10, within: 1m}.", examples=[6])

    def core(self) -> Condition:
        """Return the core's condition."""
        if isinstance(self.mentions, int):
            return Mentions(self.mentions)
        return InWindow(Window(WindowKind.MENTIONS, self.mentions.within), self.mentions.count)


class ReportsClause(Form):
    """Members reported the message."""

    reports: Count = Field(description="From how many reports on.", examples=[3])

    def core(self) -> Condition:
        """Return the core's condition."""
        return Reported(self.reports)


class AutoModClause(Form):
    """The platform's own filter stopped or flagged the message."""

    rule: Text = Field(alias="automod", description="Its rule by name, or any.", examples=["any"])

    def core(self) -> Condition:
        """Return the core's condition."""
        return ByAutoMod(self.rule)


class AnyClause(Form):
    """At least one of these holds."""

    parts: list[Clause] = Field(alias="any", min_length=1)

    def core(self) -> Condition:
        """Return the core's condition."""
        return AnyOf(tuple(part.core() for part in self.parts))


class AllClause(Form):
    """All of these hold."""

    parts: list[Clause] = Field(alias="all", min_length=1)

    def core(self) -> Condition:
        """Return the core's condition."""
        return AllOf(tuple(part.core() for part in self.parts))


class NotClause(Form):
    """This does not hold. Never over a score."""

    part: Clause = Field(alias="not")

    def core(self) -> Condition:
        """Return the core's condition."""
        return Not(self.part.core())


CLAUSES: dict[str, type[Form]] = {
    "score": ScoreClause, "list": ListClause, "pattern": PatternClause, "link": LinkClause, "flood": FloodClause,
    "repeats": RepeatsClause, "mentions": MentionsClause, "reports": ReportsClause,
    "automod": AutoModClause, "any": AnyClause,
    "all": AllClause, "not": NotClause,
}  # fmt: skip


def _clause_kind(value: object) -> str | None:
    if isinstance(value, dict):
        return next((f"<{key}>" for key in value if key in CLAUSES), None)
    return next((f"<{key}>" for key, model in CLAUSES.items() if isinstance(value, model)), None)


AnyForm = (
    ScoreClause | ListClause | PatternClause | LinkClause | FloodClause | RepeatsClause | MentionsClause
    | ReportsClause | AutoModClause | AnyClause | AllClause | NotClause
)  # fmt: skip
Clause = Annotated[
    Annotated[ScoreClause, Tag("<score>")]
    | Annotated[ListClause, Tag("<list>")]
    | Annotated[PatternClause, Tag("<pattern>")]
    | Annotated[LinkClause, Tag("<link>")]
    | Annotated[FloodClause, Tag("<flood>")]
    | Annotated[RepeatsClause, Tag("<repeats>")]
    | Annotated[MentionsClause, Tag("<mentions>")]
    | Annotated[ReportsClause, Tag("<reports>")]
    | Annotated[AutoModClause, Tag("<automod>")]
    | Annotated[AnyClause, Tag("<any>")]
    | Annotated[AllClause, Tag("<all>")]
    | Annotated[NotClause, Tag("<not>")],
    Discriminator(_clause_kind, custom_error_type="no_condition", custom_error_message="no condition"),
]


def leaves(form: AnyForm, loc: Loc, *, negated: bool = False) -> Iterator[tuple[Loc, AnyForm, bool]]:
    """Yield each clause that has no parts: where it stands, itself, whether a `not` is around it."""
    match form:
        case AnyClause(parts=parts) | AllClause(parts=parts):
            key = "any" if isinstance(form, AnyClause) else "all"
            for index, part in enumerate(parts):
                yield from leaves(part, (*loc, key, index), negated=negated)
        case NotClause(part=part):
            yield from leaves(part, (*loc, "not"), negated=True)
        case _:
            yield loc, form, negated


for _form in (AnyClause, AllClause, NotClause):
    _form.model_rebuild()
