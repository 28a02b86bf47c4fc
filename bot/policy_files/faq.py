"""The FAQ: one Markdown file for each language, whose answers replies quote."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.voice import FaqEntry
from bot.policy_files.problems import Level, Problem, shown
from bot.policy_files.source import text_of
from bot.policy_files.voice_words import is_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

LONGEST_ANSWER = 350
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_ID_IN_BRACES = re.compile(r"\{#([^{}]*)\}$")
_LINK = "Link:"


@dataclass(slots=True)
class _Entry:
    """An entry while it is read. `body`: the lines of its answer, each with its number."""

    line: int
    id: str
    questions: list[str]
    body: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class FaqFile:
    """One language's file: its entries, the line of each by its id, and what is wrong with it."""

    path: Path
    language: str
    entries: list[FaqEntry] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, line: int, what: str, hint: str, level: Level = Level.ERROR) -> None:
        """Note what is wrong in a line."""
        self.problems.append(Problem(str(self.path), line, 1, what, hint, level))


def read_faq(folder: Path, languages: Iterable[str]) -> list[FaqFile]:
    """Read the files of these languages that are there, and hold them against each other."""
    paths = ((folder / f"{language}.md", language) for language in languages)
    files = [_read(FaqFile(path, language)) for path, language in paths if path.is_file()]
    _remark_on_gaps(files)
    return files


def _read(file: FaqFile) -> FaqFile:
    text, problems = text_of(file.path)
    file.problems.extend(problems)
    for entry in _entries(file, text or ""):
        _check_id(file, entry)
        answer, url = _answer(file, entry)
        file.entries.append(faq_entry(entry.id, file.language, tuple(entry.questions), answer, url))
    if text is not None and not file.lines:
        file.complain(
            1, "this FAQ has no entries", "Begin each with a line such as `## Where are the rules? {#rules}`."
        )
    return file


def _entries(file: FaqFile, text: str) -> Iterator[_Entry]:
    """Yield the entries of a text; what belongs to none is reported."""
    entry: _Entry | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith("## "):
            if entry:
                yield entry
            entry = _open(file, number, line)
        elif entry:
            _add(file, entry, number, line.rstrip())
        elif line.strip() and not line.startswith("# "):
            hint = "Write entries below a line such as `## Where are the rules? {#rules}`."
            file.complain(number, "this line belongs to no entry", hint)
    if entry:
        yield entry


def _open(file: FaqFile, number: int, line: str) -> _Entry:
    heading = line[2:].strip()
    found = _ID_IN_BRACES.search(heading)
    question, its_id = (heading[: found.start()].rstrip(), found[1]) if found else (heading, "")
    if not found:
        file.complain(number, "this question has no id", "End the line with one, such as `{#rules}`.")
    elif not _ID.fullmatch(its_id):
        file.complain(number, f"{shown(its_id)} can not be an id", "Use a to z, digits, - and _ (at most 40).")
    if not question:
        file.complain(number, "the question is missing", "Write it after `## `, as members ask it.")
    return _Entry(number, its_id, [question])


def _add(file: FaqFile, entry: _Entry, number: int, line: str) -> None:
    if line.startswith("#"):
        hint = "Begin an entry with `## question {#id}`; answers have no headings."
        file.complain(number, "this heading begins no entry", hint)
    elif line.startswith("-") and not any(text for _, text in entry.body):
        question = line[1:].strip()
        entry.questions.append(question)
        if not question:
            file.complain(number, "a way to ask is missing here", "Write it after `- `, or take the line away.")
    else:
        entry.body.append((number, line.strip()))


def _check_id(file: FaqFile, entry: _Entry) -> None:
    if entry.id in file.lines:
        what = f"the id `{entry.id}` is here twice; it is already in line {file.lines[entry.id]}"
        file.complain(entry.line, what, "Give one of them another id.")
    elif entry.id:
        file.lines[entry.id] = entry.line


def _answer(file: FaqFile, entry: _Entry) -> tuple[str, str]:
    """Return the answer, a paragraph a line with one between them, and the address below it."""
    links = [(number, line[len(_LINK) :].strip()) for number, line in entry.body if line.startswith(_LINK)]
    body = [(number, line) for number, line in entry.body if not line.startswith(_LINK)]
    answer = _paragraphs(line for _, line in body)
    if not answer:
        file.complain(entry.line, f"`{entry.id}` has no answer", "Write it below the ways to ask, after an empty line.")
    if len(answer) > LONGEST_ANSWER:
        what = f"the answer of `{entry.id}` has {len(answer)} characters, and {LONGEST_ANSWER} are the most"
        file.complain(entry.line, what, "Say it shorter, and link to the rest with a last line `Link: https://...`.")
    _check_links(file, links, max((number for number, line in entry.body if line), default=0))
    return answer, links[-1][1] if links else ""


def _paragraphs(lines: Iterable[str]) -> str:
    return "\n\n".join(" ".join(each.split("\n")) for each in re.split(r"\n{2,}", "\n".join(lines).strip("\n"))).strip()


def _check_links(file: FaqFile, links: Sequence[tuple[int, str]], last: int) -> None:
    for number, url in links:
        if number < last:
            file.complain(number, "a `Link:` is the last line of an entry", "Move it below the answer, and keep one.")
        elif not is_url(url):
            hint = "Write all of it, such as https://example.com/rules."
            file.complain(number, f"{shown(url)} is no web address", hint)


def faq_entry(its_id: str, language: str, questions: tuple[str, ...], answer: str, url: str) -> FaqEntry:
    """Return the entry, with the hash that names exactly this wording."""
    said = json.dumps([questions, answer, url], ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    return FaqEntry(its_id, language, questions, answer, url, digest[:8])


def _remark_on_gaps(files: Sequence[FaqFile]) -> None:
    first = {each: file for file in reversed(files) for each in file.lines}
    for file in files:
        for its_id in sorted(first.keys() - file.lines.keys()):
            there = first[its_id]
            what = f"the entry `{its_id}` is missing here; {there.path.name} has it in line {there.lines[its_id]}"
            hint = "Questions about it get no draft in this language; add it, under the same id."
            file.complain(1, what, hint, Level.WARNING)
