"""Labelled rows as JSON Lines, and their scores in batches: what `takt models` measures by."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from bot.cli.common import fail, note
from bot.core.labels import Label

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.cli.progress import Progress
    from bot.core.loose import Object
    from bot.core.signals import Scores
    from bot.ports import Classifier

# Small enough that a batch of the slowest classifier ends before its deadline.
_BATCH = 16
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One text and what people say of it: each label that it was judged by, true or false."""

    text: str
    lang: str
    group: str
    targets: Mapping[Label, bool]


class Rows:
    """Iterates over the rows of files; counts those that nobody judged, and names the first that are bad."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files
        self.read = 0
        self.unjudged = 0
        self.bad = 0
        self.named: list[str] = []

    def __iter__(self) -> Iterator[Row]:
        for file in self._files:
            for row in self._of(file):
                self.read += 1
                if row.targets:
                    yield row
                else:
                    self.unjudged += 1

    def note_trouble(self) -> None:
        """Note each named bad line and how many were bad or not judged; nothing where all were good."""
        from bot.reports.wording import counted

        for each in self.named:
            note(each)
        if self.bad:
            more = f" The first {_NAMED} are named above." if self.bad > _NAMED else ""
            note(f"{counted(self.bad, 'line')} could not be read, and skipped.{more}")
        if self.unjudged:
            note(f"{counted(self.unjudged, 'row')} skipped: `toxic` is null, and no label was judged.")

    def refuse_none(self) -> None:
        """End with a sentence where no row was judged."""
        from bot.reports.wording import counted

        names = ", ".join(map(str, self._files))
        what = 'Each line is an object such as {"text": "…", "toxic": 0, "lang": "en"}.'
        if not self.read and not self.bad:
            fail(f"{names} holds no line. {what}")
        if self.read == self.unjudged:
            fail(f"{names} holds no row to measure by ({counted(self.read + self.bad, 'line')}). {what}")

    def _of(self, file: Path) -> Iterator[Row]:
        from bot.history.json_stream import BrokenStreamError
        from bot.history.records import UnreadableError
        from bot.history.sources import lines_of

        number = 0
        try:
            for number, line in enumerate(lines_of(file), start=1):
                try:
                    if line is None or line.strip():
                        yield _row(line)
                except UnreadableError as error:
                    self._refuse(f"{file}:{number}", str(error))
        except BrokenStreamError as error:
            self._refuse(f"{file}:{number + 1}", str(error))

    def _refuse(self, place: str, why: str) -> None:
        self.bad += 1
        if len(self.named) < _NAMED:
            self.named.append(f"{place}: {why}")


def open_rows(files: Sequence[Path]) -> Rows:
    """Return the rows of files, or end with the first that can't be opened."""
    for each in files:
        try:
            with each.open("rb"):
                pass
        except OSError as error:
            fail(f"{each} can't be read: {error.strerror}")
    return Rows(files)


def _row(line: bytes | None) -> Row:
    """Return the row of a line. Raises UnreadableError."""
    from bot.core.loose import inner
    from bot.history.fields import decode_object, name_of, required_text
    from bot.history.limits import LINE_BYTES
    from bot.history.records import UnreadableError

    if line is None:
        raise UnreadableError(f"is longer than {LINE_BYTES >> 20} MiB")
    try:
        record = decode_object(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableError(f"is not UTF-8: {error.reason} at byte {error.start}") from None
    targets = {Label(name): bool(value) for name, value in inner(record, "labels").items() if _is_known(name, value)}
    toxic = _toxic(record)
    if toxic is not None:
        targets[Label.TOXICITY] = toxic
    lang, group = (name_of(record, key) for key in ("lang", "group"))
    return Row(required_text(record, "text"), lang or "und", group or "", targets)


def _toxic(record: Object) -> bool | None:
    from bot.history.records import UnreadableError

    if "toxic" not in record:
        raise UnreadableError("has no 'toxic'")
    value = record["toxic"]
    if value is not None and value not in (0, 1):
        raise UnreadableError("'toxic' is not 0, 1 or null")
    return None if value is None else bool(value)


def _is_known(name: str, value: object) -> bool:
    return name in _LABELS and value in (0, 1)


_LABELS = frozenset(Label)
_Item = TypeVar("_Item")


async def scored(
    items: Iterable[tuple[_Item, str]], classifier: Classifier, progress: Progress
) -> AsyncIterator[tuple[_Item, Scores]]:
    """Score each item's text, in batches, and yield the item with its scores, rounded as the bot compares them."""
    from bot.pipeline.screen import rounded

    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        for (item, _), scores in zip(batch, await classifier.score([text for _, text in batch]), strict=True):
            yield item, rounded(scores)
            progress.step()
