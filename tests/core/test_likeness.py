"""How alike two texts are."""

from __future__ import annotations

import pytest

from bot.core.likeness import grams, likeness


@pytest.mark.parametrize(
    ("one", "other", "at_least", "below"),
    [
        ("Dark mode, please!", "dark mode please", 1.0, 1.01),
        ("Ich wünsche mir einen Dunkelmodus", "ein Dunkelmodus wäre schön", 0.25, 0.8),
        ("Добавьте тёмную тему", "темная тема нужна", 0.1, 0.8),
        ("Dark mode, please", "Hvornår åbner I?", 0.0, 0.05),
        ("", "", 0.0, 0.01),
        ("!!!", "a", 0.0, 0.01),
    ],
)
def test_texts_are_as_alike_as_the_letters_that_they_share(one: str, other: str, at_least: float, below: float) -> None:
    """Capitals and signs do not count, and inflected words still share their stem."""
    assert at_least <= likeness(grams(one), grams(other)) < below
