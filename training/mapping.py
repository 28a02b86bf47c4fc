"""What each data set's labels mean for the model's heads, as one table.

A set that is about hate only says nothing sure about rudeness: its toxicity label counts little, its identity label
fully.
A value of None masks the row for that head.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Labels = Mapping[str, object]
Target = Callable[[int | None, Labels], int | None]


def _masked(_toxic: int | None, _labels: Labels) -> int | None:
    return None


def _as_toxic(toxic: int | None, _labels: Labels) -> int | None:
    return toxic


def _harmless(_toxic: int | None, _labels: Labels) -> int | None:
    return 0


def _harmless_if_clean(toxic: int | None, _labels: Labels) -> int | None:
    return 0 if toxic == 0 else None


def _one_of(field: str, values: Mapping[str, int]) -> Target:
    def target(_toxic: int | None, labels: Labels) -> int | None:
        return values.get(str(labels.get(field)))

    return target


def _mlma_identity(_toxic: int | None, labels: Labels) -> int | None:
    sentiment = str(labels.get("sentiment"))
    return 1 if "hateful" in sentiment else 0 if sentiment == "normal" else None


@dataclass(frozen=True, slots=True)
class Use:
    """How one set is used.

    Weights multiply: `negatives` is a further factor for rows of target 0, `listed` one for work chat that a word list
    would catch, nearly all of it swearing at things. `share` is the part of its rows that is taken, by hash.
    """

    toxicity: Target = _as_toxic
    identity_attack: Target = _masked
    weight: float = 1.0
    identity_weight: float = 1.0
    negatives: float = 1.0
    languages: frozenset[str] | None = None
    share: float = 1.0
    listed: float = 1.0


def _hate(identity_attack: Target) -> Use:
    return Use(identity_attack=identity_attack, weight=0.1, negatives=0.6)


TABLE: Mapping[str, Use] = {
    "train/conda_dota2_en": Use(identity_attack=_harmless_if_clean, weight=0.7),
    "train/convabuse_en": Use(identity_attack=_harmless_if_clean),
    "train/davidson_en": Use(
        identity_attack=_one_of("class", {"hate": 1, "offensive": 0, "neither": 0}), weight=0.5, identity_weight=0.7
    ),
    "train/dkhate_da": Use(identity_attack=_harmless_if_clean, weight=3.0),
    "train/edos_sexism_en": _hate(_one_of("label_sexist", {"sexist": 1})),
    "train/gahd_de": _hate(_as_toxic),
    "train/germeval2018_de": Use(
        identity_attack=_one_of("fine", {"ABUSE": 1, "OTHER": 0, "INSULT": 0, "PROFANITY": 0}), weight=1.5
    ),
    "train/hatemojibuild_en": _hate(_as_toxic),
    "train/jigsaw_wiki_en": Use(identity_attack=_harmless_if_clean),
    "train/ken20_hate_en": _hate(_as_toxic),
    "train/mlma_en_fr_ar": Use(
        identity_attack=_mlma_identity, weight=0.1, identity_weight=0.3, languages=frozenset({"en"})
    ),
    "train/paradetox_en": Use(),
    "train/ru_combined_thesis_ru": Use(),
    "train/rudetoxifier_10k_toxic_ru": Use(weight=0.7),
    "train/russe_detox_ru": Use(),
    "train/toxic_spans_civilcomments_en": Use(weight=0.7),
    "train/toxigen_demonstrations_en": _hate(_as_toxic),
    "train/tweeteval_hate_en": _hate(_one_of("hate", {"1": 1})),
    "train/tweeteval_offensive_en": Use(identity_attack=_harmless_if_clean),
    "train/wiki_identity_negatives_en": Use(identity_attack=_harmless),
    "train/wsu_dev_toxicity_en": Use(identity_attack=_harmless_if_clean, weight=1.5),
    "chat/ubuntu_irc": Use(
        toxicity=_harmless, identity_attack=_harmless, weight=0.45, identity_weight=0.15, listed=1.5
    ),
    "other/banking77_intent_en": Use(
        toxicity=_harmless, identity_attack=_harmless, weight=0.2, identity_weight=0.2, share=0.5
    ),
    "other/clinc150_intent_en": Use(
        toxicity=_harmless, identity_attack=_harmless, weight=0.2, identity_weight=0.2, share=0.4
    ),
    "contrast": Use(identity_attack=_one_of("identity_attack", {"0": 0, "1": 1}), weight=1.5, identity_weight=1.5),
    "grammar": Use(identity_attack=_one_of("identity_attack", {"0": 0, "1": 1}), weight=0.5, identity_weight=0.5),
}

LEFT_OUT: Mapping[str, str] = {
    "train/cold_zh": "no product language; half of its rows are positive and no harmless Chinese chat balances them",
    "train/told_br_pt": "share-alike licence and no product language",
    "train/stormfront_en": "share-alike licence",
    "other/sms_spam_en": "spam is another question",
    "other/telegram_spam_ru_en": "spam is another question",
    "other/tweeteval_emotion_en": "an angry text is not a toxic one, and says nothing of it",
}
