"""Whole notices in docs/notices.md, for people to read. `python -m tests.core.test_notice_examples` renews the page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.content import Message
from bot.core.effects import Effect, EffectKind, EffectState, effect_key
from bot.core.member_text import in_language
from bot.core.notice_text import compose
from bot.core.notices import Notice, NoticeKind
from bot.policy_files import Loaded, read_policy

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "notices.md"
LANGUAGES = {"en": "English", "da": "Danish", "ru": "Russian"}
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WHERE = Message("general", "1")
TOP = """# What members read

Whole notices in three of the six languages, as Takt puts them together from the sentences that ship and the default
policy's rules. [policy.md](policy.md#notices) says how to give them other words. A test keeps this page current.
"""


def effect(kind: EffectKind) -> Effect:
    """Make an effect that is done; a time-out ends in a day."""
    until = NOW + timedelta(days=1) if kind is EffectKind.TIME_OUT else None
    return Effect(
        effect_key("guild", 12, 1, kind), "guild", 12, 1, kind, WHERE, "member", until, state=EffectState.DONE
    )


HIDE, TIME_OUT, KICK = (effect(each) for each in (EffectKind.HIDE, EffectKind.TIME_OUT, EffectKind.KICK))
WRITTEN = NOW - timedelta(minutes=2)
APPEAL_UNTIL = NOW + timedelta(days=14)
BASE = Notice(
    "guild", 12, 1, "member", WHERE, NoticeKind.ACTION, "en", "be-kind", "", "", NOW, appeal_until=APPEAL_UNTIL
)
SCENES: list[tuple[str, Notice, list[Effect]]] = [
    ("A friendly word", replace(BASE, kind=NoticeKind.NUDGE), []),
    ("Hidden, with a warning", replace(BASE, warning=True), [HIDE]),
    ("Time-out by a moderator, for a message that a program found", replace(BASE, decided=False), [HIDE, TIME_OUT]),
    ("Found long after, where Takt can not hide", replace(BASE, pleads=True, late=True), []),
    ("Removed by a moderator", replace(BASE, detected=False, decided=False), [KICK]),
    ("Taken back", replace(BASE, kind=NoticeKind.REVERSED, appeal_until=None), [effect(EffectKind.RESTORE)]),
    (
        "Appeal granted",
        replace(BASE, kind=NoticeKind.APPEAL_GRANTED, appeal_until=None),
        [effect(EffectKind.RESTORE), effect(EffectKind.LIFT_TIME_OUT)],
    ),
    ("Appeal denied", replace(BASE, kind=NoticeKind.APPEAL_DENIED, appeal_until=None), []),
]


def page() -> str:
    """Return the page as it has to be."""
    found = read_policy(ROOT / "policies" / "default.yaml", pattern_problem=lambda _: None)
    assert isinstance(found, Loaded), found
    rule = next(each for each in found.policy.rules if each.id == "be-kind")
    parts = [TOP]
    for name, facts, effects in SCENES:
        parts.append(f"## {name}\n")
        for language, called in LANGUAGES.items():
            title, explanation = in_language(rule.title, language), in_language(rule.explanation, language)
            notice = replace(facts, language=language, title=title, explanation=explanation)
            sentences = found.policy.notices
            told = compose(notice, effects, sentences, how="/appeal 12", community="Nordlys", written=WRITTEN)
            parts.append(f"{called}:\n\n" + "\n".join(f"> {line}".rstrip() for line in told.split("\n")) + "\n")
    return "\n".join(parts)


def test_the_page_of_notices_is_current() -> None:
    """docs/notices.md shows what is composed today."""
    assert PAGE.read_text(encoding="utf-8") == page()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
