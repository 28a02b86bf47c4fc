"""What members read in a notice."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.content import Message
from bot.core.effects import Effect, EffectKind, EffectState, effect_key
from bot.core.notice_text import LIMIT, LONGEST_SENTENCE, Sentence, compose, required_slots, slots
from bot.core.notices import Notice, NoticeKind
from bot.policy_files import shipped_sentences

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MESSAGE = Message("general", "1")
SENTENCES = shipped_sentences()
LANGUAGES = ("en", "da", "nb", "sv", "de", "ru")
HOW = "/appeal 12"
NOTICE = Notice(
    community="guild-1", case=12, batch=1, member="member-99", message=MESSAGE, kind=NoticeKind.ACTION, language="en",
    rule="be-kind", title="Be kind", explanation="Please don't insult anybody.", made_at=NOW,
    appeal_until=NOW + timedelta(days=14),
)  # fmt: skip


def effect(kind: EffectKind, state: EffectState = EffectState.DONE, **changes: Any) -> Effect:
    """Make an effect of the notice's batch; a time-out ends in an hour."""
    until = NOW + timedelta(hours=1) if kind is EffectKind.TIME_OUT else None
    made = Effect(effect_key("guild-1", 12, 1, kind), "guild-1", 12, 1, kind, MESSAGE, "member-99", until, state=state)
    return replace(made, **changes)


def text(notice: Notice = NOTICE, effects: Sequence[Effect] = (), **more: Any) -> str:
    """Compose with the sentences that ship."""
    return compose(notice, effects, SENTENCES, **{"how": HOW, "community": "Nordlys"} | more)


def says(sentence: Sentence, language: str = "en") -> str:
    """Return the words of a sentence up to its first slot that tell it from the others."""
    return max(re.split(r"\{[a-z]+\}", SENTENCES[sentence][language]), key=len).strip()


def test_every_sentence_ships_in_six_languages() -> None:
    """Each has a text in each language, with its slots, short enough for a policy too, and with Вы in capitals."""
    assert set(SENTENCES) == set(Sentence)
    for sentence, language in product(Sentence, LANGUAGES):
        written = SENTENCES[sentence][language]
        named = re.findall(r"\{([a-z]+)\}", written)
        assert required_slots(sentence) <= set(named) <= slots(sentence), (sentence, language)
        assert len(named) == len(set(named))
        assert written.count("{") == len(named) == written.count("}")
        assert 0 < len(written) <= LONGEST_SENTENCE, (sentence, language, len(written))
    assert not any(re.search(r"\bв(ы|ас|ам|ами|аш\w*)\b", texts["ru"]) for texts in SENTENCES.values())


def test_a_hide_is_told_with_rule_means_rights_and_appeal() -> None:
    """The whole of a plain notice, as it is read."""
    assert text(effects=[effect(EffectKind.HIDE)]) == (
        "Hello from Nordlys. We have hidden your message.\n\n"
        "Our rule: “Be kind”. Please don't insult anybody.\n\n"
        "A program found your message and decided without a human.\n\n"
        "You can go on writing here. Sharp criticism is welcome too, as long as it is about the matter and not the "
        "person.\n\n"
        "If you see it differently, write /appeal 12 and your reason by 2026-03-15 12:00 UTC. A person will look at "
        "it, if possible not the one who decided before.\n\n"
        "Case 12 · #general"
    )


@pytest.mark.parametrize("state", [each for each in EffectState if each is not EffectState.DONE])
def test_what_was_not_done_is_not_said(state: EffectState) -> None:
    """Only a hide and a time-out that are done are told as such."""
    told = text(effects=[effect(EffectKind.HIDE, state), effect(EffectKind.TIME_OUT, state)])
    assert says(Sentence.HIDDEN) not in told
    assert says(Sentence.TIMED_OUT) not in told
    assert says(Sentence.ALLOWED) in told


@pytest.mark.parametrize("state", [EffectState.SUBSTITUTED, EffectState.FAILED])
def test_who_can_not_be_hidden_is_asked(state: EffectState) -> None:
    """Where hiding is impossible or failed, the author is asked to change or delete the message."""
    assert says(Sentence.PLEAD) in text(effects=[effect(EffectKind.HIDE, state)])


def test_a_notice_that_pleads_asks_unless_the_message_is_hidden() -> None:
    """A community whose token can't hide plans no hide; the notice itself says that it asks."""
    pleading = replace(NOTICE, pleads=True)
    assert says(Sentence.PLEAD) in text(pleading)
    assert says(Sentence.NOTHING) not in text(pleading)
    assert says(Sentence.PLEAD) not in text(pleading, [effect(EffectKind.HIDE)])


def test_a_hide_without_need_asks_for_nothing() -> None:
    """A message that was gone already is no reason to ask for its deletion."""
    told = text(effects=[effect(EffectKind.HIDE, EffectState.SKIPPED)])
    assert says(Sentence.PLEAD) not in told
    assert says(Sentence.NOTHING) in told


@pytest.mark.parametrize(("kind", "sentence"), [(EffectKind.KICK, Sentence.KICKED), (EffectKind.BAN, Sentence.BANNED)])
def test_a_removal_is_told_before_it_happens(kind: EffectKind, sentence: Sentence) -> None:
    """Who is out can't be told; so what is about to be done is told, what failed or was called off is not."""
    assert says(sentence) in text(effects=[effect(kind, EffectState.PLANNED)])
    assert says(sentence) in text(effects=[effect(kind)])
    assert says(Sentence.ALLOWED) not in text(effects=[effect(kind)])
    assert says(sentence) not in text(effects=[effect(kind, EffectState.FAILED)])
    assert says(sentence) not in text(effects=[effect(kind, EffectState.CLAIMED, cancelled=True)])


def test_times_are_in_utc_and_never_promise_too_much() -> None:
    """A time-out's end is rounded up, an appeal's down, and other zones are turned into UTC."""
    east = datetime.fromisoformat("2026-03-01T15:30:20+02:00")
    notice = replace(NOTICE, appeal_until=east)
    told = text(notice, [effect(EffectKind.TIME_OUT, until=east)])
    assert "Until 2026-03-01 13:31 UTC you can read" in told
    assert "by 2026-03-01 13:30 UTC" in told
    assert says(Sentence.ALLOWED_AFTER) in told


def test_a_late_reading_is_said() -> None:
    """Who hears of an old message learns when they wrote it."""
    written = NOW - timedelta(hours=5)
    told = text(replace(NOTICE, late=True), [effect(EffectKind.HIDE)], written=written)
    assert "We have only now seen what you wrote on 2026-03-01 07:00 UTC." in told
    assert "only now" not in text(effects=[effect(EffectKind.HIDE)], written=written)


def test_a_notice_says_which_message_it_is_about() -> None:
    """Channel and moment stand beside the case's number, in words of no language."""
    told = text(effects=[effect(EffectKind.HIDE)], written=NOW - timedelta(hours=5))
    assert told.endswith(f"Case {NOTICE.case} · #{NOTICE.message.channel} · 2026-03-01 07:00 UTC")
    by_hand = replace(NOTICE, message=Message("", "by hand 1"))
    assert text(by_hand).endswith(f"Case {NOTICE.case}")


def test_what_is_taken_back_is_said_and_only_that() -> None:
    """A reversal tells each inverse that is done, and that a message could not be put back."""
    back = replace(NOTICE, kind=NoticeKind.REVERSED, appeal_until=None)
    done = [effect(each) for each in (EffectKind.RESTORE, EffectKind.LIFT_TIME_OUT, EffectKind.UNBAN)]
    told = text(back, done)
    assert all(
        says(each) in told for each in (Sentence.REVERSED, Sentence.RESTORED, Sentence.LIFTED, Sentence.UNBANNED)
    )
    assert NOTICE.explanation not in told
    failed = text(back, [effect(EffectKind.RESTORE, EffectState.FAILED)])
    assert says(Sentence.NOT_RESTORED) in failed
    assert says(Sentence.RESTORED) not in failed
    skipped = text(back, [effect(EffectKind.RESTORE, EffectState.SKIPPED)])
    assert says(Sentence.NOT_RESTORED) not in skipped


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [(NoticeKind.APPEAL_GRANTED, Sentence.GRANTED), (NoticeKind.APPEAL_DENIED, Sentence.DENIED)],
)
def test_an_appeal_gets_its_answer(kind: NoticeKind, sentence: Sentence) -> None:
    """Granted and denied have their own words."""
    assert says(sentence) in text(replace(NOTICE, kind=kind))


@pytest.mark.parametrize(
    "call",
    [
        "@everyone",
        "@here",
        "@channel",
        "x@everyone",
        "<@123>",
        "<@&123>",
        "<!channel>",
        "<!subteam^S1>",
        "<#C1>",
        "@bo",
    ],
)
def test_a_title_that_calls_people_is_defused(call: str) -> None:
    """Whatever rings phones is broken by an unseen space, wherever an admin wrote it; addresses stay whole."""
    notice = replace(NOTICE, title=f"Be {call}", explanation=f"{call} or post@nordlys.example")
    told = text(notice, [effect(EffectKind.HIDE)], community=f"Nord {call}")
    assert call not in told
    assert told.count("\u200b") >= 3
    assert "post@nordlys.example" in told


def test_a_title_is_never_read_as_a_template() -> None:
    """Braces in a rule's title stay what they are."""
    assert "“Use {how}”" in text(replace(NOTICE, title="Use {how}"))


def test_a_moderators_action_without_a_rule_names_none() -> None:
    """Without a title there is no line about a rule."""
    told = text(replace(NOTICE, title="", explanation="", detected=False, decided=False))
    assert says(Sentence.RULE) not in told
    assert says(Sentence.BY_PERSON) in told


@pytest.mark.parametrize(("language", "words"), [("no", "Hei fra"), ("fi", "Hello from"), ("nn", "Hei fra")])
def test_other_languages_get_a_neighbour_or_english(language: str, words: str) -> None:
    """Norwegian by any code reads Bokmål; a language nobody wrote reads English."""
    assert text(replace(NOTICE, language=language)).startswith(words)


def test_a_long_explanation_is_cut_between_words() -> None:
    """The explanation gives way, all else stays whole."""
    told = text(replace(NOTICE, explanation="Some words. " * 400), [effect(EffectKind.HIDE)])
    assert LIMIT - 20 < len(told) <= LIMIT
    assert re.search(r"(words|Some)…\n", told)
    assert told.endswith("Case 12 · #general")


NOTICES = st.builds(
    replace,
    st.just(NOTICE),
    kind=st.sampled_from(NoticeKind),
    language=st.sampled_from(LANGUAGES),
    title=st.text(max_size=300).filter(lambda each: each.strip() and not set(each) & set("{}")),
    explanation=st.text(max_size=4_000).filter(lambda each: not set(each) & set("{}")),
    detected=st.booleans(),
    decided=st.booleans(),
    warning=st.booleans(),
    pleads=st.booleans(),
    appeal_until=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis takes naive bounds and adds the zone
    case=st.integers(1, 10**9),
)
EFFECTS = st.lists(
    st.builds(effect, st.sampled_from(EffectKind), st.sampled_from(EffectState), cancelled=st.booleans()),
    max_size=6,
    unique_by=lambda each: each.kind,
)


def expected(notice: Notice, effects: Sequence[Effect]) -> set[Sentence]:
    """Return what a notice has to say about what was done and who decided, stated apart from the code under test."""
    done = {each.kind for each in effects if each.state is EffectState.DONE}
    going = {each.kind for each in effects if (each.is_open or each.kind in done) and not each.cancelled}
    if notice.kind not in {NoticeKind.NUDGE, NoticeKind.ACTION}:
        return {
            {
                NoticeKind.REVERSED: Sentence.REVERSED,
                NoticeKind.APPEAL_GRANTED: Sentence.GRANTED,
                NoticeKind.APPEAL_DENIED: Sentence.DENIED,
            }[notice.kind]
        }
    how = Sentence.BY_PERSON
    if notice.decided:
        how = Sentence.BY_PROGRAM if notice.detected else Sentence.BY_MEMBERS_THEN_PROGRAM
    elif notice.detected:
        how = Sentence.BY_PROGRAM_THEN_PERSON
    said = {how}
    said |= {Sentence.NUDGE} if notice.kind is NoticeKind.NUDGE else set()
    said |= {Sentence.WARNED} if notice.warning else set()
    said |= {Sentence.HIDDEN} if EffectKind.HIDE in done else set()
    said |= {Sentence.PLEAD} if notice.pleads and not {EffectKind.HIDE} & done else set()
    said |= {Sentence.TIMED_OUT} if EffectKind.TIME_OUT in done else set()
    said |= {Sentence.KICKED} if EffectKind.KICK in going else set()
    return said | ({Sentence.BANNED} if EffectKind.BAN in going else set())


@given(notice=NOTICES, effects=EFFECTS, late=st.booleans())
@example(
    notice=replace(NOTICE, title="@everyone", language="ru"), effects=[effect(each) for each in EffectKind], late=True
)
def test_every_notice_holds_what_it_must(notice: Notice, effects: list[Effect], *, late: bool) -> None:
    """Rule, what was done, means and appeal are in it, in the language asked for; it has no slot left and is short."""
    told = text(replace(notice, late=late), effects, written=NOW)
    shown = told.replace("\u200b", "")
    assert len(told) <= LIMIT
    assert "{" not in told
    assert "member-99" not in told
    title = " ".join(notice.title.replace("\u200b", "").split())
    assert (title if len(title) <= 80 else title.split()[0][:70]) in shown
    assert all(says(each, notice.language) in shown for each in expected(notice, effects))
    for never in (Sentence.HIDDEN, Sentence.TIMED_OUT, Sentence.KICKED, Sentence.BANNED, Sentence.WARNED):
        assert (says(never, notice.language) in shown) == (never in expected(notice, effects))
    assert (says(Sentence.APPEAL, notice.language) in shown) == (notice.appeal_until is not None)
    assert notice.appeal_until is None or HOW in told
    assert str(notice.case) in told


@given(
    effects=EFFECTS,
    notice=NOTICES,
    fill=st.sampled_from(["x", "xy ", "ж", "@ "]),
)
def test_a_policys_longest_sentences_still_fit(notice: Notice, effects: list[Effect], fill: str) -> None:
    """With every sentence at its limit and every value long, the notice keeps its appeal and its case."""
    long: dict[str, dict[str, str]] = {
        each: {"en": "".join(f"{{{slot}}}" for slot in sorted(slots(each))).ljust(LONGEST_SENTENCE, "-")}
        for each in Sentence
    }
    likely = [each for each in effects if each.kind not in {EffectKind.KICK, EffectKind.BAN}]
    wide = replace(notice, title=fill * 200, late=True)
    told = compose(wide, likely, long, how=fill * 100, community=fill * 100, written=NOW)
    assert len(told) <= LIMIT
    assert "{" not in told
    assert str(notice.case) in told
    if notice.appeal_until:
        assert f"{notice.appeal_until:%Y-%m-%d %H:%M} UTC" in told


@pytest.mark.parametrize(("id", "about"), [("title-7", Sentence.TITLE), ("name-bo", Sentence.NAME)])
def test_who_gave_a_title_or_a_name_is_asked_for_another(id: str, about: Sentence) -> None:  # noqa: A002 - the field's name
    """Neither is a message: it is said what it is, and nobody is told that it stays or is asked to delete it."""
    notice = replace(NOTICE, message=Message("general", id))
    for told in (text(replace(notice, kind=NoticeKind.NUDGE)), text(replace(notice, pleads=True))):
        assert says(about) in told
        assert says(Sentence.CHOOSE) in told
        assert says(Sentence.NUDGE) not in told
        assert says(Sentence.PLEAD) not in told


def test_what_was_stopped_was_seen_by_nobody() -> None:
    """It does not stay, is not hidden by us, and something was done."""
    notice = replace(NOTICE, message=Message("general", "blocked-1"))
    for told in (
        text(replace(notice, kind=NoticeKind.NUDGE)),
        text(notice, [effect(EffectKind.HIDE, EffectState.SKIPPED)]),
    ):
        assert says(Sentence.STOPPED) in told
        assert not any(says(each) in told for each in (Sentence.NUDGE, Sentence.HIDDEN, Sentence.NOTHING))
