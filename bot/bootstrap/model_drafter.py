"""Puts a language model around the offline drafter, where the settings ask for one."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AsyncExitStack

    from bot.core.voice import Voice
    from bot.drafting.model.asking import Asking
    from bot.drafting.model.server import Place
    from bot.ports import Classifier
    from bot.ports.replies import ReplyDrafter, ReplyExamples, ReplyLinter
    from bot.settings import Settings


class UnusableDrafterError(Exception):
    """The language model that the settings name can't be used; the message says why and what to write instead."""


def build_asking(settings: Settings, closing: AsyncExitStack) -> Asking | None:
    """Return who asks a model, with one budget and one patience for everybody; None where the settings ask for none.

    Nothing is connected yet. `closing`: what to end. Raises UnusableDrafterError.
    """
    if settings.drafter == "playbook":
        return None
    from bot.bootstrap import SystemClock
    from bot.drafting.model.asking import Asking, Limits
    from bot.drafting.model.server import ModelServer

    limits = Limits(seconds=settings.draft_within, tokens_a_day=settings.draft_tokens_a_day)
    asking = Asking(ModelServer(_place(settings)), limits, SystemClock())
    closing.push_async_callback(asking.close)
    return asking


def drafter_with(
    asking: Asking | None, offline: ReplyDrafter, voice: Voice, linter: ReplyLinter, classifier: Classifier | None
) -> Callable[[ReplyExamples | None], ReplyDrafter]:
    """Return what makes a drafter for the examples of one community: the offline one where no model is asked."""
    if asking is None:
        return lambda _: offline
    from bot.drafting.model import Helpers, ModelDrafter
    from bot.drafting.model.prompts import Prompts
    from bot.settings import prompts_folder

    prompts = Prompts(prompts_folder(), voice, canary=secrets.token_hex(8))
    return lambda examples: ModelDrafter(offline, voice, prompts, asking, Helpers(linter, classifier, examples))


def _place(settings: Settings) -> Place:
    from bot.classifiers.errors import UnusableModelError
    from bot.classifiers.openai_moderation import usable_address, usable_key
    from bot.drafting.model.server import Place
    from bot.drafting.model.wire import Api

    if not settings.draft_model.strip():
        raise UnusableDrafterError("TAKT_DRAFTER=openai needs a model: set TAKT_DRAFT_MODEL.")
    try:
        key, address = usable_key(settings.openai_api_key), usable_address(settings.openai_base_url)
    except UnusableModelError as error:
        raise UnusableDrafterError(str(error)) from error
    api = None if settings.draft_api == "auto" else Api(settings.draft_api)
    return Place(key, address, settings.draft_model.strip(), api)
