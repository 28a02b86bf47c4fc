"""Whoever pressed or asked in Slack, asked of Slack at every use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.visitors import Visitor

if TYPE_CHECKING:
    from bot.core.policy import Policy
    from bot.platforms.slack.people import People, Person


async def visitor_of(people: People, policy: Policy, user: str, request: str) -> Visitor:
    """Return a member as Slack says at this moment. Raises what its client does."""
    person = await people.fresh(user)
    return Visitor(
        person.id, person.name, person.locale, request, moderates=moderates(person, policy), manages=person.is_admin
    )


def moderates(person: Person, policy: Policy) -> bool:
    """Tell whether a member is one of the policy's staff, by group or by id, or owns or administers the workspace."""
    return person.is_admin or bool((person.groups | {person.id}) & policy.staff_roles)
