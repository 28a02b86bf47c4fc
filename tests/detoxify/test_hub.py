from __future__ import annotations

import hashlib
import json
import shutil
import socket
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
import torch
from detoxify.detoxify import MODEL_URLS
from huggingface_hub import constants

from bot.classifiers.detoxify import hub, load_torch_model
from bot.classifiers.detoxify.variants import VARIANTS
from bot.classifiers.errors import UnusableModelError
from tests.detoxify.conftest import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.detoxify import tiny

    Made = Callable[[str], tiny.Tiny]

ORIGINAL = VARIANTS["original"]


@pytest.fixture(autouse=True)
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give empty caches to both libraries; returns the folder of torch's."""
    before = torch.hub.get_dir()
    torch.hub.set_dir(str(tmp_path / "torch"))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    yield tmp_path / "torch" / "checkpoints"
    torch.hub.set_dir(before)


@pytest.fixture
def released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Serve a folder from which the original variant is to be downloaded."""
    folder = tmp_path / "released"
    folder.mkdir()
    handler = partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer((LOOPBACK, 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://{LOOPBACK}:{server.server_port}/"
    monkeypatch.setitem(MODEL_URLS, "original", address + "toxic_original-c1212f89.ckpt")
    yield folder
    server.shutdown()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:  # type: ignore[explicit-override]  # typing.override is newer than 3.11
        """Say nothing."""


def _publish(one: tiny.Tiny, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(one.checkpoint, folder)
    monkeypatch.setitem(MODEL_URLS, "original", ORIGINAL.address.rpartition("/")[0] + "/" + one.checkpoint.name)


def test_the_published_files_have_hashes_in_their_names() -> None:
    """Each variant that the package knows is known here, with an address and a hash."""
    assert set(VARIANTS) == set(MODEL_URLS)
    assert {each.hash_prefix for each in VARIANTS.values()} == {
        "c1212f89",
        "c7548aa0",
        "0b549669",
        "0e1d6498",
        "c8519128",
    }


def test_weights_are_downloaded_once(made: Made, released: Path, caches: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first use downloads into torch's cache, the next finds them there; the name says that they are published."""
    one = made("bert")
    _publish(one, released, monkeypatch)
    first = load_torch_model("original", files=one.files)
    (released / one.checkpoint.name).unlink()
    second = load_torch_model("original", files=one.files)
    assert (caches / one.checkpoint.name).is_file()
    assert first.name == second.name == f"detoxify-original {one.checkpoint.stem.removeprefix('tiny-')}"


def test_a_download_with_another_hash_is_thrown_away(made: Made, released: Path, caches: Path) -> None:
    """What comes under the published name and is another file is not kept, let alone unpickled."""
    (released / ORIGINAL.file).write_bytes(made("bert").checkpoint.read_bytes())
    with pytest.raises(UnusableModelError, match="is not the published file"):
        load_torch_model("original", files=made("bert").files)
    assert not list(caches.iterdir())


def test_a_file_that_the_server_lacks_is_said(made: Made, released: Path) -> None:
    """A refusal by the server is one sentence with the way out."""
    assert not list(released.iterdir())
    with pytest.raises(UnusableModelError, match=r"can't be downloaded.*not found.*TAKT_DETOXIFY_CHECKPOINT"):
        load_torch_model("original", files=made("bert").files)


def test_a_damaged_cache_is_refused(made: Made, caches: Path) -> None:
    """A file that changed in the cache is found before it is unpickled."""
    caches.mkdir(parents=True)
    (caches / ORIGINAL.file).write_bytes(b"another file")
    with pytest.raises(UnusableModelError, match="Delete it and get it again"):
        load_torch_model("original", files=made("bert").files)


def test_another_variants_file_is_refused(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights of one variant are never served under the name of another, whatever their file is called."""
    one = made("bert")
    _publish(one, tmp_path, monkeypatch)
    mine = tmp_path / "mine.ckpt"
    shutil.copy(one.checkpoint, mine)
    with pytest.raises(UnusableModelError, match="holds detoxify:original, not detoxify:unbiased"):
        load_torch_model("unbiased", mine, one.files)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_missing_network_is_said_at_once(variant: str, made: Made) -> None:
    """Without a network there is one sentence, in a few seconds, with the settings that need none."""
    began = time.monotonic()
    for files in (None, made("bert").files):
        with pytest.raises(UnusableModelError) as refusal:
            load_torch_model(variant, files=files)
        sentence = str(refusal.value)
        assert "\n" not in sentence
        assert "Name or service not known" in sentence
        assert "TAKT_DETOXIFY_CHECKPOINT" in sentence
        assert "TAKT_DETOXIFY_FILES" in sentence
    assert time.monotonic() - began < 5


def test_a_network_that_never_answers_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that is silent holds nobody up for over five seconds."""
    end = threading.Event()

    def hang(*_: object, **__: object) -> NoReturn:
        end.wait(60)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    began = time.monotonic()
    with pytest.raises(UnusableModelError, match="no answer in 3 s"):
        load_torch_model("original")
    end.set()
    assert time.monotonic() - began < 5


def test_a_hub_that_is_forbidden_is_not_asked(monkeypatch: pytest.MonkeyPatch, asked: list[object]) -> None:
    """HF_HUB_OFFLINE is respected."""
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(UnusableModelError, match="HF_HUB_OFFLINE forbids it"):
        load_torch_model("original")
    assert not asked


def _cache(one: tiny.Tiny) -> Path:
    """Put the files where the hub's client keeps what it downloaded."""
    folder = torch.hub.get_dir() + "/../hub/models--bert-base-uncased"
    home = Path(folder)
    snapshot = home / "snapshots" / ("a" * 40)
    shutil.copytree(one.files, snapshot)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("a" * 40, encoding="ascii")
    return snapshot


def test_what_the_hub_gave_before_is_used_without_a_network(made: Made, asked: list[object]) -> None:
    """A machine that loaded it once loads it again offline."""
    one = made("bert")
    _cache(one)
    assert load_torch_model("original", one.checkpoint).labels
    assert not asked


def test_a_download_that_was_broken_off_is_fetched_again(made: Made, asked: list[object]) -> None:
    """A cached folder without a tokenizer is not taken for whole."""
    one = made("bert")
    (_cache(one) / "tokenizer.json").unlink()
    with pytest.raises(UnusableModelError, match="can't be reached"):
        load_torch_model("original", one.checkpoint)
    assert asked


def _sha1(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


class _Hub(_Quiet):
    """As much of a hub as its client asks for to fetch one model."""

    def do_HEAD(self) -> None:  # type: ignore[explicit-override]
        self._answer(with_body=False)

    def do_GET(self) -> None:  # type: ignore[explicit-override]
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        folder = Path(self.directory)
        name = self.path.partition("?")[0].rpartition("/")[2]
        if "/tree/" in self.path:
            body = json.dumps(
                [
                    {"type": "file", "path": each.name, "size": each.stat().st_size, "oid": _sha1(each.read_bytes())}
                    for each in folder.iterdir()
                ]
            ).encode()
        elif self.path.startswith("/api/models/"):
            files = [{"rfilename": each.name} for each in folder.iterdir()]
            body = json.dumps({"id": "bert-base-uncased", "sha": "b" * 40, "siblings": files}).encode()
        else:
            body = (folder / name).read_bytes() if (folder / name).is_file() else b""
        self.send_response(200 if body or self.path == "/" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{_sha1(body)}"')
        self.send_header("X-Repo-Commit", "b" * 40)
        self.end_headers()
        if with_body:
            self.wfile.write(body)


def test_configuration_and_tokenizer_come_from_the_hub(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first use fetches the small files, and no weights; the next needs no network."""
    one = made("bert")
    published = tmp_path / "published"
    shutil.copytree(one.files, published)
    (published / "model.safetensors").write_bytes(b"weights that nobody needs")
    server = ThreadingHTTPServer((LOOPBACK, 0), partial(_Hub, directory=str(published)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://{LOOPBACK}:{server.server_port}"
    monkeypatch.setattr(constants, "ENDPOINT", address)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", address + "/{repo_id}/resolve/{revision}/{filename}")
    folder = hub.language_model_files("bert-base-uncased")
    server.shutdown()
    server.server_close()
    assert {each.name for each in folder.iterdir()} == {each.name for each in one.files.iterdir()}
    assert load_torch_model("original", one.checkpoint).labels
