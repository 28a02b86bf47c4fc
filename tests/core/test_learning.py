"""What moderators keep changing in drafts becomes a change of the voice; habits, names and chance don't."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.learning import ChangeKind, VoiceChange, find_changes
from bot.core.lessons import Lesson, masked
from bot.core.situations import Situation
from bot.core.voice import Approvers, EmojiRule, FaqEntry, ModelUse, Playbook, SignOff, Slot, Style, Template, Voice

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ENTRY = FaqEntry("rules", "en", ("Where are the rules?",), "The rules are pinned in every channel.", "", "1f2e3d4c")
TEXTS = {
    Situation.COMPLAINT: (
        "Hi {name}. Unfortunately I can't change that myself. I am asking {owner}.",
        "I see. Unfortunately that takes time. The user team looks at it.",
        "Thank you for telling us. It goes to {owner}.",
    ),
    Situation.QUESTION: ("{faq_answer} Ask if anything is unclear.",),
}


FIRST = "complaint/en/1"


def voice() -> Voice:
    """Make a voice of a few templates."""
    playbooks = {
        situation: Playbook(
            situation,
            ModelUse.NEVER,
            Approvers.ONE,
            frozenset(),
            frozenset(),
            {"en": tuple(Template(f"{situation}/en/{n}", text, "en") for n, text in enumerate(texts, 1))},
        )
        for situation, texts in TEXTS.items()
    }
    return Voice(
        persona="Freja",
        languages=("en",),
        default_language="en",
        formality={},
        principles=(),
        forbidden={"all": ("calm down",)},
        prefer={},
        promises_from=frozenset(),
        emoji=EmojiRule(1, frozenset(), frozenset()),
        style=Style(),
        sign_off=SignOff({"en": "– {persona}"}, ()),
        playbooks=playbooks,
        values={"en": {Slot.OWNER: "the product team"}, "all": {Slot.PERSONA: "Freja"}},
        faq=(ENTRY,),
        hash="v1",
    )


def lesson(number: int, moderator: str, sent: str | None = None, why: str = "", where: str = FIRST) -> Lesson:
    """Make a lesson; `sent`: None for what was offered, empty for nothing."""
    name, _, place = where.split("/")
    situation = Situation(name)
    text = TEXTS[situation][int(place) - 1].replace("{owner}", "the product team")
    offered = text.replace("{faq_answer}", ENTRY.answer) + "\n– Freja"
    cites = ("faq:rules@1f2e3d4c",) if "{faq_answer}" in text else ()
    return Lesson(
        number, NOW, situation, "en", moderator, where, cites, offered, offered if sent is None else sent, why
    )


A1 = "Hi {name}. I can't change that myself. I am asking the product team.\n– Freja"
A2 = "I see. That takes time. The user team looks at it.\n– Bo"


def test_five_edits_give_exactly_one_proposal() -> None:
    """A word that several took out is to be forbidden; the templates that hold it are worded without it."""
    lessons = [
        lesson(11, "m1", A1),
        lesson(12, "m2", A1),
        lesson(13, "m1", A2, where="complaint/en/2"),
        lesson(14, "m3", A1.replace("asking", "now asking")),
        lesson(15, "m3"),
    ]
    templates = {
        "complaint/en/1": "Hi {name}. I can't change that myself. I am asking {owner}.",
        "complaint/en/2": "I see. That takes time. The user team looks at it.",
    }
    (found,) = find_changes(lessons, voice())
    assert found == VoiceChange(ChangeKind.FORBID, "en", "unfortunately", (11, 12, 13, 14), 5, 3, templates=templates)
    assert find_changes(reversed(lessons), voice()) == (found,)


def test_other_words_that_recur_are_preferred() -> None:
    """Where the same is put in its place by several, that is what is said instead."""
    sent = "I see. Unfortunately that takes time. The member team looks at it."
    lessons = [lesson(n, f"m{n % 2}", sent, where="complaint/en/2") for n in range(4)]
    (found,) = find_changes(lessons, voice())
    assert (found.kind, found.subject, found.instead) == (ChangeKind.PREFER, "user", "member")
    assert (found.drafts, found.out_of, found.moderators) == ((0, 1, 2, 3), 4, 2)
    assert found.templates == {"complaint/en/2": sent}


@pytest.mark.parametrize(
    "lessons",
    [
        [lesson(n, "m1", A1) for n in range(9)],
        [lesson(1, "m1", A1), lesson(2, "m2", A1)],
        [*(lesson(n, f"m{n}", A1) for n in range(3)), *(lesson(9 + n, "m1") for n in range(3))],
        [lesson(n, "m1", "", "tone") for n in range(9)],
        [lesson(n, f"m{n}", "", "not_needed") for n in range(9)],
        [lesson(n, f"m{n}", f"Other words, {n}, of their own they wrote instead.") for n in range(5)],
        [lesson(n, f"m{n}", lesson(n, "").offered.replace("Freja", "Eva")) for n in range(5)],
        [lesson(n, f"m{n}", lesson(n, "").offered.replace("Hi {name}. ", "")) for n in range(5)],
        [lesson(n, f"m{n}", lesson(n, "").offered.replace("team.", "team. I told Eva that.")) for n in range(5)],
    ],
    ids=["habit", "twice", "half", "habit-of-no", "not-needed", "rewritten", "signed", "two letters", "a name"],
)
def test_no_rule_comes_of(lessons: list[Lesson]) -> None:
    """One moderator's habit, what happened twice or half of the time, other words each time, names and short words."""
    assert find_changes(lessons, voice()) == ()


def test_what_the_voice_says_already_is_not_proposed() -> None:
    """Forbidden is forbidden."""
    knows = replace(voice(), forbidden={"en": ("Unfortunately",)})
    assert find_changes([lesson(n, f"m{n}", A1) for n in range(5)], knows) == ()


def test_a_moved_word_is_not_taken_out() -> None:
    """Only what is gone counts: around it the order of words may change."""
    sent = "Hi {name}. I can't change that myself unfortunately. I am asking the product team."
    assert find_changes([lesson(n, f"m{n}", sent) for n in range(5)], voice()) == ()
    inverted = "Hi {name}. Myself I can't change that. I am asking the product team."
    (found,) = find_changes([lesson(n, f"m{n}", inverted) for n in range(5)], voice())
    assert found.subject == "unfortunately"


def test_a_sentence_that_is_always_added_is_for_the_template() -> None:
    """One template gets it, or all those of the playbook that got it."""
    third = "Thank you for telling us. It goes to the product team. You hear from me soon!\n– Freja"
    second = "I see. Unfortunately that takes time. The user team looks at it. You hear from me soon!"
    some = [lesson(n, f"m{n}", third, where="complaint/en/3") for n in range(3)]
    (found,) = find_changes(some, voice())
    texts = {"complaint/en/3": "Thank you for telling us. It goes to {owner}. You hear from me soon!"}
    assert (found.kind, found.subject, found.templates) == (ChangeKind.TEMPLATE, "complaint/en/3", texts)
    assert found.instead == "You hear from me soon!"
    (found,) = find_changes([*some, lesson(9, "m1", second, where="complaint/en/2")], voice())
    assert (found.subject, found.out_of) == ("complaint/en", 4)
    assert found.templates == {**texts, "complaint/en/2": second}


def test_a_template_that_is_mostly_rejected_is_named_with_reasons() -> None:
    """With others beside it, it is taken away; what it once said does not count."""
    lessons = [lesson(n, f"m{n % 2}", "", "tone" if n else "wrong") for n in range(4)]
    (found,) = find_changes([*lessons, lesson(9, "m1")], voice())
    assert (found.kind, found.subject, found.out_of) == (ChangeKind.TEMPLATE, "complaint/en/1", 5)
    assert list(found.why.items()) == [("tone", 3), ("wrong", 1)]
    assert found.templates == {"complaint/en/1": ""}
    assert find_changes([replace(each, offered="It said this.") for each in lessons], voice()) == ()


def test_an_answer_that_is_always_edited_is_for_the_faq() -> None:
    """The part that everybody changes; no phrase of it becomes a rule."""
    sent = "The rules are pinned in our start channel. Ask if anything is unclear."
    lessons = [lesson(n, f"m{n}", sent, where="question/en/1") for n in range(3)]
    (found,) = find_changes(lessons, voice())
    assert (found.kind, found.subject, found.drafts) == (ChangeKind.FAQ, "rules", (0, 1, 2))
    assert found.instead == "The rules are pinned in our start channel."


def random_edits(chance: random.Random) -> Sequence[Lesson]:
    """Return forty drafts, each with one word gone, replaced or added somewhere by one of four moderators."""
    lessons = []
    for number in range(40):
        where = f"complaint/en/{chance.randint(1, 3)}"
        words = lesson(number, "", where=where).offered.split(" ")
        at = chance.randrange(len(words))
        words[at : at + chance.randint(0, 1)] = chance.choice([[], [f"w{chance.randint(1, 99)}"]])
        lessons.append(lesson(number, f"m{chance.randint(1, 4)}", " ".join(words), where=where))
    return lessons


@given(st.randoms(use_true_random=False).map(lambda each: random.Random(each.getrandbits(64))))
@settings(max_examples=25, deadline=None)
def test_chance_gives_no_rule(chance: random.Random) -> None:
    """However many edits there are, of whatever words."""
    assert find_changes(random_edits(chance), voice()) == ()


@given(st.randoms(use_true_random=False).map(lambda each: random.Random(each.getrandbits(64))))
@settings(max_examples=10, deadline=None)
def test_a_habit_of_several_is_found_among_chance(chance: random.Random) -> None:
    """And nothing else."""
    some = [lesson(100 + n, f"m{n % 3}", A1) for n in range(60)]
    found = find_changes([*random_edits(chance), *some], voice())
    assert [each.subject for each in found] == ["unfortunately"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi Kari Nordmann, KARI's post in #help", "Hi {name}, {name}'s post in #{channel}"),
        ("Karis besked, help", "{name} besked, help"),
        ("Ask <@123> or @eva, under 12 not 123", "Ask {user} or {user}, under {receipt} not 123"),
        ("{name} stays, Karina does too", "{name} stays, {name} does too"),
    ],
)
def test_names_become_slots(text: str, expected: str) -> None:
    """In whole or part, inflected or not; a channel after its sign only."""
    slots = {"name": "Kari Nordmann", "channel": "help", "receipt": "12"}
    assert masked(text, slots, {"name": "Kari Nordmann"}) == expected
