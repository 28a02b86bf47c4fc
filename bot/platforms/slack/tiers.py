"""What a workspace's tokens allow: three tiers, what each can do, and in words what it can't."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.effects import ON_FEEDBACK, EffectKind
from bot.platforms.slack.scopes import ADMIN_SCOPES, DISCOVERY_SCOPE

if TYPE_CHECKING:
    from collections.abc import Mapping


class Tier(StrEnum):
    """The bot's token alone; with the user token of an admin; with one that may use the Discovery API (Enterprise)."""

    BOT = "T0"
    ADMIN = "T1"
    DISCOVERY = "T2"


_BY_BOT = frozenset({EffectKind.NOTIFY, EffectKind.REPLY, EffectKind.RETRACT}) | ON_FEEDBACK
_BY_ADMIN = _BY_BOT | {EffectKind.HIDE, EffectKind.RESTORE, EffectKind.REMOVE, EffectKind.READMIT}
CAPABILITIES: Mapping[Tier, frozenset[EffectKind]] = {
    Tier.BOT: _BY_BOT,
    Tier.ADMIN: _BY_ADMIN,
    Tier.DISCOVERY: _BY_ADMIN,
}

_NOBODY = (
    "Nobody can be timed out, kicked or banned by an app in Slack, no channel slowed down or closed, and no preview "
    "taken away: a moderator is asked to do it by hand"
)
_LIMITS: Mapping[Tier, tuple[str, ...]] = {
    Tier.BOT: (
        f"{_NOBODY}.",
        "Members' messages can't be hidden: with a bot's token Slack deletes only what the bot wrote. The author is "
        "asked to change or delete the message, and moderators get a case that links to it.",
        "Nobody can be removed from a channel.",
        "For both it takes the user token of an admin or owner of the workspace with the scopes "
        f"{', '.join(sorted(ADMIN_SCOPES))}, in TAKT_SLACK_ADMIN_TOKEN.",
    ),
    Tier.ADMIN: (
        f"{_NOBODY}, or to remove the member from the channel instead of a time-out, a kick or a ban.",
        "To hide is to delete, and what is restored is a copy under its author's name and picture.",
        "The admin has to be in a channel to remove somebody from it, and in a private one to hide there. Who was "
        "removed from a public channel can join it again.",
    ),
    Tier.DISCOVERY: (
        f"{_NOBODY}, or to remove the member from the channel instead of a time-out, a kick or a ban.",
        "The admin has to be in a channel to remove somebody from it. Who was removed from a public channel can join "
        "it again.",
    ),
}


def tier_of(admin_scopes: frozenset[str] | None) -> Tier:
    """Return what the scopes of an admin's token allow, None for no token of an admin."""
    if admin_scopes is None or not admin_scopes >= ADMIN_SCOPES:
        return Tier.BOT
    return Tier.DISCOVERY if DISCOVERY_SCOPE in admin_scopes else Tier.ADMIN


def limits(tier: Tier) -> tuple[str, ...]:
    """Say what a tier can't do, and what is done instead, a sentence or two each."""
    return _LIMITS[tier]
