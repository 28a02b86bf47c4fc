"""Readers of chat exports: Slack export, DiscordChatExporter, JSON Lines. `open_history` is the way in."""

from bot.history.opening import Form, History, open_history
from bot.history.records import BadRecord, HistoryError, Record, Tally

__all__ = ["BadRecord", "Form", "History", "HistoryError", "Record", "Tally", "open_history"]
