"""The sandbox community, played back and typed into."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.actions import Escalate, TimeOut
from bot.core.content import Author, Content
from bot.core.policy import InList, Ladder, Mentions, Mode, Not, Reported, Severity, Step
from bot.pipeline.screen import Screener
from bot.platforms.sandbox.community import Refused, SandboxCommunity
from bot.platforms.sandbox.console import Console
from bot.platforms.sandbox.playback import play
from tests.core.makers import NOW, content, policy, rule
from tests.fakes import OneLanguage, StoppedClock, WordDetector, WordsClassifier

CLASSIFIER = {"you idiot": 0.95, "you idiot ": 0.95}


def community(mode: Mode = Mode.ENFORCE) -> SandboxCommunity:
    """Make a community that knows one insult, one rule, and one rule about reports."""
    held = policy(rule(), rule("reported", Reported(1)), mode=mode)
    return SandboxCommunity(Screener(held, WordDetector(), OneLanguage()), WordsClassifier(CLASSIFIER))


def said(seconds: int, text: str, who: str = "Bo", **changes: int) -> Content:
    """Make a message by a member, so many seconds in."""
    at = NOW + timedelta(seconds=seconds)
    return content(text=text, id=str(seconds), author=Author(who, who), at=at, **changes)


async def played(*contents: Content, mode: Mode = Mode.ENFORCE) -> list[str]:
    """Play messages and return what was printed."""
    lines: list[str] = []
    await play(contents, community(mode), lines.append)
    return lines


async def test_each_line_says_channel_member_text_action_and_reason() -> None:
    """A reader of the log sees who said what, what became of it, and by which rule."""
    lines = await played(said(0, "hello"), said(100, "you idiot"))
    assert lines[0] == "#general Bo: hello → pass"
    assert lines[1] == "#general Bo: you idiot → nudge  because be-kind: insult 0.95 ≥ 0.80"
    assert lines[2] == "   Bo is told (en): be-kind"


async def test_the_summary_counts_what_happened() -> None:
    """At the end stands how many messages there were and what was done."""
    lines = await played(said(0, "hello"), said(100, "you idiot"), said(300, "you idiot"))
    assert lines[lines.index("") + 1 :] == [
        "3 messages, members who posted: 1",
        "    1  hide",
        "    1  nudge",
        "    1  pass",
    ]


async def test_a_timed_out_member_can_not_post() -> None:
    """The fourth insult times out; what is written during that hour does not appear, what comes after does."""
    insults = [said(100 * i, "you idiot") for i in range(4)]
    lines = await played(*insults, said(400, "let me in"), said(3901, "hello again"))
    assert "#general Bo: let me in → not posted  because Bo is timed out for 58m more" in lines
    assert "#general Bo: hello again → pass" in lines


async def test_a_milder_answer_lets_nobody_in_earlier() -> None:
    """Who is out for a day and is timed out for an hour over an edit stays out for the day."""
    long, short = (Ladder(name, (Step(0, (TimeOut(length),)),)) for name, length in (("l", 86400), ("s", 3600)))
    held = policy(rule("long", InList("long"), ladder=long), rule("short", InList("short"), ladder=short))
    detector = WordDetector(long="aaa", short="bbb")
    here = SandboxCommunity(Screener(held, detector, OneLanguage()), WordsClassifier({}))
    await here.post(said(0, "hello"))
    await here.post(said(1, "aaa"))
    await here.edit("0", "bbb", NOW + timedelta(seconds=2))
    assert isinstance(await here.post(said(7200, "hello")), Refused)


async def test_the_member_is_told_the_rule_by_which_something_was_done() -> None:
    """A graver rule that is on trial, or only asks a moderator, is not what the member hears of; absences are."""
    look = Ladder("look", (Step(0, (Escalate(),)),))
    held = policy(
        rule(when=Not(InList("hello"))),
        rule("on-trial", InList("bad"), Severity.GRAVE, shadow=True),
        rule("looked-at", InList("bad"), Severity.SERIOUS, look),
    )
    here = SandboxCommunity(Screener(held, WordDetector(bad="bad"), OneLanguage()), WordsClassifier({}))
    lines: list[str] = []
    await play([said(0, "bad")], here, lines.append)
    assert lines[1] == "   Bo is told (en): be-kind"


async def test_an_edit_is_decided_like_a_message() -> None:
    """An edit that turns bad is caught, and marked as an edit."""
    good = said(0, "hello")
    bad = content(text="you idiot", id="0", author=Author("Bo", "Bo"), at=NOW + timedelta(seconds=9), revision=1)
    lines = await played(good, bad)
    assert lines[1] == "#general Bo (edited): you idiot → nudge  because be-kind: insult 0.95 ≥ 0.80"


async def test_shadow_says_what_would_have_been() -> None:
    """In shadow nothing is done, no member is told, and the line says so."""
    lines = await played(said(0, "you idiot"), mode=Mode.SHADOW)
    assert lines[0] == "#general Bo: you idiot → record only (would nudge)  because be-kind: insult 0.95 ≥ 0.80"
    assert "is told" not in " ".join(lines)


async def test_a_member_can_not_drive_the_terminal() -> None:
    """Escape sequences, line breaks and right-to-left overrides are shown, not obeyed."""
    lines = await played(said(0, "a\x1b[2Jb\nc\u202ed\ud800"))
    assert lines[0] == "#general Bo: a\\u001b[2Jb ⏎ c\\u202ed\\ud800 → pass"


def console(lines: list[str]) -> Console:
    """Make a console that nobody types into; tests hand it lines."""
    return Console(community(), StoppedClock(NOW), input, lines.append)


async def test_typing_as_a_member_shows_the_number_and_the_decision() -> None:
    """Members are made by being typed; channels too."""
    typed = console([])
    assert await typed.answer("bo: hello") == ["  1 #general bo: hello → pass"]
    assert (await typed.answer("#off-topic mira: you idiot"))[0].startswith("  2 #off-topic mira: you idiot → nudge")


async def test_commands_work_on_numbered_messages() -> None:
    """A message can be edited, reported and asked about."""
    typed = console([])
    await typed.answer("bo: hello")
    assert (await typed.answer("/edit 1 you idiot"))[0].startswith("  1 #general bo (edited): you idiot → nudge")
    assert "reported: 1 reports by members" in (await typed.answer("/report 1"))[0]
    why = "\n".join(await typed.answer("/why 1"))
    assert "be-kind (minor) when: insult 0.95 ≥ 0.80" in why
    assert "policy 0123456789ab · scorer words 1 · mode enforce" in why


async def test_an_edit_may_call_people() -> None:
    """Mentions are counted in the text as it now is."""
    here = SandboxCommunity(
        Screener(policy(rule(when=Mentions(2))), WordDetector(), OneLanguage()), WordsClassifier({})
    )
    typed = Console(here, StoppedClock(NOW), input, print)
    assert (await typed.answer("bo: hello"))[0].endswith("→ pass")
    assert "2 mentions in one message" in (await typed.answer("/edit 1 hello @ann @eva"))[0]


async def test_roles_and_hidden_messages() -> None:
    """A role can be given, and what is hidden can be listed."""
    typed = console([])
    assert await typed.answer("/hidden") == ["nothing is hidden"]
    assert await typed.answer("/role bo Elder") == ["bo is now Elder"]
    await typed.answer("bo: you idiot")
    typed.clock = StoppedClock(NOW + timedelta(hours=1))
    await typed.answer("bo: you idiot ")
    assert await typed.answer("/hidden") == ["hidden: 2"]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("hello", "Who says that? Write `member: text`, or /help."),
        ("/edit 7 text", "There is no message 7. The number stands before each message."),
        ("/why", "There is no message (no number). The number stands before each message."),
        ("/fly", "/fly is no command here. /help lists them."),
        ("/role bo", "/role is no command here. /help lists them."),
    ],
)
async def test_what_is_not_understood_says_the_way_out(line: str, answer: str) -> None:
    """A typing error gets one sentence, and nothing is lost."""
    assert await console([]).answer(line) == [answer]


async def test_the_console_ends_with_its_input() -> None:
    """/quit and the end of input both leave."""
    for ending in ("/quit", ""):
        lines = ["bo: hello", "", ending]

        def ask(_prompt: str, lines: list[str] = lines) -> str:
            if lines == [""]:
                raise EOFError
            return lines.pop(0)

        printed: list[str] = []
        await Console(community(), StoppedClock(NOW), ask, printed.append).run()
        assert [each for each in printed if each][-1] == "  1 #general bo: hello → pass"
