"""A small voice, an offline drafter and a linter for the tests of the language model's drafter, which is real."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.bootstrap.model_drafter import build_asking, drafter_with
from bot.core.lint import Finding, LintLevel, LintRule
from bot.core.proposals import DraftRequest, Intent, NoDraft, NoDraftWhy, Offer, Proposal, Tone
from bot.core.situations import MEASURES, Recognised, Situation
from bot.core.voice import (
    Approvers,
    EmojiRule,
    FaqEntry,
    Formality,
    ModelUse,
    Piece,
    Playbook,
    Principle,
    SignOff,
    Slot,
    Style,
    Template,
    Voice,
)
from bot.drafting.model import Helpers, ModelDrafter
from bot.drafting.model.asking import Asking, Limits
from bot.drafting.model.prompts import Prompts
from bot.drafting.model.server import ModelServer, Place
from bot.settings import prompts_folder
from tests.loopback_openai import LoopbackOpenAI, asked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AsyncExitStack

    from bot.core.lint import LintContext
    from bot.core.proposals import DraftOutcome
    from bot.drafting.model.wire import Api
    from bot.ports import Classifier
    from bot.ports.replies import ReplyDrafter, ReplyExamples, ReplyLinter
    from bot.settings import Settings
    from tests.loopback_openai import Sent

KEY = "sk-test-4242"
CANARY = "c4n4ry0123456789"
LANGUAGES = ("en", "da", "nb", "sv", "de", "ru")
AUTHOR, OTHER = "Kari Nordmann", "Ola Hansen"
OFFLINE = "playbook 1 0a1b2c3d"

RULES = FaqEntry(
    "rules",
    "en",
    ("Where are the rules?",),
    "The rules are pinned at the top of every channel. Moderators answer within 48 hours.",
    "https://community.example/rules",
    "1f2e3d4c",
)
CITE = "faq:rules@1f2e3d4c"
_USES = {Situation.QUESTION: ModelUse.ALLOWED, Situation.PRAISE: ModelUse.ALLOWED}
_NEVER = {*MEASURES, Situation.WELCOME, Situation.CONFLICT, Situation.CRISIS}


def make_voice(**changes: object) -> Voice:
    """Return a voice with a playbook for each situation; a model may answer questions and praise, and word the rest."""
    values = {Slot.COMMUNITY: "Nordlys", Slot.BRAND: "Nordlys", Slot.PERSONA: "Freja"}
    voice = Voice(
        persona="Freja",
        languages=LANGUAGES,
        default_language="en",
        formality={**dict.fromkeys(LANGUAGES, Formality.INFORMAL), "ru": Formality.FORMAL},
        principles=(Principle("own-it", "We say what we know.", {"en": ("I am asking.",)}, {"en": ("Any trouble.",)}),),
        forbidden={"all": ("calm down",), "en": ("as per",)},
        prefer={"en": {"user": "member"}},
        promises_from=frozenset({"faq"}),
        emoji=EmojiRule(1, frozenset("🙂🙏"), frozenset({Situation.COMPLAINT})),
        style=Style(),
        sign_off=SignOff(dict.fromkeys(LANGUAGES, "– {persona}"), ("The team",), frozenset({Situation.COMPLAINT})),
        playbooks={each: _playbook(each) for each in Situation},
        values={"all": values},
        faq=(RULES,),
        hash="0a1b2c3d",
    )
    return replace(voice, **changes)  # type: ignore[arg-type]  # makers pass keyword arguments on


def _playbook(situation: Situation) -> Playbook:
    use = ModelUse.NEVER if situation in _NEVER else _USES.get(situation, ModelUse.REWRITE)
    template = Template(f"{situation}/en/1", "Hi {name}.", "en")
    must = frozenset({Piece.ACKNOWLEDGE} if situation is Situation.COMPLAINT else ())
    return Playbook(situation, use, Approvers.ONE, must, frozenset({Piece.PROMISE}), {"en": (template,)})


QUESTION = DraftRequest("Hi, where are the rules here?", "en", "help", AUTHOR, "m1")
COMPLAINT = DraftRequest("The new app is so slow, it takes 20 seconds!", "en", "feedback", AUTHOR, "m2")
ANSWER = Proposal(
    Intent.ANSWER,
    f"Hi {AUTHOR}. {RULES.answer} {RULES.url}",
    (CITE,),
    "question/en/1",
    OFFLINE,
)
ASK_BACK = Proposal(Intent.ASK_BACK, f"Which of them do you mean, {AUTHOR}?", (), "question/en/2", OFFLINE)
SORRY = Proposal(
    Intent.TAKE_FURTHER,
    f"Sorry to hear that, {AUTHOR}. I passed it to the product team, number 4711, at https://c.example/4711.\n– Freja",
    (),
    "complaint/en/1",
    OFFLINE,
)
OFFERS = {
    Situation.QUESTION: (ANSWER, ASK_BACK),
    Situation.COMPLAINT: (SORRY,),
    Situation.PRAISE: (Proposal(Intent.ANSWER, f"Thank you, {AUTHOR}!", (), "praise/en/1", OFFLINE),),
}


@dataclass
class Offline:
    """Offers what it is told, whatever it is asked; nothing where the text is empty."""

    situation: Situation = Situation.QUESTION
    language: str = "en"
    proposals: Sequence[Proposal] = ()
    name: str = OFFLINE

    def recognise(self, request: DraftRequest) -> Recognised:
        """Recognise always the same."""
        return Recognised(self.situation if request.text else None, self.language, ("told so",), addressed=True)

    async def draft(self, request: DraftRequest) -> DraftOutcome:
        """Offer."""
        recognised = self.recognise(request)
        if not request.text:
            return NoDraft(recognised, NoDraftWhy.NO_SITUATION, ("nothing is asked",))
        proposals = tuple(self.proposals or OFFERS.get(self.situation, OFFERS[Situation.PRAISE]))
        return Offer(recognised, self.situation, proposals, ("told so",))

    async def reword(self, request: DraftRequest, proposal: Proposal, tone: Tone) -> Proposal | None:
        """Know no other tone than shorter."""
        if tone is not Tone.SHORTER:
            return None
        return replace(proposal, text="Shorter, by a template.", template="question/en/9", tone=tone, drafter=OFFLINE)


_URL = re.compile(r"https?://\S+|\bjavascript:", re.IGNORECASE)
_PROMISES = re.compile(r"promise|guarantee|refund|garant|vi lov|loven?ar?\b|erstattung|гарантир|обещ", re.IGNORECASE)
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\+?\d[\d .-]{6,}\d|[A-Z]{2}\d\d [\d ]{10,}")
_MENTION = re.compile(r"@(everyone|here|channel)|<[@!#]|\]\(", re.IGNORECASE)


class SmallLinter:
    """Knows the plainest of what may never be sent; the real one is tested with the whole."""

    def __init__(self) -> None:
        self.contexts: list[LintContext] = []

    def lint(self, text: str, context: LintContext) -> tuple[Finding, ...]:
        """Return what blocks."""
        self.contexts.append(context)
        sources = " ".join(context.sources)
        found = {
            LintRule.LANGUAGE: bool(re.search("[а-я]", text)) != (context.language == "ru")
            or bool(re.search("[\u4e00-\u9fff]", text)),
            LintRule.FACT: any(each.rstrip(".,") not in sources for each in _URL.findall(text)),
            LintRule.PROMISE: bool(_PROMISES.search(text)),
            LintRule.PERSONAL_DATA: any(each not in sources for each in _PERSONAL.findall(text))
            or any(each in text for each in context.others),
            LintRule.MENTION: bool(_MENTION.search(text)),
            LintRule.ECHO: bool(_runs(text) & _runs(context.answers)),
            LintRule.SLOT: bool(re.search(r"[{}]", text)),
            LintRule.CANARY: any(each in text for each in context.secrets),
        }
        return tuple(Finding(rule, LintLevel.BLOCK, f"breaks {rule}") for rule, broken in found.items() if broken)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + 8]) for at in range(len(words) - 7)}


@dataclass
class Today:
    """A clock that stands still."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 30, 12, tzinfo=UTC))

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment


def make_prompts(voice: Voice) -> Prompts:
    """Return the prompts that ship, for a voice."""
    return Prompts(prompts_folder(), voice, CANARY)


@cache
def _usual_prompts() -> Prompts:
    return make_prompts(make_voice())  # to compile the templates takes longer than most tests


def make_drafter(  # noqa: PLR0913 - a maker
    server: LoopbackOpenAI,
    offline: ReplyDrafter | None = None,
    limits: Limits | None = None,
    *,
    api: Api | None = None,
    voice: Voice | None = None,
    linter: ReplyLinter | None = None,
    classifier: Classifier | None = None,
    examples: ReplyExamples | None = None,
    clock: Today | None = None,
) -> ModelDrafter:
    """Return a drafter that asks the server, with as much time as a slow machine needs."""
    place = Place(SecretStr(KEY), server.base_url, "gpt-test", api)
    asking = Asking(ModelServer(place), limits or Limits(seconds=30.0), clock or Today())
    prompts = make_prompts(voice) if voice else _usual_prompts()
    helpers = Helpers(linter or SmallLinter(), classifier, examples)
    return ModelDrafter(offline or Offline(), voice or make_voice(), prompts, asking, helpers)


def answer(reply: str, *sources: str) -> str:
    """Return what a model is to say."""
    return json.dumps({"reply": reply, "sources": sources})


def fenced(sent: Sent, tag: str = "message") -> str:
    """Return what stands between a tag and its end in a question."""
    found = re.findall(rf"<{tag}[^>]*>\n(.*?)\n</{tag}>", asked(sent)[1], re.DOTALL)
    assert found, f"no {tag}"
    return str(found[-1])


def first(outcome: DraftOutcome) -> Proposal:
    """Return the best proposal of an offer."""
    assert isinstance(outcome, Offer), outcome
    return outcome.proposals[0]


def with_model(
    settings: Settings, offline: ReplyDrafter, voice: Voice, linter: ReplyLinter, closing: AsyncExitStack
) -> ReplyDrafter:
    """Return the drafter that the settings ask for, without examples."""
    return drafter_with(build_asking(settings, closing), offline, voice, linter, None)(None)
