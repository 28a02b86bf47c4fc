"""The gateway's end: what Discord says, handed on to the community it belongs to."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import app_commands
from typing_extensions import override

from bot.core.fault_words import fault_words
from bot.pipeline.desk_access import trouble
from bot.pipeline.turns import Turns
from bot.platforms.discord.answers import language, show
from bot.platforms.discord.commands import COMMANDS
from bot.platforms.discord.interactions import Interactions
from bot.platforms.discord.servers import Servers
from bot.platforms.discord.translate import community_of, content_of
from bot.platforms.discord.translations import Translations

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.core.actions import Enforcement
    from bot.core.content import Content
    from bot.pipeline.serving import Communities
    from bot.ports import PolicyFile

log = logging.getLogger(__name__)
# Between two tries to connect lie at most two to the power of this many seconds.
_LONGEST_PAUSE = 5


def intents() -> discord.Intents:
    """Return what the bot asks to hear: no presences, no typing, and the one privileged right to read texts."""
    return discord.Intents(
        guilds=True,
        guild_messages=True,
        message_content=True,
        moderation=True,
        auto_moderation_execution=True,
        dm_messages=True,
    )


class Tree(app_commands.CommandTree[discord.Client]):
    """The commands. One that is delivered a second time is not carried out again."""

    @override
    async def interaction_check(self, interaction: discord.Interaction[discord.Client], /) -> bool:
        """Tell whether it is new; what is typed for a choice always is."""
        asks = interaction.type is discord.InteractionType.autocomplete
        return asks or cast("TaktClient", self.client).interactions.is_first(interaction)

    @override
    async def on_error(
        self, interaction: discord.Interaction[discord.Client], error: app_commands.AppCommandError, /
    ) -> None:
        """Tell whoever used the command that it failed; what and where is in the log."""
        if not isinstance(error, app_commands.CheckFailure):
            what = interaction.command.qualified_name if interaction.command else "a command"
            said = trouble(what, error.__cause__ or error, language(interaction))
            await show(interaction, interaction.guild_id or 0, said)


class TaktClient(discord.AutoShardedClient):
    """The bot as Discord's library sees it. It remembers no message and no member.

    `parse` reads an action as policy files write it, or raises ValueError; `policy_file` is the one that all
    communities are served by. `shards`: into how many connections the servers are split, None for as many
    as Discord recommends; each is lost by itself.
    """

    def __init__(
        self,
        communities: Communities,
        parse: Callable[[str], Enforcement],
        policy_file: PolicyFile,
        shards: int | None = None,
    ) -> None:
        # What the library says at lower levels quotes messages.
        logging.getLogger("discord").setLevel(logging.WARNING)
        logging.getLogger("discord.shard").addFilter(_in_a_line)
        # The bot never speaks, and need not be told that it can't.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            intents=intents(),
            shard_count=shards,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            enable_debug_events=False,
            # What comes later than this is served when it comes; until then nothing is.
            guild_ready_timeout=0.5,
        )
        self.tree = Tree(self)
        for each in COMMANDS:
            self.tree.add_command(each)
        self._shards_up: set[int] = set()
        self.policy_file = policy_file
        self.servers = Servers(communities, self.get_guild)
        self.interactions = Interactions(self.servers.served, parse)
        self.turns = Turns()

    @property
    def is_up(self) -> bool:
        """Whether every shard is connected and has its servers."""
        return 0 < len(self._shards_up) == self.shard_count

    @override
    async def setup_hook(self) -> None:
        """Tell Discord which commands there are."""
        await self.tree.set_translator(Translations())
        await self.tree.sync()

    async def on_shard_connect(self, shard_id: int) -> None:
        """Begin a new session: what was missed since the one before is in no event, and is read when all is known."""
        self.servers.begin_anew(self._on(shard_id))
        # The library would wait ever longer, up to a quarter of an hour, before it tries to connect again.
        self.shards[shard_id]._parent._backoff._max = _LONGEST_PAUSE  # noqa: SLF001 - it has no setting for it

    async def on_shard_ready(self, shard_id: int) -> None:
        """Serve every server of the shard that can be reached, and read what was missed."""
        self._shards_up.add(shard_id)
        for guild in self.guilds:
            if guild.shard_id == shard_id:
                self.turns.begin(self.servers.open(guild))

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Go on: Discord sent all that was missed before it said so."""
        self._shards_up.add(shard_id)
        self.servers.resumed(self._on(shard_id))

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Trust no new message to be the next one of its channel, until it is known what was missed."""
        self._shards_up.discard(shard_id)
        self.servers.lost(self._on(shard_id))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Serve a server that the bot was invited to."""
        self.turns.begin(self.servers.open(guild, is_new=True))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Serve a server that was out of reach; those of the start are served together, when all are known."""
        if guild.shard_id in self._shards_up:
            self.turns.begin(self.servers.open(guild))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Leave a server alone that no longer has the bot."""
        await self.servers.close(guild.id)

    async def on_guild_role_update(self, _: discord.Role, role: discord.Role) -> None:
        """See whether the bot may still do what the policy wants."""
        self.turns.begin(self.servers.changed(role.guild.id))

    async def on_guild_channel_update(self, _: discord.abc.GuildChannel, channel: discord.abc.GuildChannel) -> None:
        """See whether the bot may still do what the policy wants."""
        self.turns.begin(self.servers.changed(channel.guild.id))

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """Nothing was written in a channel before it was there."""
        self.servers.begins(channel.guild.id, channel.id)

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Take in its title. Nothing was written in a thread before it was there."""
        self.servers.begins(thread.guild.id, thread.id)
        self.turns.begin(self._take_title(self.servers.titles.opened(thread, thread.name)))

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """Take in a title that was changed."""
        if before.name != after.name:
            self.turns.begin(self._take_title(self.servers.titles.renamed(after, after.name, before.name)))

    async def on_message(self, message: discord.Message) -> None:
        """Take in a new message."""
        self._take(message, position=str(message.id))

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Take in an edit, whether the message was seen before or not."""
        self._take(payload.message, position="")

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Let go of what is not there any more."""
        if payload.guild_id is not None:
            self.turns.begin(self.servers.gone(payload.guild_id, payload.channel_id, [payload.message_id]))

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Let go of what is not there any more."""
        if payload.guild_id is not None:
            self.turns.begin(self.servers.gone(payload.guild_id, payload.channel_id, sorted(payload.message_ids)))

    async def on_audit_log_entry_create(self, entry: discord.AuditLogEntry) -> None:
        """Enter what a moderator did by hand, and take in a title that somebody changed."""
        self.turns.begin(self.servers.by_hand(entry))
        self.turns.begin(self._take_title(self.servers.titles.told(entry)))

    async def on_automod_action(self, execution: discord.AutoModAction) -> None:
        """Take in what Discord's own AutoMod stopped or flagged, in its member's turn."""
        whose = (community_of(execution.guild_id), str(execution.user_id))
        self.turns.begin(self.turns.of(whose, self.servers.flagged(execution)))

    async def on_interaction(self, interaction: discord.Interaction[discord.Client]) -> None:
        """Answer buttons and forms; commands go through the tree."""
        if interaction.type in {discord.InteractionType.component, discord.InteractionType.modal_submit}:
            await self.interactions.answer(interaction)

    @override
    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        """Write down that an event failed, without what it said."""
        error = sys.exc_info()[1]
        log.error("%s failed: %s", event_method, fault_words(error) if error else "")

    def _on(self, shard: int) -> Callable[[int], bool]:
        """Tell of a server's id whether it is on a shard."""
        count = self.shard_count or 1
        return lambda guild: (guild >> 22) % count == shard

    def _take(self, message: discord.Message, position: str) -> None:
        guild = message.guild
        if guild is None:
            return  # a direct message belongs to no community
        self.turns.begin(self._take_in_turn(content_of(message, guild), position))

    async def _take_title(self, found: Coroutine[Any, Any, Content | None]) -> None:
        title = await found
        if title is not None:
            await self._take_in_turn(title, position="")

    async def _take_in_turn(self, content: Content, position: str) -> None:
        whose = (content.community, content.author.id)
        await self.turns.of(whose, self.servers.communities.take(content, position))


def _in_a_line(record: logging.LogRecord) -> bool:
    """Keep of the library's tracebacks what kind of fault it was: while Discord is away they would fill the log."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        record.msg, record.exc_info = f"{record.msg} ({type(error).__name__})", None
    return True
