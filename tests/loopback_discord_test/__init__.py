"""Tests of the loopback Discord: discord.py's real client runs against it."""
