"""What is held about one person is given out whole, and goes without a trace when it is erased."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlmodel import SQLModel

from bot.core.cases import Actor, ActorKind, Appeal, Case, CaseState
from bot.core.content import Author, Content, Message
from bot.core.decision import Decision, Evidence, Match, Source, Strike, Verdict
from bot.core.drafts import Draft, DraftState
from bot.core.effects import Effect, EffectKind, EffectState, effect_key, settled
from bot.core.feedback import Feedback
from bot.core.journal import Event, EventKind
from bot.core.notices import Notice, NoticeKind, NoticeState
from bot.core.policy import Mode, Severity
from bot.core.situations import Situation
from bot.core.unanswered import Unanswered
from bot.ports.books import Waiting
from bot.storage.ledger import open_ledger

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ports.ledger import UnitOfWork
    from bot.storage.ledger import SqlLedger

HOME, OTHER = "guild-1", "guild-2"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ANN, BOB, MOD = "member-ann-4711", "member-bob-4712", "moderator-mo-4713"
WORDS = "Xylophonistic-Evidence"
NAME = "Annabella-Display"
MODERATOR = Actor(ActorKind.MODERATOR, MOD, "Moderator-Mo-Display")


def make_content(member: str, name: str, message: Message, community: str = HOME) -> Content:
    """Make a message by a member."""
    return Content(community, message.channel, message.id, Author(member, name), f"{WORDS} by {name}", NOW)


def make_case(member: str, message: Message, state: CaseState, community: str = HOME) -> Case:
    """Make a case that a moderator has claimed."""
    return Case(
        community, 0, message, member, state, Severity.MINOR, ("be-kind",), (), 0, "p1", "en", NOW, NOW, claimed_by=MOD
    )


def make_decision(message: Message) -> Decision:
    """Make a decision that acts because of a score."""
    match = Match("be-kind", Severity.MINOR, Evidence("when", Source.SCORE, "insult", score=0.9, at_least=0.8))
    return Decision(message.id, 0, Verdict.ACT, (), (), (match,), (), (), 0, None, Mode.ENFORCE, "p1")


async def one_case(
    unit: UnitOfWork, member: str, name: str, place: int, state: CaseState, community: str = HOME
) -> None:
    """Enter a message with all that can hang on it."""
    message = Message("general", f"m{place}")
    await unit.contents.add(make_content(member, name, message, community), keep=True)
    case = await unit.cases.add(make_case(member, message, state, community))
    await unit.decisions.add(make_decision(message), message, "seen", case.number)
    await unit.unscored.wait(Waiting(message, member, 0, NOW, NOW))
    await unit.strikes.give(Strike("be-kind", message.id, NOW, NOW + 90 * DAY), member, case.number)
    effect = Effect("", community, case.number, 1, EffectKind.HIDE, message, member)
    for kind, ended in ((EffectKind.HIDE, True), (EffectKind.TIME_OUT, False), (EffectKind.NOTIFY, False)):
        key = effect_key(community, case.number, 1, kind)
        planned = await unit.effects.plan(replace(effect, key=key, kind=kind, notice=case.number))
        if ended:
            await unit.effects.save(settled(planned, EffectState.DONE))
    notice = Notice(
        community, case.number, 1, member, message, NoticeKind.ACTION, "en", "be-kind", "Be kind", "Please", NOW
    )
    await unit.notices.save(await unit.notices.add(notice), f"{name}, {WORDS}")
    sent = replace(notice, state=NoticeState.SENT)
    await unit.notices.save(replace(sent, id=(await unit.notices.add(sent)).id), f"{name}, {WORDS}")
    await unit.appeals.add(Appeal(community, case.number, member, f"{WORDS} {name}", NOW))
    answer = Draft(community, message, member, 0, NOW, NOW, NOW, text=f"{WORDS} {name}", approved_by=MOD, posted="r")
    await unit.drafts.add(answer)
    asked = replace(answer, state=DraftState.OFFERED, posted="", question=f"{WORDS} asked {name}", author=name)
    await unit.drafts.add(replace(asked, slots={"name": name}, first_yes=MOD, approved_by="", shown=1, place="card"))
    content = make_content(member, name, message, community)
    await unit.unanswered.enter(Unanswered(content, Situation.QUESTION, NOW))
    said = Feedback(community, message, member, Situation.WISH, "en", NOW, NOW, text=f"{WORDS} {name}", note=name)
    await unit.feedback.add(said)
    await unit.reports.add(message, BOB if member == ANN else ANN, NOW)
    by_member = Actor(ActorKind.MEMBER, member, name)
    for event in (
        Event(EventKind.OPENED, NOW, case.number, facts={"n": place}, private={"name": name}, person=member),
        Event(EventKind.APPEALED, NOW, case.number, by_member),
        Event(EventKind.CLAIMED, NOW, case.number, MODERATOR, person=member),
    ):
        await unit.journal.append(event)


async def fill(ledger: SqlLedger) -> None:
    """Enter two cases of Ann and one of Bob in one community, and one of Ann in another."""
    async with ledger.begin(HOME) as unit:
        await one_case(unit, ANN, NAME, 1, CaseState.OPEN)
        await one_case(unit, BOB, "Bobby", 2, CaseState.OPEN)
        await one_case(unit, ANN, NAME, 3, CaseState.UPHELD)
    async with ledger.begin(OTHER) as unit:
        await one_case(unit, ANN, NAME, 1, CaseState.OPEN, OTHER)


async def erase(ledger: SqlLedger, person: str = ANN) -> int:
    """Erase a person from the first community."""
    async with ledger.begin(HOME) as unit:
        return await unit.people.erase(person, NOW + DAY)


async def everything(ledger: SqlLedger, community: str) -> str:
    """Return every row of a community as text."""
    async with ledger._engine.connect() as connection:  # noqa: SLF001 - looks beneath the port
        rows = []
        for table in SQLModel.metadata.sorted_tables:
            where = {"community": "id", "installation": "workspace"}.get(table.name, "community")
            asked = text(f'SELECT * FROM "{table.name}" WHERE {where} = :community')  # noqa: S608 - our own names
            rows += [(table.name, *row) for row in await connection.execute(asked, {"community": community})]
    return str([[bytes(each) if isinstance(each, memoryview) else each for each in row] for row in rows])


async def test_an_export_holds_all_that_is_known_of_a_member(ledger: SqlLedger) -> None:
    """It can be written as JSON, has the member's own words in it, and nobody else's, no moderator's either."""
    await fill(ledger)
    async with ledger.begin(HOME) as unit:
        exported = await unit.people.export(ANN)
    written = json.dumps(exported)
    assert {key: len(value) for key, value in exported.items() if isinstance(value, list)} == {
        "messages": 2,
        "unscored": 2,
        "decisions": 2,
        "strikes": 2,
        "cases": 2,
        "actions": 4,
        "notices": 4,
        "appeals": 2,
        "reports": 1,
        "unanswered": 2,
        "replies": 4,
        "feedback": 2,
        "log": 6,
    }
    assert written.count(f"{WORDS} by {NAME}") == 4
    assert not [other for other in (BOB, "Bobby", MOD, "Moderator-Mo", OTHER) if other in written]
    parts = json.loads(written)
    assert parts["decisions"][0] == {
        "channel": "general", "message": "m1", "revision": 0, "verdict": "act",
        "because": [{"rule": "be-kind", "source": "score", "found": "insult", "score": 0.9}],
    }  # fmt: skip
    assert [case["state"] for case in parts["cases"]] == ["open", "upheld"]
    assert {notice["text"] for notice in parts["notices"]} == {f"{NAME}, {WORDS}"}
    replies = {(each["question"], each["text"]) for each in parts["replies"]}
    assert replies == {(None, f"{WORDS} {NAME}"), (f"{WORDS} asked {NAME}", None)}
    assert parts["appeals"][0]["text"] == f"{WORDS} {NAME}"


async def test_a_draft_to_an_erased_member_is_over_and_its_card_is_shown_anew(ledger: SqlLedger) -> None:
    """Nothing of the member is left in it; and who said yes first goes where a moderator is erased."""
    await fill(ledger)
    await erase(ledger)
    await erase(ledger, MOD)
    async with ledger.begin(HOME) as unit:
        drafts = await unit.drafts.find()
        assert not [each for each in drafts if {each.first_yes, each.approved_by} & {MOD}]
        over = [each for each in drafts if each.message != Message("general", "m2")]
        assert not [each for each in over if each.question or each.author or each.slots or each.text]
        assert {each.state for each in over} == {DraftState.SUPERSEDED}
        assert [each.message.id for each in await unit.drafts.to_show(9)] == ["m1", "m3"]
        assert [each.content.author.id for each in await unit.unanswered.around("general")] == [BOB]


async def test_an_export_of_a_stranger_is_empty(ledger: SqlLedger) -> None:
    """Nothing is known of who was never seen."""
    async with ledger.begin(HOME) as unit:
        exported = await unit.people.export("nobody")
    assert not any(value for value in exported.values() if isinstance(value, list))


async def test_an_erased_member_is_nowhere_in_the_community(ledger: SqlLedger) -> None:
    """Their id is in no row, their export is empty; other members, and other communities, keep theirs."""
    await fill(ledger)
    others = await everything(ledger, OTHER)
    assert await erase(ledger) > 0
    assert ANN not in await everything(ledger, HOME)
    assert await everything(ledger, OTHER) == others
    async with ledger.begin(HOME) as unit:
        exported = await unit.people.export(ANN)
        bobs = await unit.people.export(BOB)
    assert not any(value for value in exported.values() if isinstance(value, list))
    assert len(bobs["appeals"]) == len(bobs["strikes"]) == len(bobs["reports"]) - 1 == 1  # type: ignore[arg-type]


async def test_what_waits_ends_when_its_member_is_erased(ledger: SqlLedger) -> None:
    """Undecided cases are void, open effects superseded, queued notices waived, appeals gone; what was done stays."""
    await fill(ledger)
    await erase(ledger)
    async with ledger.begin(HOME) as unit:
        first, bobs, third = [await unit.cases.get(number) for number in (1, 2, 3)]
        effects = await unit.effects.of_case(1)
        notices = await unit.notices.of_case(1)
        assert await unit.appeals.of_case(1) is None
        assert not await unit.contents.kept(Message("general", "m1"))
        assert len(await unit.decisions.of_case(1)) == 1
        assert not await unit.strikes.of_case(1)
        assert not await unit.effects.hides_without_notice()
        assert [each.case for each in await unit.effects.claim(NOW + DAY, NOW + 2 * DAY, 9)] == [2]
    assert first is not None
    assert bobs is not None
    assert third is not None
    assert (first.state, first.version, first.changed_at) == (CaseState.VOID, 2, NOW + DAY)
    assert (bobs.state, bobs.version, bobs.member) == (CaseState.OPEN, 1, BOB)
    assert (third.state, third.version, third.changed_at) == (CaseState.UPHELD, 1, NOW)
    assert [each.state for each in effects] == ["done", "superseded", "superseded"]
    assert [each.reason for each in effects] == ["", "the member was erased", "the member was erased"]
    assert [(each.state, each.reason) for each in notices] == [("waived", "the member was erased"), ("sent", "")]
    assert first.member == third.member == effects[0].member == notices[0].member
    assert first.member.startswith("erased-")


async def test_lanes_follow_the_stand_in(ledger: SqlLedger) -> None:
    """What was done to one member stays in one lane."""
    await fill(ledger)
    await erase(ledger)
    async with ledger.begin(HOME) as unit:
        for effect in await unit.effects.of_case(1):
            beside = await unit.effects.beside(effect)
            assert effect in beside
            assert len(beside) == (2 if effect.kind is EffectKind.TIME_OUT else 1)


async def test_the_chain_holds_after_an_erasure(ledger: SqlLedger) -> None:
    """An event says what was removed; a private part that goes by hand afterwards is still found."""
    await fill(ledger)
    await erase(ledger)
    async with ledger.begin(HOME) as unit:
        count, flaws = await unit.journal.verify()
        (said,) = await unit.journal.recent([EventKind.MEMBER_ERASED])
        events = await unit.journal.of_case(1)
        kept = await unit.journal.of_case(2)
    assert (count, flaws) == (10, [])
    assert (said.facts["removed"], said.private, said.person) == (["1-3", "7-9"], {}, "")
    assert [(each.person, each.actor.id, each.private) for each in events] == [("", "", {})] * 3
    assert [each.person for each in kept] == [BOB, "", BOB]
    async with ledger._engine.begin() as connection:  # noqa: SLF001 - tampering has no port
        await connection.execute(text("UPDATE journal SET sealed = NULL WHERE seq = 4 AND community = 'guild-1'"))
    async with ledger.begin(HOME) as unit:
        assert [flaw.seq for flaw in (await unit.journal.verify())[1]] == [4]


async def test_a_second_erasure_changes_nothing(ledger: SqlLedger) -> None:
    """It returns 0 and writes no event."""
    await fill(ledger)
    await erase(ledger)
    before = await everything(ledger, HOME)
    assert await erase(ledger) == 0
    assert await everything(ledger, HOME) == before


async def test_a_moderator_can_be_erased_too(ledger: SqlLedger) -> None:
    """Their id goes from the cases and the journal; the cases stay as they are."""
    await fill(ledger)
    async with ledger.begin(HOME) as unit:
        case = await unit.cases.get(3)
        assert case is not None
        await unit.cases.save(replace(case, version=2, decided_by=MOD, decided_at=NOW))
        appeal = await unit.appeals.of_case(3)
        assert appeal is not None
        await unit.appeals.save(replace(appeal, decided_by=MOD))
    assert await erase(ledger, MOD) > 0
    assert MOD not in await everything(ledger, HOME)
    async with ledger.begin(HOME) as unit:
        case = await unit.cases.get(3)
        assert case is not None
        assert (case.state, case.member, case.version) == (CaseState.UPHELD, ANN, 2)
        assert [each.actor for each in await unit.journal.recent([EventKind.CLAIMED])] == [
            Actor(ActorKind.MODERATOR)
        ] * 3
        assert (await unit.journal.verify())[1] == []


async def test_what_was_under_way_does_not_bring_a_member_back(ledger: SqlLedger) -> None:
    """A worker that saves an effect and a notice after the erasure writes down how it ended, and no id or text."""
    await fill(ledger)
    async with ledger.begin(HOME) as unit:
        effect = (await unit.effects.of_case(1))[1]
        notice = (await unit.notices.of_case(1))[0]
    await erase(ledger)
    async with ledger.begin(HOME) as unit:
        await unit.effects.save(settled(effect, EffectState.DONE))
        await unit.notices.save(replace(notice, state=NoticeState.SENT), f"{WORDS} once more")
    assert ANN not in await everything(ledger, HOME)
    async with ledger.begin(HOME) as unit:
        again = await unit.effects.get(effect.key)
        assert again is not None
        assert again.state is EffectState.DONE
        assert [said for _, said in await unit.notices.of_member(again.member) if said] == []


def on_disk(folder: Path) -> bytes:
    """Return all that a database's files hold."""
    return b"".join(each.read_bytes() for each in folder.iterdir())


async def test_nothing_of_an_erased_member_is_left_in_the_file(tmp_path: Path, key: str) -> None:
    """No trace of their id or of the sealed bytes that held their words, in file or log, while the bot goes on."""
    file = tmp_path / "takt.db"
    ledger = await open_ledger(f"sqlite:///{file}", [key])
    async with ledger.begin(HOME) as unit:
        for place in range(1, 40):
            await one_case(unit, ANN, NAME, place, CaseState.UPHELD)
    async with ledger._engine.connect() as connection:  # noqa: SLF001 - what was sealed, to look for it afterwards
        asked = [f"SELECT sealed FROM {table}" for table in ("content", "notice", "appeal", "journal")]  # noqa: S608
        tokens = [bytes(row[0] or b"") for each in asked for row in await connection.execute(text(each))]
    traces = {ANN.encode(), *(token[10:60] for token in tokens if token)}
    await ledger.close()
    assert all(trace in file.read_bytes() for trace in traces)
    ledger = await open_ledger(f"sqlite:///{file}", [key])
    await erase(ledger)
    left = on_disk(tmp_path)
    await ledger.close()
    assert not [trace for trace in traces if trace in left]
