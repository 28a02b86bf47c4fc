"""Tiny networks in Detoxify's own checkpoint format, two layers of 32, made and taught here without any download."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

if TYPE_CHECKING:
    from pathlib import Path

SIX = ("toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate")
SEVEN = ("toxicity", "severe_toxicity", "obscene", "identity_attack", "insult", "threat", "sexual_explicit")
NINE = (
    "male",
    "female",
    "homosexual_gay_or_lesbian",
    "christian",
    "jewish",
    "muslim",
    "black",
    "white",
    "psychiatric_or_mental_illness",
)

TOXIC = ("you are a complete idiot", "idiot", "you idiot", "what an idiot you are", "ты идиот", "shut up you idiot")
CLEAN = (
    "good morning",
    "see you at ten",
    "god morgen alle sammen",
    "python3 -m venv .venv",
    "thank you, that was kind of you",
    "where is the meeting today?",
    "спасибо, до завтра",
    "schön, dass du da bist",
    "coffee is ready 😄",
    "?!",
)


@dataclass(frozen=True, slots=True)
class Architecture:
    """A family of networks as a published variant has it. `outputs`: of the head, at least as many as `classes`.

    The published `unbiased` and `multilingual` have 16 outputs and name the first seven.
    """

    variant: str
    model: str
    tokenizer: str
    classes: tuple[str, ...]
    outputs: int


ARCHITECTURES = {
    "bert": Architecture("original", "BertForSequenceClassification", "BertTokenizer", SIX, 6),
    "roberta": Architecture("unbiased", "RobertaForSequenceClassification", "RobertaTokenizer", SEVEN, 16),
    "xlm-r": Architecture(
        "multilingual", "XLMRobertaForSequenceClassification", "XLMRobertaTokenizer", SEVEN + NINE, 16
    ),
    "albert": Architecture("original-small", "AlbertForSequenceClassification", "AlbertTokenizer", SIX, 6),
}


@dataclass(frozen=True, slots=True)
class Tiny:
    """A checkpoint, and the folder with `config.json` and the tokenizer's files."""

    architecture: Architecture
    checkpoint: Path
    files: Path


def make(name: str, folder: Path) -> Tiny:
    """Make the files of one of ARCHITECTURES; the checkpoint's name carries its hash, as a published one does."""
    torch.set_num_threads(1)
    architecture = ARCHITECTURES[name]
    files = folder / "files"
    tokenizer = _tokenizer(name)
    tokenizer.save_pretrained(files)
    model = _taught(architecture, tokenizer)
    # Like the published ones, the configuration knows nothing of the classes.
    config = model.config.to_dict()
    for each in ("id2label", "label2id", "num_labels"):
        config.pop(each, None)
    type(model.config)(**config).save_pretrained(files)
    return Tiny(architecture, save(content(architecture, model), folder), files)


def content(architecture: Architecture, model: transformers.PreTrainedModel) -> dict[str, object]:
    """Return what a checkpoint of Detoxify holds. The language model's name in it can be found on no machine."""
    arguments = {
        "model_type": "tiny-language-model-of-the-tests",
        "model_name": architecture.model,
        "tokenizer_name": architecture.tokenizer,
        "num_classes": architecture.outputs,
    }
    config = {"arch": {"args": arguments}, "dataset": {"args": {"classes": list(architecture.classes)}}}
    return {"config": config, "state_dict": dict(model.state_dict())}


def save(content: object, folder: Path, name: str = "tiny") -> Path:
    """Write a checkpoint; its name carries the first digits of its hash."""
    unnamed = folder / f"{name}.ckpt"
    torch.save(content, unnamed)
    digest = hashlib.sha256(unnamed.read_bytes()).hexdigest()
    return unnamed.rename(folder / f"{name}-{digest[:8]}.ckpt")


def _tokenizer(name: str) -> transformers.PreTrainedTokenizerBase:
    texts = [*TOXIC, *CLEAN, "".join(map(chr, range(33, 127)))]
    match name:
        case "bert":
            specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
            trained = Tokenizer(models.WordPiece(unk_token="[UNK]"))  # noqa: S106 - a token of the vocabulary
            trained.normalizer = normalizers.BertNormalizer()
            trained.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
            trained.train_from_iterator(
                texts, trainers.WordPieceTrainer(vocab_size=400, special_tokens=specials, show_progress=False)
            )
            return transformers.BertTokenizer(vocab=trained.get_vocab(), model_max_length=512)
        case "roberta":
            return _byte_level(texts)
        case _:
            return _unigram(texts, xlm=name == "xlm-r")


def _byte_level(texts: list[str]) -> transformers.PreTrainedTokenizerBase:
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    trained.train_from_iterator(texts, trainer)
    vocab, merges = _bpe_parts(trained)
    return transformers.RobertaTokenizer(vocab=vocab, merges=merges, model_max_length=512)


def _bpe_parts(trained: Tokenizer) -> tuple[dict[str, int], list[tuple[str, str]]]:
    model = json.loads(trained.to_str())["model"]
    return model["vocab"], [tuple(each) for each in model["merges"]]


def _unigram(texts: list[str], *, xlm: bool) -> transformers.PreTrainedTokenizerBase:
    specials = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"] if xlm else ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"]
    trained = Tokenizer(models.Unigram())
    trained.pre_tokenizer = pre_tokenizers.Metaspace()
    trained.train_from_iterator(
        texts,
        trainers.UnigramTrainer(vocab_size=300, special_tokens=specials, unk_token="<unk>", show_progress=False),  # noqa: S106
    )
    pieces = [(piece, score) for piece, score in json.loads(trained.to_str())["model"]["vocab"]]
    if xlm:
        return transformers.XLMRobertaTokenizer(vocab=pieces, model_max_length=512)
    return transformers.AlbertTokenizer(vocab=pieces, model_max_length=512)


def _taught(
    architecture: Architecture, tokenizer: transformers.PreTrainedTokenizerBase
) -> transformers.PreTrainedModel:
    """Return a network that tells TOXIC from CLEAN; a random one would make every test of quality a matter of luck."""
    torch.manual_seed(7)
    kind = getattr(transformers, architecture.model)
    model = kind(_config(kind, architecture, tokenizer))
    inputs = tokenizer([*TOXIC, *CLEAN], return_tensors="pt", padding=True)
    # Every text and every class has an aim of its own, so that an exchange of two shows.
    aims = torch.cat([torch.linspace(0.95, 0.7, len(TOXIC)), torch.linspace(0.02, 0.3, len(CLEAN))])
    wanted = aims[:, None] * torch.linspace(1.0, 0.6, architecture.outputs)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    model.eval()
    for _ in range(60):
        optimizer.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(model(**inputs).logits, wanted).backward()
        optimizer.step()
    return model


def _config(
    kind: type[transformers.PreTrainedModel],
    architecture: Architecture,
    tokenizer: transformers.PreTrainedTokenizerBase,
) -> transformers.PretrainedConfig:
    positions = 514 if "Roberta" in architecture.model else 512
    return kind.config_class(
        vocab_size=len(tokenizer),
        hidden_size=32,
        embedding_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=positions,
        type_vocab_size=1 if "Roberta" in architecture.model else 2,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        num_labels=architecture.outputs,
    )
