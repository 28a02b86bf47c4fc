"""Keeps as much as there is room for of what was found out before."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Latest(Generic[Value]):
    """Keeps the values of the keys that were used last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[bytes, Value] = OrderedDict()

    def get(self, key: bytes) -> Value | None:
        """Return a key's value; the key counts as used."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: bytes, value: Value) -> None:
        """Keep a value; what was unused for longest goes where there is no room."""
        self._values[key] = value
        if len(self._values) > self._most:
            self._values.popitem(last=False)
