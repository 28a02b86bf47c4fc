"""OpenAI's moderation service as a classifier. Members' texts leave the house for it, without who wrote them."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from bot.classifiers.errors import UnusableModelError
from bot.core.labels import Label
from bot.core.signals import Score, Unscored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openai import AsyncOpenAI, OpenAIError
    from pydantic import SecretStr

    from bot.core.signals import Assessment, Scores

MODEL = "omni-moderation-latest"
_ADDRESS = "https://api.openai.com/v1"

# A label's score is its highest category's. `severe_toxicity` and `obscene` have no category: none is about how severe
# a text is, or about swear words. No label takes `violence` and `violence/graphic` (what depicts death or injury, as
# news and games do, threatens nobody), `self-harm…` and `illicit…`.
_CATEGORIES: dict[Label, tuple[str, ...]] = {
    # Harassing language towards any target; `hate` is that against a protected group, and may score where that doesn't.
    Label.TOXICITY: ("harassment", "harassment/threatening", "hate", "hate/threatening"),
    Label.INSULT: ("harassment",),
    Label.IDENTITY_ATTACK: ("hate", "hate/threatening"),
    # "Also includes violence or serious harm" towards the target.
    Label.THREAT: ("harassment/threatening", "hate/threatening"),
    Label.SEXUAL_EXPLICIT: ("sexual", "sexual/minors"),
}
_LACKS: dict[Label, Assessment] = {
    label: Unscored(f"openai has no category for {label}") for label in Label if label not in _CATEGORIES
}
_BLANK: Scores = {**_LACKS, **dict.fromkeys(_CATEGORIES, Score(0.0))}

# A small account may send 10,000 tokens a minute, and a request with more is refused however long one waits (429). A
# token is a byte or more, so this many bytes always fit. 32 texts is what the service's older models took at most.
_BYTES_IN_A_REQUEST = 8_000
_TEXTS_IN_A_REQUEST = 32
_HEAD_BYTES, _TAIL_BYTES = 6_000, 1_999
_AT_ONCE = 4
_TRIES = 3
_PAUSE = 0.5

# Each takes time linear in the text, whatever a member writes.
_MARKS = tuple(
    (re.compile(pattern), mark)
    for pattern, mark in (
        (r"<(?:@[!&]?|!subteam\^)[A-Z0-9]+(?:\|[^<>]*)?>", "@user"),
        (r"<#[A-Z0-9]+(?:\|[^<>]*)?>", "#channel"),
        (r"<a?(:\w+:)\d+>", r"\1"),  # an emoji of the community's own
        (r"(?i:https?://|www\.)[^\s<>|]+", "[link]"),
        (r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "[e-mail]"),
        (r"(?<!\w)@\w[\w.-]*", "@user"),
        (r"\+?\d(?:[\s().–/-]{0,3}\d){6,}", "[number]"),
    )
)
_REASONS = {
    400: "openai refuses the request",
    401: "openai does not accept the key that TAKT_OPENAI_API_KEY sets",
    403: "openai does not serve this key, or not from this place",
    404: "openai has no moderation at the address that TAKT_OPENAI_BASE_URL sets",
    413: "openai finds the request too large",
    422: "openai refuses the request",
    429: "openai asks to wait",
}
_ABOUT_THE_TEXTS = {400, 413, 422}


class OpenAIModerationClassifier:
    """Asks OpenAI's moderation, or a service that speaks like it, for its own scores, uncalibrated.

    Sent are the texts alone, each as `anonymous` gives it; of a text over 8,000 bytes the first 6,000 and the last
    1,999. A blank text is not sent and scores 0. What goes wrong is `Unscored`, to be retried; a refusal of several
    texts is asked again text by text. It serves one event loop after another; close it in each.
    """

    labels = frozenset(_CATEGORIES)

    def __init__(self, key: SecretStr, base_url: str = "", seconds: float = 5.0) -> None:
        """Connect to nothing yet, but load the library, for a second. Raises UnusableModelError.

        `seconds`: within which every call answers, however often it asks again.
        """
        self._key, self._base_url, self._seconds = usable_key(key), usable_address(base_url), seconds
        self._served = MODEL
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client = self._connected()
        self._slots = asyncio.Semaphore(_AT_ONCE)

    @property
    def name(self) -> str:
        """The model, and which dated one it was in the last answer."""
        return f"openai {MODEL}" if self._served == MODEL else f"openai {MODEL} ({self._served})"

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Score original texts, one result per text in order. Never raises for what a service may answer."""
        loop = asyncio.get_running_loop()
        self._move_to(loop)
        deadline = loop.time() + self._seconds
        outgoing = [_cut(anonymous(text)) for text in texts]
        batches = list(_batches(outgoing))
        answers = await asyncio.gather(*(self._ask([outgoing[at] for at in batch], deadline) for batch in batches))
        results = [_BLANK] * len(texts)
        for batch, answer in zip(batches, answers, strict=True):
            for at, scores in zip(batch, answer, strict=True):
                results[at] = scores
        return results

    def _connected(self) -> AsyncOpenAI:
        import openai  # noqa: PLC0415 - it takes a second, and few communities ask for it

        # Tries and deadline are counted here. The address is always given: the library would take one from elsewhere.
        return openai.AsyncOpenAI(
            api_key=self._key.get_secret_value().strip(), base_url=self._base_url, max_retries=0, timeout=None
        )

    def _move_to(self, loop: asyncio.AbstractEventLoop) -> None:
        """Connect anew where the loop of the connections is gone."""
        if self._loop is not None and self._loop is not loop:
            self._client, self._slots = self._connected(), asyncio.Semaphore(_AT_ONCE)
        self._loop = loop

    async def _ask(self, texts: list[str], deadline: float) -> list[Scores]:
        try:
            async with asyncio.timeout_at(deadline), self._slots:
                return self._read(await self._answer(texts, deadline), len(texts))
        except TimeoutError:
            reason = f"openai gave no score within {self._seconds:g} s"
        except _UnansweredError as error:
            if error.about_the_texts and len(texts) > 1:
                alone = await asyncio.gather(*(self._ask([text], deadline) for text in texts))
                return [scores for (scores,) in alone]
            reason = error.reason
        return [{**_LACKS, **dict.fromkeys(_CATEGORIES, Unscored(reason, retry=True))}] * len(texts)

    async def _answer(self, texts: list[str], deadline: float) -> bytes:
        """Ask, and ask again where that may help before the deadline. Raises _UnansweredError."""
        import openai  # noqa: PLC0415 - loaded already

        loop = asyncio.get_running_loop()
        tries = 1
        while True:
            try:
                raw = await self._client.moderations.with_raw_response.create(model=MODEL, input=texts)
            except openai.OpenAIError as error:
                failure = _unanswered(error)
            else:
                return raw.content
            if failure.pause is None or tries == _TRIES or not loop.time() + failure.pause < deadline:
                raise failure
            tries += 1
            await asyncio.sleep(failure.pause)

    def _read(self, content: bytes, count: int) -> list[Scores]:
        try:
            answer = _Answer.model_validate_json(content)
        except ValidationError:
            raise _UnansweredError("openai gave an answer that is no moderation") from None
        if not re.fullmatch(r"omni-moderation-[\w.-]{1,40}", answer.model):
            # Another model's scores mean something else at a policy's thresholds.
            raise _UnansweredError(f"openai answered by another model than {MODEL}")
        if len(answer.results) != count:
            raise _UnansweredError(f"openai gave {len(answer.results)} results where {count} were asked for")
        self._served = answer.model
        return [_scores(each.category_scores) for each in answer.results]


def anonymous(text: str) -> str:
    """Return the text with marks in place of mentions, addresses of mail and web, and numbers of 7 digits or more.

    Names that are written plainly stay: nobody can tell them from words.
    """
    for pattern, mark in _MARKS:
        text = pattern.sub(mark, text)
    return text


class _Result(BaseModel):
    category_scores: dict[str, object]


class _Answer(BaseModel):
    model: str
    results: list[_Result]


@dataclass(eq=False)
class _UnansweredError(Exception):
    """No scores, and why. `pause`: seconds after which asking again may help, None where it will not for now."""

    reason: str
    pause: float | None = None
    about_the_texts: bool = False


def _unanswered(error: OpenAIError) -> _UnansweredError:
    """Say what went wrong in words of our own: the library's hold what the service said, and that may hold texts."""
    import openai  # noqa: PLC0415 - loaded already

    if not isinstance(error, openai.APIStatusError):
        return _UnansweredError("openai can't be reached", _PAUSE)
    status = error.status_code
    if error.code == "insufficient_quota":
        return _UnansweredError(f"openai says that the account's quota is used up ({status})")
    words = _REASONS.get(status, "openai failed" if status >= 500 else "openai gave an answer that is no moderation")
    passes = status in {408, 409, 429} or status >= 500
    pause = _pause(error.response.headers) if passes else None
    return _UnansweredError(f"{words} ({status})", pause, about_the_texts=status in _ABOUT_THE_TEXTS)


def _pause(headers: Mapping[str, str]) -> float | None:
    """Return for how long the service asks to wait; None where it says so in a way that is not understood."""
    try:
        return float(headers.get("retry-after", _PAUSE))
    except ValueError:
        return None


def _scores(given: Mapping[str, object]) -> Scores:
    return {**_LACKS, **{label: _highest(given, categories) for label, categories in _CATEGORIES.items()}}


def _highest(given: Mapping[str, object], categories: Sequence[str]) -> Assessment:
    """Return the highest score; a category without one could be higher than all others."""
    highest = 0.0
    for category in categories:
        match given.get(category):
            case float() | int() as value if 0.0 <= value <= 1.0 and not isinstance(value, bool):
                highest = max(highest, float(value))
            case _:
                return Unscored(f"openai gave no score for {category}", retry=True)
    return Score(highest)


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Group the indices of the texts that are not blank, as many as a request takes."""
    batch: list[int] = []
    size = 0
    for index, text in enumerate(texts):
        if not text.strip():
            continue
        length = len(text.encode())
        if batch and (len(batch) == _TEXTS_IN_A_REQUEST or size + length > _BYTES_IN_A_REQUEST):
            yield batch
            batch, size = [], 0
        batch.append(index)
        size += length
    if batch:
        yield batch


def _cut(text: str) -> str:
    """Return as much as a request takes; half a surrogate pair, which can't be sent, becomes `?`."""
    content = text.encode(errors="replace")
    if len(content) <= _BYTES_IN_A_REQUEST:
        return content.decode()
    return f"{content[:_HEAD_BYTES].decode(errors='ignore')} {content[-_TAIL_BYTES:].decode(errors='ignore')}"


def usable_key(key: SecretStr) -> SecretStr:
    """Return the key. Raises UnusableModelError where it is none."""
    text = key.get_secret_value().strip()
    if not text:
        raise UnusableModelError("openai needs a key: set TAKT_OPENAI_API_KEY.")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise UnusableModelError("TAKT_OPENAI_API_KEY is no key: it holds characters that none has. Copy it again.")
    return key


def usable_address(base_url: str) -> str:
    """Return the address of the service, OpenAI's own for none. Raises UnusableModelError."""
    try:
        parts = urlsplit(base_url or _ADDRESS)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise UnusableModelError(f"TAKT_OPENAI_BASE_URL is no web address. Write one such as {_ADDRESS}, or nothing.")
    return base_url or _ADDRESS
