"""Commands about a community as a whole: what is in force, what can't be done, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.cases import CaseState
from bot.core.forms import Said
from bot.core.policy import Mode
from bot.core.policy_words import policy_in_words
from bot.pipeline.desk_access import for_managers
from bot.pipeline.steer import choose_mode, note_reload

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.core.visitors import Visitor
    from bot.pipeline.community import Community

    # Says a sentence for each thing that the policy wants and the platform does not allow, as both are now.
    Complaints = Callable[[], Awaitable[Sequence[str]]]

# What `/mode` offers for going back to what the policy file says.
AS_WRITTEN = "policy"
# What can be chosen, and what it means.
MODES = {
    str(Mode.SHADOW): "shadow: record, and do nothing",
    str(Mode.REVIEW): "review: propose to moderators",
    str(Mode.ENFORCE): "enforce: act by itself",
    AS_WRITTEN: "as the policy file says",
}


def show_policy(community: Community, channel: str, within: frozenset[str]) -> Said:
    """Show the policy in plain words, as it holds in a channel. `within`: as in Content."""
    return Said("\n".join(policy_in_words(community.policy, channel, frozenset(), within)))


async def reload_policy(community: Community, visitor: Visitor, reload: Callable[[], Awaitable[str]]) -> Said:
    """Put the policy file in force as it is saved now, or say why not. `reload` does it, and says what came of it."""
    said = await reload()
    await note_reload(community, visitor.moderator, said.partition("\n")[0])
    return Said(said)


async def diagnose(community: Community, complaints: Complaints) -> Said:
    """Say the mode, and what is impossible here."""
    return Said(f"{_mode_words(community)}\n{await _diagnosis(complaints)}")


def show_mode(community: Community) -> Said:
    """Say the mode in force."""
    return Said(_mode_words(community))


async def change_mode(community: Community, visitor: Visitor, to: str, complaints: Complaints) -> Said:
    """Serve the community in another mode, for whoever manages it; who lets the bot act hears what it can't do."""
    if refused := for_managers(community, visitor, "mode"):
        return refused
    if to not in MODES:
        return Said(f"There is no mode “{to}”. There are: {', '.join(MODES)}.")
    await choose_mode(community, None if to == AS_WRITTEN else Mode(to), visitor.moderator)
    if community.policy.mode is Mode.ENFORCE:
        return await diagnose(community, complaints)
    return show_mode(community)


async def show_stats(community: Community) -> Said:
    """Count cases by state, and what waits."""
    async with community.begin() as uow:
        counts = [(state, await uow.cases.count([state])) for state in CaseState]
        appeals, waiting = len(await uow.appeals.waiting()), await uow.effects.count_open()
        unscored = (await uow.unscored.backlog()).waiting
    cases = ", ".join(f"{count} {state}" for state, count in counts)
    return Said(f"cases: {cases}\nappeals that wait: {appeals}\neffects to be done: {waiting}\nunscored: {unscored}")


def _mode_words(community: Community) -> str:
    held = community.policy
    chosen = f" (chosen here; else it would be {community.written})" if community.chosen else ""
    return f"mode {held.mode}{chosen} · policy {held.hash} · scorer {community.classifier.name}"


async def _diagnosis(complaints: Complaints) -> str:
    found = await complaints()
    return "\n".join(f"- {each}" for each in found) or "All that the policy wants can be done."
