"""The words of notices to members: those that ship, those a policy gives instead, and whether they can be used."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.notice_text import LONGEST_SENTENCE, Sentence, required_slots, slots
from bot.policy_files.problems import did_you_mean, one_of
from bot.policy_files.slot_text import has_stray_brace, slots_in
from bot.policy_files.tree import plain, read_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.policy_files.draft import Draft
    from bot.policy_files.report import Report
    from bot.policy_files.tree import Loc

_SHIPPED = Path(__file__).with_name("notices.yaml")
# Norwegian goes by three codes; the sentences that ship are Bokmål.
_ALSO = {"no": "nb", "nn": "nb"}

Sentences = dict[str, dict[str, str]]


@cache
def shipped_sentences() -> Sentences:
    """Return the sentences that ship, by name and language; not to be changed."""
    root, problems = read_tree(_SHIPPED.read_text(encoding="utf-8"), _SHIPPED.name)
    read = plain(root.top) if root and not problems else None
    if not isinstance(read, dict):
        raise TypeError(f"{_SHIPPED} is damaged; install Takt again")
    return read


def complete(own: Mapping[str, Mapping[str, str]]) -> Sentences:
    """Return all sentences in all languages: the policy's own, and those that ship where it has none."""
    return {name: {**texts, **own.get(name, {})} for name, texts in shipped_sentences().items()}


def check_notices(report: Report, draft: Draft) -> None:
    """Report sentences that don't exist, and texts that can not be used."""
    for name, texts in draft.notices.items():
        if name not in list(Sentence):
            hint = did_you_mean(name, Sentence, one_of(Sentence))
            report.error_at_key(("notices", name), f"notices have no sentence `{name}`", hint)
            continue
        for language, text in texts.items():
            _check_text(report, ("notices", name, language), text, Sentence(name))


def _check_text(report: Report, loc: Loc, text: str, sentence: Sentence) -> None:
    named = slots_in(text)
    known, needed = slots(sentence), required_slots(sentence)
    slots_here = ", ".join(f"{{{slot}}}" for slot in sorted(known)) or "none"
    for slot in dict.fromkeys(named):
        if slot not in known:
            hint = did_you_mean(slot, known, f"Slots of `{sentence}`: {slots_here}.")
            report.error(loc, f"`{sentence}` has no slot `{{{slot}}}`", hint)
        elif named.count(slot) > 1:
            report.error(loc, f"the slot `{{{slot}}}` is here twice", "Keep one of them.")
    for slot in sorted(needed - set(named)):
        report.error(loc, f"`{{{slot}}}` is missing in this text", "Put it where the value belongs.")
    if has_stray_brace(text):
        report.error(
            loc, "a brace here belongs to no slot", f"Slots of `{sentence}`: {slots_here}. Use no other braces."
        )
    if len(text) > LONGEST_SENTENCE:
        what = f"this text has {len(text):,} characters, and {LONGEST_SENTENCE} are the most"
        report.error(loc, what, "Say it shorter; a notice is put together from several sentences.")


def warn_unspoken(report: Report, draft: Draft) -> None:
    """Remark on languages of the community that sentences lack."""
    sentences = complete(draft.notices)
    for index, language in enumerate(draft.community.languages if draft.community else []):
        lacking = [name for name, texts in sentences.items() if not {language, _ALSO.get(language)} & set(texts)]
        if lacking:
            some = ", ".join(lacking[:3]) + (f" and {len(lacking) - 3} more" if len(lacking) > 3 else "")
            hint = "Members of this language get them in another one; add them under `notices`."
            report.warning(
                ("community", "languages", index), f"notices lack these sentences in `{language}`: {some}", hint
            )
