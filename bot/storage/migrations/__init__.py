"""Migrations of the ledger's tables. A revision that was released is never changed: a new one follows it."""
