"""The small notations inside a policy file: names, durations, actions, domains."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.core.actions import (
    ActionKind,
    Ban,
    Enforcement,
    Escalate,
    Hide,
    Kick,
    Lock,
    Measure,
    Nudge,
    Remove,
    SlowMode,
    SuppressEmbeds,
    TimeOut,
    Warn,
)
from bot.core.duration import parse_duration
from bot.core.labels import Label
from bot.core.policy import Severity
from bot.core.replies import OFFERABLE
from bot.core.scoring import CLASSIFIERS
from bot.core.situations import Situation
from bot.policy_files.problems import did_you_mean, one_of, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.actions import Action

LONGEST_TIME_OUT = 28 * 86400
# Discord's own limit.
SLOWEST = 6 * 3600
# Past this the calendar itself ends: a strike's last day has to be a date.
_LONGEST = 36_500 * 86400
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
NAME_HINT = "Begin with a small letter a to z, then small letters, digits, - and _ (at most 40)."
_HALF = re.compile("[\ud800-\udfff]")
LANGUAGE = re.compile(r"[a-z]{2,3}")
LANGUAGE_HINT = "Write two or three small letters, such as en, da or nb."
_DOMAIN = re.compile(r"(?=.{4,253}$)([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")
_CAP = re.compile(r"time_out\s*<=\s*(\S+)")
SIMPLE: dict[str, Enforcement] = {
    "nudge": Nudge(), "suppress_embeds": SuppressEmbeds(), "hide": Hide(), "warn": Warn(), "remove": Remove(),
    "kick": Kick(), "ban": Ban(),
}  # fmt: skip

# Why only a moderator does it.
_NEVER_AUTOMATIC: dict[str, str] = {
    ActionKind.REMOVE: "shuts a member out until somebody lets them in",
    ActionKind.KICK: "can not be undone",
    ActionKind.BAN: "can not be undone",
}


def refusal(what: str, hint: str) -> PydanticCustomError:
    """Return an error whose words are shown as they are."""
    return PydanticCustomError("said", "{what}. {hint}", {"what": what, "hint": hint})


def _name(text: str) -> str:
    if NAME.fullmatch(text):
        return text
    raise refusal(f"{shown(text)} can not be a name here", NAME_HINT)


def _language(text: str) -> str:
    if LANGUAGE.fullmatch(text):
        return text
    raise refusal(f"{shown(text)} is not a language code", LANGUAGE_HINT)


def _domain(text: str) -> str:
    if _DOMAIN.fullmatch(text):
        return text.lower()
    raise refusal(f"{shown(text)} is not a domain", "Write it without https:// and path, such as example.com.")


def _text(text: str) -> str:
    if not text.strip():
        raise refusal("this text is empty", "Write something, or take the line away.")
    if _HALF.search(text):
        raise refusal(
            "this text holds half of a character", r"Write the character itself instead of `\u` and a number."
        )
    return text


def _duration(value: object) -> int:
    try:
        seconds = parse_duration(value if isinstance(value, str) else "")
    except ValueError:
        hint = "Write a whole number and s, m, h or d, such as 10m or 90d."
        raise refusal(f"{shown(value)} is not a duration", hint) from None
    if seconds > _LONGEST:
        raise refusal(f"{shown(value)} is longer than a hundred years", "Write 36500d or less.")
    return seconds


def _time_out(value: object) -> int:
    seconds = _duration(value)
    if seconds > LONGEST_TIME_OUT:
        raise refusal(f"a time-out of {shown(value)} is longer than any platform can do", "Write 28d or less.")
    return seconds


def _measure_length(value: object) -> int:
    seconds = _duration(value)
    if seconds > 86400:
        raise refusal(f"{shown(value)} is too long to keep a channel from talking", "Write 24h or less.")
    return seconds


def measure(text: str) -> Measure:
    """Read `slow_mode 30s` or `lock`, for a day; the raid says for how long. Raises a refusal."""
    word, _, rest = text.strip().partition(" ")
    if word == ActionKind.LOCK and not rest:
        return Lock(86400)
    if word == ActionKind.SLOW_MODE and rest.strip():
        delay = _duration(rest)
        if delay > SLOWEST:
            raise refusal(
                f"a slow mode of {shown(rest.strip())} is slower than any platform can do", "Write 6h or less."
            )
        return SlowMode(delay, 86400)
    if word == ActionKind.SLOW_MODE:
        raise refusal("`slow_mode` does not say how slow", "Say it, such as `slow_mode 30s`.")
    known = ["slow_mode 30s", "lock"]
    raise refusal(f"{shown(text)} is nothing that is done to a channel", did_you_mean(text, known, one_of(known)))


def _window(value: object) -> int:
    seconds = _duration(value)
    if seconds > 86400:
        raise refusal(f"{shown(value)} is longer than anything is counted", "Write 24h or less.")
    return seconds


def _retention(value: object) -> int | None:
    return None if value == "none" else _duration(value)


def enforcement(text: str) -> Enforcement:
    """Read `hide` or `time_out 24h`. Raises a refusal."""
    word, _, rest = text.strip().partition(" ")
    if word == ActionKind.TIME_OUT:
        if not rest.strip():
            raise refusal("`time_out` says no duration", "Say how long, such as `time_out 1h`.")
        return TimeOut(_time_out(rest))
    if word in SIMPLE and not rest:
        return SIMPLE[word]
    known = [*SIMPLE, "time_out 1h"]
    raise refusal(f"{shown(text)} is no action here", did_you_mean(text, known, one_of(known)))


def action(text: str) -> Action:
    """Read an action of a step that is one word or `time_out 1h`. Raises a refusal."""
    if text.strip() == ActionKind.ESCALATE:
        return Escalate()
    word = text.strip().partition(" ")[0]
    if word not in {*SIMPLE, ActionKind.TIME_OUT}:
        known = [*SIMPLE, "time_out: 1h", "escalate"]
        raise refusal(f"{shown(text)} is no action", did_you_mean(word, known, one_of(known)))
    return enforcement(text)


def cap(text: str) -> Enforcement:
    """Read an entry of `caps.automatic`: a kind, or `time_out <= 24h`. Raises a refusal."""
    word = text.strip()
    if word in _NEVER_AUTOMATIC:
        hint = "Take it away here; a ladder proposes it with `escalate: {propose: " + word + "}`."
        raise refusal(f"`{word}` {_NEVER_AUTOMATIC[word]}, so it is never automatic", hint)
    if word == ActionKind.ESCALATE:
        raise refusal("`escalate` is not automatic: it asks a moderator", "Take it away; it is always allowed.")
    if word in SIMPLE:
        return SIMPLE[word]
    found = _CAP.fullmatch(word)
    if found:
        return TimeOut(_time_out(found[1]))
    if word.startswith(ActionKind.TIME_OUT):
        raise refusal(f"{shown(text)} does not say up to how long", 'Write "time_out <= 24h", in quotes.')
    known = ["nudge", "suppress_embeds", "hide", "warn", '"time_out <= 24h"']
    raise refusal(f"{shown(text)} is no action", did_you_mean(text, known, one_of(known)))


def _label(value: object) -> Label:
    if isinstance(value, str) and value in list(Label):
        return Label(value)
    raise refusal(f"{shown(value)} is no label", did_you_mean(str(value), list(Label), one_of(Label)))


def _classifier(value: object) -> str:
    if isinstance(value, str) and value in CLASSIFIERS:
        return value
    raise refusal(f"{shown(value)} is no classifier", did_you_mean(str(value), CLASSIFIERS, one_of(CLASSIFIERS)))


def _severity(value: object) -> Severity:
    names = [each.name.lower() for each in Severity]
    if isinstance(value, str) and value in names:
        return Severity[value.upper()]
    raise refusal(f"{shown(value)} is no severity", did_you_mean(str(value), names, one_of(names)))


def _offerable(value: object) -> Situation:
    if isinstance(value, str) and value in OFFERABLE:
        return Situation(value)
    hint = did_you_mean(str(value), OFFERABLE, one_of(OFFERABLE))
    raise refusal(f"{shown(value)} is nothing that a draft is offered for", hint)


def _read(how: Callable[[str], object]) -> BeforeValidator:
    def read(value: object) -> object:
        if isinstance(value, str):
            return how(value)
        raise refusal(f"{shown(value)} is no text", "Write it as one text, in quotes if need be.")

    return BeforeValidator(read)


def _schema(kind: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, **more})


_DURATION = "^[1-9][0-9]{0,6}[smhd]$"
_STRICT = Field(strict=True)

Text = Annotated[str, _STRICT, AfterValidator(_text), _schema("string", minLength=1)]
Name = Annotated[str, _STRICT, AfterValidator(_name), _schema("string", pattern="^[a-z][a-z0-9_-]{0,39}$")]
Language = Annotated[str, _STRICT, AfterValidator(_language), _schema("string", pattern="^[a-z]{2,3}$")]
Domain = Annotated[str, _STRICT, AfterValidator(_domain), _schema("string", minLength=4)]
Probability = Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False)]
Duration = Annotated[int, BeforeValidator(_duration), _schema("string", pattern=_DURATION)]
TimeOutLength = Annotated[int, BeforeValidator(_time_out), _schema("string", pattern=_DURATION)]
WindowLength = Annotated[int, BeforeValidator(_window), _schema("string", pattern=_DURATION)]
Retention = Annotated[int | None, BeforeValidator(_retention), _schema("string", pattern=f"^none$|{_DURATION}")]
LabelName = Annotated[Label, BeforeValidator(_label), _schema("string", enum=[each.value for each in Label])]
ClassifierName = Annotated[str, BeforeValidator(_classifier), _schema("string", enum=list(CLASSIFIERS))]
SeverityName = Annotated[
    Severity, BeforeValidator(_severity), _schema("string", enum=[each.name.lower() for each in Severity])
]
Offerable = Annotated[
    Situation, BeforeValidator(_offerable), _schema("string", enum=[each.value for each in OFFERABLE])
]
_ONE_WORD = "nudge|suppress_embeds|hide|warn|remove|kick|ban|time_out +[1-9][0-9]{0,6}[smhd]"
EnforcementWord = Annotated[Enforcement, _read(enforcement), _schema("string", pattern=f"^({_ONE_WORD})$")]
ActionWord = Annotated[Enforcement | Escalate, _read(action), _schema("string", pattern=f"^({_ONE_WORD}|escalate)$")]
MeasureLength = Annotated[int, BeforeValidator(_measure_length), _schema("string", pattern=_DURATION)]
MeasureWord = Annotated[Measure, _read(measure), _schema("string", pattern="^(slow_mode +[1-9][0-9]{0,6}[smhd]|lock)$")]
CapWord = Annotated[
    Enforcement,
    _read(cap),
    _schema("string", pattern=r"^(nudge|suppress_embeds|hide|warn|time_out\s*<=\s*[1-9][0-9]{0,6}[smhd])$"),
]
