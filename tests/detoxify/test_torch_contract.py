from collections.abc import Callable

import pytest

from bot.classifiers.detoxify.torch_model import DetoxifyModel
from tests.classifiers.test_classifier_contract import *  # noqa: F403 - the contract's tests run here too
from tests.detoxify import tiny
from tests.detoxify.conftest import Asked


@pytest.fixture(scope="module", params=tiny.ARCHITECTURES)
def classifier(request: pytest.FixtureRequest, made: Callable[[str], tiny.Tiny]) -> Asked:
    """Give Detoxify on torch, with each kind of network."""
    one = made(request.param)
    return Asked(DetoxifyModel.load(one.architecture.variant, one.checkpoint, one.files))
