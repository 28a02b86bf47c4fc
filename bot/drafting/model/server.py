"""A language model's server: OpenAI's, or any other that speaks one of its two protocols."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.drafting.model.failures import Blame, ModelFailedError
from bot.drafting.model.wire import Api, body, read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai import AsyncOpenAI, OpenAIError
    from pydantic import SecretStr

    from bot.drafting.model.wire import Prompt, Said

_PATHS = {Api.RESPONSES: "/responses", Api.CHAT: "/chat/completions"}
_TRIES = 2
_PAUSE = 0.5
_WORDS = {
    400: "openai refuses the request",
    401: "openai does not accept the key that TAKT_OPENAI_API_KEY sets",
    403: "openai does not serve this key, or not from this place",
    404: "openai has no such model, or there is none at TAKT_OPENAI_BASE_URL",
    413: "openai finds the request too large",
    422: "openai refuses the request",
    429: "openai asks to wait",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model is, and how it is asked there. `api`: None for what fits the address.

    `most_tokens`: of one answer, with what a model that reasons thinks before.
    """

    key: SecretStr
    base_url: str
    model: str
    api: Api | None = None
    most_tokens: int = 2_000

    @property
    def first_api(self) -> Api:
        """Responses at OpenAI's own address; elsewhere Chat Completions, which every server has."""
        if self.api is not None:
            return self.api
        host = urlsplit(self.base_url).hostname or ""
        return Api.RESPONSES if host == "openai.com" or host.endswith(".openai.com") else Api.CHAT


class ModelServer:
    """Asks a model. A server without Responses is asked by Chat Completions from then on.

    The library is loaded when it is first asked. It serves one event loop after another; close it in each.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._api = place.first_api
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: AsyncOpenAI | None = None

    @property
    def model(self) -> str:
        """The model's name."""
        return self._place.model

    @property
    def most_tokens(self) -> int:
        """How many tokens an answer takes at most."""
        return self._place.most_tokens

    async def close(self) -> None:
        """Close the connections, if there are any."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def ask(self, prompt: Prompt, member: str, deadline: float) -> Said:
        """Return what the model says, whose answer is for `member`, a hash. Raises ModelFailedError.

        `deadline`: of the loop's clock. No second try begins that can't end before; to stop at it is the caller's.
        """
        try:
            return await self._by(self._api, prompt, member, deadline)
        except ModelFailedError as failure:
            if self._api is Api.CHAT or failure.status != 404:
                raise
        said = await self._by(Api.CHAT, prompt, member, deadline)
        self._api = Api.CHAT
        return said

    async def _by(self, api: Api, prompt: Prompt, member: str, deadline: float) -> Said:
        content = body(api, prompt, self._place.model, self._place.most_tokens)
        if api is Api.RESPONSES:
            content["safety_identifier"] = member  # OpenAI's own wish, which others may not know
        return read(api, await self._answer(_PATHS[api], content, deadline))

    async def _answer(self, path: str, content: Mapping[str, object], deadline: float) -> bytes:
        if self._client is None:
            await asyncio.to_thread(import_module, "openai")  # it takes a second, and few communities ask for it
        import openai  # noqa: PLC0415 - loaded already

        loop = asyncio.get_running_loop()
        tries = 1
        while True:
            try:
                return await self._here(loop).post(path, cast_to=bytes, body=content)
            except openai.OpenAIError as error:
                failure = _failure(error)
            if failure.pause is None or tries == _TRIES or not loop.time() + failure.pause < deadline:
                raise failure
            tries += 1
            await asyncio.sleep(failure.pause)

    def _here(self, loop: asyncio.AbstractEventLoop) -> AsyncOpenAI:
        """Return the client of this loop; the connections of one before are gone with it."""
        if self._client is None or self._loop is not loop:
            import openai  # noqa: PLC0415 - loaded already

            # Tries and deadline are counted here. The address is always given: the library would take one from
            # elsewhere.
            self._client = openai.AsyncOpenAI(
                api_key=self._place.key.get_secret_value().strip(),
                base_url=self._place.base_url,
                max_retries=0,
                timeout=None,
            )
            self._loop = loop
        return self._client


def _failure(error: OpenAIError) -> ModelFailedError:
    """Say what went wrong in words of our own."""
    import openai  # noqa: PLC0415 - loaded already

    if not isinstance(error, openai.APIStatusError):
        return ModelFailedError("openai can't be reached", Blame.SERVER, _PAUSE, billed=False)
    status = error.status_code
    if error.code == "insufficient_quota":
        words = "openai says that the account's quota is used up"
        return ModelFailedError(f"{words} ({status})", Blame.SERVER, billed=False, status=status)
    words = _WORDS.get(status, "openai failed" if status >= 500 else "openai gave no answer that can be read")
    passes = status in {408, 409, 429} or status >= 500
    pause = _pause(error.response.headers) if passes else None
    return ModelFailedError(f"{words} ({status})", Blame.SERVER, pause, billed=False, status=status)


def _pause(headers: Mapping[str, str]) -> float | None:
    """Return for how long the server asks to wait; None where it says so in a way that is not understood."""
    try:
        pause = float(headers.get("retry-after", _PAUSE))
    except ValueError:
        return None
    return pause if pause >= 0.0 else None
