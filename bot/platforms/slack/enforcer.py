"""The port Enforcer on one Slack workspace."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, assert_never

import aiohttp

from bot.core.effects import ON_FEEDBACK, Applied, EffectKind, Failed
from bot.pipeline.passing_on import pass_to
from bot.platforms.slack.access import Access
from bot.platforms.slack.client import RefusedError
from bot.platforms.slack.copies import Copies
from bot.platforms.slack.forwards import Forwards
from bot.platforms.slack.outcomes import outcome_of
from bot.platforms.slack.replies import Replies
from bot.platforms.slack.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.effects import Order, Outcome
    from bot.platforms.slack.workspace import Workspace

_NOT_HERE = Failed("no app can do that in Slack")
_SAYS = frozenset({EffectKind.NOTIFY, EffectKind.REPLY, EffectKind.FORWARD})
# So many posts are remembered; Slack knows no key by which it would do that itself.
_REMEMBERED = 1000
# Where these are what Slack answers to a look, there is nothing that could have been done.
_NOTHING_THERE = frozenset(
    {
        *("channel_not_found", "not_in_channel", "is_archived", "message_not_found", "thread_not_found"),
        *("user_not_found", "user_not_visible", "user_disabled", "cannot_dm_bot"),
    }
)


class SlackEnforcer:
    """Does effects in a workspace. `workspace` gives it as its tokens were last found to be."""

    def __init__(self, workspace: Callable[[], Workspace]) -> None:
        self._workspace = workspace
        self._said: OrderedDict[str, Applied] = OrderedDict()

    @property
    def capabilities(self) -> frozenset[EffectKind]:
        """What the workspace's tokens allow; single channels may still forbid some."""
        return self._workspace().capabilities

    async def enforce(self, order: Order, *, idempotency_key: str) -> Outcome:
        """Do one order. What was said is not said twice."""
        says = order.effect.kind in _SAYS
        if says and (known := self._said.get(idempotency_key)):
            return known
        outcome = await outcome_of(self._do(order, idempotency_key))
        if says and isinstance(outcome, Applied):
            self._remember(idempotency_key, outcome)
        return outcome

    async def look(self, order: Order, *, idempotency_key: str) -> Applied | None:
        """Say whether it is so already. Raises OSError or TimeoutError without an answer."""
        try:
            return await self._found(order, idempotency_key)
        except RefusedError as error:
            if error.code in _NOTHING_THERE:
                return None
            raise ConnectionError(f"Slack answered {error.code or error.status}") from None
        except aiohttp.ClientError as error:
            raise ConnectionError(f"no answer from Slack ({type(error).__name__})") from None

    async def _do(self, order: Order, key: str) -> Outcome:
        workspace, kind = self._workspace(), order.effect.kind
        match kind:
            case EffectKind.HIDE:
                return await Copies(workspace).hide(order)
            case EffectKind.RESTORE:
                return await Copies(workspace).restore(order)
            case EffectKind.REMOVE | EffectKind.READMIT:
                return await Access(workspace).apply(order.effect)
            case EffectKind.NOTIFY:
                return await Telling(workspace).tell(order, key)
            case EffectKind.REPLY | EffectKind.RETRACT:
                return await Replies(workspace).do(order, key)
            case EffectKind.FORWARD | EffectKind.WITHDRAW:
                return await pass_to(Forwards(workspace), order, key)
            case (
                EffectKind.SUPPRESS_EMBEDS
                | EffectKind.RESTORE_EMBEDS
                | EffectKind.TIME_OUT
                | EffectKind.LIFT_TIME_OUT
                | EffectKind.KICK
                | EffectKind.BAN
                | EffectKind.UNBAN
                | EffectKind.SLOW_MODE
                | EffectKind.LIFT_SLOW_MODE
                | EffectKind.LOCK
                | EffectKind.UNLOCK
            ):
                return _NOT_HERE
            case _:
                assert_never(kind)

    async def _found(self, order: Order, key: str) -> Applied | None:
        workspace, kind = self._workspace(), order.effect.kind
        if kind in {EffectKind.REPLY, EffectKind.RETRACT}:
            return await Replies(workspace).find(order, key)
        if kind in ON_FEEDBACK:
            return await Forwards(workspace).find(order, key)
        return Applied() if await _holds(workspace, order, key) else None

    def _remember(self, key: str, outcome: Applied) -> None:
        self._said[key] = outcome
        if len(self._said) > _REMEMBERED:
            self._said.popitem(last=False)


async def _holds(workspace: Workspace, order: Order, key: str) -> bool:
    match order.effect.kind:
        case EffectKind.HIDE:
            return await Copies(workspace).is_hidden(order)
        case EffectKind.RESTORE:
            return await Copies(workspace).is_seen(order)
        case EffectKind.REMOVE | EffectKind.READMIT:
            return await Access(workspace).holds(order.effect)
        case EffectKind.NOTIFY:
            return await Telling(workspace).was_told(order, key)
        case _:
            return False
