"""Finds word lists, patterns, links and the language in a text; the one room of the text-matching vendors."""
