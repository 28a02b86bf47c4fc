"""The left side: what members see, and the line in which to write as any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static
from typing_extensions import override

from bot.platforms.sandbox.desk.community_words import community_parts, members_line

if TYPE_CHECKING:
    from datetime import datetime

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.platforms.sandbox.platform import SandboxPlatform


class Line(Input):
    """Where members' messages are typed: one press of Enter takes what stands there, and no more."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.desk", "back to the desk")]

    def key_enter(self, event: events.Key) -> None:
        """Hand the line over and empty it at once: keys that were typed ahead belong to the next line."""
        event.stop()
        self.post_message(self.Submitted(self, self.value))
        self.clear()


class CommunityView(Vertical):
    """Shows the platform anew where it changed."""

    def __init__(self, platform: SandboxPlatform) -> None:
        super().__init__(id="community")
        self.border_title = "Community"
        self._platform = platform
        self._drawn = (-1, 0)
        self._alerts = len(platform.world.alerts)

    @override
    def compose(self) -> ComposeResult:
        """Lay out messages, who is out, the answer to what was typed, and the line."""
        with VerticalScroll(id="messages", can_focus=False):
            yield Static(id="timeline", markup=False)
        yield Static(id="members", markup=False)
        yield Static(id="reply", markup=False)
        yield Line(placeholder="bo: hello   ·   /help", id="line")

    def show(self, now: datetime) -> None:
        """Show what is new; alerts come up as notifications."""
        self.query_one("#members", Static).update(Content(members_line(self._platform, now)))
        width = self.query_one("#messages").scrollable_content_region.width - 1
        if (self._platform.changes, width) == self._drawn:
            return
        self._drawn = (self._platform.changes, width)
        self.query_one("#timeline", Static).update(Content.assemble(*community_parts(self._platform, width)))
        self.query_one("#messages").scroll_end(animate=False)
        alerts = self._platform.world.alerts
        for text in alerts[self._alerts :]:
            self.notify(text, title="To moderators", severity="warning", timeout=15, markup=False)
        self._alerts = len(alerts)

    def reply(self, lines: list[str]) -> None:
        """Show what came of a typed line."""
        self.query_one("#reply", Static).update(Content("\n".join(lines)))
