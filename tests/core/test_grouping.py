"""What says the same is put together, across inflections, and what does not is kept apart."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from bot.core.content import Message
from bot.core.feedback import Feedback
from bot.core.grouping import grouped
from bot.core.situations import Situation
from tests.core.makers import NOW

# Each row is one wish or complaint in several wordings.
SAME: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        ("please add a dark mode", "I would really like dark mode", "dark mode when?", "could we have a darker mode"),
        ("the login is broken again", "login has been broken since Monday", "your login page is broken"),
        ("search is broken", "the search doesn't work"),
        ("voice channels keep disconnecting", "I get disconnected from the voice channel every time"),
        ("export to calendar would be great", "calendar export please"),
        ("notifications arrive hours late", "late notifications again, it is a joke"),
    ),
    "da": (
        ("kunne vi få et mørkt tema", "jeg ønsker mig et mørkt tema", "mørke temaer, tak"),
        ("login virker ikke", "jeg kan ikke logge ind, login er i stykker", "hvorfor virker login stadig ikke"),
        ("søgningen finder ingenting", "søgning finder aldrig noget"),
        ("kalenderen mangler påmindelser", "påmindelser i kalenderen ville være rart"),
    ),
    "de": (
        ("bitte einen Kalenderexport einbauen", "ein Kalenderexport wäre toll"),
        ("die Benachrichtigungen kommen zu spät", "Benachrichtigung kommt wieder viel zu spät"),
        ("die Suche ist kaputt", "eure Suche ist schon wieder kaputt"),
    ),
    "sv": (
        ("sökningen är trasig", "er sökning är fortfarande trasig"),
        ("jag önskar mig ett mörkt tema", "kan vi få mörka teman"),
    ),
    "ru": (
        ("сделайте тёмную тему", "хочется тёмной темы, пожалуйста", "где тёмная тема?"),
        ("уведомления приходят с опозданием", "опять уведомление пришло с опозданием"),
        ("вход не работает", "почему вход опять не работает"),
    ),
}


def entries(texts: list[str]) -> list[Feedback]:
    """Make an entry of each text, by two members in turn."""
    return [
        Feedback(
            *("nordlys", Message("general", f"m{number}"), f"u{number % 2}", Situation.WISH, "en"),
            *(NOW + timedelta(hours=number), NOW),
            text=text,
            number=number,
        )
        for number, text in enumerate(texts, start=1)
    ]


@pytest.mark.parametrize("language", SAME)
def test_wordings_of_one_thing_are_one_group(language: str) -> None:
    """And those of another thing another group, in whatever order they come."""
    rows = [set(each) for each in SAME[language]]
    texts = [text for row in rows for text in row]
    for seed in range(5):
        random.Random(seed).shuffle(texts)
        found = [{each.text for each in group.entries} for group in grouped(entries(texts))]
        assert sorted(map(sorted, found)) == sorted(map(sorted, rows))


def test_a_group_says_how_many_said_it_and_when() -> None:
    """The one that is most like the others stands for them; larger groups come first."""
    alone, dark = "voice rooms at night", ["a dark mode please", "dark mode", "please, a dark mode for the app"]
    first, second = grouped(entries([alone, *dark]))
    assert [each.number for each in first.entries] == [2, 3, 4]
    assert (first.members, first.first, first.last) == (2, NOW + timedelta(hours=2), NOW + timedelta(hours=4))
    assert first.like.text == "a dark mode please"
    assert [each.text for each in second.entries] == [alone]


def test_the_same_in_another_language_is_found_by_its_names() -> None:
    """What has a name is called by it in any language."""
    texts = ["Minecraft integration please", "ich wünsche mir eine Minecraft-Integration", "интеграция с Minecraft"]
    first = grouped(entries(texts))[0]
    assert {each.number for each in first.entries} >= {1, 2}


def test_nothing_makes_no_group_and_signs_alone_are_no_fault() -> None:
    """Not even where no word is left."""
    assert grouped([]) == ()
    assert len(grouped(entries(["!!!", "???"]))) == 2
