"""The keys of the ledger: what members wrote is sealed, and texts are compared by marks that reveal nothing."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.ports.ledger import LedgerUnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence

_NO_KEY = (
    "No key of TAKT_KEYS opens what is stored. TAKT_KEYS must hold the key that the data was written with; "
    "put new keys before it, separated by commas."
)
_BAD_KEY = (
    "Key {place} of TAKT_KEYS is not a key: it must be 32 bytes in URL-safe base64, 44 characters, "
    "as `takt db new-key` prints."
)


def new_key() -> str:
    """Return a fresh key for TAKT_KEYS."""
    return Fernet.generate_key().decode("ascii")


def new_index_key() -> bytes:
    """Return 32 random bytes, the key of one community's marks."""
    return secrets.token_bytes(32)


def mark(index_key: bytes, text: str) -> str:
    """Return the keyed hash of a text: equal for equal texts under one index key, 64 hexadecimal digits."""
    return hmac.new(index_key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


class Vault:
    """Seals and unseals. The first key seals, every key unseals.

    Raises LedgerUnavailableError for a key that is none, and where no key fits.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise LedgerUnavailableError("TAKT_KEYS holds no key. `takt db new-key` prints a fresh one.")
        self._fernet = MultiFernet([_fernet(key, place) for place, key in enumerate(keys, start=1)])

    def seal(self, text: str) -> bytes:
        """Encrypt a text, which may hold lone surrogates."""
        return self.seal_bytes(text.encode("utf-8", "surrogatepass"))

    def unseal(self, sealed: bytes) -> str:
        """Decrypt what `seal` made."""
        return self.unseal_bytes(sealed).decode("utf-8", "surrogatepass")

    def seal_bytes(self, plain: bytes) -> bytes:
        """Encrypt bytes."""
        return self._fernet.encrypt(plain)

    def unseal_bytes(self, sealed: bytes) -> bytes:
        """Decrypt what `seal_bytes` made."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise LedgerUnavailableError(_NO_KEY) from None

    def rotate(self, sealed: bytes) -> bytes:
        """Return the same under the first key."""
        try:
            return self._fernet.rotate(sealed)
        except InvalidToken:
            raise LedgerUnavailableError(_NO_KEY) from None


def _fernet(key: str, place: int) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        raise LedgerUnavailableError(_BAD_KEY.format(place=place)) from None
