"""Files a decision: into the open case of its message, or a new one, or none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.actions import (
    Enforcement,
    Escalate,
    Hide,
    Nudge,
    SuppressEmbeds,
    TimeOut,
    Warn,
    automatic,
    describe,
    join,
)
from bot.core.case_words import NOBODY_KNOWN
from bot.core.cases import UNDECIDED, Case, CaseState
from bot.core.decision import Verdict
from bot.core.effects import EffectKind, EffectState
from bot.core.journal import Event, EventKind
from bot.core.lower import asked_for, beyond, possible, replaced
from bot.core.member_text import member_language
from bot.core.policy import Severity
from bot.core.reversal import reversals
from bot.core.standing import standing
from bot.pipeline.incident import case_of_incident, decided_revision, messages_of
from bot.pipeline.planning import Manner, plan, plan_further
from bot.pipeline.raid import watch
from bot.pipeline.screen import repeat_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.actions import Action
    from bot.core.content import Content, Message
    from bot.core.decision import Decision, Match
    from bot.core.effects import Effect
    from bot.core.journal import Fact
    from bot.pipeline.community import Community
    from bot.pipeline.screen import Screened
    from bot.ports.ledger import UnitOfWork


async def file(uow: UnitOfWork, community: Community, screened: Screened, trigger: str, *, late: bool) -> Case | None:
    """Enter a decision with all that follows from it; return the case it belongs to, if any."""
    decision, message = screened.decision, screened.content.message
    case = await uow.cases.latest_on(message)
    if case is not None and case.state in UNDECIDED:
        filed: Case | None = await _join(uow, community, case, screened, late=late)
    elif decision.verdict not in {Verdict.ACT, Verdict.ESCALATE}:
        filed = None
    elif case is not None:
        edited = await _edited(uow, case, screened.content)
        filed = await (
            _open(uow, community, screened, late=late) if edited else _after_verdict(uow, community, case, decision)
        )
    elif near := await case_of_incident(uow, community, screened.content, decision, _leading(decision, community)):
        filed = await _add(uow, community, near, screened, late=late)
    else:
        filed = await _open(uow, community, screened, late=late)
    if filed is not None or decision.verdict is not Verdict.PASS:
        await uow.decisions.add(decision, message, trigger, filed.number if filed else 0)
    return filed


async def call_off(uow: UnitOfWork, message: Message) -> None:
    """Call off what was not tried yet against a text that isn't there any more."""
    case = await uow.cases.latest_on(message)
    if case is not None and case.state in UNDECIDED:
        effects = await uow.effects.of_case(case.number)
        await _call_off(uow, case, [each for each in effects if each.message == message])


async def _open(uow: UnitOfWork, community: Community, screened: Screened, *, late: bool) -> Case:
    content, decision, now = screened.content, screened.decision, community.now()
    found = _gravest_first(decision, community)
    blank = Case(
        community=community.id,
        number=0,
        message=content.message,
        member=content.author.id,
        state=CaseState.HANDLED,
        severity=_severity(found),
        rules=_rules(found),
        proposals=(),
        revision=content.revision,
        policy=decision.policy,
        language=member_language(community.policy, screened.signals.language),
        opened_at=now,
        changed_at=now,
        why_open="" if content.author.id else NOBODY_KNOWN,
    )
    case = await uow.cases.add(_answered(blank, community, decision))
    if not late:
        await watch(uow, community, content)
    actions = automatic(decision.actions)
    await plan(uow, community, case, actions, Manner(detected=not content.reports, late=late))
    await _strike(uow, community, case, decision)
    await _note(uow, community, case, EventKind.OPENED, decision, actions)
    return case


async def _add(uow: UnitOfWork, community: Community, case: Case, screened: Screened, *, late: bool) -> Case:
    """Add a further message of an incident to its case: answered like the others, and told of with them."""
    content, decision = screened.content, screened.decision
    earlier = await uow.effects.of_case(case.number)
    raised = replace(
        case,
        version=case.version + 1,
        rules=tuple(dict.fromkeys((*case.rules, *_rules(_gravest_first(decision, community))))),
        changed_at=community.now(),
    )
    added = _answered(raised, community, decision)
    await uow.cases.save(added)
    told = bool(await uow.notices.of_case(case.number))
    actions = _not_said_before(automatic(decision.actions), earlier, told=told)
    await plan_further(uow, community, added, actions, Manner(detected=not content.reports, late=late), content)
    await _strike(uow, community, added, decision)
    await _note(uow, community, added, EventKind.DECIDED_AGAIN, decision, actions)
    return added


async def _join(uow: UnitOfWork, community: Community, case: Case, screened: Screened, *, late: bool) -> Case:
    """Add a later decision on the message (an edit, a report) to its undecided case."""
    content, decision = screened.content, screened.decision
    earlier = await uow.effects.of_case(case.number)
    edited = await _edited(uow, case, content)
    if edited:
        await _call_off(uow, case, [each for each in earlier if each.message == content.message])
    own = content.message == case.message
    alone = own and len(await messages_of(uow, case)) == 1
    found = _gravest_first(decision, community)
    milder = _severity(found) < case.severity
    raised = replace(
        case,
        version=case.version + 1,
        revision=max(case.revision, content.revision) if own else case.revision,
        rules=tuple(dict.fromkeys((*case.rules, *_rules(found)) if milder else (*_rules(found), *case.rules))),
        severity=max(case.severity, _severity(found)),
        # What was written may still cost a strike or a time-out; what stands there now is not to be hidden for it.
        proposals=tuple(
            each for each in case.proposals if not (edited and alone and isinstance(each, SuppressEmbeds | Hide))
        ),
        changed_at=community.now(),
    )
    joined = _answered(raised, community, decision)
    await uow.cases.save(joined)
    actions = automatic(decision.actions)
    if not edited:
        actions = _not_said_before(actions, earlier, told=bool(await uow.notices.of_case(case.number)))
    # The member is told of the rule that this revision broke.
    manner = Manner(detected=not content.reports, late=late)
    told = replace(joined, rules=_rules(found) or joined.rules)
    await plan(uow, community, told, actions, manner, (content.message,))
    await _strike(uow, community, joined, decision)
    await _note(uow, community, joined, EventKind.DECIDED_AGAIN, decision, actions)
    return joined


async def _edited(uow: UnitOfWork, case: Case, content: Content) -> bool:
    """Tell whether its author gave it another text than the one that the case was last decided on.

    A link that unfolds adds words too, at the same moment, and is no edit.
    """
    decided = await decided_revision(uow, case, content.message)
    if content.revision <= decided:
        return False
    kept = await uow.contents.kept(content.message, decided)
    return kept is None or (kept.at != content.at and repeat_key(kept.text) != repeat_key(content.text))


async def _after_verdict(uow: UnitOfWork, community: Community, case: Case, decision: Decision) -> Case:
    """Leave alone a text that a moderator has decided on."""
    facts: dict[str, Fact] = {"rules": list(_rules(_gravest_first(decision, community))), "acted": False}
    event = Event(EventKind.DECIDED_AGAIN, community.now(), case.number, facts=facts, person=case.member)
    await uow.journal.append(event)
    return case


def _answered(case: Case, community: Community, decision: Decision) -> Case:
    """Return the case with what a moderator is asked, and the strike that waits for the answer."""
    here = possible(case.message, community.enforcer.capabilities)
    by_hand = beyond(automatic(decision.actions), here)
    proposed = [each for each in decision.actions if isinstance(each, Escalate)]
    if by_hand:
        proposed.append(Escalate(by_hand))
    milder = _severity(_gravest_first(decision, community)) < case.severity
    asked = _proposals(case.proposals, proposed)
    waits = not _is_answered(decision, community, case) and not (milder and case.strike_weight)
    return replace(
        case,
        state=CaseState.OPEN if proposed else case.state,
        proposals=asked_for(asked, here),
        why_open=_why_open(by_hand, replaced(asked, here)) or case.why_open,
        strike_rule=decision.strike.rule if waits and decision.strike else case.strike_rule,
        strike_weight=decision.strike.weight if waits and decision.strike else case.strike_weight,
    )


def _by_hand(actions: Sequence[Enforcement], community: Community, case: Case) -> tuple[Enforcement, ...]:
    return beyond(actions, possible(case.message, community.enforcer.capabilities))


def _proposals(before: Sequence[Enforcement], asked: Sequence[Escalate]) -> tuple[Enforcement, ...]:
    merged: tuple[Action, ...] = join((Escalate(tuple(before)), *asked))
    return next((each.proposals for each in merged if isinstance(each, Escalate)), ())


def _why_open(by_hand: Sequence[Enforcement], gone: Sequence[Enforcement]) -> str:
    beyond_it = dict.fromkeys(map(describe, (*by_hand, *gone)))
    instead = "; removal from the channel is proposed instead" if gone else ""
    return f"the bot can't do this here: {', '.join(beyond_it)}{instead}" if beyond_it else ""


def _not_said_before(
    actions: Sequence[Enforcement], earlier: Sequence[Effect], *, told: bool
) -> tuple[Enforcement, ...]:
    """Return what one more report of the same text adds.

    No second word to the author, no longer time-out, and no hide where a moderator was asked for it already.
    """
    out = any(each.kind is EffectKind.TIME_OUT for each in earlier)
    asked = any(each.kind is EffectKind.HIDE and each.state is EffectState.SUBSTITUTED for each in earlier)
    said = ((told, Nudge | Warn), (out, TimeOut), (asked, Hide))
    return tuple(each for each in actions if not any(was and isinstance(each, kinds) for was, kinds in said))


async def _call_off(uow: UnitOfWork, case: Case, earlier: Sequence[Effect]) -> None:
    """Call off the hiding of a text that isn't there any more, where it was not tried yet."""
    for effect in reversals(case, earlier, frozenset({EffectKind.HIDE, EffectKind.SUPPRESS_EMBEDS})):
        if effect.state is EffectState.SUPERSEDED:
            await uow.effects.save(replace(effect, reason="the message was changed before it was done"))


async def _strike(uow: UnitOfWork, community: Community, case: Case, decision: Decision) -> None:
    """Count the strike where the member is answered at once; else it waits for a moderator."""
    if decision.strike is not None and _is_answered(decision, community, case):
        await uow.strikes.give(decision.strike, case.member, case.number)


def _is_answered(decision: Decision, community: Community, case: Case) -> bool:
    """Tell whether the member hears of it now: something is done, or they are asked to take the message away."""
    actions = automatic(decision.actions)
    by_hand = _by_hand(actions, community, case)
    return any(isinstance(each, Hide) or each not in by_hand for each in actions)


async def _note(
    uow: UnitOfWork,
    community: Community,
    case: Case,
    kind: EventKind,
    decision: Decision,
    actions: Sequence[Enforcement],
) -> None:
    facts: dict[str, Fact] = {
        "verdict": str(decision.verdict),
        "rules": list(_rules(_gravest_first(decision, community))),
        "actions": [describe(each) for each in actions],
        "proposals": [describe(each) for each in case.proposals],
        "strike": decision.strike.rule if decision.strike and _is_answered(decision, community, case) else "",
        "revision": case.revision,
        "policy": decision.policy,
        "mode": str(decision.mode),
        **standing(case),
    }
    await uow.journal.append(Event(kind, case.changed_at, case.number, facts=facts, person=case.member))


def _gravest_first(decision: Decision, community: Community) -> list[Match]:
    """Return what was broken, gravest first; last what a guard held back and what is only being tried out."""
    held = {each.rule for each in decision.guarded} | {each.id for each in community.policy.rules if each.shadow}
    return sorted(decision.matches, key=lambda each: (each.rule in held, -each.severity))


def _leading(decision: Decision, community: Community) -> str:
    """Return the gravest rule that was broken; empty where it is not known whether any was."""
    return next((each.rule for each in _gravest_first(decision, community)), "")


def _rules(found: Sequence[Match]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.rule for each in found))


def _severity(found: Sequence[Match]) -> Severity:
    return found[0].severity if found else Severity.CARE
