"""What keeps members out of the sandbox's channels, and slows these down or closes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.effects import Applied, EffectKind

if TYPE_CHECKING:
    from bot.core.effects import Effect, Outcome
    from bot.platforms.sandbox.world import World


def shut_out(world: World, effect: Effect, key: str) -> None:
    """Exclude a member from a channel or from all, or let them in again."""
    removed, banned = world.removed, world.banned
    if effect.kind is EffectKind.KICK:
        world.kicks.add(key)
        world.gone.add(effect.member)
    elif effect.kind in {EffectKind.REMOVE, EffectKind.READMIT}:
        who = (effect.message.channel, effect.member)
        (removed.add if effect.kind is EffectKind.REMOVE else removed.discard)(who)
    else:
        (banned.add if effect.kind is EffectKind.BAN else banned.discard)(effect.member)


def channel_is_so(world: World, effect: Effect) -> bool:
    """Tell whether a channel is as an effect wants it."""
    channel = effect.message.channel
    if effect.kind in {EffectKind.LOCK, EffectKind.UNLOCK}:
        return (channel in world.locked) is (effect.kind is EffectKind.LOCK)
    return world.slow.get(channel, 0) == _delay(effect)


def set_channel(world: World, effect: Effect) -> Outcome:
    """Slow a channel down or close it, or let it be as it was."""
    channel = effect.message.channel
    if effect.kind in {EffectKind.LOCK, EffectKind.UNLOCK}:
        (world.locked.add if effect.kind is EffectKind.LOCK else world.locked.discard)(channel)
        return Applied()
    before = world.slow.pop(channel, 0)
    if delay := _delay(effect):
        world.slow[channel] = delay
    return Applied(before=before)


def _delay(effect: Effect) -> int:
    """Return how slow a channel is to be: as the slow mode says, or as it was before."""
    return (effect.delay if effect.kind is EffectKind.SLOW_MODE else effect.before) or 0
