"""Holding statements: what is said to all in a crisis, drafted from what a moderator filled in, sent as replies are."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.content import Author, Content, Part
from bot.core.drafts import DraftState
from bot.core.effects import EffectKind
from bot.core.proposals import DraftRequest, NoDraft
from bot.core.pulse import LONGEST
from bot.core.situations import Situation
from bot.core.voice import Approvers
from bot.pipeline.crisis import circumstances, crisis_of
from bot.pipeline.draft_steps import enter
from bot.pipeline.reply import approvers_of
from bot.pipeline.reply_request import draft_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.cases import Actor
    from bot.core.crisis import Crisis
    from bot.core.drafts import Draft
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

_MOST = 1000
# A channel as people write it, or as platforms do for them.
_CHANNEL = re.compile(r"<?#?([^|<>]*)(?:\|[^>]*)?>?")


async def draft_statement(community: Community, crisis: Crisis, channel: str, actor: Actor) -> Draft | str:
    """Lay the holding statement before moderators, or say why there is none; nothing where nobody words replies.

    `channel`: where it is to stand, by name or id, empty for where the storm is.
    """
    if lacking := crisis.statement.lacking:
        return f"say {lacking}"
    if community.drafter is None:
        return ""
    if EffectKind.REPLY not in community.enforcer.capabilities:
        return f"the bot can't write here (mode {community.policy.mode})"
    async with community.begin() as uow:
        place, language = await _place(uow, community, crisis, channel)
    if not place:
        return "say in which channel it is to stand"
    request = DraftRequest("", language, id="crisis", around=circumstances(crisis, community.now()))
    outcome = await community.drafter.draft(request)
    if isinstance(outcome, NoDraft):
        return "; ".join(outcome.reasons) or str(outcome.why)
    nothing = Content(community.id, place, "", Author("", ""), "", community.now())
    draft = replace(draft_of(community, nothing, request, outcome), state=DraftState.DRAFTED, shown=0)
    return await _enter(community, crisis, draft, actor)


def statement_words(community: Community, outcome: Draft | str) -> str:
    """Say what the holding statement is and what is to be done with it, or why there is none."""
    if isinstance(outcome, str):
        return f"No holding statement: {outcome}." if outcome else ""
    who = "two moderators have" if approvers_of(community, outcome) is Approvers.TWO else "a moderator has"
    return f"Holding statement, draft {outcome.id}, which {who} to approve:\n{outcome.text}"


async def _enter(community: Community, crisis: Crisis, draft: Draft, actor: Actor) -> Draft | str:
    """Enter a draft, unless more is known by now. It is void once its next update is due."""
    due = crisis.statement.next_update
    ends = min(filter(None, (draft.expires_at, due)), default=None)
    async with community.begin() as uow:
        now = await crisis_of(uow)
        if now is None or now.statement != crisis.statement:
            return "another moderator said something else meanwhile"
        return await enter(uow, replace(draft, expires_at=ends), actor)


async def _place(uow: UnitOfWork, community: Community, crisis: Crisis, named: str) -> tuple[str, str]:
    """Return the channel and the language of a statement: as named, else where most complained, else where most wrote.

    Where a moderator began the crisis, what is usually written there says nothing.
    """
    since = crisis.since - LONGEST
    complaints = [each for each in await uow.feedback.since(since) if each.situation is Situation.COMPLAINT]
    seen = await uow.contents.since(since, _MOST) if crisis.what and not complaints else ()
    messages = [each.message for each in complaints] or [each.message for each in seen]
    found, called = _CHANNEL.fullmatch(named.strip()), named.strip()
    stormy = _commonest(each.channel for each in messages if each.part is Part.MESSAGE)
    channel, languages = (found[1].strip() if found else called) or stormy, _languages(community)
    spoken = _commonest(each.language for each in complaints if each.message.channel == channel)
    return channel, spoken if spoken in languages else languages[0]


def _languages(community: Community) -> tuple[str, ...]:
    """Return the languages that something can be said in, the usual one first."""
    usual = tuple(community.policy.languages) or ("en",)
    voice = community.voice
    if voice is None:
        return usual
    return tuple(each for each in usual if each in voice.languages) or (voice.default_language,)


def _commonest(names: Iterable[str]) -> str:
    return next((name for name, _ in Counter(filter(None, names)).most_common(1)), "")
