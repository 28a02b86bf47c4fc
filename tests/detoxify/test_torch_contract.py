from collections.abc import Callable

import pytest

from bot.classifiers.detoxify.torch_model import DetoxifyModel
from bot.classifiers.model import InThread
from tests.classifiers.test_classifier_contract import *  # noqa: F403 - the contract's tests run here too
from tests.detoxify import tiny


@pytest.fixture(scope="module", params=tiny.ARCHITECTURES)
def classifier(request: pytest.FixtureRequest, made: Callable[[str], tiny.Tiny]) -> InThread:
    """Give Detoxify on torch, with each kind of network."""
    one = made(request.param)
    return InThread(DetoxifyModel.load(one.architecture.variant, one.checkpoint, one.files))
