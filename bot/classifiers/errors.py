"""What classifiers raise when they can't be had."""


class UnusableModelError(Exception):
    """A model can't be loaded: the message is one sentence that names what is wrong and the way out."""
