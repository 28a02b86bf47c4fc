"""Steps of ladders as the file writes them, and the actions they become in the core."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Discriminator, Field, Tag

from bot.core.actions import Escalate, TimeOut
from bot.core.policy import Step
from bot.policy_files.clauses import Form
from bot.policy_files.words import ActionWord, EnforcementWord, TimeOutLength

Strikes = Annotated[int, Field(strict=True, ge=0, le=1_000)]


class TimeOutForm(Form):
    """A time-out and its length."""

    time_out: TimeOutLength = Field(description="How long, at most 28d.", examples=["1h"])

    def core(self) -> TimeOut:
        """Return the core's time-out."""
        return TimeOut(self.time_out)


def _enforcement_kind(value: object) -> str:
    return "<time_out>" if isinstance(value, dict | TimeOutForm) else "<word>"


Proposed = Annotated[
    Annotated[EnforcementWord, Tag("<word>")] | Annotated[TimeOutForm, Tag("<time_out>")],
    Discriminator(_enforcement_kind),
]


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


class Proposal(Form):
    """What a moderator is asked to decide on."""

    propose: Annotated[list[Proposed], BeforeValidator(_as_list, json_schema_input_type=Proposed | list[Proposed])] = (
        Field(min_length=1, description="An action, or a list of them.", examples=["ban"])
    )

    def core(self) -> Escalate:
        """Return the core's escalate."""
        return Escalate(tuple(each.core() if isinstance(each, TimeOutForm) else each for each in self.propose))


class EscalateForm(Form):
    """Give the case to a moderator, with a proposal."""

    escalate: Proposal = Field(examples=["{propose: ban}"])

    def core(self) -> Escalate:
        """Return the core's escalate."""
        return self.escalate.core()


def _action_kind(value: object) -> str:
    if isinstance(value, dict):
        return "<time_out>" if "time_out" in value else "<escalate>"
    if isinstance(value, TimeOutForm):
        return "<time_out>"
    return "<escalate>" if isinstance(value, EscalateForm) else "<word>"


ActionForm = Annotated[
    Annotated[ActionWord, Tag("<word>")]
    | Annotated[TimeOutForm, Tag("<time_out>")]
    | Annotated[EscalateForm, Tag("<escalate>")],
    Discriminator(_action_kind),
]


class StepForm(Form):
    """What is done from so many earlier strikes on; the steps of a ladder add up."""

    strikes: Strikes = Field(description="From how many earlier strikes on.", examples=[0])
    do: list[ActionForm] = Field(min_length=1, description="What to do then.", examples=["[nudge]"])

    def core(self) -> Step:
        """Return the core's step."""
        kept = (each.core() if isinstance(each, TimeOutForm | EscalateForm) else each for each in self.do)
        return Step(self.strikes, tuple(kept))
