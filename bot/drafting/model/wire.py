"""The two protocols by which a language model is asked, as JSON: Responses, and Chat Completions. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.drafting.model.failures import malformed, refused, was_cut

if TYPE_CHECKING:
    from collections.abc import Mapping

# What is understood everywhere: every field required, nothing else allowed, no limits; those are looked at afterwards.
SCHEMA: Mapping[str, object] = {
    "type": "object",
    "properties": {
        "reply": {"type": "string", "description": "The reply."},
        "sources": {"type": "array", "items": {"type": "string"}, "description": "Ids of the sources that it uses."},
    },
    "required": ["reply", "sources"],
    "additionalProperties": False,
}


class Api(StrEnum):
    """How a server is spoken to."""

    RESPONSES = "responses"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked. `instructions` are the same for every message of a kind; `message` is what differs."""

    instructions: str
    message: str


class WordedReply(BaseModel):
    """What a model is to answer with: a reply, and which of the sources it was given it used."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    reply: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a server said, and what it says that this took, None where it doesn't."""

    reply: WordedReply
    tokens: int | None


def body(api: Api, prompt: Prompt, model: str, most_tokens: int) -> dict[str, object]:
    """Return what is sent. There is no temperature in it, as models that reason refuse one."""
    shape = {"type": "json_schema", "name": "reply", "strict": True, "schema": SCHEMA}
    shared: dict[str, object] = {"model": model, "store": False}
    if api is Api.RESPONSES:
        return shared | {
            "instructions": prompt.instructions,
            "input": prompt.message,
            "text": {"format": shape},
            "max_output_tokens": most_tokens,
        }
    named = {name: value for name, value in shape.items() if name != "type"}
    return shared | {
        "messages": [
            {"role": "system", "content": prompt.instructions},
            {"role": "user", "content": prompt.message},
        ],
        "response_format": {"type": "json_schema", "json_schema": named},
        "max_completion_tokens": most_tokens,
    }


def read(api: Api, content: bytes) -> Said:
    """Return what was said. Raises ModelFailedError for whatever is no complete reply."""
    try:
        answer = (_Response if api is Api.RESPONSES else _Completion).model_validate_json(content)
        return Said(WordedReply.model_validate_json(answer.text()), answer.tokens())
    except ValidationError:
        raise malformed() from None


class _Part(BaseModel):
    type: str
    text: str = ""


class _Item(BaseModel):
    type: str
    content: list[_Part] | None = None


class _Usage(BaseModel):
    total_tokens: int


class _Answer(BaseModel):
    usage: _Usage | None = None

    def tokens(self) -> int | None:
        """Return how many tokens question and answer took."""
        return self.usage.total_tokens if self.usage else None


class _Response(_Answer):
    status: str = "completed"
    output: list[_Item]

    def text(self) -> str:
        """Return what the model said."""
        parts = [part for item in self.output if item.type == "message" for part in item.content or ()]
        if any(part.type == "refusal" for part in parts):
            raise refused()
        if self.status != "completed":
            raise was_cut() if self.status == "incomplete" else malformed()
        return "".join(part.text for part in parts if part.type == "output_text")


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Completion(_Answer):
    choices: list[_Choice]

    def text(self) -> str:
        """Return what the model said."""
        if not self.choices:
            raise malformed()
        choice = self.choices[0]
        if choice.message.refusal or choice.finish_reason == "content_filter":
            raise refused()
        if choice.finish_reason == "length":
            raise was_cut()
        return choice.message.content or ""
