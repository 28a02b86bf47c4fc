from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.classifiers.detoxify.export import export
from bot.classifiers.detoxify.exported import ExportedModel
from bot.classifiers.detoxify.loading import load
from bot.classifiers.model import InThread
from tests.classifiers.test_classifier_contract import *  # noqa: F403 - the contract's tests run here too
from tests.detoxify import tiny

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module", params=tiny.ARCHITECTURES)
def classifier(
    request: pytest.FixtureRequest, made: Callable[[str], tiny.Tiny], tmp_path_factory: pytest.TempPathFactory
) -> InThread:
    """Give the export in eight bits of each kind of network."""
    one = made(request.param)
    folder = tmp_path_factory.mktemp("exported") / f"detoxify-{one.architecture.variant}"
    export(load(one.architecture.variant, one.checkpoint, one.files), folder)
    return InThread(ExportedModel.load(folder))
