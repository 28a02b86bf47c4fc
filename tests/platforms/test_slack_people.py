"""Who the members of a workspace are, as Slack says."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.core.content import Author
from bot.platforms.slack import people as module
from bot.platforms.slack.people import People, Person
from bot.platforms.slack.translate import read
from tests.core.makers import NOW
from tests.loopback_slack import LoopbackSlack
from tests.platforms.slack_makers import Reading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.core.loose import Object


@pytest.fixture
async def here(shared: Path) -> AsyncIterator[Reading]:
    """Serve a workspace with a short patience; at the end nothing invalid may have been asked."""
    async with LoopbackSlack() as slack:
        yield Reading(slack, slack.new_workspace("Nordlys"), NOW, patience=0.3)
        assert slack.invalid == []


async def test_a_member_is_known_with_groups(here: Reading) -> None:
    """Ids, handles and names of groups, and their own id, are what staff may be named by; admins are told apart."""
    ida = here.workspace.new_person("ida", display_name="Ida", locale="da-DK", admin=True)
    crew = here.workspace.new_group("crew", ida, name="The crew")
    person = await here.people.who(ida.id)
    assert (person.name, person.locale, person.is_admin, person.is_bot) == ("Ida", "da-DK", True, False)
    assert person.groups == {crew.id, "crew", "The crew", ida.id}
    assert person.picture
    assert (await here.people.author(ida.id)).roles == person.groups
    assert await here.people.fresh(ida.id) == person


async def test_many_who_wait_ask_once(here: Reading) -> None:
    """Forty messages of one member at once cost one look-up; some minutes later there is another."""
    bo = here.workspace.new_person("bo")
    found = await asyncio.gather(*(here.people.author(bo.id) for _ in range(40)))
    assert len(set(found)) == 1
    assert (here.asked("users.info"), here.asked("usergroups.list")) == (1, 1)
    here.clock.now += 10 * 60
    await here.people.author(bo.id)
    assert (here.asked("users.info"), here.asked("usergroups.list")) == (1, 2)
    here.clock.now += 10 * 60
    await here.people.author(bo.id)
    assert here.asked("users.info") == 2


async def test_what_changes_is_asked_again(here: Reading) -> None:
    """After an event about a user or a group the next answer is new; who asks afresh always gets a new one."""
    bo = here.workspace.new_person("bo")
    await here.people.author(bo.id)
    crew = here.workspace.new_group("crew", bo)
    bo.user.display_name = "Bobo"
    assert {"crew", bo.id} <= (await here.people.fresh(bo.id)).groups
    bo.user.display_name, crew.members = "Bob", []
    here.people.forget(bo.id)
    here.people.forget_groups()
    author = await here.people.author(bo.id)
    assert author == Author(bo.id, "Bob", frozenset({bo.id}))


async def test_without_an_answer_about_groups_nobody_is_taken_for_a_member(here: Reading) -> None:
    """Before Slack ever said who is in which group nothing is known of anybody; afterwards what it said last holds."""
    ida = here.workspace.new_person("ida")
    here.workspace.new_group("crew", ida)
    here.slack.fail(r"usergroups\.list", times=1, status=500)
    with pytest.raises(ConnectionError):
        await here.people.author(ida.id)
    assert "crew" in (await here.people.author(ida.id)).roles
    here.clock.now += 3600
    here.slack.fail(r"usergroups\.list", times=1, error="invalid_auth")
    assert "crew" in (await here.people.author(ida.id)).roles


async def test_a_change_that_could_not_be_asked_for_is_asked_for_again(here: Reading) -> None:
    """Where Slack does not say who is in a group that changed, the next message asks again."""
    ida = here.workspace.new_person("ida")
    await here.people.author(ida.id)
    here.workspace.new_group("crew", ida)
    here.people.forget_groups()
    here.slack.fail(r"usergroups\.list", times=1, status=503)
    assert "crew" not in (await here.people.author(ida.id)).roles
    assert "crew" in (await here.people.author(ida.id)).roles


async def test_without_an_answer_about_a_member_only_their_name_is_missing(here: Reading) -> None:
    """Staff is staff also where Slack does not say what somebody is called; the next message asks again."""
    ida = here.workspace.new_person("ida", display_name="Ida")
    here.workspace.new_group("crew", ida)
    here.slack.fail(r"users\.info", times=1, status=503)
    author = await here.people.author(ida.id)
    assert (author.name, "crew" in author.roles) == (ida.id, True)
    assert (await here.people.author(ida.id)).name == "Ida"
    here.clock.now += 3600
    here.slack.fail(r"users\.info", times=1, status=503)
    assert (await here.people.author(ida.id)).name == "Ida"


async def test_nobody_waits_long(here: Reading) -> None:
    """A slow answer is not waited for; it is there for the next message."""
    bo = here.workspace.new_person("bo", display_name="Bo")
    await here.people.author(here.workspace.owner.id)
    here.slack.delay(r"users\.info", seconds=0.6, times=1)
    assert (await here.people.author(bo.id)).name == bo.id
    assert await here.slack.until(lambda: bo.id in here.people._known)  # noqa: SLF001 - it is known, nobody asked
    assert (await here.people.author(bo.id)).name == "Bo"
    assert here.asked("users.info") == 2
    here.slack.delay(r"users\.info", seconds=0.6, times=1)
    with pytest.raises(TimeoutError):
        await here.people.fresh(bo.id)


async def test_slack_is_left_alone_as_long_as_it_wants(here: Reading) -> None:
    """After a 429 nobody is looked up until its time is over."""
    members = [here.workspace.new_person(f"m{at}", display_name=f"M{at}") for at in range(3)]
    here.slack.refuse_for_now(r"users\.info", retry_after=30)
    names = [(await here.people.author(each.id)).name for each in members]
    assert names == [each.id for each in members]
    assert here.asked("users.info") == 1
    here.clock.now += 31
    assert (await here.people.author(members[0].id)).name == "M0"


async def test_only_so_many_are_remembered(here: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was longest unseen is asked for again."""
    monkeypatch.setattr(module, "_MOST", 2)
    members = [here.workspace.new_person(f"m{at}") for at in range(3)]
    for at in (0, 1, 0, 2, 0, 1):
        await here.people.author(members[at].id)
    assert here.asked("users.info") == 4


async def test_who_is_unknown_is_nobody(here: Reading) -> None:
    """A user whom Slack does not know or does not show has no rights and no name."""
    for person in (await here.people.who("U404"), await here.people.fresh("U404")):
        assert person == Person("U404", "U404", groups=frozenset({"U404"}), is_known=False)


async def test_called_ones_are_named(here: Reading) -> None:
    """Users and groups that a message calls get their names; a raid of mentions costs few look-ups."""
    members = [here.workspace.new_person(f"m{at}", display_name=f"M{at}") for at in range(9)]
    crew = here.workspace.new_group("crew", members[0])
    await here.people.author(members[8].id)
    names = await here.people.names({*(each.id for each in members), "here", f"subteam^{crew.id}"})
    assert names[members[8].id] == "M8"
    assert names[crew.id] == "crew"
    assert here.asked("users.info") == 1 + 5


async def test_who_posts_through_an_app_is_who_is_known(here: Reading) -> None:
    """A member whose app posts for them is a member; an app that nobody knows is a program, and keeps its name."""
    bo = here.workspace.new_person("bo")
    posted: Object = {"type": "message", "ts": "1767225600.000100", "text": "hi", "bot_id": "B1"}
    found = []
    for who in ({"user": bo.id}, {"user": "U404"}, {"bot_profile": {"name": "CI"}}, {"user": "U404", "bot_id": ""}):
        said = read({**posted, **who}, here.workspace.general.id)
        assert said is not None
        found.append(await here.reader.content(said))
    assert [each.author.is_bot for each in found] == [False, True, True, False]
    assert [each.author.name for each in found] == ["bo", "U404", "CI", "U404"]
    assert found[0].within == {"general"}


_HOME: Object = {"id": "U1", "team_id": "T1", "is_admin": True}


@pytest.mark.parametrize(
    ("user", "is_admin", "is_bot"),
    [
        (_HOME, True, False),
        ({"id": "U1", "team_id": "T1", "is_owner": True}, True, False),
        ({**_HOME, "deleted": True}, False, False),
        ({**_HOME, "team_id": "T2"}, False, False),
        ({**_HOME, "is_stranger": True}, False, False),
        ({**_HOME, "team_id": "T9", "enterprise_user": {"id": "W1", "teams": ["T1", "T9"]}}, True, False),
        ({"id": "U1", "team_id": "T1", "is_restricted": True}, False, False),
        ({"id": "U1", "team_id": "T1", "is_bot": True}, False, True),
        ({"id": "U1", "team_id": "T1", "is_workflow_bot": True}, False, True),
        ({"id": "USLACKBOT"}, False, True),
        ({}, False, False),
    ],
    ids=["admin", "owner", "gone", "other team", "stranger", "grid", "guest", "bot", "workflow", "slackbot", "nothing"],
)
def test_only_who_belongs_here_administers(user: Object, is_admin: bool, is_bot: bool) -> None:  # noqa: FBT001
    """Rights are those in this workspace: not of deleted users, nor of people of other workspaces."""
    person = People(None, "T1").learn(user)  # type: ignore[arg-type]  # nothing is asked
    assert (person.is_admin, person.is_bot) == (is_admin, is_bot)


def test_an_enterprise_member_is_known_by_both_ids() -> None:
    """A list of staff may have either."""
    user: Object = {"id": "U1", "team_id": "T1", "enterprise_user": {"id": "W1"}}
    assert People(None, "T1").learn(user).groups == {"U1", "W1"}  # type: ignore[arg-type]  # nothing is asked


async def test_groups_of_others_count_for_nothing(here: Reading) -> None:
    """A group that is disabled, or of another organisation, makes nobody staff here."""
    bo = here.workspace.new_person("bo")
    here.workspace.new_group("crew", bo).disabled = True
    assert (await here.people.author(bo.id)).roles == {bo.id}


async def test_a_workspace_without_the_right_to_see_groups_has_none(here: Reading) -> None:
    """Members are moderated all the same; staff may be listed by id."""
    bo = here.workspace.new_person("bo")
    here.workspace.set_bot_scopes("users:read", "channels:read")
    assert (await here.people.author(bo.id)).roles == {bo.id}
    here.slack.invalid.clear()
