from collections import Counter
from pathlib import Path

import numpy as np

from bot.drafting.situation_model import FILE, SituationModel
from training.situation_rows import LABELS, LANGUAGES, development, read_messages, read_tuned, table_of
from training.situations import fit_least, train

FEWEST = {"complaint": 80, "wish": 60, "question": 90, "praise": 40, "conflict": 30, "welcome": 25, "none": 75}


def test_each_language_has_its_share() -> None:
    """Each situation stands often enough in each language, and no text twice."""
    rows = read_messages()
    found = Counter((each.language, each.situation) for each in rows)
    assert all(found[language, label] >= fewest for language in LANGUAGES for label, fewest in FEWEST.items())
    assert len({each.text for each in rows}) == len(rows)


def test_what_is_judged_on_is_not_taught() -> None:
    """The split stays the same, about a third is judged on, and no message is one that the cues were tuned on."""
    rows = read_messages()
    held = development(rows)
    assert np.array_equal(held, development(rows))
    assert 0.3 < held.mean() < 0.37
    assert not {each.text for each in rows} & {each.text for each in read_tuned()}


def test_what_a_label_needs_is_fitted_to_what_mistakes_cost() -> None:
    """A label whose odds are high where nothing is there needs more than others."""
    rows = [each for each in read_messages() if each.situation in {"none", "praise"}][:200]
    table = table_of(rows)
    praise, none = LABELS.index("praise"), LABELS.index("none")
    odds = np.full((len(rows), len(LABELS)), -9.0)
    odds[:, praise] = np.where(table.labels == praise, 3.0, 1.0)
    odds[:, none] = 0.0
    assert 1.0 <= fit_least(odds, table)[praise] < 3.0


def test_training_again_gives_the_shipped_odds(tmp_path: Path) -> None:
    """The shipped model is what the code and the messages make, to a hundredth on messages of each language."""
    path = tmp_path / "model.npz"
    train(path)
    models = [SituationModel(dict(np.load(each))) for each in (FILE, path)]
    for words in (("the", "app", "crashes", "again"), ("tak", "for", "hjælpen"), ("где", "правила", "?")):
        old, new = (list(each.odds(words, ("thing", "fault"), 1).values()) for each in models)
        assert np.abs(np.subtract(old, new)).max() <= 0.01
