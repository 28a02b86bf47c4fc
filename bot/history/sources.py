"""Where the bytes come from: plain files, gzip files, and the files of an export in a folder or a zip."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

from bot.history.json_stream import BrokenStreamError
from bot.history.limits import ARCHIVE_ENTRIES, CHUNK_BYTES, DAY_BYTES, LINE_BYTES, UNPACKED_BYTES
from bot.history.records import BadRecord, HistoryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedIOBase

LISTS = ("channels.json", "groups.json", "dms.json", "mpims.json", "users.json", "org_users.json")

_DAMAGED = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError)


def file_chunks(path: Path) -> Iterator[bytes]:
    """Yield a plain file in chunks. It is opened anew for each, so that hundreds of channels can be merged at once."""
    offset = 0
    while True:
        try:
            with path.open("rb") as file:
                file.seek(offset)
                chunk = file.read(CHUNK_BYTES)
        except OSError as error:
            raise BrokenStreamError(f"can not be read: {error.strerror or error}") from None
        if not chunk:
            return
        offset += len(chunk)
        yield chunk


def lines_of(path: Path) -> Iterator[bytes | None]:
    """Yield the lines of a plain or gzip file, None in place of one that is longer than any record.

    Raises BrokenStreamError where a file is damaged or unpacks to more than is believed.
    """
    try:
        with _opened(path) as file:
            yield from _lines(file)
    except _DAMAGED as error:
        raise BrokenStreamError(f"the file is damaged or cut off here, and the rest is not read: {error}") from None


def _opened(path: Path) -> BufferedIOBase:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")


def _lines(file: BufferedIOBase) -> Iterator[bytes | None]:
    size = 0
    while line := file.readline(LINE_BYTES + 1):
        size += len(line)
        if len(line) > LINE_BYTES and not line.endswith(b"\n"):
            yield None
            size += _skip_line(file)
        else:
            yield line
        if size > UNPACKED_BYTES:
            raise ValueError(f"it is longer than {UNPACKED_BYTES >> 30} GiB")


def _skip_line(file: BufferedIOBase) -> int:
    skipped = 0
    while rest := file.readline(CHUNK_BYTES):
        skipped += len(rest)
        if rest.endswith(b"\n") or skipped > UNPACKED_BYTES:
            break
    return skipped


class ExportFiles(Protocol):
    """The files of an export, named by their path inside it with forward slashes. Read them inside a `with`."""

    def __enter__(self) -> object: ...
    def __exit__(self, *fault: object) -> None: ...

    def names(self) -> tuple[list[str], list[BadRecord]]:
        """Return the names of all files, and what was refused."""
        ...

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield one file; raises BrokenStreamError where it can not be read."""
        ...


class FolderFiles:
    """An export that was unpacked into a folder, its channels one level deep."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> object:
        return self

    def __exit__(self, *fault: object) -> None:
        pass

    def names(self) -> tuple[list[str], list[BadRecord]]:
        """Return the JSON files in the folder and its sub-folders; links that lead out of it are refused."""
        names: list[str] = []
        refused: list[BadRecord] = []
        top = self._folder.resolve()
        for path in sorted((*self._folder.glob("*.json"), *self._folder.glob("*/*.json"))):
            name = path.relative_to(self._folder).as_posix()
            if not path.resolve().is_relative_to(top):
                refused.append(BadRecord(name, "is a link that leads out of the export"))
            elif path.is_file():
                names.append(name)
        return names, refused

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield one file."""
        return file_chunks(self._folder / name)


class ZipFiles:
    """An export in its zip, read in place: nothing is ever unpacked to the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unpacked = 0
        try:
            with zipfile.ZipFile(path) as archive:
                self._entries = archive.infolist()
        except _DAMAGED as error:
            raise HistoryError(f"{path} is a damaged zip file ({error}); export or download it again") from None
        if len(self._entries) > ARCHIVE_ENTRIES:
            raise HistoryError(f"{path} holds more than {ARCHIVE_ENTRIES:,} files, which no Slack export does")
        self._inside = {each.filename for each in self._entries if not _leaves(each) and _is_ours(each.filename)}
        self._prefix = _common_top(self._inside)

    def __enter__(self) -> object:
        self._zip = zipfile.ZipFile(self._path)
        return self

    def __exit__(self, *fault: object) -> None:
        self._zip.close()

    def names(self) -> tuple[list[str], list[BadRecord]]:
        """Return the JSON files; names that lead out of the export are refused."""
        leaving = [each.filename[:200] for each in self._entries if _leaves(each)]
        refused = [BadRecord(name, "its path leads out of the export") for name in leaving]
        return sorted(name.removeprefix(self._prefix) for name in self._inside), refused

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield one file, up to what one day of messages and one whole export may be."""
        size = 0
        try:
            with self._zip.open(self._prefix + name) as file:
                while chunk := file.read(CHUNK_BYTES):
                    size += len(chunk)
                    self._unpacked += len(chunk)
                    if size > DAY_BYTES or self._unpacked > UNPACKED_BYTES:
                        raise BrokenStreamError("unpacks to more than is believed; the rest of it is not read")
                    yield chunk
        except (*_DAMAGED, KeyError) as error:
            raise BrokenStreamError(f"can not be unpacked: {error}") from None


def _leaves(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename
    return name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts


def _is_ours(name: str) -> bool:
    return name.endswith(".json") and not name.startswith("__MACOSX/")


def _common_top(names: set[str]) -> str:
    """Return `folder/` where somebody packed the export's folder instead of its content."""
    tops = {name.split("/")[0] for name in names}
    if len(tops) != 1:
        return ""
    prefix = f"{tops.pop()}/"
    packed = all(name.count("/") == 2 for name in names) or any(prefix + each in names for each in LISTS)
    return prefix if packed else ""
