from hypothesis import given
from hypothesis import strategies as st

from bot.classifiers.ngram_features import BUCKETS, features

GOLDEN = [89016, 341239, 547774, 638463, 746109, 1048050]


def ids_of(text: str) -> list[int]:
    """Return one text's feature ids."""
    return [int(number) for number in features([text]).ids]


def test_ids_are_the_same_everywhere() -> None:
    """The ids of a text are fixed for good: the shipped weights belong to them."""
    assert ids_of("no") == GOLDEN


def test_a_short_word_has_its_grams_and_itself() -> None:
    """`no` between blanks gives 3 pairs, 2 triples and one whole."""
    assert len(ids_of("no")) == 6


def test_pairs_of_words_count() -> None:
    """Two words give one feature more than each alone."""
    assert set(ids_of("oh no")) - set(ids_of("oh")) - set(ids_of("no"))


def test_a_text_without_words_has_no_features() -> None:
    """Blanks and signs alone give nothing, and so does an empty batch."""
    assert ids_of(" ?! ...") == []
    assert features([]).ids.tolist() == []


@given(st.lists(st.text(alphabet="ab cæя\n1*'", max_size=30), min_size=1, max_size=6))
def test_features_do_not_depend_on_neighbours(texts: list[str]) -> None:
    """A text in a batch has the features that it has alone: sorted, each once, within the table."""
    batch = features(texts)
    for text, start, end in zip(texts, batch.starts, batch.ends, strict=True):
        ids = batch.ids[start:end].tolist()
        assert ids == ids_of(text) == sorted(set(ids))
        assert all(0 <= i < BUCKETS for i in ids)
