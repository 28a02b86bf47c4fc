"""Checks a policy file as a whole: what is wrong with it, and which of its own examples it does not keep to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from bot.policy_files import Loaded
    from bot.policy_files.problems import Problem
    from bot.ports import Classifier


async def failing_examples(policy_file: Loaded, live: Classifier) -> list[Problem]:
    """Return a problem at the line of each example that does not do what it says."""
    from bot.bootstrap import build_screener
    from bot.pipeline.examples import failure
    from bot.policy_files.problems import Problem

    examples = policy_file.examples
    all_scores = await live.score([each.text for each in examples])
    screener = build_screener(policy_file.policy)
    failures = []
    for example, scores in zip(examples, all_scores, strict=True):
        why = failure(example.rule, expect_hit=example.expect_hit, text=example.text, scores=scores, screener=screener)
        if why:
            hint = "Mend the rule's condition, or the example"
            failures.append(Problem(str(policy_file.files[0]), example.place.line, example.place.column, why, hint))
    return failures


def good_words(policy_file: Loaded) -> str:
    """Say that a policy file is good, and what is in it."""
    from bot.reports.wording import counted

    count = f"{counted(len(policy_file.policy.rules), 'rule')}, {counted(len(policy_file.examples), 'example')}"
    return f"{policy_file.files[0]}: good. {count}, policy {policy_file.policy.hash}"


async def check_words(path: Path, live: Classifier) -> str:
    """Say what is wrong with a policy file, a line each with file, line, column and hint; or that it is good."""
    import asyncio

    from bot.bootstrap import read
    from bot.policy_files import Refused
    from bot.reports.wording import counted

    result = await asyncio.to_thread(read, path, live)
    if isinstance(result, Refused):
        found = list(result.problems)
    else:
        found = await failing_examples(result, live)
        warnings = [f"{each} (warning)" for each in result.warnings]
        if not found:
            return "\n".join((good_words(result), *warnings))
    return "\n".join((f"{counted(len(found), 'problem')}:", *map(str, found)))
