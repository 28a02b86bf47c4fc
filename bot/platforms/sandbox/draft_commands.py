"""What is typed about drafts, by the number of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.blank_forms import TEXT, WHY
from bot.core.case_words import since_words
from bot.core.draft_cards import DraftPress, state_words
from bot.core.drafts import UNDECIDED
from bot.core.printable import printable
from bot.platforms.sandbox.draft_words import card_lines, draft_line, kind_words
from bot.platforms.sandbox.moderating import Moderating
from bot.platforms.sandbox.sandbox import MODERATORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.cases import Actor
    from bot.core.content import Content
    from bot.core.drafts import Draft
    from bot.core.forms import Said
    from bot.platforms.sandbox.sandbox import Sandbox
    from bot.ports import Clock

DRAFT_HELP = """\
/drafts                  the replies that are proposed; /draft N: all about one
/approve N [as noor]     send reply N just as it stands
/amend N TEXT            send it in your own words; TEXT // WHY where something warns
/other N                 another proposal; /shorter N, /warmer N, /formal N: another tone
/reject N WHY            throw it away: wrong, tone, unclear, not_needed, answered, or your words
/retract N               take a reply back that was sent
/answer N                propose a reply to message N, whatever it is"""
_PRESSES = {
    "approve": DraftPress.APPROVE,
    "amend": DraftPress.EDIT,
    "other": DraftPress.OTHER,
    "shorter": DraftPress.SHORTER,
    "warmer": DraftPress.WARMER,
    "formal": DraftPress.MORE_FORMAL,
    "reject": DraftPress.REJECT,
}
ON_DRAFT = frozenset({*_PRESSES, "draft", "retract"})
_LONGEST_NUMBER = 9


class DraftCommands:
    """Carries out what is typed about drafts."""

    def __init__(self, sandbox: Sandbox, clock: Clock) -> None:
        self._sandbox, self._clock = sandbox, clock
        self._moderating = Moderating(sandbox)

    async def all(self) -> list[str]:
        """Return a line for each draft, the newest first."""
        async with self._sandbox.community.begin() as uow:
            drafts = await uow.drafts.find(limit=50)
        return [self._line(each) for each in drafts] or ["There are no drafts."]

    async def offer(self, content: Content) -> list[str]:
        """Lay a draft for a message before the first moderator."""
        draft = await self._moderating.answer(content, MODERATORS[0])
        why = () if draft.proposals else (f"Nothing is proposed: {'; '.join(draft.reasons) or 'nobody drafts here'}.",)
        return [draft_line(draft, content.author.name), *map(printable, why)]

    async def on(self, name: str, number: str, rest: str) -> list[str]:
        """Do something to one draft."""
        if not number.isdecimal():
            return [f"Write the draft's number after /{name}. /drafts lists them."]
        draft = await self._moderating.draft(int(number)) if len(number) <= _LONGEST_NUMBER else None
        if draft is None:
            return [f"There is no draft {number}."]
        if name == "draft":
            return list(card_lines(self._moderating.card(draft), self._name_of(draft)))
        if name == "retract":
            return _lines(await self._moderating.take_back(draft.id, MODERATORS[0]))
        return await self._press(_PRESSES[name], draft, rest.strip())

    async def _press(self, what: DraftPress, draft: Draft, rest: str) -> list[str]:
        me = _who(rest) if what is DraftPress.APPROVE else MODERATORS[0]
        if me is None:
            return [f"Moderators here are {' and '.join(each.id for each in MODERATORS)}."]
        fields = _fields(what, rest)
        return _lines(await self._moderating.press(what, draft.id, draft.version, me, fields))

    def _line(self, draft: Draft) -> str:
        since = since_words(draft.written, self._clock.now())
        if draft.state in UNDECIDED:
            return f"{since:>6}  {state_words(draft)}  {draft_line(draft, self._name_of(draft))}"
        kind, name = kind_words(draft), printable(self._name_of(draft))
        return f"{since:>6}  {printable(state_words(draft))}  draft {draft.id} {kind} for {name}"

    def _name_of(self, draft: Draft) -> str:
        return self._sandbox.platform.name_of(draft.member)


def _who(rest: str) -> Actor | None:
    name = rest.removeprefix("as ").strip().casefold()
    return next((each for each in MODERATORS if not name or each.id == name), None)


def _fields(what: DraftPress, rest: str) -> Mapping[str, str] | None:
    if what is DraftPress.REJECT:
        return {WHY: rest}
    if what is not DraftPress.EDIT:
        return None
    text, _, because = rest.partition(" // ")
    return {TEXT: text, WHY: because}


def _lines(said: Said) -> list[str]:
    return [line for text in (said.text, *said.more) for line in map(printable, text.splitlines())]
