"""Takt: a moderation bot that keeps a community's conversation in tone."""

__version__ = "0.1.0"
