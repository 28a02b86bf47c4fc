"""Hand-written doubles behind the ports."""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict, deque
from dataclasses import replace
from enum import Enum
from threading import Event
from typing import TYPE_CHECKING, assert_never

from bot.core.effects import ON_FEEDBACK, Applied, EffectKind, Failed, Route
from bot.core.gaps import Page
from bot.core.labels import Label
from bot.core.proposals import Intent, Offer, Proposal
from bot.core.signals import Hit, HitKind, Score, Span
from bot.core.situations import Recognised, Situation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from bot.core.cards import Card
    from bot.core.content import Author, Content, Message
    from bot.core.effects import Effect, Order, Outcome
    from bot.core.gaps import Slowed
    from bot.core.proposals import DraftOutcome, DraftRequest, Tone
    from bot.core.signals import Scores


class WordsClassifier:
    """Gives an insult score per text from a table, 0.01 for any other; counts its calls."""

    name = "words 1"
    labels = frozenset({Label.INSULT})

    def __init__(self, table: Mapping[str, float]) -> None:
        self.table = table
        self.batches: list[int] = []

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Look each text up."""
        self.batches.append(len(texts))
        return [{Label.INSULT: Score(self.table.get(text, 0.01))} for text in texts]


class TroubledModel:
    """Does with a text what its first word says: `fail`, `panic`, `nan`, `short`, `slow`, `hang`; scores any other.

    A score is the text's length in thousandths. `well`: it scores every text. `batches` lists what it was asked.
    A hang, and what is `slow`, lasts until `released`, or for 20 ms.
    """

    name = "troubled 1"
    labels = frozenset({Label.TOXICITY, Label.INSULT})

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.released = Event()
        self.well = False

    def score_batch(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Score, or not."""
        self.batches.append(list(texts))
        words = set() if self.well else {text.partition(" ")[0] for text in texts}
        if "hang" in words:
            self.released.wait()
        if "slow" in words:
            self.released.wait(0.02)
        if "fail" in words:
            raise ValueError(texts)
        if "panic" in words:
            raise BaseException(texts)  # noqa: TRY002 - a panic of native code is no Exception
        if "nan" in words:
            Score(math.nan)
        return [self.scores(text) for text in texts][1 if "short" in words else 0 :]

    @staticmethod
    def scores(text: str) -> Scores:
        """Return what a text scores."""
        score = Score(min(len(text), 1000) / 1000)
        return {Label.TOXICITY: score, Label.INSULT: score}


class TroubledClassifier:
    """A troubled model behind the port. `hang` lasts until cancelled, `stubborn` goes on, to fail; `quit` cancels."""

    name = TroubledModel.name
    labels = TroubledModel.labels

    def __init__(self) -> None:
        self.model = TroubledModel()
        self.cancelled = 0

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Score, or not."""
        words = set() if self.model.well else {text.partition(" ")[0] for text in texts}
        try:
            await asyncio.sleep(3600 if words & {"hang", "stubborn"} else 0)
        except asyncio.CancelledError:
            self.cancelled += 1
            if "stubborn" not in words:
                raise
            await asyncio.sleep(0.01)
            raise OSError from None
        if "quit" in words:
            raise asyncio.CancelledError
        return self.model.score_batch(texts)


class WordDetector:
    """Finds whole words of its lists, by name."""

    def __init__(self, **lists: str) -> None:
        self.lists = lists

    def detect(self, text: str) -> tuple[Hit, ...]:
        """Return one hit per list whose word is in the text."""
        found = ((name, word, text.find(word)) for name, word in self.lists.items())
        return tuple(Hit(HitKind.LIST, name, word, Span(at, at + len(word))) for name, word, at in found if at >= 0)


class OneLanguage:
    """Guesses the same language always."""

    def __init__(self, language: str = "en") -> None:
        self.language = language

    def guess(self, text: str) -> str:
        """Return that language."""
        del text
        return self.language


class StoppedClock:
    """Says the time that it was set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return that time."""
        return self.at


class Lost(Enum):
    """A call that breaks off, before or after the platform did what was asked."""

    BEFORE = "before"
    AFTER = "after"


class ScriptedPlatform:
    """Holds what a platform holds. Does what it is told, unless the next answer for that kind was scripted.

    `orders`: the last one of each kind. `forwards`: what was passed on, by where it stands.
    `brought_back`: what was last shown in the place of each message that was hidden; `mendable`: which of the notices
    in `inbox` came with the way to send a better version.
    `twice` lists the keys that were done more than once; `calls` every call of `enforce` by kind. Kinds in `refusing`
    always fail, and so do notices by a route in `closed`.
    """

    def __init__(self, capabilities: frozenset[EffectKind] = frozenset(EffectKind)) -> None:
        self.capabilities = capabilities
        self.hidden: set[Message] = set()
        self.brought_back: dict[Message, str] = {}
        self.mendable: list[bool] = []
        self.bare: set[Message] = set()
        self.out: dict[str, datetime] = {}
        self.gone: set[str] = set()
        self.removed: set[tuple[str, str]] = set()
        self.slow: dict[str, int] = {}
        self.locked: set[str] = set()
        self.inbox: list[tuple[str, Route | None, str]] = []
        self.replies: dict[str, tuple[Message, str]] = {}
        self.posted: dict[str, str] = {}
        self.forwards: dict[str, str] = {}
        self.closed: set[Route] = set()
        self.refusing: set[EffectKind] = set()
        self.calls: list[EffectKind] = []
        self.orders: dict[EffectKind, Order] = {}
        self.twice: list[str] = []
        self.blind = False
        self._script: defaultdict[EffectKind, deque[Outcome | Lost]] = defaultdict(deque)
        self._done: set[str] = set()

    def answer(self, kind: EffectKind, *answers: Outcome | Lost) -> None:
        """Script the next answers to calls of a kind."""
        self._script[kind].extend(answers)

    def forget_script(self) -> None:
        """Drop the scripted answers that nobody asked for."""
        self._script.clear()

    def texts(self, member: str = "bo") -> list[str]:
        """Return the notices that a member got."""
        return [text for to, _, text in self.inbox if to == member]

    async def enforce(self, order: Order, *, idempotency_key: str) -> Outcome:
        """Do an order, or answer as scripted."""
        effect = order.effect
        self.calls.append(effect.kind)
        self.orders[effect.kind] = order
        if effect.kind is EffectKind.NOTIFY and effect.route in self.closed:
            return Failed(f"{effect.route} is closed")
        if effect.kind in self.refusing:
            return Failed("refused")
        answer = self._script[effect.kind].popleft() if self._script[effect.kind] else Applied()
        if isinstance(answer, Applied) or answer is Lost.AFTER:
            self.twice.extend({idempotency_key} & self._done)
            self._done.add(idempotency_key)
            before = {*self.replies, *self.forwards}
            self._do(effect, order)
            posted = next(iter({*self.replies, *self.forwards} - before), "")
            is_statement = effect.kind is EffectKind.REPLY and not effect.message.id
            self.posted[idempotency_key] = f"c-{effect.message.channel}/{posted}" if is_statement else posted
        if isinstance(answer, Lost):
            raise TimeoutError
        return replace(answer, posted=self.posted[idempotency_key]) if isinstance(answer, Applied) else answer

    async def look(self, order: Order, *, idempotency_key: str) -> Applied | None:
        """Say whether it was done."""
        del order
        if self.blind:
            raise OSError
        found = Applied("found done", self.posted.get(idempotency_key, ""))
        return found if idempotency_key in self._done else None

    def _do(self, effect: Effect, order: Order) -> None:
        match effect.kind:
            case EffectKind.HIDE | EffectKind.RESTORE | EffectKind.SUPPRESS_EMBEDS | EffectKind.RESTORE_EMBEDS:
                self._on_message(order)
            case EffectKind.TIME_OUT | EffectKind.LIFT_TIME_OUT:
                self.out.pop(effect.member, None)
                if effect.until is not None:
                    self.out[effect.member] = effect.until
            case EffectKind.REMOVE | EffectKind.READMIT:
                who, removes = (effect.message.channel, effect.member), effect.kind is EffectKind.REMOVE
                (self.removed.add if removes else self.removed.discard)(who)
            case EffectKind.BAN | EffectKind.KICK | EffectKind.UNBAN:
                (self.gone.discard if effect.kind is EffectKind.UNBAN else self.gone.add)(effect.member)
            case EffectKind.SLOW_MODE | EffectKind.LIFT_SLOW_MODE | EffectKind.LOCK | EffectKind.UNLOCK:
                self._on_channel(effect)
            case EffectKind.NOTIFY | EffectKind.REPLY | EffectKind.RETRACT | EffectKind.FORWARD | EffectKind.WITHDRAW:
                self._say(effect, order)
            case _:
                assert_never(effect.kind)

    def _on_message(self, order: Order) -> None:
        effect = order.effect
        unseen = self.hidden if effect.kind in {EffectKind.HIDE, EffectKind.RESTORE} else self.bare
        if effect.kind in {EffectKind.HIDE, EffectKind.SUPPRESS_EMBEDS}:
            unseen.add(effect.message)
        else:
            unseen.discard(effect.message)
        if effect.kind is EffectKind.RESTORE:
            self.brought_back[effect.message] = order.text

    def _pass_on(self, order: Order) -> None:
        entry = order.feedback
        assert entry is not None
        if order.effect.kind is EffectKind.WITHDRAW:
            self.forwards.pop(entry.posted)
        else:
            self.forwards[entry.posted or f"{entry.forwarded_to}/f{len(self._done)}"] = entry.text

    def _on_channel(self, effect: Effect) -> None:
        channel = effect.message.channel
        if effect.kind in {EffectKind.LOCK, EffectKind.UNLOCK}:
            (self.locked.add if effect.kind is EffectKind.LOCK else self.locked.discard)(channel)
        else:
            self.slow.pop(channel, None)
            if effect.kind is EffectKind.SLOW_MODE and effect.delay:
                self.slow[channel] = effect.delay

    def _say(self, effect: Effect, order: Order) -> None:
        if effect.kind is EffectKind.NOTIFY:
            self.inbox.append((effect.member, effect.route, order.text))
            self.mendable.append(order.mendable)
        elif effect.kind in ON_FEEDBACK:
            self._pass_on(order)
        elif effect.kind is EffectKind.REPLY:
            self.replies[f"r{len(self._done)}"] = (effect.message, order.text)
        else:
            self.replies.pop(effect.message.id, None)


class ListeningRoom:
    """Notes what moderators are told; `deaf`: nobody can be told."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.deaf = False

    async def alert(self, text: str) -> None:
        """Hear it."""
        if self.deaf:
            raise OSError
        self.heard.append(text)


class ShowingPanel:
    """Shows cards: `cards` by place, the present one of each. `deaf`: nobody can be shown any; `poor`: not these cases.

    `shown`: every card in the order in which it was shown.
    """

    def __init__(self) -> None:
        self.cards: dict[str, Card] = {}
        self.shown: list[Card] = []
        self.deaf = False
        self.poor: set[int] = set()
        self.tries = 0

    async def show(self, card: Card, place: str) -> str:
        """Post or change a card."""
        self.tries += 1
        if self.deaf or card.case in self.poor:
            raise ConnectionError
        place = place or f"place {len(self.cards) + 1}"
        self.cards[place] = card
        self.shown.append(card)
        return place


class KeptMessages:
    """A platform's history: messages per channel, oldest first, positions being their ids."""

    def __init__(self, **channels: Sequence[Content]) -> None:
        self.channels_by_name = channels
        self.unreadable: set[str] = set()
        self.lost: dict[str, str] = {}
        self.changed: dict[str, Sequence[Content]] = {}
        self.pages = 0

    def begin(self, wait: Callable[[Slowed], Awaitable[None]]) -> None:
        """Note what to do where it is slow."""
        self.wait = wait

    async def channels(self) -> Sequence[str]:
        """Return the channels' names."""
        return list(self.channels_by_name)

    async def changed_before(self, channel: str, position: str, since: datetime) -> Sequence[Content]:
        """Return what stands in `changed`."""
        del position, since
        return self.changed.get(channel, ())

    async def read_after(self, channel: str, position: str, limit: int) -> Page:
        """Return the messages after a position."""
        self.pages += 1
        if channel in self.unreadable:
            raise PermissionError
        everything = self.channels_by_name[channel]
        start = next((at for at, each in enumerate(everything, 1) if each.id == position), 0)
        some = tuple(everything[start : start + limit])
        more = start + limit < len(everything)
        return Page(some, some[-1].id if some else position, more, self.lost.get(channel, ""))


class StandingMessages:
    """Says what it was told of messages and members; a word with an `@` calls somebody."""

    longest = 200

    def __init__(self) -> None:
        self.messages: dict[Message, Content] = {}
        self.authors: dict[str, Author] = {}

    async def message(self, message: Message) -> Content | None:
        """Return it as it stands."""
        return self.messages.get(message)

    async def author(self, member: str) -> Author | None:
        """Return a member who is there."""
        return self.authors.get(member)

    def mentions_in(self, text: str) -> int:
        """Count the calls."""
        return sum(each.startswith("@") for each in text.split())


class SaysDrafter:
    """Takes every message for a question in English, and answers what `say` makes of its text."""

    def __init__(self, say: Callable[[str], str], name: str = "says 1") -> None:
        self.name = name
        self.say = say

    def recognise(self, request: DraftRequest) -> Recognised:
        """See a question."""
        return Recognised(Situation.QUESTION, request.language or "en", ("it is one",), addressed=True)

    async def draft(self, request: DraftRequest) -> DraftOutcome:
        """Offer one answer."""
        said = Proposal(Intent.ANSWER, self.say(request.text), drafter=self.name)
        return Offer(self.recognise(request), Situation.QUESTION, (said,), ("it is one",))

    async def reword(self, request: DraftRequest, proposal: Proposal, tone: Tone) -> Proposal | None:
        """Know no other words."""
        return None
