"""Own sentences put together from parts: swearing at things, oaths and self-mockery, and insults in the same words.

The labelled sets call most swearing toxic. What tells it from an insult is whom it is said of: these teach that.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from bot.core.labels import Label
from training.places import hashed_place

if TYPE_CHECKING:
    from collections.abc import Iterator

_OATHS = ("shit", "crap", "damn", "dammit", "fuck", "darn", "bloody hell", "goddamn", "hell", "wtf", "ffs", "jesus")
_BEFORE = ("", "oh ", "ah ", "aw ", "ugh ", "well ", "argh ", "holy ", "oh no, ", "aaah ")
_AFTER = (
    *("", "!", "...", ":S", ":(", ", wrong window", ", I should check that", ", forgot to save", ", it's late"),
    *(", my battery", ", I spilled my tea", ", now I am forty", ", that was quick", ", it works", ", I fixed it"),
    *(", that hurts", ", missed the train", " I forgot the date", " I give up", " that was close", ", not again"),
)
_MILD = ("damn", "bloody", "stupid", "freaking", "fucking", "shitty", "crappy", "goddamn", "silly", "effing", "f*cking")
_THINGS = (
    *("printer", "browser", "driver", "kernel", "editor", "compiler", "router", "laptop", "keyboard", "update"),
    *("website", "menu", "font", "cable", "server", "script", "phone", "game", "ticket machine", "mail client"),
    *("weather", "train", "alarm", "homework", "theme", "toolbar", "login page", "form", "app", "video player"),
)
_NAMES = ("java", "windows", "perl", "php", "word", "flash", "the firm", "my bank", "the new release", "this distro")
_IS_BAD = (
    *("sucks", "sucks ass", "is shit", "is crap", "is a piece of shit", "is stupid", "is broken as hell", "is garbage"),
    *("looks like crap", "is fucked up", "is all screwed up", "drives me nuts", "ate my files", "makes me swear"),
    *("is retarded", "is bullshit", "pisses me off", "blows", "is a pain in the ass", "can kiss my ass"),
)
_CURSES = ("fuck", "screw", "damn", "to hell with", "curse", "man, fuck", "ok, screw")
_ASKS = (
    *("how do i remove the", "how can i turn off this", "where is the", "why is the", "anybody know how to fix the"),
    *("can someone help me with this", "what is wrong with the", "i can't find the", "trying to uninstall the"),
)
_ENDS = ("", "?", " again", " on my machine", " today", ", any idea?", " so slow", " since monday")
_SELF = (
    *("i am {}", "i'm {}", "god i'm {}", "i was {}", "i feel like {}", "sorry, i am {}", "my bad, i'm {}"),
    *("ignore me, i'm {}", "yeah i'm {}", "me being {} again"),
)
_FOOLS = (
    "an idiot",
    "a moron",
    "such an idiot",
    "a fool",
    "a retard",
    "so stupid",
    "a total dumbass",
    "a noob",
    "an ass",
)
_WHY_SELF = ("", ", the cable was out", ", it was a typo", ", found it", ", thanks for the patience", " in the morning")
_YOU = (
    *(
        "you are {}",
        "you're {}",
        "you really are {}",
        "what {} you are",
        "he is {}",
        "she is {}",
        "shut up, you are {}",
    ),
    *("the admin here is {}", "whoever wrote this is {}", "you and your friends are {}", "you sound like {}"),
)
_SLURS = (
    *("an idiot", "a fucking idiot", "a moron", "a complete retard", "a nasty bitch", "a worthless piece of shit"),
    *("a pathetic loser", "a dumb fuck", "an asshole", "a lying bastard", "a useless moron", "a disgusting pig"),
)
_AT = (
    "fuck you{}",
    "go fuck yourself{}",
    "shut the fuck up{}",
    "screw you{}",
    "piss off{}",
    "kiss my ass{}",
    "drop dead{}",
)
_ADDRESSED = (
    "",
    ", idiot",
    ", moron",
    " you loser",
    ", asshole",
    " and your stupid questions",
    ", nobody likes you",
    "!",
)
_ON = (
    "",
    ", leave",
    " and everybody knows it",
    ", read the manual",
    ", get out of this channel",
    "!!",
    " lol",
    ", seriously",
)
# So many of each kind are taken, by hash.
_MOST = 260


def rows() -> list[dict[str, object]]:
    """Return rows as in the contrast files, the same each time."""
    harmless = [("oath", _joined(_BEFORE, _OATHS, _AFTER)), ("thing", _joined(_NAMES, (" ",), _IS_BAD))]
    harmless += [("thing", _joined(("this ", "the ", "my "), _THINGS, (" ",), _IS_BAD))]
    harmless += [("thing", _joined(_CURSES, (" ",), (*_NAMES, *(f"this {each}" for each in _THINGS))))]
    harmless += [("thing", _joined(("", "what a ", "that "), _MILD, (" ",), _THINGS, ("", "...", "!", " again")))]
    harmless += [("thing", _joined(_ASKS, (" ",), _MILD, (" ",), _THINGS, _ENDS))]
    harmless += [("self", _joined(_filled(_SELF, _FOOLS), _WHY_SELF))]
    insults = [("insult", _joined(_filled(_YOU, _SLURS), _ON)), ("insult", _joined(_filled(_AT, _ADDRESSED), _ON))]
    told = [(kind, text, 0) for kind, texts in harmless for text in _chosen(texts)]
    told += [(kind, text, 1) for kind, texts in insults for text in _chosen(texts)]
    return [_row(*each) for each in told]


def _joined(*parts: tuple[str, ...]) -> list[str]:
    return ["".join(each).strip() for each in product(*parts)]


def _filled(frames: tuple[str, ...], words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(frame.format(word) for frame, word in product(frames, words))


def _chosen(texts: list[str]) -> Iterator[str]:
    yield from sorted(dict.fromkeys(texts), key=lambda text: hashed_place("grammar", text))[:_MOST]


def _row(kind: str, text: str, toxic: int) -> dict[str, object]:
    labels = {Label.IDENTITY_ATTACK: 0, "kind": kind}
    return {"text": text, "lang": "en", "toxic": toxic, "labels": labels, "split": "train"}
