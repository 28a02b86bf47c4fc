"""The shape of a voice file, as pydantic models; `schema.py` makes the JSON Schema from the same classes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from bot.core.proposals import Intent, Tone
from bot.core.situations import Situation
from bot.core.voice import Approvers, Formality, ModelUse, Piece, Slot, Style
from bot.policy_files.clauses import Form
from bot.policy_files.voice_words import Emoji, Spoken, SpokenOrAll
from bot.policy_files.words import Duration, Name, Text

# Discord's own limit; no reply is longer, whatever the voice says.
MOST_CHARACTERS = 2000
_USUAL = Style()

Characters = Annotated[int, Field(strict=True, ge=20, le=MOST_CHARACTERS)]
Few = Annotated[int, Field(strict=True, ge=0, le=20)]
Situations = list[Situation]
ByLanguage = dict[Spoken, Text]
SentenceWords = Annotated[int, Field(strict=True, ge=5, le=200)]
Flag = Annotated[bool, Field(strict=True)]


class BrandForm(Form):
    """Who answers."""

    name: Text = Field(description="The brand's name; the slot {brand}.", examples=["Nordlys"])
    community: Text | None = Field(default=None, description="The community's name, where it has another one.")


class PersonaForm(Form):
    """Who signs."""

    name: Text = Field(description="The name under replies; the slot {persona}.", examples=["Freja"])


class LanguageForm(Form):
    """How members are spoken to in one language."""

    formality: Formality = Field(default=Formality.INFORMAL, description="informal: du, ты; formal: De, Sie, Вы.")


def _flat(schema: dict[str, Any]) -> None:
    """Show the languages beside `default`, where they stand in the file."""
    schema["patternProperties"] = schema["properties"].pop("each")["patternProperties"]
    schema["required"] = ["default"]


class LanguagesForm(Form):
    """The languages in which replies are written, each by its code, and which of them is the usual one."""

    model_config = ConfigDict(json_schema_extra=_flat)

    default: Spoken = Field(description="The language where none is known.", examples=["en"])
    each: dict[Spoken, LanguageForm] = Field(min_length=1, description="By language code.")

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, value: object) -> object:
        """Take the languages, which stand beside `default`, together."""
        if not isinstance(value, dict):
            return value
        given = {key: each for key, each in value.items() if key != "default"}
        return {"each": given, **({"default": value["default"]} if "default" in value else {})}


Lines = Annotated[list[Text], Field(min_length=1)]


class PrincipleForm(Form):
    """One thing that the brand stands by."""

    id: Name = Field(description="Its name in what the check says.", examples=["own-it"])
    say: Text = Field(description="The principle in a sentence.", examples=["We say what we know."])
    do: dict[Spoken, Lines] = Field(
        min_length=1, description="Lines that keep to it.", examples=['{en: ["I don\'t know that yet."]}']
    )
    dont: dict[Spoken, Lines] = Field(min_length=1, description="Lines that do not.", examples=['{en: ["Calm down."]}'])
    forbid: list[Text] = Field(default_factory=list, description="Phrases that break it, whatever the language.")


class VocabularyForm(Form):
    """Which words are chosen."""

    prefer: dict[Spoken, dict[Text, Text]] = Field(
        default_factory=dict, description="By language: what is not said, and what is said instead."
    )
    terms: list[Text] = Field(default_factory=list, description="Names that are written just so.")


class PromisesForm(Form):
    """What a promise may be quoted from."""

    sources: list[Literal["faq", "policy"]] = Field(
        alias="from", description="faq, policy; [] for nowhere.", examples=["[faq, policy]"]
    )


class EmojiForm(Form):
    """How many, which, and where none."""

    most: Few = Field(default=0, description="The most in one reply.")
    allowed: list[Emoji] = Field(default_factory=list, description="These and no others.")
    never_in: Situations = Field(default_factory=list, description="Playbooks without any.")


class StyleForm(Form):
    """How long and how loud a reply is."""

    characters: Characters = Field(default=_USUAL.most_characters, description="The most characters of a reply.")
    exclamations: Few = Field(default=_USUAL.most_exclamations, description="The most exclamation marks.")
    sentence_words: SentenceWords = Field(
        default=_USUAL.most_sentence_words, description="The most words of a sentence."
    )
    capitals: Flag = Field(default=_USUAL.capitals, description="true: words in capitals are all right.")


class MoodForm(Form):
    """What is otherwise for a happy or an angry message; what is not given is the style's."""

    characters: Characters | None = Field(default=None, description="The most characters of a reply.")
    exclamations: Few | None = Field(default=None, description="The most exclamation marks.")
    sentence_words: SentenceWords | None = Field(default=None, description="The most words of a sentence.")
    capitals: Flag | None = Field(default=None, description="true: words in capitals are all right.")


class SignOffForm(Form):
    """How replies end."""

    lines: ByLanguage = Field(min_length=1, description="The last line, by language.", examples=['{en: "– {persona}"}'])
    never: list[Text] = Field(default_factory=list, description="What nobody signs with.")
    required_in: Situations = Field(default_factory=list, description="Playbooks whose replies are signed.")


class TemplateForm(Form):
    """One wording of a reply; a text alone is short for `{say: text}`."""

    say: Text = Field(description="The words, with slots in braces.", examples=['"Thank you, {name}."'])
    intent: Intent = Field(default=Intent.ANSWER, description="answer, ask_back or take_further.")
    tone: Tone = Field(default=Tone.PLAIN, description="plain, shorter, warmer or more_formal.")


def _in_full(value: object) -> object:
    return value if isinstance(value, dict | list | TemplateForm) else {"say": value}


TemplateEntry = Annotated[TemplateForm, BeforeValidator(_in_full, json_schema_input_type=Text | TemplateForm)]


class PlaybookForm(Form):
    """How one kind of situation is answered."""

    model: ModelUse = Field(
        default=ModelUse.NEVER, description="What a language model may do: never, rewrite, allowed."
    )
    approvers: Approvers = Field(default=Approvers.ONE, description="Who has to say yes: one, two, or other.")
    must: list[Piece] = Field(default_factory=list, description="What each reply holds.")
    must_not: list[Piece] = Field(default_factory=list, description="What no reply holds.")
    most: Characters | None = Field(default=None, description="The most characters; else the style's.")
    serious: Flag = Field(default=False, description="true: short, and no elaboration.")
    expires: Duration | None = Field(default=None, description="After how long an undecided draft is void.")
    templates: dict[Spoken, Annotated[list[TemplateEntry], Field(min_length=1)]] = Field(
        min_length=1, description="Wordings by language.", examples=['{en: ["Thank you."]}']
    )


class LearningForm(Form):
    """What may be kept of decided drafts to learn from."""

    edits: Flag = Field(default=False, description="true: what was offered and sent instead, to propose changes.")
    examples: Flag = Field(default=False, description="true: questions and approved replies, as examples for drafts.")


class VoiceForm(Form):
    """A whole voice file."""

    version: Literal[1] = Field(description="The version of this format: 1.", examples=[1])
    brand: BrandForm = Field(examples=["{name: Nordlys}"])
    persona: PersonaForm = Field(examples=["{name: Freja}"])
    faq: Text | None = Field(default=None, description="A folder beside this file, with a file for each language.")
    languages: LanguagesForm = Field(examples=["{default: en, en: {formality: informal}}"])
    values: dict[Slot, dict[SpokenOrAll, Text]] = Field(
        default_factory=dict,
        description="Slots that the brand fills: owner and rules_url.",
        json_schema_extra={"propertyNames": {"enum": [Slot.OWNER.value, Slot.RULES_URL.value]}},
    )
    principles: list[PrincipleForm] = Field(default_factory=list)
    vocabulary: VocabularyForm = Field(default_factory=VocabularyForm)
    forbidden: dict[SpokenOrAll, list[Text]] = Field(
        default_factory=dict, description="Phrases that no reply holds, by language; `all` for every language."
    )
    promises: PromisesForm = Field(default=PromisesForm.model_validate({"from": ["faq", "policy"]}))
    emoji: EmojiForm = Field(default_factory=EmojiForm)
    style: StyleForm = Field(default_factory=StyleForm)
    moods: dict[Literal["happy", "angry"], MoodForm] = Field(
        default_factory=dict, description="What is otherwise for happy and angry messages."
    )
    learning: LearningForm = Field(default_factory=LearningForm)
    sign_off: SignOffForm = Field(examples=['{lines: {en: "– {persona}"}}'])
    playbooks: dict[Situation, PlaybookForm] = Field(
        min_length=1, description="One for each situation.", examples=["a playbook for each situation"]
    )
