"""Says in plain words why the database can't be used, and the way out."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import exc

from bot.ports.ledger import LedgerUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

# What SQLite or the Postgres client says, and what it means to an operator.
_WORDS = (
    ("disk is full", "The disk is full: nothing was written. Free some space and start again."),
    ("no space left", "The disk is full: nothing was written. Free some space and start again."),
    ("readonly", "The database is read-only. Let this user write to the file and to its folder."),
    ("read-only", "The database is read-only. Connect to the primary server, with a user who may write."),
    ("not a database", "The file is no SQLite database. Point TAKT_DATABASE_URL elsewhere, or bring back a backup."),
    ("malformed", "The database file is damaged. Stop the bot and bring back a backup."),
    ("disk i/o error", "The disk failed while reading or writing. Check the disk that the database is on."),
    ("database is locked", "Another program holds the database locked. Stop it, or wait until it is done."),
    (
        "unable to open",
        "The database file can't be opened. Check that its folder exists and that this user may write to both.",
    ),
    ("no such table", "The database lacks tables of the ledger. Run `takt db upgrade`."),
    ("password", "The database refused the user or the password of TAKT_DATABASE_URL."),
    ("does not exist", "The database or user that TAKT_DATABASE_URL names does not exist on the server."),
    ("connection", "The database server can't be reached, or it broke off. Nothing was half-done."),
)
# What Postgres says by number, in whatever language it speaks.
_STATES = {
    "42501": "The user of TAKT_DATABASE_URL may not read or write the tables, or not make them. Grant it that.",
    "42P01": "The database lacks tables of the ledger. Bring back a backup.",
}
# These say that the program asked for something wrong, not that the database is out of order.
_OUR_FAULTS = (exc.IntegrityError, exc.DataError, exc.ProgrammingError, exc.NotSupportedError)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Raise LedgerUnavailableError for what the database raises inside the block.

    What is the program's own fault stays as it is, without what the database says of the row.
    """
    try:
        yield
    except _OUR_FAULTS as error:
        words = _STATES.get(getattr(error.orig, "sqlstate", None) or "")
        if words is None:
            raise _without_detail(error) from None
        raise LedgerUnavailableError(words) from None
    except exc.DBAPIError as error:
        raise LedgerUnavailableError(_in_words(str(error.orig))) from None
    except exc.TimeoutError:
        raise LedgerUnavailableError("The database is busy: no connection became free in time.") from None


def _without_detail(error: exc.DBAPIError) -> exc.DBAPIError:
    """Return the same error with the first line only: in the others Postgres quotes the row."""
    said = f"{type(error.orig).__name__}: {_first_line(str(error.orig))}"
    return type(error)(error.statement, None, Exception(said), hide_parameters=True)


def _in_words(said: str) -> str:
    lowered = said.lower()
    return next((words for sign, words in _WORDS if sign in lowered), f"The database failed: {_first_line(said)}")


def _first_line(said: str) -> str:
    return said.partition("\n")[0]
