"""Faults in words for a log: what and where, without the error's own message, which may quote a member."""

from __future__ import annotations

from pathlib import PurePath


def fault_words(error: BaseException) -> str:
    """Return such as `ValueError in take (intake.py:71)`, for the innermost place."""
    kind, trace = type(error).__name__, error.__traceback__
    if trace is None:
        return kind
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return f"{kind} in {code.co_name} ({PurePath(code.co_filename).name}:{trace.tb_lineno})"
