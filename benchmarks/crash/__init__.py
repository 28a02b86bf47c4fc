"""The crash test: a real worker process on a real ledger, killed again and again, against a platform that counts."""
