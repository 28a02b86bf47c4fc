"""The key `replies`: what is wrong with it beyond its shape, and what it becomes in the core."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.replies import Replies
from bot.core.situations import Situation

if TYPE_CHECKING:
    from bot.policy_files.models import RepliesForm
    from bot.policy_files.report import Report


def check_replies(report: Report, form: RepliesForm | None) -> None:
    """Report a draft that would be over before it was offered, and what is offered twice."""
    if form is None:
        return
    if form.wait >= form.expire:
        hint = "Let drafts wait longer, or members less."
        report.error_at_key(("replies", "wait"), "`wait` is not shorter than `expire`: no draft could be decided", hint)
    for index, situation in enumerate(form.offer):
        if situation in form.offer[:index]:
            report.error(("replies", "offer", index), f"`{situation}` is here twice", "Keep one of them.")


def to_replies(form: RepliesForm | None) -> Replies:
    """Return the core's replies; without the key nothing is offered by itself."""
    if form is None:
        return Replies()
    places = {Situation.COMPLAINT: form.pass_on.complaint, Situation.WISH: form.pass_on.wish}
    return Replies(
        offer=frozenset(form.offer),
        answer_within_seconds=form.answer_within,
        wait_seconds=form.wait,
        expire_seconds=form.expire,
        pass_on={situation: place.removeprefix("#") for situation, place in places.items() if place},
        channel=(form.channel or "").removeprefix("#"),
    )
