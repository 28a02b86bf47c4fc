"""Nouns and rules, pure: no await, I/O, clock, chance or logging."""
