"""What the commands share: opening the policy, ending with a clear sentence."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from contextlib import AsyncExitStack
    from pathlib import Path

    from bot.bootstrap import Serving
    from bot.bootstrap.speech import Speech
    from bot.core.policy import Mode, Policy
    from bot.policy_files.load import Loaded
    from bot.ports import Classifier
    from bot.settings import Settings


def say(text: str) -> None:
    """Print to standard output, and end the program where that takes no more."""
    try:
        print(text)  # noqa: T201 - this is the program's output
    except OSError as error:
        _end_without_output(error)


def flush() -> None:
    """Send on what was printed, and end the program where that is not taken."""
    try:
        sys.stdout.flush()
    except OSError as error:
        _end_without_output(error)


def note(text: str, *, end: str = "\n") -> None:
    """Print to standard error: progress, warnings, errors. Nobody has to be there to read them."""
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, end=end, flush=True)  # noqa: T201 - this is the program's output


def _end_without_output(error: OSError) -> NoReturn:
    """End quietly where the reader left, as other Unix tools do; else say what is wrong, such as a full disk."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is still buffered
    if isinstance(error, BrokenPipeError):
        sys.exit(128 + signal.SIGPIPE)
    note(f"Standard output can't be written: {error.strerror}")
    sys.exit(1)


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
        fail("\n".join(wrong_setting(str(each["loc"][0]), each["msg"], each["input"]) for each in error.errors()))
    except (OSError, UnicodeDecodeError) as error:
        fail(f".env in this folder can't be read: {error}")


def wrong_setting(name: str, why: str, value: object) -> str:
    """Say what is wrong with a setting; with its value, unless that is a secret."""
    from pydantic import SecretStr

    from bot.settings import Settings

    field = Settings.model_fields.get(name)
    is_secret = field is not None and field.annotation is SecretStr
    return f"TAKT_{name.upper()}: {why}" + ("" if is_secret else f", not {value!r}")


def classifier(settings: Settings, policy: Policy | None = None, serving: Serving | None = None) -> Classifier:
    """Build the classifier that the policy, else the setting, names, or end with why not."""
    from bot.bootstrap import UnusableClassifierError, build_classifier

    # A Ctrl-C while native libraries load would come out of them as an error of their own.
    interrupt = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return build_classifier(settings, policy, serving)
    except UnusableClassifierError as error:
        fail(str(error))
    finally:
        signal.signal(signal.SIGINT, interrupt)


def speech(settings: Settings, classifier: Classifier | None, closing: AsyncExitStack) -> Speech:
    """Return how communities answer, by the voice that the settings name, or end with why they can't."""
    from bot.bootstrap.model_drafter import UnusableDrafterError
    from bot.bootstrap.replies import UnusableVoiceError
    from bot.bootstrap.speech import read_speech

    try:
        return read_speech(settings, classifier, closing)
    except (UnusableVoiceError, UnusableDrafterError) as error:
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


def policy_or_none(settings: Settings) -> Policy | None:
    """Return the policy that the settings name; where it is refused, say so and return None: only settings count."""
    from bot.bootstrap import read
    from bot.policy_files import Refused

    result = read(settings.policy)
    if isinstance(result, Refused):
        note(f"{settings.policy} can't be read, so only the settings count here. `takt policy check` says why.")
        return None
    return result.policy


def opened(settings: Settings, given: Path | None, serving: Serving | None = None) -> tuple[Loaded, Classifier]:
    """Read the policy file and build the classifier; what is refused is refused before anything slow is built."""
    path = given or settings.policy
    live = classifier(settings, refuse_broken(path).policy, serving)
    return loaded(path, live), live


def alone(policy: Policy, classifier: str) -> Policy:
    """Return the policy as if it asked for this one classifier."""
    from dataclasses import replace

    from bot.core.scoring import Scoring

    return replace(policy, scoring=replace(policy.scoring or Scoring(), classifiers=(classifier,)))


def in_mode(policy: Policy, mode: Mode | None) -> Policy:
    """Return the policy with another mode, where one is asked for."""
    from dataclasses import replace

    return policy if mode is None else replace(policy, mode=mode)
