"""What the commands share: opening the policy, ending with a clear sentence."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.policy import Mode, Policy
    from bot.policy_files.load import Loaded
    from bot.ports import Classifier
    from bot.settings import Settings


def say(text: str) -> None:
    """Print to standard output."""
    print(text)  # noqa: T201 - this is the program's output


def note(text: str) -> None:
    """Print to standard error: progress, warnings, errors."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - this is the program's output


def fail(text: str) -> NoReturn:
    """End with exit code 1 and a sentence that says what is wrong and what to do."""
    note(text)
    raise typer.Exit(1)


def settings() -> Settings:
    """Read the settings, or end with a sentence for each that is wrong."""
    from pydantic import ValidationError

    from bot.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        fail("\n".join(f"TAKT_{str(each['loc'][0]).upper()}: {each['msg']}" for each in error.errors()))


def classifier(settings: Settings) -> Classifier:
    """Build the classifier, or end with why not."""
    from bot.bootstrap import UnusableClassifierError, build_classifier

    try:
        return build_classifier(settings)
    except UnusableClassifierError as error:
        fail(str(error))


def refuse_broken(path: Path, classifier: Classifier | None = None) -> Loaded:
    """Read a policy file, or end with its problems."""
    from bot.bootstrap import read
    from bot.policy_files import Refused

    result = read(path, classifier)
    if isinstance(result, Refused):
        fail("\n".join(str(each) for each in result.problems))
    return result


def loaded(path: Path, classifier: Classifier | None = None) -> Loaded:
    """Read a policy file and print its warnings, or end with its problems."""
    result = refuse_broken(path, classifier)
    for each in result.warnings:
        note(f"{each} (warning)")
    return result


def in_mode(policy: Policy, mode: Mode | None) -> Policy:
    """Return the policy with another mode, where one is asked for."""
    from dataclasses import replace

    return policy if mode is None else replace(policy, mode=mode)
