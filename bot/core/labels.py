"""The labels of the toxicity model. They are Detoxify's; every classifier maps to them."""

from enum import StrEnum


class Label(StrEnum):
    """One kind of toxicity that a classifier may give a probability for."""

    TOXICITY = "toxicity"
    SEVERE_TOXICITY = "severe_toxicity"
    OBSCENE = "obscene"
    THREAT = "threat"
    INSULT = "insult"
    IDENTITY_ATTACK = "identity_attack"
    SEXUAL_EXPLICIT = "sexual_explicit"
