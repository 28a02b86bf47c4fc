"""Who is in which user group of a workspace. All come in one answer, so that staff is known without a look at each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.loose import objects, words
from bot.platforms.slack.asking import DeclinedError, Shared, SlowDownError, answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.core.loose import Object

_GOOD_FOR = 5 * 60.0
# Slack may put off a question; what it said this lately is still now.
_JUST_NOW = 60.0
# A workspace without groups, or without the right to see them: `takt doctor` says so.
_NONE_HERE = frozenset({"missing_scope", "paid_teams_only", "plan_upgrade_required", "not_allowed_token_type"})


@dataclass(frozen=True, slots=True)
class Groups:
    """The user groups. `of_user`: ids, handles and names of each user's groups; `handles`: of each, by id."""

    of_user: Mapping[str, frozenset[str]] = field(default_factory=dict)
    handles: Mapping[str, str] = field(default_factory=dict)

    def of(self, ids: Iterable[str]) -> frozenset[str]:
        """Return every name of the groups of a user, who may have several ids."""
        return frozenset().union(*(self.of_user.get(each, frozenset()) for each in ids))


class UserGroups:
    """The groups of a workspace as Slack last said. An old answer is better than none, and there is none at first."""

    def __init__(self, client: AsyncWebClient, team: str, clock: Callable[[], float], patience: float) -> None:
        self._client = client
        self._team = team
        self._clock = clock
        self._shared = Shared(patience)
        self._known: Groups | None = None
        self._at = 0.0
        self._changed = False

    @property
    def known(self) -> Groups:
        """As far as it is known."""
        return self._known or Groups()

    def forget(self) -> None:
        """Ask again when it is next looked at."""
        self._changed = True

    async def soon(self) -> Groups:
        """Return them as they were a few minutes ago at most, older where Slack says nothing.

        Raises OSError where it never did.
        """
        if self._known and self._is_of_last(_GOOD_FOR):
            return self._known
        try:
            return await self._shared.answer("", self._ask)
        except (OSError, SlowDownError) as error:
            if self._known is None:
                raise ConnectionError("it is not known who is staff") from error
            return self._known

    async def now(self) -> Groups:
        """Ask Slack. Raises OSError without an answer."""
        try:
            return await self._ask()
        except SlowDownError as error:
            if self._known is None or not self._is_of_last(_JUST_NOW):
                raise ConnectionError("Slack does not say now who is in which group") from error
            return self._known

    def _is_of_last(self, seconds: float) -> bool:
        return not self._changed and self._clock() - self._at < seconds

    async def _ask(self) -> Groups:
        before, self._changed = self._changed, False  # what changes while Slack answers is asked again
        try:
            found = await answer(self._client.usergroups_list(include_users=True))
        except DeclinedError as error:
            if error.code not in _NONE_HERE:
                raise ConnectionError(f"Slack answered {error.code}") from None
            listed = []
        except BaseException:
            self._changed |= before
            raise
        else:
            listed = objects(found, "usergroups")
        self._known, self._at = _groups(each for each in listed if self._is_ours(each)), self._clock()
        return self._known

    def _is_ours(self, group: Object) -> bool:
        team = words(group, "team_id")
        return not (group.get("date_delete") or group.get("is_external")) and self._team in ("", team)


def _groups(listed: Iterable[Object]) -> Groups:
    of_user: dict[str, frozenset[str]] = {}
    handles: dict[str, str] = {}
    for group in listed:
        names = frozenset({words(group, key) for key in ("id", "handle", "name")} - {""})
        handles[words(group, "id")] = words(group, "handle")
        users = group.get("users")
        for user in users if isinstance(users, list) else ():
            of_user[str(user)] = of_user.get(str(user), frozenset()) | names
    return Groups(of_user, handles)
