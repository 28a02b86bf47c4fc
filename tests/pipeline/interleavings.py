"""Two moderators, a member, staff, a failing platform and a dying process around drafts, and who may have sent what.

`Play` does one thing after another, or two at once, and holds what the platform was told against what moderators saw
and agreed to, which it writes down by itself. Raises Breach for what must never be.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from bot.core.cases import Actor, ActorKind
from bot.core.content import Author
from bot.core.drafts import UNDECIDED, UNDER_WAY, DraftState, RejectWhy
from bot.core.effects import EffectKind, Failed
from bot.core.proposals import Tone
from bot.core.voice import Approvers
from bot.pipeline.draft_panel import show_drafts
from bot.pipeline.enforce import work_once
from bot.pipeline.gone import gone
from bot.pipeline.intake import take
from bot.pipeline.offering import expire, offer_due
from bot.pipeline.reply import Approved, Refused, Void, Waits, Yes, approve, open_draft, retract
from bot.pipeline.reply_changes import Changed, other, reject, reword
from tests.fakes import Lost, ScriptedPlatform
from tests.pipeline.ledger_makers import make_world
from tests.pipeline.reply_makers import OFFERS, ShowingDrafts, WordyDrafter, WordyLinter, voice

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable, Sequence

    from bot.core.content import Content, Message
    from bot.core.drafts import Draft
    from bot.core.effects import Applied, Order, Outcome
    from bot.pipeline.reply import Approval
    from bot.ports.ledger import Ledger

MODERATORS = tuple(Actor(ActorKind.MODERATOR, each, each.title()) for each in ("anna", "bert"))
STAFF = Author("mod-mo", "Mo", frozenset({"Moderator"}))
MEMBER = Author("bo", "Bo")
TEXTS = ("how do I get in?", "it is broken", "why so?")
WORDS = ("We hear you well.", "We hear, and we promise.", "Heard you.", "we hear, blocked", "")
JUMPS = (1, 1, 20, 20, 70, 70, 70, 400, 400, 4000, 4000, 100_000, 300_000)
FAULTS: Sequence[Outcome | Lost] = (Lost.BEFORE, Lost.AFTER, Failed("busy", retry=True), Failed("no"))
_NUMBERS = count(1)


class Breach(AssertionError):  # noqa: N818 - it is no error of the program that plays
    """What must never be."""


class Crash(BaseException):
    """The process dies here; nothing of it goes on."""


class DyingPlatform(ScriptedPlatform):
    """Lets the process die before or after the next call. `sent`: the replies that were really posted, by key."""

    def __init__(self) -> None:
        super().__init__()
        self.dies = ""
        self.sent: defaultdict[str, list[str]] = defaultdict(list)
        self.tried: set[str] = set()

    @override
    async def enforce(self, order: Order, *, idempotency_key: str) -> Outcome:
        """Do it, or die."""
        await asyncio.sleep(0)
        dies, self.dies = self.dies, ""
        if dies == "before":
            raise Crash
        self.tried.add(idempotency_key)
        before = len(self.replies)
        try:
            return await super().enforce(order, idempotency_key=idempotency_key)
        finally:
            if order.effect.kind is EffectKind.REPLY and len(self.replies) > before:
                self.sent[idempotency_key].append(order.text)
            if dies == "after":
                raise Crash

    @override
    async def look(self, order: Order, *, idempotency_key: str) -> Applied | None:
        """Look, or die."""
        await asyncio.sleep(0)
        return await super().look(order, idempotency_key=idempotency_key)


@dataclass
class Consent:
    """Who agreed to which words of a draft, as the play wrote it down; `needed`: how many have to."""

    steps: list[tuple[int, str, str]] = field(default_factory=list)
    needed: int = 1

    def note(self, version: int, text: str = "", who: str = "") -> None:
        """Note a yes, or (by nobody) other words. Which of two things was first, the draft's version says."""
        self.steps.append((version, text.strip(), who))

    def given(self, text: str) -> set[str]:
        """Return who agreed to these words since they were the draft's: other words void every yes before."""
        by: set[str] = set()
        for _, said, who in sorted(self.steps):
            by = by | {who} if said == text.strip() and who else set()
        return by


@dataclass
class Play:
    """One community from an empty ledger. `counts`: how often what happened."""

    ledger: Ledger
    chance: random.Random
    approvers: Approvers = Approvers.ONE
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Begin with nothing written."""
        self.name, self.numbers = f"play-{next(_NUMBERS)}", count(1)
        self.platform, self.panel = DyingPlatform(), ShowingDrafts()
        self.standing: dict[Message, Content] = {}
        self.untold: list[Callable[[], Awaitable[object]]] = []
        self.seen: dict[tuple[str, int], tuple[int, str]] = {}
        self.consents: defaultdict[int, Consent] = defaultdict(Consent)
        self.answered: set[int] = set()
        self.taken_back: set[int] = set()
        self.stopped: set[int] = set()
        self.world = make_world(self.ledger, self.name)
        self.at = self.world.clock.at
        self.restart()

    def restart(self) -> None:
        """Let a fresh process serve the community: all that it knows is in the ledger."""
        world = make_world(self.ledger, self.name, platform=self.platform)
        policy = replace(world.community.policy, replies=OFFERS, staff_roles=frozenset({"Moderator"}))
        world.community.screener.policy = policy
        world.community.drafter, world.community.linter = WordyDrafter(), WordyLinter()
        world.community.voice = voice(self.approvers)
        world.clock.at = self.at
        self.world = world

    # What happens around drafts.

    async def write(self) -> None:
        """Let a member write something; it may be told late, and twice."""
        self.jump(1)
        number = next(self.numbers)
        made = self.world.content(self.chance.choice(TEXTS), id=f"m{number}", author=MEMBER)
        self.standing[made.message] = made
        self._tell(lambda: take(self.world.community, made))

    async def rewrite(self) -> None:
        """Let the member edit a message."""
        if (old := self._message()) is None:
            return
        self.jump(1)
        text = self.chance.choice((*TEXTS, "never mind"))
        fresh = replace(old, text=f"{text} ({old.revision})", revision=old.revision + 1, at=self.at)
        self.standing[old.message] = fresh

        async def hear() -> None:
            await take(self.world.community, fresh)
            await self._stopping(fresh.message, fresh)

        self._tell(hear)

    async def delete(self) -> None:
        """Let a message go."""
        if (old := self._message()) is None:
            return
        del self.standing[old.message]

        async def hear() -> None:
            await gone(self.world.community, old.message)
            await self._stopping(old.message, None)

        self._tell(hear)

    async def answer(self) -> None:
        """Let staff answer below a message."""
        if (old := self._message()) is None:
            return
        self.jump(1)
        made = self.world.content("over there", id=f"m{next(self.numbers)}", author=STAFF, thread=old.id)

        async def hear() -> None:
            waiting = [each for each in await self.drafts() if each.message == old.message and each.state in UNDECIDED]
            await take(self.world.community, made)
            self.answered |= {each.id for each in waiting if each.written <= made.at}

        self._tell(hear)

    async def deliver(self) -> None:
        """Tell the bot of something that happened, in whatever order, now and then once more."""
        if self.untold:
            at = self.chance.randrange(len(self.untold))
            await self.untold[at]()
            if self.chance.random() < 0.8:
                del self.untold[at]
            else:
                self.counts["redelivered"] += 1
        if self.chance.random() < 0.6:
            await self.offer()
            await self.look_at_all()

    def jump(self, seconds: int | None = None) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=self.chance.choice(JUMPS) if seconds is None else seconds)
        self.world.clock.at = self.at

    async def offer(self) -> None:
        """Let drafts be thought of."""
        await offer_due(self.world.community)

    async def show(self) -> None:
        """Let cards be posted and changed."""
        await show_drafts(self.world.community, self.panel)

    async def end_old(self) -> None:
        """Let the time of drafts be over."""
        self.counts["expired"] += await expire(self.world.community)

    async def work(self) -> None:
        """Let the outbox do what is due; the platform may fail, and the process may die."""
        if self.chance.random() < 0.3:
            self.platform.answer(EffectKind.REPLY, self.chance.choice(FAULTS))
        self.platform.dies = self.chance.choice(("", "", "", "before", "after"))
        try:
            await work_once(self.world.community)
        except Crash:
            self.counts["crashes"] += 1
            self.restart()
        self.platform.dies = ""
        await self._check()

    # What moderators do.

    async def look(self) -> None:
        """Let a moderator look at all cards there are."""
        who = self.chance.choice(MODERATORS)
        for card in self.panel.cards.values():
            self.seen[who.id, card.draft] = (card.version, card.text)

    async def look_at_all(self) -> None:
        """Let both see all that there is to see."""
        await self.show()
        for who in MODERATORS:
            for card in self.panel.cards.values():
                self.seen[who.id, card.draft] = (card.version, card.text)

    async def say_yes(self) -> None:
        """Let a moderator press Approve on a card as they saw it."""
        if (picked := self._seen()) is not None:
            who, number, version, text = picked
            await self._approve(who, number, Yes(version=version), text)

    async def edit(self) -> None:
        """Let a moderator send words of their own."""
        if (picked := self._seen()) is not None:
            who, number, version, _ = picked
            text = self.chance.choice(WORDS)
            because = self.chance.choice(("", "it is true"))
            await self._approve(who, number, Yes(text, version, because), text)

    async def open_by_hand(self) -> None:
        """Let a moderator open a draft, which they then see."""
        if (content := self._message()) is not None and content.author is MEMBER:
            who = self.chance.choice(MODERATORS)
            draft = await open_draft(self.world.community, content, who)
            self.seen[who.id, draft.id] = (draft.version, draft.text)

    async def throw_away(self) -> None:
        """Let a moderator reject a draft."""
        if (picked := self._seen()) is not None:
            who, number, _, _ = picked
            why = self.chance.choice(list(RejectWhy))
            self._count(await reject(self.world.community, number, why, "so stiff", who))

    async def turn(self) -> None:
        """Let a moderator ask for another proposal or tone."""
        if (picked := self._seen()) is None:
            return
        who, number, version, _ = picked
        tone = self.chance.choice((None, *Tone))
        if tone is None:
            told = await other(self.world.community, number, version, who)
        else:
            told = await reword(self.world.community, number, version, tone, who)
        if isinstance(told, Changed):
            self.consents[number].note(told.draft.version)
        self._count(told)

    async def take_back(self) -> None:
        """Let a moderator take a reply back."""
        if (picked := self._seen()) is not None:
            who, number, _, _ = picked
            if await retract(self.world.community, number, who):
                self.taken_back.add(number)
                self.counts["taken back"] += 1

    async def both(self) -> None:
        """Let two things happen at once."""
        acts = [
            self.say_yes,
            self.edit,
            self.throw_away,
            self.turn,
            self.take_back,
            self.deliver,
            self.offer,
            self.work,
        ]
        await asyncio.gather(*(each() for each in self.chance.sample(acts, 2)))

    # What must hold.

    async def finish(self) -> None:
        """Let all be told and done, and time pass: every draft ends, and nothing stands that was taken back."""
        self.platform.forget_script()
        for hear in self.untold:
            await hear()
        await self.world.do_all()
        self.world.clock.at += timedelta(days=4)
        await self.offer()
        await self.end_old()
        await self.world.do_all()
        await self._check()
        for each in await self.drafts():
            if each.state in UNDECIDED | UNDER_WAY:
                raise Breach(f"draft {each.id} never ended: {each.state}")
            self.counts[f"ended {each.state}"] += 1
        await self._check_taken_back()

    async def drafts(self) -> Sequence[Draft]:
        """Return all drafts."""
        async with self.world.community.begin() as uow:
            return await uow.drafts.find()

    async def _approve(self, who: Actor, number: int, yes: Yes, saw: str) -> None:
        before = await self._draft(number)
        shown = self.standing.get(before.message) if before else None
        told = await approve(self.world.community, number, yes, who, shown)
        self._count(told)
        if isinstance(told, Approved | Waits):
            self._agreed(told, who, saw)
        if isinstance(told, Approved):
            self._may_be_sent(told.draft, shown)

    def _agreed(self, told: Approved | Waits, who: Actor, saw: str) -> None:
        number, said = told.draft.id, told.draft.text
        if said.strip() != saw.strip():
            raise Breach(f"draft {number}: {who.id} saw {saw!r}, and it took {said!r} for that")
        consent = self.consents[number]
        consent.note(told.draft.version, said, who.id)
        # Where nobody knows what it answers, no playbook asks for a second yes.
        consent.needed = 2 if self.approvers is Approvers.TWO and told.draft.situation else 1

    def _may_be_sent(self, draft: Draft, shown: Content | None) -> None:
        if shown is None or shown.at > draft.written:
            raise Breach(f"draft {draft.id} was approved on a message that is not as it was")
        if draft.id in self.answered:
            raise Breach(f"draft {draft.id} was approved although staff answered")

    async def _check(self) -> None:
        """Hold what was sent against who agreed to what."""
        for key, texts in self.platform.sent.items():
            number = int(key.split("/")[2])
            consent = self.consents[number]
            if len(texts) > 1 or self.platform.twice:
                raise Breach(f"draft {number} was sent more than once")
            if len(agreed := consent.given(texts[0])) < consent.needed:
                raise Breach(f"draft {number} was sent as {texts[0]!r}, and only {sorted(agreed)} said yes to that")
            if number in self.stopped:
                raise Breach(f"draft {number} was sent although the bot knew that the message had changed")

    async def _check_taken_back(self) -> None:
        for number in self.taken_back:
            draft = await self._draft(number)
            if draft is not None and draft.posted in self.platform.replies and draft.state is not DraftState.SENT:
                raise Breach(f"draft {number} was taken back, and still stands")
        automatic = Counter((each.message, each.revision) for each in await self.drafts() if each.shown >= 0)
        if self.approvers is Approvers.ONE and any(times > 1 for times in automatic.values()):
            raise Breach("a message was offered two drafts")

    async def _stopping(self, message: Message, fresh: Content | None) -> None:
        """Note what may not be sent any more: the bot has heard of a change, and not tried yet."""
        for each in await self.drafts():
            tried = each.effect in self.platform.tried
            void = fresh is None or each.written < fresh.at
            if each.message == message and void and not tried and each.state is not DraftState.SENDING:
                self.stopped.add(each.id)

    def _count(self, told: Approval | Changed) -> None:
        kinds = {Approved: "approved", Waits: "first yes", Void: "void", Refused: "refused", Changed: "changed"}
        self.counts[kinds[type(told)]] += 1

    def _tell(self, hear: Callable[[], Awaitable[object]]) -> None:
        self.untold.append(hear)

    def _message(self) -> Content | None:
        return self.chance.choice(list(self.standing.values())) if self.standing else None

    def _seen(self) -> tuple[Actor, int, int, str] | None:
        if not self.seen:
            return None
        latest = max(number for _, number in self.seen)
        likely = [each for each in self.seen if each[1] == latest]
        who, number = self.chance.choice(likely if self.chance.random() < 0.7 else list(self.seen))
        return (next(each for each in MODERATORS if each.id == who), number, *self.seen[who, number])

    async def _draft(self, number: int) -> Draft | None:
        async with self.world.community.begin() as uow:
            return await uow.drafts.get(number)

    def acts(self) -> dict[str, Callable[[], Any]]:
        """Return all that can happen, by name."""
        return {
            "write": self.write,
            "rewrite": self.rewrite,
            "delete": self.delete,
            "answer": self.answer,
            "deliver": self.deliver,
            "jump": self._jump,
            "offer": self.offer,
            "show": self.show,
            "end_old": self.end_old,
            "work": self.work,
            "look": self.look,
            "say_yes": self.say_yes,
            "edit": self.edit,
            "open_by_hand": self.open_by_hand,
            "throw_away": self.throw_away,
            "turn": self.turn,
            "take_back": self.take_back,
            "both": self.both,
        }

    async def _jump(self) -> None:
        self.jump()


# How often each happens, in a run by chance.
WEIGHTS = {
    "write": 4,
    "rewrite": 1,
    "delete": 1,
    "answer": 1,
    "deliver": 9,
    "jump": 4,
    "offer": 2,
    "show": 3,
    "end_old": 2,
    "work": 9,
    "look": 4,
    "say_yes": 10,
    "edit": 5,
    "open_by_hand": 2,
    "throw_away": 1,
    "turn": 4,
    "take_back": 2,
    "both": 8,
}


async def play_by_chance(play: Play, steps: int) -> None:
    """Let chance do so many things, and finish."""
    acts = play.acts()
    await play.write()
    await play.deliver()
    for _ in range(steps):
        (name,) = play.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
        await acts[name]()
    await play.finish()
