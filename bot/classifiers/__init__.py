"""Toxicity models behind the Classifier port."""
