"""Hears when a policy file, or a list beside it, is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchfiles import awatch

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable, Iterable
    from pathlib import Path

# Editors write in several steps; a file is read once they are quiet for so many milliseconds.
_QUIET_MS, _LOOK_MS = 200, 50


async def saved(files: Callable[[], Iterable[Path]], stop: asyncio.Event) -> AsyncIterator[None]:
    """Yield each time that one of `files` was saved or replaced, until `stop` is set.

    The folders are watched, since an editor that replaces a file leaves nothing of the old one to watch. Which files
    is asked anew after each change: the new policy may name other lists.
    """
    seen = _state(files())
    while not stop.is_set():
        watched = {each.resolve() for each in files()}
        names = {str(each) for each in watched}
        watching = awatch(
            *{each.parent for each in watched if each.parent.is_dir()},
            watch_filter=lambda _, path, names=names: path in names,  # type: ignore[misc]  # a default binds this round's
            stop_event=stop,
            debounce=_QUIET_MS,
            step=_LOOK_MS,
            recursive=False,
            yield_on_timeout=True,
            rust_timeout=1000,
        )
        async for _ in watching:
            # What was saved while the last change was read is found by looking, however nothing told of it.
            if (now := _state(files())) != seen:
                seen = now
                yield
                break


def _state(files: Iterable[Path]) -> dict[Path, tuple[int, int, int] | None]:
    """Return what tells a saved file from the one before: inode, time in ns and size; None where there is none."""
    found: dict[Path, tuple[int, int, int] | None] = {}
    for each in files:
        try:
            status = each.stat()
        except OSError:
            found[each] = None
        else:
            found[each] = (status.st_ino, status.st_mtime_ns, status.st_size)
    return found
