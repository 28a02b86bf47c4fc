"""Keeps what slack_bolt and slack_sdk say to themselves: they quote whole requests, with words, names and tokens."""

from __future__ import annotations

import logging

_VENDORS = ("slack_bolt", "slack_sdk")
# Bolt names the loggers of listeners after the app; under this name they are silenced with all others.
APP_NAME = "slack_bolt.takt"
_NOTHING, _NOWHERE = logging.CRITICAL + 1, logging.NullHandler()


def hush() -> logging.Logger:
    """Let nothing that they log get anywhere, and return the logger that bolt derives its own from.

    A level alone would not do: some of bolt's loggers take the root's.
    """
    for name in _VENDORS:
        vendor = logging.getLogger(name)
        vendor.setLevel(_NOTHING)
        vendor.propagate = False
        vendor.addHandler(_NOWHERE)
    quiet = logging.getLogger(APP_NAME)
    quiet.setLevel(_NOTHING)
    return quiet
