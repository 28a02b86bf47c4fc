"""What the app answers to an interaction, and what the person then sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.loopback_slack.blockkit import view_faults
from tests.loopback_slack.content import content_parts, content_refusal, note_pings
from tests.loopback_slack.interaction import COMMAND, SUBMIT, Interaction
from tests.loopback_slack.model import Message
from tests.loopback_slack.posting import Draft, delete, edit, post
from tests.loopback_slack.views import MOST_STACKED, View, close, close_all, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.loopback_slack.deliveries import Attempt
    from tests.loopback_slack.errors import SlackError
    from tests.loopback_slack.model import Json
    from tests.loopback_slack.world import World

_KNOWN = {
    *("text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "thread_ts"),
    *("mrkdwn", "unfurl_links", "unfurl_media", "metadata", "username", "icon_url", "icon_emoji"),
}
_FAILURES = {"timeout": "operation_timeout", "http_timeout": "operation_timeout"}


class Answers:
    """Does what the app answers. `object_to` notes what Slack would refuse or pass over."""

    def __init__(self, world: World, object_to: Callable[..., None]) -> None:
        self._world = world
        self._object_to = object_to

    def acknowledged(self, made: Interaction, attempt: Attempt) -> None:
        """Take the acknowledgement of an interaction, or that there was none."""
        if not attempt.is_acked:
            made.failed = _FAILURES.get(attempt.failure, "dispatch_failed")
            return
        body = attempt.body if isinstance(attempt.body, dict) else {"text": attempt.body} if attempt.body else {}
        if made.kind == COMMAND and body:
            self.post(made, body)
        if made.kind == SUBMIT and isinstance(made.source, View):
            self._submitted(made, made.source, body)
        made.ack = body

    def post(self, made: Interaction, body: Mapping[str, Any]) -> SlackError | None:
        """Post what the app answers in an acknowledgement or to the response_url; return why Slack refuses."""
        note_pings(self._world, "response_url", body)
        unknown = sorted(set(body) - _KNOWN)
        self._object_to("response_url", *(f"unknown field {each!r}" for each in unknown))
        if body.get("delete_original"):
            self._delete_original(made)
            return None
        refusal = content_refusal(body)
        if refusal is not None:
            self._object_to("response_url", *refusal[1])
            return refusal[0]
        if body.get("replace_original") and isinstance(made.source, Message):
            self._replace(made.source, body)
            made.posts.append(made.source)
        else:
            made.posts.append(self._posted(made, body))
        return None

    def _posted(self, made: Interaction, body: Mapping[str, Any]) -> Message:
        channel, bot = made.channel, made.team.bot
        assert channel is not None
        text, thread = str(body.get("text") or ""), body.get("thread_ts")
        if body.get("response_type") == "in_channel":
            draft = Draft(
                channel=channel, user=bot, text=text, parts=content_parts(body), thread_ts=thread, by_app=True
            )
            return post(self._world, draft)
        message = Message(self._world.ids.ts(), channel, bot, text, content_parts(body), thread_ts=thread)
        message.app_id, message.bot_id = self._world.app.id, bot.bot_id if bot else None
        message.seen_by = made.user.id
        channel.ephemeral.append(message)
        return message

    def _replace(self, message: Message, body: Mapping[str, Any]) -> None:
        text, parts = str(body.get("text") or ""), {"blocks": None, "attachments": None, **content_parts(body)}
        if message.seen_by is None and message.user is not None:
            edit(self._world, message, message.user, text, parts)
        else:
            message.text, message.parts = text, {name: value for name, value in parts.items() if value}

    def _delete_original(self, made: Interaction) -> None:
        message = made.source
        if not isinstance(message, Message):
            self._object_to("response_url", "delete_original where there is no original")
        elif message.seen_by is None:
            delete(self._world, message)
        elif not message.deleted:
            message.deleted = True
            message.channel.ephemeral.remove(message)

    def _submitted(self, made: Interaction, view: View, body: Json) -> None:
        action = body.get("response_action")
        if action is None:
            if body:
                self._object_to("view_submission", f"an answer without response_action: {sorted(body)}")
            close(self._world, view)
        elif action == "clear":
            close_all(self._world, view.user)
        elif action == "errors":
            self._rejected(made, view, body.get("errors") or {})
        elif action in ("update", "push"):
            self._shown(made, view, action, body.get("view") or {})
        else:
            self._object_to("view_submission", f"unknown response_action {action!r}")

    def _rejected(self, made: Interaction, view: View, errors: dict[str, str]) -> None:
        blocks = {each["block_id"] for each in view.blocks if each["type"] == "input"}
        unknown = sorted(set(errors) - blocks)
        if unknown or not errors:
            self._object_to("view_submission", f"errors for blocks that are no inputs of the view: {unknown}")
            made.failed = "invalid_response"
            return
        view.errors = made.errors = errors

    def _shown(self, made: Interaction, view: View, action: str, body: Json) -> None:
        note_pings(self._world, "view_submission", {"view": body})
        faults = view_faults(body)
        if action == "push" and len(self._world.modals.get(view.user.id, [])) >= MOST_STACKED:
            faults.append("too many modals on top of one another")
        if faults:
            self._object_to("view_submission", *faults)
            made.failed = "invalid_response"
            return
        if action == "push":
            made.views.append(opened(self._world, view.user, body, on_top=True))
        else:
            view.show(body)
            made.views.append(view)
