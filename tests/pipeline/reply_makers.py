"""A drafter, a linter and a voice that tests decide over, and what happens around drafts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.lint import Finding, LintLevel, LintRule
from bot.core.proposals import Intent, NoDraft, NoDraftWhy, Offer, Proposal, Tone
from bot.core.replies import OFFERABLE, Replies
from bot.core.situations import Recognised, Situation
from bot.core.voice import Approvers, EmojiRule, ModelUse, Playbook, SignOff, Style, Voice
from tests.pipeline.ledger_makers import ledger_policy, make_world

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.draft_cards import DraftCard
    from bot.core.drafts import Draft
    from bot.core.lint import LintContext
    from bot.core.proposals import DraftOutcome, DraftRequest
    from bot.core.replies import Replies as Answers
    from bot.core.unanswered import Unanswered
    from bot.ports.ledger import Ledger
    from tests.pipeline.ledger_makers import World

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ASKED = "how do I get in?"
OFFERS = Replies(offer=frozenset(OFFERABLE))
# What words of a message say of it.
_SITUATIONS = {
    "?": Situation.QUESTION,
    "broken": Situation.COMPLAINT,
    "love": Situation.PRAISE,
    "pay us": Situation.WISH,
}


class WordyDrafter:
    """Sees by single words what a message is about, and offers one answer, one question back, or what tests set.

    `outcome`: said in the place of an offer. `addressed`: members speak to the community. `asked`: every request.
    `fault`: raised by whatever is asked.
    """

    name = "wordy 1"

    def __init__(self) -> None:
        self.outcome: DraftOutcome | None = None
        self.addressed = True
        self.asked: list[DraftRequest] = []
        self.fault: Exception | None = None
        self.blind = False
        self.language = "en"

    def recognise(self, request: DraftRequest) -> Recognised:
        """Look for a word."""
        if self.blind:
            raise ValueError(request.text)
        found = next((each for word, each in _SITUATIONS.items() if word in request.text), None)
        welcome = Situation.WELCOME if request.around.first_post and found is None else None
        return Recognised(found or welcome, self.language, ("a word says so",), addressed=self.addressed)

    async def draft(self, request: DraftRequest) -> DraftOutcome:
        """Offer two answers."""
        self.asked.append(request)
        if self.fault is not None:
            raise self.fault
        recognised = self.recognise(request)
        if self.outcome is not None:
            return self.outcome
        situation = recognised.situation
        if situation is None:
            return NoDraft(recognised, NoDraftWhy.NO_SITUATION, ("nothing to answer",))
        answer = Proposal(
            Intent.ANSWER, f"We hear you, {request.author}.", template=f"{situation}/en/1", drafter=self.name
        )
        back = Proposal(Intent.ASK_BACK, "Tell us more, we hear you.", template=f"{situation}/en/2", drafter=self.name)
        return Offer(recognised, situation, (answer, back), ("a word says so",))

    async def reword(self, request: DraftRequest, proposal: Proposal, tone: Tone) -> Proposal | None:
        """Know a shorter and a warmer one."""
        self.asked.append(request)
        words = {Tone.SHORTER: "Heard.", Tone.WARMER: f"Dear {request.author}, we hear you."}
        return replace(proposal, text=words[tone], tone=tone) if tone in words else None


class WordyLinter:
    """Blocks and warns of single words. `contexts`: what each text was held against."""

    def __init__(self) -> None:
        self.contexts: list[LintContext] = []

    def lint(self, text: str, context: LintContext) -> tuple[Finding, ...]:
        """Look for words."""
        self.contexts.append(context)
        words = {
            "secret": (LintRule.CANARY, LintLevel.WARN),
            "blocked": (LintRule.FACT, LintLevel.BLOCK),
            "promise": (LintRule.PROMISE, LintLevel.WARN),
        }
        found = [(word, rule, level) for word, (rule, level) in words.items() if word in text]
        missing = () if "hear" in text.casefold() else (Finding(LintRule.MISSING, LintLevel.BLOCK, "nobody is heard"),)
        return (
            *(Finding(rule, level, f"“{word}”", (text.find(word), len(word))) for word, rule, level in found),
            *missing,
        )


class ShowingDrafts:
    """Shows cards of drafts: `cards` by place. `deaf`: nobody can be shown any; `poor`: not these drafts."""

    def __init__(self) -> None:
        self.cards: dict[str, DraftCard] = {}
        self.posted = 0
        self.deaf = False
        self.poor: set[int] = set()

    async def show_draft(self, card: DraftCard, place: str) -> str:
        """Post or change a card."""
        if self.deaf or card.draft in self.poor:
            raise ConnectionError
        self.posted += not place
        place = place or f"place {self.posted}"
        self.cards[place] = card
        return place


def voice(approvers: Approvers = Approvers.ONE, expires: timedelta | None = None) -> Voice:
    """Make a voice whose playbooks all ask for the same."""
    plain: dict[str, object] = {"must": frozenset(), "must_not": frozenset(), "templates": {}, "expires": expires}
    playbooks = {each: Playbook(each, ModelUse.NEVER, approvers, **plain) for each in Situation}  # type: ignore[arg-type]  # fields of Playbook
    return Voice(
        persona="Freja",
        languages=("en",),
        default_language="en",
        formality={},
        principles=(),
        forbidden={},
        prefer={},
        promises_from=frozenset(),
        emoji=EmojiRule(1, frozenset(), frozenset()),
        style=Style(),
        sign_off=SignOff({}, ()),
        playbooks=playbooks,
        values={},
        faq=(),
        hash="v1",
    )


def answering(ledger: Ledger, replies: Answers = OFFERS) -> tuple[World, WordyDrafter]:
    """Make a community that offers drafts."""
    world, drafter = make_world(ledger, policy=replace(ledger_policy(), replies=replies)), WordyDrafter()
    world.community.drafter = drafter
    return world, drafter


async def drafts(world: World) -> Sequence[Draft]:
    """Return all drafts, the oldest first."""
    async with world.community.begin() as uow:
        return list(reversed(await uow.drafts.find()))


async def waiting(world: World, channel: str = "general") -> Sequence[Unanswered]:
    """Return what waits for an answer in a channel."""
    async with world.community.begin() as uow:
        return await uow.unanswered.around(channel)
