"""A server on this machine that speaks Discord's API and gateway, keeps state, and holds requests to the specification.

Tests enter a `LoopbackDiscord`, make guilds, channels and people in it, and let people do things.
"""

from tests.loopback_discord.community import Community
from tests.loopback_discord.interaction import Interaction, Response
from tests.loopback_discord.model import AuditEntry, Channel, Guild, Member, Message, Role, User
from tests.loopback_discord.people import Person
from tests.loopback_discord.permissions import BOT, EVERY, EVERYONE, MODERATOR, Permission
from tests.loopback_discord.server import LoopbackDiscord

__all__ = [
    "BOT",
    "EVERY",
    "EVERYONE",
    "MODERATOR",
    "AuditEntry",
    "Channel",
    "Community",
    "Guild",
    "Interaction",
    "LoopbackDiscord",
    "Member",
    "Message",
    "Permission",
    "Person",
    "Response",
    "Role",
    "User",
]
