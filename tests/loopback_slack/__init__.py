"""A server on this machine that behaves as Slack does, keeps state, and holds each request to Slack's rules.

    async with LoopbackSlack() as slack:                       # one app; slack.app is how it is configured
        nordlys = slack.new_workspace("Nordlys")               # the app is installed, unless installed=False
        eva = nordlys.new_person("eva", admin=True)            # is in all public channels
        chat = nordlys.new_channel("chat")                     # private=True, members=[...], bot=False
        mods = nordlys.new_group("mods", eva)

The program under test gets `slack.api_url` and, for Socket Mode, `slack.app_token`. For HTTP it gets
`slack.app.signing_secret`, and `slack.app.socket_mode = False` and `slack.app.request_url` are set. Tokens are
`nordlys.bot_token`, and `nordlys.user_token(eva, scopes)` for an admin's. `slack.app.configure(manifest)` narrows
scopes, events, commands and shortcuts to a manifest's, before workspaces are made. OAuth:
`eva.approves(authorize_url)` gives where the browser is sent.

Persons act, and what Slack's client would not let them do is an AssertionError: `await eva.writes(chat, "hi",
thread=message, files={"a.png": "title"})`, `edits`, `deletes`, `shares(message, to=other)`, `sees_preview`, `joins`,
`leaves`, `kicks`, `invites(nordlys.bot, chat)`, `opens_home()`. `wrote(chat, text, ago)` and `wrote_many` fill the
history without events. An edit is dated to the whole second, as at Slack: of two edits in a second only the content
tells, and an edit can be dated before its message.

Interactions are returned and waited on: `used = await eva.uses("/takt case 12", chat)`, `presses(message_or_view,
"label or action_id")`, `chooses`, `uses_on(message, callback_id)`, `uses_shortcut(callback_id)`,
`submits(view, {"label, block_id or action_id": "value"})`, `closes(view)`; then `await used.message()`, `.view()`,
`.acked()`, `.rejected()` (errors by block_id) or `.refused()` (what Slack tells when the app did not answer), and
`used.posts`.

Persons see: `inbox`, `private_messages` (ephemeral), `modal`, `home`, `sees(message)`. A message has `read` (all that a
reader sees), `text`, `buttons`, `deleted`; a view has `title`, `inputs`, `buttons`, `errors`.

What came in: `slack.requests`, `slack.asked(r"^chat.delete$", token=...)`, `slack.invalid` (what Slack would refuse or
pass over; a test asserts that it is empty) and `slack.pinged` (mass mentions that were sent). What went out:
`slack.events`, `slack.deliveries` and `slack.delivered(message)`, each with its attempts, `slack.acks` and
`slack.unacked` with the seconds that each took. `await slack.until(condition)` waits for anything.

Trouble, by a pattern on the method: `fail(r"^chat.delete$", "internal_error")`, `lose_answer`, `delay`,
`refuse_for_now` (429 with Retry-After), `limit(pattern, most, seconds)`, `limit_history()`. The response_urls are the
method `response_url`. On the way out: `await disconnect("warning")` (or refresh_requested, link_disabled),
`drop_sockets()`, `refuse_sockets_for(seconds)`, `disable_events()`, `rate_limit_events(nordlys)`, `redeliver(message)`,
`deliver(nordlys, event)`, `deliver_raw(kind, payload)`; over HTTP `await forge(kind, payload, secret=..., ago=...,
headers=...)` and `verify_url()`. Slack's 3 s and (0, 60, 300) s are in `slack.courier.ack_seconds` and
`.retries_after`, those of triggers in `slack.world.trigger_seconds`, to be made shorter.
"""

from tests.loopback_slack.deliveries import Attempt, Delivery
from tests.loopback_slack.interaction import Interaction
from tests.loopback_slack.model import Channel, Message, Team, Token, User, UserGroup
from tests.loopback_slack.people import Person
from tests.loopback_slack.server import LoopbackSlack
from tests.loopback_slack.views import View
from tests.loopback_slack.workspace import Workspace

__all__ = [
    "Attempt",
    "Channel",
    "Delivery",
    "Interaction",
    "LoopbackSlack",
    "Message",
    "Person",
    "Team",
    "Token",
    "User",
    "UserGroup",
    "View",
    "Workspace",
]
