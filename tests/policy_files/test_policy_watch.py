"""Hearing that a policy file was saved, in every way in which editors save."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.policy_files.watch import saved


def _in_place(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _replaced(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


@pytest.mark.parametrize("save", [_in_place, _replaced])
async def test_each_way_to_save_is_heard(tmp_path: Path, save: Callable[[Path, str], None]) -> None:
    """A file that is written in place, and one that is replaced again and again, are both heard of each time."""
    policy, stop = tmp_path / "policy.yaml", asyncio.Event()
    policy.write_text("one", encoding="utf-8")
    heard = saved(lambda: [policy], stop)
    for text in ("two", "three", "four"):
        waiting = asyncio.ensure_future(anext(heard))
        await asyncio.sleep(0.2)
        save(policy, text)
        await asyncio.wait_for(waiting, 10)
    stop.set()


async def test_a_list_beside_the_policy_is_heard_too_and_other_files_are_not(tmp_path: Path) -> None:
    """What the policy was made from counts, wherever it lies, and nothing else."""
    folder = tmp_path / "lists"
    folder.mkdir()
    policy, words, stop = tmp_path / "policy.yaml", folder / "words.txt", asyncio.Event()
    for each in (policy, words):
        each.write_text("one", encoding="utf-8")
    waiting = asyncio.ensure_future(anext(saved(lambda: [policy, words], stop)))
    await asyncio.sleep(0.2)
    (tmp_path / "notes.txt").write_text("two", encoding="utf-8")
    await asyncio.sleep(1)
    assert not waiting.done()
    words.write_text("two", encoding="utf-8")
    await asyncio.wait_for(waiting, 10)
    stop.set()


async def test_it_ends_when_told(tmp_path: Path) -> None:
    """Nothing waits for a file that nobody saves any more."""
    policy, stop = tmp_path / "policy.yaml", asyncio.Event()
    policy.write_text("one", encoding="utf-8")

    async def count() -> int:
        return len([each async for each in saved(lambda: [policy], stop)])

    counting = asyncio.ensure_future(count())
    await asyncio.sleep(0.2)
    stop.set()
    assert await asyncio.wait_for(counting, 10) == 0
