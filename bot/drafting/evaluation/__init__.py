"""Tests the linter: one known fault in each of many clean drafts, and how many are found."""
