"""Verbs: one file per thing that can happen to a message."""
