"""Reads a JSON document value by value, holding one value at a time however long the document is."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING

from bot.history.limits import VALUE_CHARS
from bot.history.records import Fault, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\r\n]*")
_MARK = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]]|"', re.DOTALL)
_BAD_BYTE = re.compile("[\udc80-\udcff]")
_SCALAR_END = re.compile(r"[,}\]\s]")


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not a JSON value")


# One for all: json.loads would build a decoder for each text.
DECODER = json.JSONDecoder(parse_constant=_refuse)


class BrokenStreamError(Exception):
    """The document can not be followed any further; its message says why."""


class JsonStream:
    """A position in a JSON document that comes in chunks of UTF-8."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
        self._text = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """Return the next character that is not white space, or an empty text at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, character: str) -> bool:
        """Step over `character` if it is next."""
        if self.peek() != character:
            return False
        self._at += 1
        return True

    def value(self) -> object:
        """Return the next value and step over it.

        Raises UnreadableError for a malformed value that could be stepped over, BrokenStreamError for one that could
        not: the document ends inside it, or it is longer than any message.
        """
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                fault = True
            else:
                fault = False
                # A number at the end of a chunk may go on in the next one.
                if end < len(self._text) or self._ended or not isinstance(value, (int, float)):
                    self._step_to(end)
                    return value
            self._extend_or_give_up(malformed=fault)

    def _step_to(self, end: int) -> None:
        start, self._at = self._at, end
        if _BAD_BYTE.search(self._text, start, end):
            raise UnreadableError("holds bytes that are not UTF-8")

    def _extend_or_give_up(self, *, malformed: bool) -> None:
        end = self._end_of_value() if malformed else None
        if end is not None:
            self._at = end
            raise UnreadableError("is not JSON")
        size = len(self._text) - self._at
        if size > VALUE_CHARS:
            raise BrokenStreamError("a value is longer than any message; the rest of the file is not read")
        if not self._more():
            raise BrokenStreamError("the file ends in the middle of a value")
        # Twice as much each time, so that a long value is not tried again for every chunk.
        while len(self._text) - self._at < 2 * size and self._more():
            pass

    def _end_of_value(self) -> int | None:
        """Return where a malformed value ends by its brackets, or None where the text read so far does not tell."""
        if self._text[self._at : self._at + 1] not in ("{", "["):
            found = _SCALAR_END.search(self._text, self._at)
            return max(found.start(), self._at + 1) if found else None
        depth = 0
        for mark in _MARK.finditer(self._text, self._at):
            if mark[0] == '"':
                return None
            depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(mark[0], 0)
            if depth == 0:
                return mark.end()
        return None

    def _more(self) -> bool:
        if self._ended:
            return False
        chunk = next(self._chunks, None)
        self._ended = chunk is None
        self._text = self._text[self._at :] + self._decoder.decode(chunk or b"", final=self._ended)
        self._at = 0
        return True


def elements(stream: JsonStream) -> Iterator[tuple[int, object]]:
    """Yield index, from 1, and value of an array that stands next.

    A Fault stands in place of a malformed value, and of the rest where the document breaks off.
    """
    index = 0
    try:
        for index, value in enumerate(_values(stream), start=1):
            yield index, value
    except BrokenStreamError as error:
        yield index + 1, Fault(str(error))


def _values(stream: JsonStream) -> Iterator[object]:
    if not stream.take("["):
        raise BrokenStreamError("no list where messages should be")
    if stream.take("]"):
        return
    yield _value_or_fault(stream)
    while stream.take(","):
        yield _value_or_fault(stream)
    if not stream.take("]"):
        raise BrokenStreamError("the list breaks off; the rest of the file is not read")


def _value_or_fault(stream: JsonStream) -> object:
    try:
        return stream.value()
    except UnreadableError as error:
        return Fault(str(error))
