"""The refusals of Discord's API, with its own codes and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.loopback_discord.texts import Json


class ApiError(Exception):
    """A refusal: the HTTP status and Discord's code and message; `errors` says which fields are at fault."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.body: Json = {"message": message, "code": code}
        if errors:
            self.body["errors"] = errors


_UNKNOWN = {
    "channel": (10003, "Unknown Channel"),
    "guild": (10004, "Unknown Guild"),
    "member": (10007, "Unknown Member"),
    "message": (10008, "Unknown Message"),
    "overwrite": (10009, "Unknown Overwrite"),
    "role": (10011, "Unknown Role"),
    "user": (10013, "Unknown User"),
    "webhook": (10015, "Unknown Webhook"),
    "ban": (10026, "Unknown Ban"),
    "interaction": (10062, "Unknown interaction"),
    "command": (10063, "Unknown application command"),
    "rule": (10066, "Unknown auto moderation rule"),
}


def unknown(what: str) -> ApiError:
    """Return the 404 for a thing that is not there; `what` is Discord's word for it in lower case."""
    code, message = _UNKNOWN[what]
    return ApiError(404, code, message)


def invalid_form(**faults: str) -> ApiError:
    """Return the 400 for a body with faults, each by its field."""
    errors = {name: {"_errors": [{"code": "BASE_TYPE_BAD", "message": fault}]} for name, fault in faults.items()}
    return ApiError(400, 50035, "Invalid Form Body", errors)


def missing_permissions() -> ApiError:
    """Return the 403 for what the bot may not do."""
    return ApiError(403, 50013, "Missing Permissions")


def missing_access() -> ApiError:
    """Return the 403 for a channel that the bot does not see."""
    return ApiError(403, 50001, "Missing Access")
