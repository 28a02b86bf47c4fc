"""Replies in a language model's words, around the offline drafter, which decides what is answered.

`drafter.py` joins: `material.py` (what there is, with everything personal hidden by `redaction.py`), `prompts.py`,
`asking.py` (cache, budget, breaker) over `server.py` and `wire.py`, `checks.py`, and the linter.
"""

from bot.drafting.model.drafter import Helpers, ModelDrafter

__all__ = ["Helpers", "ModelDrafter"]
