"""What Slack answers, as outcomes; its words are left out, they may quote a member."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp

from bot.core.effects import Failed, NoAnswer, Skipped
from bot.platforms.slack.client import Owner, RefusedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from bot.core.effects import Outcome

GONE = Skipped("the message is gone")
NO_MEMBER = Failed("no such member here")
_SERVER_FAULT = 500
_WAIT = frozenset({"ratelimited", "rate_limited"})
# Slack itself says of these that some of it may have been done.
_UNSURE = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
_NOBODY = frozenset({"user_not_found", "user_not_visible", "user_disabled", "cannot_dm_bot"})
_TOKEN = frozenset({"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"})
_PLAIN: Mapping[str, str] = {
    "is_archived": "the channel is archived",
    "thread_not_found": "the thread is gone",
    "message_not_found": "the message is gone",
    "user_not_in_channel": "the member is not in the channel any more",
    "cant_kick_from_general": "Slack removes nobody from the channel that everybody is in",
    "cant_kick_self": "the admin whose token the bot uses can't remove themselves",
    "cant_invite_self": "the admin whose token the bot uses can't let themselves in",
    "msg_too_long": "it is too long for Slack",
}
# What is missing, and what to do about it: with the bot's token, and with the admin's.
_RIGHTS: Mapping[str, tuple[str, str]] = {
    "not_in_channel": (
        "I am not in the channel; /invite me there",
        "the admin whose token I use is not in the channel; they have to join it",
    ),
    "channel_not_found": (
        "the channel is gone or closed to me; /invite me there",
        "the channel is gone or closed to the admin whose token I use; invite them",
    ),
    "cant_delete_message": (
        "my own token deletes only what I wrote; that takes an admin's token (TAKT_SLACK_ADMIN_TOKEN)",
        "Slack does not let the admin whose token I use delete others' messages; they have to be an admin or owner, "
        "and the workspace's settings have to allow it",
    ),
    "messages_tab_disabled": (
        "members can't get direct messages from me; switch on the Messages Tab under App Home in the app's settings",
        "",
    ),
}
_DEFAULT_RIGHTS: Mapping[str, str] = {
    "compliance_exports_prevent_deletion": "the workspace's compliance exports keep every message from being deleted",
    "not_an_enterprise": "the Discovery API is there on Enterprise only",
    "not_allowed_token_type": "this kind of token may not do that",
    "ekm_access_denied": "the workspace's administrators have suspended posting",
}


async def outcome_of(call: Awaitable[Outcome]) -> Outcome:
    """Await a call and turn what Slack refuses into an outcome."""
    try:
        return await call
    except RefusedError as error:
        return _refused(error)
    except (aiohttp.ClientError, TimeoutError) as error:
        return NoAnswer(f"no answer from Slack ({type(error).__name__})")


def right_words(error: RefusedError) -> str:
    """Say which right is missing and who can give it; empty where it is none."""
    code, admin = error.code, error.owner is Owner.ADMIN
    if code == "missing_scope":
        how = "give me a new token of theirs" if admin else "add it to the app and install it again"
        return f"the token of {_whose(error)} lacks the scope {error.needed or 'for it'}; {how}"
    if code in _TOKEN:
        return f"Slack does not accept the token of {_whose(error)} any more ({code}); a new one has to be set"
    if code.startswith("restricted_action"):
        return f"the workspace's settings do not let {_whose(error)} do that ({code})"
    if code in _RIGHTS:
        return _RIGHTS[code][admin]
    return _DEFAULT_RIGHTS.get(code, "")


def _refused(error: RefusedError) -> Outcome:
    code, status = error.code, error.status
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in _WAIT:
        return Failed("Slack asks to wait", retry=True, after=error.wait)
    if status >= _SERVER_FAULT or not code or code in _UNSURE:
        return NoAnswer(f"Slack failed ({code or status})")
    if code in _NOBODY:
        return NO_MEMBER
    if right := right_words(error):
        return Failed(f"{error.owner} lacks a right", permission=right)
    return Failed(_PLAIN.get(code) or f"Slack refused it ({code})")


def _whose(error: RefusedError) -> str:
    return "the admin" if error.owner is Owner.ADMIN else "the bot"
