"""L20: a reply ends with a person's name where the voice wants one, and never with a faceless one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.lint import LintLevel, LintRule
from bot.drafting.linter.reading import brand_squashed, squashed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.lint import Finding
    from bot.drafting.linter.reading import Reply

_SIGNED = re.compile(r"\s*[–—-]{1,2} ?[^\W\d_][\w'’-]{1,30}(?: [^\W\d_][\w'’-]{0,30}){0,2}\s*")
_LAST_LINES = 2
_SHORT = 60


def sign_off(reply: Reply) -> Iterator[Finding]:
    """Warn where no name stands at the end, block what nobody signs with."""
    lines = [each for each in reply.plain.text.splitlines() if each.strip()]
    ends = [squashed(each) for each in lines[-_LAST_LINES:]]
    last = lines[-1] if lines else ""
    for never in reply.voice.sign_off.never:
        if _signs_with(brand_squashed(never), ends):
            yield reply.in_plain(LintRule.SIGN_OFF, LintLevel.BLOCK, f"nobody signs with {never}")
            return
    wanted = reply.filled(reply.voice.sign_off.lines.get(reply.context.language, ""))
    if reply.context.situation not in reply.voice.sign_off.required_in or not wanted:
        return
    if not (squashed(last).endswith(squashed(wanted)) or _SIGNED.fullmatch(last)):
        yield reply.in_plain(LintRule.SIGN_OFF, LintLevel.WARN, f"ends without {wanted}")


def _signs_with(never: str, ends: list[str]) -> bool:
    """Tell whether a name ends the text, alone on a short line or after a dash or a greeting."""
    for line in ends:
        bare = line.rstrip(".! ")
        if bare.endswith(never) and (
            len(bare) <= _SHORT or bare[: -len(never)].rstrip().endswith(("–", "—", "-", ","))
        ):
            head = bare[: -len(never)].rstrip()
            if not head or not head[-1].isalnum() or len(head.split()) <= _LAST_LINES:
                return True
    return False
