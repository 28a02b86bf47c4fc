"""A YAML text as a tree of nodes that know their places.

Read from the parser's events, not its constructors: so every duplicate key is seen, depth and aliases are bounded
before they can hurt, and `no` stays a word whatever the text says about YAML versions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from bot.policy_files.problems import Place, Plain, Problem, shown
from bot.policy_files.syntax import explain, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

# What the parser lets slip for odd input beside its own errors, such as an escape beyond the last character.
_SLIPS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)

Loc = tuple[str | int, ...]

_DEEPEST = 40
_MOST_REPEATED = 20_000
_MOST_CHARACTERS = 500_000


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value."""

    place: Place
    value: Plain
    size: int = 1


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    place: Place
    items: tuple[Branch, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys, each with the place it stands at, and their nodes."""

    place: Place
    entries: dict[str, tuple[Place, Branch]]
    size: int


Branch = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Node:
    """The root of a tree, with ways to look places up."""

    top: Branch

    def at(self, loc: Loc) -> Branch:
        """Return the node that `loc` leads to; steps that lead nowhere are passed over."""
        node = self.top
        for step in loc:
            node = _child(node, step) or node
        return node

    def place_of(self, loc: Loc) -> Place:
        """Return where the value at `loc` begins, or the nearest value around it."""
        return self.at(loc).place

    def key_place_of(self, loc: Loc) -> Place:
        """Return where the key that ends `loc` stands; for an item of a list, where the item begins."""
        around = self.at(loc[:-1])
        if isinstance(around, Mapping) and loc[-1] in around.entries:
            return around.entries[str(loc[-1])][0]
        return self.place_of(loc)


def _child(node: Branch, step: str | int) -> Branch | None:
    if isinstance(node, Mapping) and step in node.entries:
        return node.entries[str(step)][1]
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def plain(node: Branch) -> object:
    """Return the node as dicts, lists and scalars."""
    if isinstance(node, Mapping):
        return {key: plain(each) for key, (_, each) in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(each) for each in node.items]
    return node.value


class _RefusedError(Exception):
    """Reading can not go on after this problem."""

    def __init__(self, place: Place, what: str, hint: str) -> None:
        super().__init__(what)
        self.place, self.what, self.hint = place, what, hint


def read_tree(text: str, file: str, kind: str = "policy") -> tuple[Node | None, list[Problem]]:
    """Return the tree of a text, or None where it has none, and the problems of its syntax, in words for this kind."""
    if len(text) > _MOST_CHARACTERS:
        what = f"the file is longer than {_MOST_CHARACTERS:,} characters"
        return None, [Problem(file, 1, 1, what, "Move long lists into files of their own.")]
    builder = _Builder(YAML(typ="safe", pure=True).parse(text), file, kind)
    try:
        return Node(builder.document()), builder.problems
    except _RefusedError as refused:
        place, what, hint = refused.place, refused.what, refused.hint
    except (YAMLError, *_SLIPS) as error:
        place, what, hint = explain(error, text)
    return None, [*builder.problems, Problem(file, place.line, place.column, what, hint)]


@dataclass(slots=True)
class _Builder:
    events: Iterator[Event]
    file: str
    kind: str
    problems: list[Problem] = field(default_factory=list)
    anchors: dict[str, Branch | None] = field(default_factory=dict)
    repeated: int = 0

    def document(self) -> Branch:
        """Read the one document of the stream."""
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                break
        else:
            raise _RefusedError(Place(1, 1), "the file is empty", f"A {self.kind} begins with `version: 1`.")
        top = self._node(next(self.events), depth=0)
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                hint = f"Keep one {self.kind} in one file, and take the line `---` away."
                raise _RefusedError(_place(event), "a second document begins here", hint)
        return top

    def _node(self, event: Event, depth: int) -> Branch:
        if depth > _DEEPEST:
            hint = f"No {self.kind} needs that; look for brackets or indentation that never end."
            raise _RefusedError(_place(event), f"this is nested more than {_DEEPEST} levels deep", hint)
        if isinstance(event, AliasEvent):
            return self._alias(event)
        if not isinstance(event, CollectionStartEvent | ScalarEvent):
            raise _RefusedError(_place(event), "a value is missing here", "Write the value after the key.")
        anchor = self._open_anchor(event)
        node = self._content(event, depth)
        if anchor is not None:
            self.anchors[anchor] = node
        return node

    def _content(self, event: CollectionStartEvent | ScalarEvent, depth: int) -> Branch:
        place = _place(event)
        if isinstance(event, ScalarEvent):
            if event.implicit[0] and event.style is None:
                return Scalar(place, resolve(event.value))
            if not event.implicit[1] and not str(event.tag).endswith(":str"):
                self._check_tag(event, place)
            return Scalar(place, event.value)
        self._check_tag(event, place)
        return self._mapping(place, depth) if isinstance(event, MappingStartEvent) else self._sequence(place, depth)

    def _check_tag(self, event: CollectionStartEvent | ScalarEvent, place: Place) -> None:
        if event.tag is not None:
            self._problem(place, f"the tag {shown(event.tag)} is not used here", "Take the `!` and its word away.")

    def _sequence(self, place: Place, depth: int) -> Sequence:
        items: list[Branch] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Sequence(place, tuple(items), 1 + sum(each.size for each in items))

    def _mapping(self, place: Place, depth: int) -> Mapping:
        entries: dict[str, tuple[Place, Branch]] = {}
        size = 1
        while not isinstance(event := next(self.events), MappingEndEvent):
            key, at = self._key(event), _place(event)
            value = self._node(next(self.events), depth + 1)
            size += 1 + value.size
            if key in entries:
                first = entries[key][0].line
                self._problem(
                    at, f"the key {shown(key)} is here twice; it is already in line {first}", "Keep one of them."
                )
            else:
                entries[key] = (at, value)
        return Mapping(place, entries, size)

    def _key(self, event: Event) -> str:
        if not isinstance(event, ScalarEvent):
            hint = "Write a word, then a colon; put text that begins with [, {, * or & in quotes."
            raise _RefusedError(_place(event), "a key has to be one word", hint)
        self._open_anchor(event)
        return str(event.value)

    def _open_anchor(self, event: NodeEvent) -> str | None:
        anchor: str | None = event.anchor
        if anchor is None:
            return None
        if anchor in self.anchors:
            self._problem(_place(event), f"the anchor `&{anchor}` is here twice", "Give one of them another name.")
        self.anchors[anchor] = None
        return anchor

    def _alias(self, event: AliasEvent) -> Branch:
        if event.anchor not in self.anchors:
            hint = "Put text that begins with `*` in quotes, or mark the value meant with `&name` further up."
            raise _RefusedError(_place(event), f"the alias `*{event.anchor}` stands for nothing", hint)
        node = self.anchors[event.anchor]
        if node is None:
            hint = "A value can not contain itself; write out what is meant."
            raise _RefusedError(_place(event), f"the alias `*{event.anchor}` stands inside its own value", hint)
        self.repeated += node.size
        if self.repeated > _MOST_REPEATED:
            what = f"up to here aliases stand for more than {_MOST_REPEATED:,} values"
            raise _RefusedError(_place(event), what, "Use fewer of them, or none inside another.")
        return node

    def _problem(self, place: Place, what: str, hint: str) -> None:
        self.problems.append(Problem(self.file, place.line, place.column, what, hint))


def _place(event: Event) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)
