"""A thousand damaged policy files: each is read or refused in words, fast, and never with a traceback."""

import copy
import gc
import random
import re
import string
import time
from collections.abc import Callable, Iterator
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.policy_files import Level, Loaded, PolicyFile, Refused

Read = Callable[..., PolicyFile]
Tree = dict[Any, Any] | list[Any]
DEFAULT = Path(__file__).parents[2] / "policies" / "default.yaml"
FORM = re.compile(r"[^\n]+:[1-9][0-9]*:[1-9][0-9]*: [^\n]+\. [^\n]+", re.DOTALL)
SECONDS = 1.0
_ODD_CHARACTERS = [
    *("\0", "\x07", "\u202e", "\ufeff", "\x85", "\u2028", "\r", "\U0001f600"),
    *('"\\ud800"', '"\\U00110000"', "\\x"),
]
_ODD_NUMBERS = [
    *(".nan", ".inf", "-.inf", "-1", "1e999", "9" * 40, "0x1F", "1_000", "0o17", "null", "2001-01-01", "'1'", "1.5"),
]


def delete_line(chance: random.Random, text: str) -> str:
    """Take a line away."""
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def repeat_line(chance: random.Random, text: str) -> str:
    """Write a line twice."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    return "\n".join([*lines[:at], lines[at], *lines[at:]])


def swap_lines(chance: random.Random, text: str) -> str:
    """Exchange two lines."""
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def indent_line(chance: random.Random, text: str) -> str:
    """Move a line in or out, with spaces or a tab."""
    by = chance.choice(["  ", " ", "\t", "        "])
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at] = lines[at].removeprefix(by) if chance.random() < 0.5 else by + lines[at]
    return "\n".join(lines)


def mistype(chance: random.Random, text: str) -> str:
    """Change, drop or double one character of a word."""
    words = list(re.finditer(r"\w{3,}", text))
    word = chance.choice(words)
    at = chance.randrange(word.start(), word.end())
    return text[:at] + chance.choice(["", text[at] * 2, chance.choice(string.ascii_letters)]) + text[at + 1 :]


def cut_off(chance: random.Random, text: str) -> str:
    """End the file early."""
    return text[: chance.randrange(len(text))]


def punctuate(chance: random.Random, text: str) -> str:
    """Put a character in that means something to YAML."""
    at = chance.randrange(len(text))
    return text[:at] + chance.choice("[]{}:,&*!|>'\"%@`#-?\t\n~<") + text[at:]


def scatter(chance: random.Random, text: str) -> str:
    """Put unusual characters in: control codes, halves of escapes, bidi marks, other line ends."""
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(_ODD_CHARACTERS) + text[at:]
    return text


def renumber(chance: random.Random, text: str) -> str:
    """Replace a number by one that is not meant."""
    numbers = list(re.finditer(r"\d+(\.\d+)?", text))
    at = chance.choice(numbers)
    return text[: at.start()] + chance.choice(_ODD_NUMBERS) + text[at.end() :]


def damage_bytes(chance: random.Random, text: str) -> bytes:
    """Overwrite some bytes with any bytes."""
    raw = bytearray(text.encode())
    for _ in range(chance.randrange(1, 20)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw)


def nest(chance: random.Random, text: str) -> str:
    """Bury a value in brackets, up to very many."""
    values = list(re.finditer(r"(?<=: )[\w.]+", text))
    at = chance.choice(values)
    deep = chance.choice([1, 3, 10, 30, 60, 2_000])
    opening, closing = chance.choice([("[", "]"), ("{any: [", "]}"), ("{not: ", "}"), ("{a: ", "}")])
    closed = closing * deep if chance.random() < 0.7 else ""
    return text[: at.start()] + opening * deep + at[0] + closed + text[at.end() :]


def _spots(tree: Tree) -> list[tuple[Tree, Any]]:
    found: list[tuple[Tree, Any]] = []
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
        found.append((tree, key))
        if isinstance(tree[key], dict | list):
            found.extend(_spots(tree[key]))
    return found


_ODD_VALUES: list[Any] = [
    *(None, True, "", " ", "none", "*", 0, -1, 1e300, float("nan"), [], {}, [[]], {"a": 1}, ["x"] * 300, "é" * 2_000),
    *("toxicity", "slurs", "hide", "courtesy", "be-kind", "any", "90d", "../" * 50, "/dev/zero", "\0"),
    *({"any": []}, {"not": {"score": "toxicity", "at_least": 0.5}}, {"list": {"list": "slurs"}}),
]


def retype(chance: random.Random, tree: Tree) -> None:
    """Put something else in the place of a value."""
    around, key = chance.choice(_spots(tree))
    around[key] = copy.deepcopy(chance.choice(_ODD_VALUES))


def drop(chance: random.Random, tree: Tree) -> None:
    """Take a key or an item away."""
    around, key = chance.choice(_spots(tree))
    del around[key]


def transplant(chance: random.Random, tree: Tree) -> None:
    """Copy a value from one place to another."""
    spots = _spots(tree)
    (source, from_key), (target, to_key) = chance.choice(spots), chance.choice(spots)
    target[to_key] = copy.deepcopy(source[from_key])


def rename(chance: random.Random, tree: Tree) -> None:
    """Give a key another name, perhaps one that is no text."""
    mappings = [(around, key) for around, key in _spots(tree) if isinstance(around, dict)]
    around, key = chance.choice(mappings)
    around[chance.choice([f"{key}s", key[:-1], key.upper(), 7, True, None, "<<", ""])] = around.pop(key)


TEXT: tuple[Callable[[random.Random, str], str | bytes], ...] = (
    *(delete_line, repeat_line, swap_lines, indent_line, mistype, cut_off),
    *(punctuate, scatter, renumber, damage_bytes, nest),
)
TREE = (retype, drop, transplant, rename)


@cache
def _tree_of(text: str) -> Any:  # noqa: ANN401 - whatever the YAML holds
    return YAML(typ="safe", pure=True).load(text)


def damaged(seed: int, texts: list[str]) -> bytes:
    """Return a policy file with one to three mutations, the same for the same seed."""
    chance = random.Random(seed)
    text = texts[0] if seed % 10 else texts[1]
    if seed % 3 == 0:
        tree = copy.deepcopy(_tree_of(text))
        for _ in range(chance.randrange(1, 4)):
            if len(_spots(tree)) > 20:
                chance.choice(TREE)(chance, tree)
        written = StringIO()
        YAML(typ="safe", pure=True).dump(tree, written)
        return written.getvalue().encode("utf-8", "surrogatepass")
    for _ in range(chance.randrange(1, 4)):
        made = chance.choice(TEXT)(chance, text) if len(text) > 500 else text
        if isinstance(made, bytes):
            return made
        text = made
    return text.encode("utf-8", "surrogatepass")


def check(found: PolicyFile, seed: int) -> bool:
    """Hold a result against what is promised; return whether the file was refused."""
    problems = found.problems if isinstance(found, Refused) else found.warnings
    assert all(FORM.fullmatch(str(each)) for each in problems), (seed, [str(each) for each in problems])
    if isinstance(found, Loaded):
        assert len(found.policy.hash) == 12
        return False
    assert any(each.level is Level.ERROR for each in problems), seed
    return True


@pytest.fixture
def own_time() -> Iterator[Callable[[], float]]:
    """Yield a clock of this thread's processor seconds, with the leftovers of other tests hidden from the collector."""
    gc.collect()
    gc.freeze()
    yield time.thread_time
    gc.unfreeze()


@pytest.mark.parametrize("start", range(0, 1000, 100))
def test_a_damaged_policy_is_read_or_refused_in_words(
    read: Read, everything: str, folder: Path, own_time: Callable[[], float], start: int
) -> None:
    """Each of a hundred mutations ends within a second in a policy or in problems of the one form."""
    texts = [everything, DEFAULT.read_text(encoding="utf-8")]
    for words in (DEFAULT.parent / "lists").glob("*.txt"):
        (folder / "lists" / words.name).write_bytes(words.read_bytes())
    file = folder / "policy.yaml"
    refused = 0
    for seed in range(start, start + 100):
        file.write_bytes(damaged(seed, texts))
        began = own_time()
        found = read(file)
        assert own_time() - began < SECONDS, seed
        refused += check(found, seed)
    assert refused > 50
