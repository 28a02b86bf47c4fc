"""The ledger on SQLite or Postgres: tables, books, transactions and migrations."""
