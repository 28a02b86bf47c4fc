"""The shape of a policy file, as pydantic models; `schema.py` makes the JSON Schema from the same classes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from bot.core.notice_text import Sentence
from bot.core.policy import Coverage, GuardAnswer, ListMatch, Mode, Severity
from bot.core.replies import OFFERABLE, Replies
from bot.core.scoring import Combine, Scoring
from bot.policy_files.clauses import CLAUSES, Clause, CountWithin, Form
from bot.policy_files.steps import EscalateForm, StepForm, TimeOutForm
from bot.policy_files.words import (
    CapWord,
    ClassifierName,
    Domain,
    Duration,
    Language,
    MeasureLength,
    MeasureWord,
    Name,
    Offerable,
    Probability,
    Retention,
    SeverityName,
    Text,
    WindowLength,
)

DAY = 86400
_USUAL, _ANSWERS = Scoring(), Replies()


class CommunityForm(Form):
    """Whom the policy is for."""

    name: Text = Field(description="The community's name, as members see it.", examples=["Nordlys"])
    languages: list[Language] = Field(min_length=1, description="Language codes of the community.", examples=["[en]"])
    mode: Mode = Field(default=Mode.REVIEW, description="shadow: record only; review: ask first; enforce: act.")
    review_channel: Text | None = Field(
        default=None, description="The channel where moderators get cases, by name or id.", examples=["moderation"]
    )


class RetentionForm(Form):
    """How long message texts are kept."""

    clean: Retention = Field(default=None, description="Of messages that broke no rule: none, or a duration.")
    case: Retention = Field(default=90 * DAY, description="Of messages with a case: none, or a duration.")


class ListForm(Form):
    """A list of words or domains, in a file or written here."""

    file: Text | None = Field(default=None, description="Path of a text file beside this file, one entry a line.")
    entries: list[Text] | None = Field(default=None, min_length=1, description="The entries themselves.")
    match: ListMatch = Field(default=ListMatch.FOLDED, description="folded: words; domain: domains of links.")


class ExamplesForm(Form):
    """Messages that the rule must hit, and such that it must leave alone."""

    hit: list[Text] = Field(default_factory=list, description="Messages that break this rule.")
    miss: list[Text] = Field(default_factory=list, description="Messages that do not.")


class RuleForm(Form):
    """One rule of the etiquette."""

    id: Name = Field(description="The rule's name in cases and overrides.", examples=["be-kind"])
    title: dict[Language, Text] = Field(default_factory=dict, description="For members, by language code.")
    explanation: dict[Language, Text] = Field(default_factory=dict, description="For members, by language code.")
    severity: SeverityName = Field(description="care, minor, serious or grave.", examples=["minor"])
    when: Clause = Field(description="The condition.", examples=["{list: insults}"])
    ladder: Name = Field(description="The name of a ladder under `ladders`.", examples=["courtesy"])
    strike: Annotated[int, Field(strict=True, ge=0, le=100)] | None = Field(
        default=None, description="How many strikes a breach adds: 1, or 0 for care, where nothing is said."
    )
    shadow: Annotated[bool, Field(strict=True)] = Field(default=False, description="Record only, never act.")
    examples: ExamplesForm = Field(default_factory=ExamplesForm)


class StrikesForm(Form):
    """How long strikes count, and how close together breaches are one incident."""

    expire: Duration = Field(default=90 * DAY, description="After how long a strike no longer counts.")
    incident: Duration = Field(default=60, description="Breaches of one rule within this time are one incident.")


class CapsForm(Form):
    """The most that is done without a moderator."""

    automatic: list[CapWord] = Field(description="Kinds.", examples=['[nudge, hide, warn, "time_out <= 24h"]'])


class GuardForm(Form):
    """Protects a kind of speech from automatic answers."""

    when: Clause = Field(description="Which messages; holds no score.", examples=["{list: criticism}"])
    up_to: SeverityName = Field(default=Severity.SERIOUS, description="Rules up to this severity are covered.")
    covers: Coverage = Field(
        default=Coverage.WORDS, description="What alone must have hit: scores, or scores and words."
    )
    answer: GuardAnswer = Field(default=GuardAnswer.ESCALATE_ONLY, description="What is done instead.")


def _guard_kind(value: object) -> str:
    return "<guard>" if isinstance(value, dict | GuardForm) else "<answer>"


GuardEntry = Annotated[
    Annotated[GuardAnswer, Tag("<answer>")] | Annotated[GuardForm, Tag("<guard>")], Discriminator(_guard_kind)
]
# pydantic says by tag which member of a union it tried.
TAGGED: dict[str, type[Form]] = {
    **{f"<{key}>": model for key, model in CLAUSES.items()},
    "<time_out>": TimeOutForm,
    "<escalate>": EscalateForm,
    "<window>": CountWithin,
    "<guard>": GuardForm,
}


class ProtectForm(BaseModel):
    """Who and what is protected: staff, and guards by name."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, GuardEntry] = Field(init=False)

    staff_roles: list[Text] = Field(default_factory=list, description="Members with these roles are never acted on.")


class ChangeForm(Form):
    """What an override changes in one rule."""

    at_least: Probability | None = Field(default=None, description="The rule's threshold.", examples=[0.95])
    ladder: Name | None = Field(default=None, description="Another ladder.")
    severity: SeverityName | None = Field(default=None, description="Another severity.")
    off: Annotated[bool, Field(strict=True)] = Field(default=False, description="true: the rule does not hold there.")


class OverrideForm(Form):
    """Changes for some channels or some members."""

    channels: list[Text] = Field(default_factory=list, description="Names of channels.")
    roles: list[Text] = Field(default_factory=list, description="Names of roles.")
    changes: dict[Name, ChangeForm] = Field(
        alias="set", min_length=1, description="Rules and their changes.", examples=["{be-kind: {at_least: 0.95}}"]
    )


class AppealsForm(Form):
    """How long members may appeal."""

    within: Duration = Field(default=14 * DAY, description="For how long after a notice, such as 14d.")


class CatchUpForm(Form):
    """What becomes of messages that were missed while Takt was not running."""

    late_after: Duration = Field(default=600, description="Older ones get no strike and no time-out.")


class RaidForm(Form):
    """What is done to a channel in which many members break rules at once."""

    accounts: Annotated[int, Field(strict=True, ge=2, le=1_000)] = Field(
        description="So many members with cases in one channel are a raid.", examples=[8]
    )
    within: WindowLength = Field(default=60, description="Within how long, at most 24h.")
    lasts: MeasureLength = Field(default=900, alias="for", description="How long it is done, at most 24h.")
    do: list[MeasureWord] = Field(default_factory=list, description='"slow_mode 30s" or lock, at once.')
    propose: list[MeasureWord] = Field(default_factory=list, description="The same, when a moderator agrees.")


class ListenForm(Form):
    """What is listened to beside messages and titles."""

    names: Annotated[bool, Field(strict=True)] = Field(
        default=False, description="true: the names that members go by are held against the rules too."
    )


class ScoringForm(Form):
    """Which classifiers score messages, and what is made of several."""

    use: list[ClassifierName] = Field(
        default_factory=list, min_length=1, description="Classifiers by name, the leading one first."
    )
    combine: Combine = Field(default=_USUAL.combine, description="What counts: max, mean or second_opinion.")
    band: Probability = Field(
        default=_USUAL.band, description="How near a threshold the first has to be for a second opinion."
    )
    disagreement: Probability = Field(
        default=_USUAL.disagreement, description="How far apart on both sides of a threshold a moderator decides."
    )
    send_texts_out: Annotated[bool, Field(strict=True)] = Field(
        default=_USUAL.send_texts_out, description="true: members' texts may go to a service outside."
    )


class PassOnForm(Form):
    """Where feedback goes besides the answer to it."""

    complaint: Text | None = Field(default=None, description="The channel for complaints.", examples=["feedback"])
    wish: Text | None = Field(default=None, description="The channel for wishes.", examples=["ideas"])


class RepliesForm(Form):
    """How members are answered: what a draft is offered for by itself, how soon, and where."""

    answer_within: Duration = Field(default=_ANSWERS.answer_within_seconds, description="How long members wait.")
    wait: Duration = Field(
        default=_ANSWERS.wait_seconds, description="How long members may answer a question among themselves."
    )
    expire: Duration = Field(default=_ANSWERS.expire_seconds, description="How long a draft can be decided.")
    offer: list[Offerable] = Field(default_factory=lambda: list(OFFERABLE), description="What a draft is offered for.")
    pass_on: PassOnForm = Field(default_factory=PassOnForm)
    channel: Text | None = Field(
        default=None, description="The channel where drafts are shown, by name or id.", examples=["moderation"]
    )


class PolicyForm(Form):
    """A whole policy file."""

    version: Literal[1] = Field(description="The version of this format: 1.", examples=[1])
    community: CommunityForm = Field(examples=["{name: Nordlys, languages: [en], mode: review}"])
    retention: RetentionForm = Field(default_factory=RetentionForm)
    lists: dict[Name, ListForm] = Field(default_factory=dict)
    patterns: dict[Name, Text] = Field(default_factory=dict, description="Regular expressions (RE2) by name.")
    brands: list[Domain] = Field(default_factory=list, description="Domains that look-alike links imitate.")
    ladders: dict[Name, Annotated[list[StepForm], Field(min_length=1)]] = Field(
        min_length=1, examples=["{courtesy: [{strikes: 0, do: [nudge]}]}"]
    )
    rules: list[RuleForm] = Field(min_length=1, examples=["a list of rules"])
    strikes: StrikesForm = Field(default_factory=StrikesForm)
    caps: CapsForm = Field(examples=["{automatic: [nudge, hide, warn]}"])
    protect: ProtectForm = Field(default_factory=ProtectForm)
    overrides: list[OverrideForm] = Field(default_factory=list)
    notices: dict[Name, dict[Language, Text]] = Field(
        default_factory=dict,
        description="Other words for sentences of notices to members, by sentence and language code.",
        json_schema_extra={"propertyNames": {"enum": [each.value for each in Sentence]}},
    )
    appeals: AppealsForm = Field(default_factory=AppealsForm)
    catch_up: CatchUpForm = Field(default_factory=CatchUpForm)
    scoring: ScoringForm = Field(default_factory=ScoringForm)
    raid: RaidForm | None = Field(default=None)
    listen: ListenForm = Field(default_factory=ListenForm)
    replies: RepliesForm | None = Field(default=None)
