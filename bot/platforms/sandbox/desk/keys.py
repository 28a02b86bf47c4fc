"""The desk's keys, what each does, and in words."""

from __future__ import annotations

from textual.binding import Binding

from bot.core.draft_cards import DraftPress

KEYS = """\
On a case:
u uphold    the message broke the rules: what is asked is done
d dismiss   the message was in order: all is taken back, its text is left alone from now on
c change    uphold, but with other actions
z undo      take back exactly what this case caused
r reopen    look again at what was dismissed or undone
k claim     take a case for yourself, or give it back
a appeals   grant or deny them; who decided a case leaves its appeal to the other

On a draft, which is a reply in the community's name that waits for a moderator's yes:
y send      send it just as it stands
e edit      send it in your own words; what may not be said is refused, and your words stay
o other     another proposal: an answer, a question back, or that it is taken further
s shorter   the same in fewer words
h warmer    the same, more warmly
f formal    the same, more formally
x reject    throw it away, and say why
z undo      take back the reply that was sent

t drafts    go to the next draft that waits
w why       all that is behind a case, and all that happened; a draft in full
b show      show or blur what members wrote
p play      play the sample conversation, or stop it
m who       sit down as the other moderator
Tab         go to the line on the left and back; Esc goes back to the desk
q           quit

"""

BINDINGS = [
    Binding("u", "review('uphold')", "uphold"),
    Binding("d", "review('dismiss')", "dismiss"),
    Binding("c", "change", "change"),
    Binding("y", f"draft('{DraftPress.APPROVE}')", "send"),
    Binding("e", f"draft('{DraftPress.EDIT}')", "edit"),
    Binding("o", f"draft('{DraftPress.OTHER}')", "other"),
    Binding("s", f"draft('{DraftPress.SHORTER}')", "shorter"),
    Binding("h", f"draft('{DraftPress.WARMER}')", "warmer"),
    Binding("f", f"draft('{DraftPress.MORE_FORMAL}')", "formal"),
    Binding("x", f"draft('{DraftPress.REJECT}')", "reject"),
    Binding("z", "undo", "undo"),
    Binding("r", "review('reopen')", "reopen", show=False),
    Binding("k", "claim", "claim"),
    Binding("a", "appeals", "appeals"),
    Binding("t", "drafts", "drafts"),
    Binding("b", "blur", "show"),
    Binding("w", "why", "why"),
    Binding("p", "play", "play"),
    Binding("m", "who", "who"),
    Binding("question_mark", "help", "help", key_display="?"),
    Binding("escape", "desk", "desk", show=False),
    Binding("q", "leave", "quit"),
    Binding("ctrl+c,ctrl+q", "leave", "quit", show=False, priority=True),
]
# What makes sense on a case alone.
ON_CASE = frozenset({"review", "change", "claim", "undo"})
