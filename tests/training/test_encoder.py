"""A tiny encoder goes the whole way that the real one goes: data, training, files, serving."""

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig

from bot.classifiers.embedded import EmbeddedClassifier
from bot.classifiers.embedded_stages import ENCODER, TOKENIZER, EncoderStage, LinearStage
from bot.core.model_view import model_view
from training.corpus import Example, Part
from training.encoder import Encoder, encode, fine_tune, keep, restored, rows_of, tokenise, untaught
from training.measure_cost import flip_report, judged, verdict
from training.score import score
from training.train import stack_encoder, train_linear, write_tokenizer

WORDS = {"en": ("bad", "good"), "da": ("ond", "rar"), "de": ("mies", "lieb"), "ru": ("злой", "добрый")}
UNKNOWN = "[UNK]"
FILLING = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
TINY = BertConfig(
    vocab_size=64,
    hidden_size=32,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=48,
    hidden_dropout_prob=0.0,
    attention_probs_dropout_prob=0.0,
)


def example(language: str, number: int, target: int) -> Example:
    """Make one text of a few words, one of which says whether it is toxic."""
    filling = " ".join(FILLING[(number * step) % len(FILLING)] for step in (1, 5, 7)[: 1 + number % 3])
    part = Part.CALIBRATE if number % 3 == 0 else Part.FIT
    text = f"{filling} {WORDS[language][1 - target]} {FILLING[number % len(FILLING)]}"
    return Example(text, language, "made", part, (target, target), (1.0, 1.0))


EXAMPLES = [example(language, number, number % 2) for language in WORDS for number in range(90)]
TEXTS = [each.text for each in EXAMPLES[::7]]


def tiny_tokenizer() -> Tokenizer:
    """Make a tokenizer that knows the examples' words."""
    words = ["[PAD]", UNKNOWN, "[CLS]", "[SEP]", *FILLING, *(word for pair in WORDS.values() for word in pair)]
    tokenizer = Tokenizer(WordPiece({word: number for number, word in enumerate(words)}, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing("[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return tokenizer


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Encoder]:
    """Train both stages on the examples and write all files."""
    folder = tmp_path_factory.mktemp("model")
    train_linear(EXAMPLES, folder)
    tokenizer, encoder = tiny_tokenizer(), untaught(TINY)
    fine_tune(encoder, rows_of(EXAMPLES, tokenizer), seed=1)
    keep(encoder, folder / "encoder.pt")
    write_tokenizer(tokenizer, folder)
    stack_encoder(EXAMPLES, encoder, folder)
    return folder, encoder


def test_the_files_load_and_score(made: tuple[Path, Encoder]) -> None:
    """Both stages together, and the linear one alone, give probabilities that tell the examples apart."""
    for stages in (True, False):
        scores = score(EmbeddedClassifier.load(made[0], encoder=stages), [each.text for each in EXAMPLES])[:, 0]
        toxic = np.array([each.targets[0] == 1 for each in EXAMPLES])
        assert ((scores >= 0) & (scores <= 1)).all()
        assert scores[toxic].mean() > scores[~toxic].mean() + 0.2


def test_a_text_scores_the_same_in_any_company(made: tuple[Path, Encoder]) -> None:
    """Neighbours change nothing, to the last bit."""
    classifier = EmbeddedClassifier.load(made[0])
    assert np.array_equal(score(classifier, TEXTS), np.concatenate([score(classifier, [text]) for text in TEXTS]))


def test_the_graph_computes_the_network(made: tuple[Path, Encoder]) -> None:
    """What is served is what was trained, but for the rounding to bytes."""
    folder, encoder = made
    stage = EncoderStage(folder)
    served = np.concatenate([stage.raw(model_view(text)) for text in TEXTS])
    trained = encode(encoder, tokenise(tiny_tokenizer(), TEXTS))
    assert np.abs(served - trained).max() < 0.05


def test_what_is_kept_is_the_encoder(made: tuple[Path, Encoder]) -> None:
    """The kept weights give the same logits again."""
    folder, encoder = made
    ids = tokenise(tiny_tokenizer(), TEXTS)
    assert np.array_equal(encode(restored(folder / "encoder.pt"), ids), encode(encoder, ids))


def test_the_stack_in_the_file_is_the_one_that_is_measured(made: tuple[Path, Encoder]) -> None:
    """The measuring code's arithmetic gives what the served graph gives."""
    folder, _ = made
    first = judged(LinearStage(folder), [model_view(text) for text in TEXTS])
    stage = EncoderStage(folder)
    inputs, served = [], []
    for text, raw, group in zip(TEXTS, first.raw, first.group, strict=True):
        served.append(stage.judge(model_view(text), raw[None], group[None])[0])
        inputs.append(np.concatenate((raw, stage.raw(model_view(text))[0])))
    expected = verdict((folder / ENCODER).read_bytes(), np.array(inputs, np.float64), first.group)
    assert np.abs(np.array(served) - expected).max() < 1e-4


def test_the_report_on_rounding_can_be_made(made: tuple[Path, Encoder]) -> None:
    """It names each head and threshold."""
    lines = list(flip_report(TEXTS, made[0], made[0] / "encoder.pt"))
    assert len(lines) == 9
    assert (made[0] / TOKENIZER).is_file()
