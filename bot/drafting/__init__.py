"""Puts replies into words: situations, retrieval over the FAQ, playbooks, a language model, and the linter."""
