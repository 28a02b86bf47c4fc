"""Sends messages at a steady rate, as lines of JSON over a TCP connection to this machine: `sender PORT RATE SECONDS`.

Each tells when it was due, in seconds of the monotonic clock, which on Linux all processes share.
"""

from __future__ import annotations

import json
import random
import socket
import sys
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SENTENCES = Path(__file__).resolve().parents[1] / "training" / "held_out.jsonl"
MEMBERS = 2_000
# Of so many messages one is an attack.
_SHARE = 50


def main() -> None:
    """Send, and end."""
    port, rate, seconds = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    lines = _lines()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        began = time.monotonic()
        for number in range(int(rate * seconds)):
            due = began + number / rate
            time.sleep(max(0.0, due - time.monotonic()))
            connection.sendall(json.dumps(next(lines) | {"due": due}).encode() + b"\n")


def _lines() -> Iterator[dict[str, object]]:
    """Make messages by chance, no two alike, one to three sentences long."""
    chance = random.Random(4)
    rows = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    clean, attacks = ([row["text"] for row in rows if row["toxic"] == toxic] for toxic in (0, 1))
    for number in count(1):
        texts = attacks if chance.randrange(_SHARE) == 0 else clean
        text = " ".join(chance.choices(texts, k=chance.choice((1, 1, 2, 3))))
        yield {"id": f"{number:019}", "member": f"member-{chance.randrange(MEMBERS)}", "text": f"{text} {number}"}


if __name__ == "__main__":
    main()
