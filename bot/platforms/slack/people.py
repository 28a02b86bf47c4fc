"""Who the members of a workspace are. Slack is asked once for many who wait, and again after some minutes.

Nobody's message waits longer than two seconds for this. Without an answer about a member, all but their name is known:
staff is known by the user groups. Where it was never said who is in which group, no message is decided, and history
gives it later: staff must not be taken for members.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.content import Author
from bot.core.loose import inner, words
from bot.core.slack_text import SLACKBOT, user_name
from bot.platforms.slack.asking import DeclinedError, Shared, SlowDownError, answer
from bot.platforms.slack.groups import UserGroups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.core.loose import Object
    from bot.platforms.slack.groups import Groups

_GOOD_FOR = 15 * 60.0
_PATIENCE = 2.0
# So many members are remembered, and so many of those whom a message calls are looked up by name.
_MOST = 10_000
_MOST_CALLED = 5
# There is no such user, or none that this workspace may see, as with some of other workspaces.
_NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})


@dataclass(frozen=True, slots=True)
class Person:
    """A user of a workspace. `groups`: their user groups, by id, handle and name, and their own ids.

    `is_admin`: they administer or own this workspace. `is_known`: Slack has told who they are.
    """

    id: str
    name: str
    picture: str = ""
    locale: str = ""
    is_bot: bool = False
    is_admin: bool = False
    groups: frozenset[str] = frozenset()
    is_known: bool = True

    @property
    def author(self) -> Author:
        """Them as the author of something."""
        return Author(self.id, self.name, self.groups, self.is_bot)


class People:
    """The people of one workspace. `team`: its id; who comes from another one administers nothing here."""

    def __init__(
        self,
        client: AsyncWebClient,
        team: str = "",
        *,
        clock: Callable[[], float] = time.monotonic,
        patience: float = _PATIENCE,
    ) -> None:
        self._client = client
        self._team = team
        self._clock = clock
        self._patience = patience
        self._shared = Shared(patience)
        self._groups = UserGroups(client, team, clock, patience)
        self._known: OrderedDict[str, tuple[Person, float]] = OrderedDict()
        self._rests_until = 0.0

    async def author(self, user: str) -> Author:
        """Return a user as the author of something. Raises OSError as long as it can't be told who is staff."""
        return (await self.who(user)).author

    async def who(self, user: str) -> Person:
        """Return who a user was some minutes ago at most. Raises OSError as long as it can't be told who is staff."""
        person, groups = await asyncio.gather(self._person(user), self._groups.soon())
        return _grouped(person, groups)

    async def fresh(self, user: str) -> Person:
        """Ask Slack who a user is now. Raises OSError without an answer."""
        try:
            async with asyncio.timeout(self._patience):
                person, groups = await asyncio.gather(self._look_up(user), self._groups.now())
        except SlowDownError:
            raise ConnectionError("Slack does not say now who somebody is") from None
        return _grouped(person, groups)

    async def names(self, called: Iterable[str]) -> Mapping[str, str]:
        """Return the names of users and groups that a message calls, as far as they are known or soon found out."""
        users = sorted(each for each in called if each[:1] in ("U", "W"))
        unknown = [each for each in users if each not in self._known][:_MOST_CALLED]
        await asyncio.gather(*(self._person(each) for each in unknown))
        names = {each: self._known[each][0].name for each in users if each in self._known}
        return {**names, **self._groups.known.handles}

    def learn(self, user: Object) -> Person:
        """Take in what Slack says of a user that has changed; return them as far as they are known."""
        person = self._read(user, words(user, "id"))
        self._keep(person)
        return _grouped(person, self._groups.known)

    async def group_names(self) -> frozenset[str]:
        """Return every name of every user group that somebody is in. Raises OSError without an answer."""
        groups = await self._groups.now()
        return frozenset().union(*groups.of_user.values())

    def forget(self, user: str) -> None:
        """Ask again who a user is when they next write."""
        self._known.pop(user, None)

    def forget_groups(self) -> None:
        """Ask again who is in which group when somebody next writes."""
        self._groups.forget()

    async def _person(self, user: str) -> Person:
        person, at = self._known.get(user, (None, 0.0))
        if person is not None and self._clock() - at < _GOOD_FOR:
            self._known.move_to_end(user)
            return person
        with suppress(OSError):
            return await self._asked(user)
        return person or _nobody(user)

    async def _asked(self, user: str) -> Person:
        """Ask, unless Slack wants to be left alone. Raises OSError without an answer."""
        if self._clock() < self._rests_until:
            raise ConnectionError("Slack wants to be asked later")
        try:
            return await self._shared.answer(user, lambda: self._look_up(user))
        except SlowDownError as error:
            self._rests_until = self._clock() + error.seconds
            raise ConnectionError("Slack wants to be asked later") from None

    async def _look_up(self, user: str) -> Person:
        try:
            found = await answer(self._client.users_info(user=user, include_locale=True))
        except DeclinedError as error:
            if error.code not in _NOBODY:
                raise ConnectionError(f"Slack answered {error.code}") from None
            person = _nobody(user)
        else:
            person = self._read(inner(found, "user"), user)
        self._keep(person)
        return person

    def _read(self, user: Object, number: str) -> Person:
        """Read what Slack says of a user. One that is deleted or of another workspace administers nothing here."""
        enterprise, profile = inner(user, "enterprise_user"), inner(user, "profile")
        teams = enterprise.get("teams")
        homes = {"", words(user, "team_id"), *(map(str, teams) if isinstance(teams, list) else ())}
        ours = not (user.get("is_stranger") or user.get("deleted")) and self._team in homes
        rights = ("is_admin", "is_owner", "is_primary_owner")
        return Person(
            id=number,
            name=user_name(user) or number,
            picture=words(profile, "image_192") or words(profile, "image_72"),
            locale=words(user, "locale"),
            is_bot=bool(user.get("is_bot") or user.get("is_workflow_bot")) or number == SLACKBOT,
            is_admin=ours and any(user.get(each) for each in rights),
            groups=frozenset({number, words(user, "id"), words(enterprise, "id")} - {""}),
        )

    def _keep(self, person: Person) -> None:
        self._known[person.id] = (person, self._clock())
        self._known.move_to_end(person.id)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)


def _nobody(user: str) -> Person:
    return Person(user, user, groups=frozenset({user}), is_known=False)


def _grouped(person: Person, groups: Groups) -> Person:
    return replace(person, groups=person.groups | groups.of(person.groups))
