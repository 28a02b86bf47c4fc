"""Tiny networks, made once, and no network."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
import torch

from tests.detoxify import tiny

if TYPE_CHECKING:
    from collections.abc import Callable


torch.set_num_threads(1)
LOOPBACK = "127.0.0.1"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tiny.Tiny]:
    """Give a tiny network by the name of its architecture, made once."""
    done: dict[str, tiny.Tiny] = {}

    def make(name: str) -> tiny.Tiny:
        if name not in done:
            done[name] = tiny.make(name, tmp_path_factory.mktemp(name))
        return done[name]

    return make


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Cut the network off but for this machine itself; gives what was asked of it."""
    attempts: list[object] = []
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def guarded_look_up(host: str, *rest: object, **options: object) -> object:
        if host == LOOPBACK:
            return look_up(host, *rest, **options)  # type: ignore[arg-type]
        attempts.append(host)
        raise socket.gaierror(-2, "Name or service not known")

    def guarded_connect(self: socket.socket, address: tuple[str, int]) -> None:
        if address[0] != LOOPBACK:
            attempts.append(address)
            raise OSError(101, "Network is unreachable")
        connect(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    return attempts
