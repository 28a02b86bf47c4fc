"""What the contenders are measured on: messages as long as in chat, and a network of full size with random weights.

Speed does not depend on the weights, so nothing is downloaded. The network is bert-base, as Detoxify's `original` is.
"""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = (ROOT / "training" / "held_out.jsonl", ROOT / "bot/platforms/sandbox/sample_conversation.jsonl")
PIECES = 30_522
CLASSES = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
# Lengths in tokens as in chat: median 12, mean 22, 95 % up to 66.
_SHORTEST, _MEDIAN, _SPREAD, _LONGEST = 3, 11, 1.1, 220


def prepare(folder: Path, messages: int) -> None:
    """Write the messages, the checkpoint in Detoxify's format, its files, and its export."""
    files = folder / "files"
    tokenizer = _tokenizer(files)
    (folder / "texts.json").write_text(json.dumps(_texts(tokenizer, messages)), encoding="utf-8")
    _checkpoint(folder / "network.ckpt", files)
    _export(folder)


def lengths(folder: Path) -> list[int]:
    """Return how many tokens each message has."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "files" / "tokenizer.json"))
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    return [len(tokenizer.encode(text).ids) for text in texts]


def _sentences() -> list[str]:
    return [json.loads(line)["text"] for each in SENTENCES for line in each.read_text(encoding="utf-8").splitlines()]


def _texts(tokenizer: Tokenizer, count: int) -> list[str]:
    """Return different messages of sentences put together and cut off at the wanted length."""
    chance = random.Random(7)
    sentences = _sentences()
    texts: dict[str, None] = {}
    while len(texts) < count:
        wanted = min(_SHORTEST + int(math.exp(chance.gauss(math.log(_MEDIAN), _SPREAD))), _LONGEST)
        words: list[str] = []
        while len(words) < wanted:
            words += chance.choice(sentences).split()
        while len(words) > 1 and len(tokenizer.encode(" ".join(words)).ids) > wanted:
            del words[-max(1, (len(tokenizer.encode(" ".join(words)).ids) - wanted) // 4) :]
        texts[" ".join(words)] = None
    return list(texts)


def _tokenizer(files: Path) -> Tokenizer:
    """Make a tokenizer of as many pieces as BERT's, which knows the words of the messages."""
    import transformers
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trained = Tokenizer(models.WordPiece(unk_token="[UNK]"))  # noqa: S106 - a token of the vocabulary
    trained.normalizer = normalizers.BertNormalizer()
    trained.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trained.train_from_iterator(
        _sentences(), trainers.WordPieceTrainer(vocab_size=PIECES, special_tokens=specials, show_progress=False)
    )
    vocabulary = trained.get_vocab()
    vocabulary |= {f"[unused{number}]": number for number in range(len(vocabulary), PIECES)}
    transformers.BertTokenizer(vocab=vocabulary, model_max_length=512).save_pretrained(files)
    return Tokenizer.from_file(str(files / "tokenizer.json"))


def _checkpoint(path: Path, files: Path) -> None:
    import torch
    import transformers

    torch.manual_seed(7)
    config = transformers.BertConfig(vocab_size=PIECES)
    config.save_pretrained(files)
    config.num_labels = len(CLASSES)
    arguments = {
        "model_type": "bert-base-uncased",
        "model_name": "BertForSequenceClassification",
        "tokenizer_name": "BertTokenizer",
        "num_classes": len(CLASSES),
    }
    content = {
        "config": {"arch": {"args": arguments}, "dataset": {"args": {"classes": CLASSES}}},
        "state_dict": transformers.BertForSequenceClassification(config).state_dict(),
    }
    torch.save(content, path)


def _export(folder: Path) -> None:
    from bot.classifiers.detoxify.export import export
    from bot.classifiers.detoxify.loading import load

    export(load("original", folder / "network.ckpt", folder / "files"), folder / "exported")
