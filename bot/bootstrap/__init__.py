"""The one place where concrete things are built and joined. Each builder imports its own room and no more."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.bootstrap.scoring import Serving, UnusableClassifierError, build_classifier, new_serving

if TYPE_CHECKING:
    from bot.core.policy import Policy
    from bot.pipeline.screen import Screener
    from bot.policy_files import PolicyFile
    from bot.ports import Classifier
    from bot.settings import Settings
    from bot.storage.ledger import SqlLedger

__all__ = ["Serving", "UnusableClassifierError", "build_classifier", "new_serving"]

# Where the sandbox keeps what it has to remember, in the folder it was started in.
HOME = Path(".takt")


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the clock


def read(path: Path, classifier: Classifier | None = None) -> PolicyFile:
    """Read a policy file; with a classifier, warn of rules that ask for labels it doesn't give."""
    from bot.detectors.patterns import pattern_problem
    from bot.policy_files import read_policy

    return read_policy(path, pattern_problem=pattern_problem, labels=classifier.labels if classifier else None)


def build_screener(policy: Policy) -> Screener:
    """Return a fresh screener: no strikes, no history."""
    from bot.detectors.language import CommunityLanguageGuesser
    from bot.detectors.policy_detector import PolicyDetector
    from bot.pipeline.screen import Screener

    detector = PolicyDetector.compile(policy.lists, policy.patterns, policy.brands)
    return Screener(policy, detector, CommunityLanguageGuesser(policy.languages))


def ledger_url(settings: Settings) -> str:
    """Return where the ledger is: the setting, else a file of the sandbox."""
    return settings.database_url.get_secret_value() or f"sqlite:///{HOME / 'takt.sqlite3'}"


def ledger_keys(settings: Settings) -> list[str]:
    """Return the keys of the setting; without one, that of the sandbox, which is made when it is first needed.

    It lies beside an SQLite file and so protects nothing but copies of the file alone: a real community sets TAKT_KEYS.
    """
    from bot.ports.ledger import LedgerUnavailableError
    from bot.storage.engine import database_url, file_of

    given = [each.strip() for each in settings.keys.get_secret_value().split(",") if each.strip()]
    if given:
        return given
    file = file_of(database_url(ledger_url(settings)))
    if file is None:
        raise LedgerUnavailableError("TAKT_KEYS holds no key. `takt db new-key` prints one; keep it, and set it here.")
    return [_sandbox_key(file.with_name("sandbox.key"))]


async def open_ledger(settings: Settings) -> SqlLedger:
    """Open the ledger of the settings and bring its tables up to date. Raises LedgerUnavailableError."""
    from bot.storage.ledger import open_ledger as open_at

    make_home(settings)
    return await open_at(ledger_url(settings), ledger_keys(settings))


async def end_old_claims(ledger: SqlLedger) -> None:
    """Wait for what a bot that died had under way no longer than a call of it can last."""
    from bot.pipeline.community import Pace

    await ledger.shorten_claims(SystemClock().now() + timedelta(seconds=Pace().call_seconds))


def make_home(settings: Settings) -> None:
    """Make the folder of the ledger where the settings name none. Raises LedgerUnavailableError."""
    from bot.ports.ledger import LedgerUnavailableError

    if settings.database_url.get_secret_value():
        return
    try:
        HOME.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise LedgerUnavailableError(
            f"{HOME} can't be written ({error.strerror}). Set TAKT_DATABASE_URL and TAKT_KEYS."
        ) from None


def _sandbox_key(path: Path) -> str:
    from bot.ports.ledger import LedgerUnavailableError
    from bot.storage.keys import Vault

    try:
        if not path.exists():
            _make_key(path)
        key = path.read_text(encoding="ascii").strip()
        Vault([key])
    except (OSError, UnicodeDecodeError, LedgerUnavailableError) as error:
        why = getattr(error, "strerror", None) or "it is no key"
        raise LedgerUnavailableError(f"The key in {path} can't be made or read ({why}). Set TAKT_KEYS.") from None
    return key


def _make_key(path: Path) -> None:
    """Make a key file, whole or not at all; one that another process made meanwhile stays."""
    from bot.storage.keys import new_key

    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(new_key())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
