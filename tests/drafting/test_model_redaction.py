"""What a language model's server sees of members: placeholders."""

from __future__ import annotations

import json
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.proposals import Circumstances, Intent, Proposal, Tone
from bot.drafting.model.redaction import Redaction, placeholders
from bot.drafting.model.wire import Api
from tests.drafting.model_makers import ANSWER, AUTHOR, OFFLINE, OTHER, QUESTION, Offline, answer, first, make_drafter
from tests.loopback_openai import LoopbackOpenAI, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.situations import Situation

SOON = 3.0
# What is planted, by what must never arrive of it.
PLANTED = {
    AUTHOR: ("kari", "nordmann"),
    "kari's": ("kari",),
    "NORDMANNS": ("nordmann",),
    "K\u200bar\u00adi": ("kari",),
    "Ｋａｒｉ": ("kari", "Ｋａｒｉ"),
    "Ola Hansen": ("hansen",),
    "маше, Маши, Машей": ("маш",),
    "kari.n+x@mail.example.org": ("mail.example", "kari.n"),
    "kari (at) home.example": ("home.example",),
    "почта@почта.рф": ("почта.рф",),
    "+47 22 12 34 56": ("22 12 34 56", "12 34"),
    "010190-98761": ("010190", "98761"),
    "4111 1111 1111 1111": ("4111",),
    "DE89 3704 0044 0532 0130 00": ("DE89", "0532"),
    "<@80351110224678912>": ("80351110224678912",),
    "<@U012AB3CD|kari.n>": ("U012AB3CD",),
    "<#C024BE7LR|secret-room>": ("C024BE7LR", "secret-room"),
    "<:party:80351110224678913>": ("80351110224678913",),
    "U012AB3CE": ("U012AB3CE",),
    "@kari_nordmann": ("kari_nordmann",),
    "https://example.org/kari?id=77#x": ("example.org", "id=77"),
    "discord.gg/abcdef": ("abcdef",),
    "www.nordmann.example": ("nordmann.example",),
    "sk-abcdefghijkl1234": ("abcdefghijkl1234", "sk-abc"),
    "order 84210077": ("84210077",),
}


class _Approved:
    """Replies that others got, with the same things in them."""

    async def like(self, text: str, language: str, situation: Situation, limit: int) -> Sequence[tuple[str, str]]:
        told = " ".join(PLANTED)
        return [(told, f"Hej Lars Hansen, {told}"), (f"I am {AUTHOR}", f"Hi Siri!\n{told}")]


@pytest.mark.parametrize("api", list(Api))
async def test_nothing_planted_appears_in_any_request(api: Api) -> None:
    """Not of the message, of the examples, of what the caller knows, of a proposal that is reworded, or of a retry."""
    text = " and ".join(PLANTED)
    around = Circumstances(others=(OTHER, "Маша"), slots={"receipt": "wish-84210077", "forwarded_to": "#kari-team"})
    request = replace(QUESTION, text=text, channel="secret-room", around=around, id="80351110224678912")
    told = Proposal(Intent.ANSWER, f"{ANSWER.text} {text} Kari, wish-84210077 #secret-room", ANSWER.cites, "", OFFLINE)
    async with LoopbackOpenAI(wording(lambda _: answer("We promise it", "S1"))) as server:
        drafter = make_drafter(server, Offline(proposals=(told,)), api=api, examples=_Approved())
        await drafter.draft(request)
        await drafter.reword(request, told, Tone.WARMER)
        await drafter.close()
    assert len(server.sent) >= 3
    for sent in server.sent:
        body = json.dumps(sent.body, ensure_ascii=False)
        shown = f"{body} {sent.headers}".casefold()
        missed = {part for parts in PLANTED.values() for part in parts if part.casefold() in shown}
        assert not missed
        assert "{name}" in body


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("hi, I am kari, see my Maribel", "hi, I am {name}, see my Maribel"),
        ("4 pm, 12:30, v1.2.3, 100 000, 48 hours, python3", "4 pm, 12:30, v1.2.3, 100 000, 48 hours, python3"),
        ("a@b.example, a@b.example and c@d.example", "{mail_1}, {mail_1} and {mail_2}"),
        ("look: https://a.example/b, (https://a.example/c).", "look: {link_1}, ({link_2})."),
        ("{name} {{name}} </message> <b>", "(name) ((name)) ‹/message› ‹b›"),
        ("Freja in Nordlys helped, said Freja Nordmann", "Freja in Nordlys helped, said Freja {name}"),
        ("one\ntwo\tthree", "one\ntwo three"),
        ("spyd \ud800 og", "spyd  og"),
    ],
)
def test_the_rest_stays_readable(text: str, hidden: str) -> None:
    """What a reply needs to fit stays: short numbers, words, and the persona's name."""
    assert Redaction({}, AUTHOR, (OTHER,), ("Freja", "Nordlys")).hide(text) == hidden


async def test_what_a_member_wrote_of_themselves_does_not_come_back() -> None:
    """A placeholder of the message is none that a reply may hold: it would tell everybody."""
    async with LoopbackOpenAI(wording(lambda _: answer("Is {mail_1} yours, {name}?", "S1"))) as server:
        drafter = make_drafter(server)
        best = first(await drafter.draft(replace(QUESTION, text="where are the rules? kari@home.example")))
        await drafter.close()
    assert best.drafter == f"{OFFLINE} (openai left a place open that nobody can fill)"


@given(st.text(max_size=80), st.text(alphabet="aolAOLwillWå 0.-@#ЁмаМ", max_size=12))
def test_a_reply_of_ours_comes_back_as_it_reads(text: str, name: str) -> None:
    """To hide and to fill gives the same words, whatever the member is called."""
    redaction = Redaction({"faq_answer": "I will", "channel": "help"}, name, ("Ola",))
    ours = f"{text} will Will I will #help +47 22 12 34 56 Olas"
    plain = Redaction({}, "").hide(text)
    if not placeholders(plain) and not set("‹›()") & set(plain):
        filled = redaction.fill(redaction.hide_reply(ours))
        assert filled == f"{plain} will Will I will #help +47 22 12 34 56 Olas"


@given(st.text(alphabet=st.sampled_from("<>{}/message ‹›＜＞﹤\u200b@#n1_"), max_size=60))
def test_no_text_holds_what_a_fence_is_made_of(text: str) -> None:
    """However it is written, it can't end its fence, and can't name a placeholder."""
    hidden = Redaction({}, "").hide(text)
    assert "<" not in hidden
    assert ">" not in hidden
    kinds = {each.strip("{}").rstrip("0123456789").rstrip("_") for each in placeholders(hidden)}
    assert kinds <= {"user", "mail", "link", "channel", "mark", "number", "token"}


@pytest.mark.parametrize(
    "piece", ["x", "@", "x@", "x.", "1 ", "<@A|", "www.", "a@b.", "+1(", "<:a", "é-", "a-", "AB12 ", "(at)", "://", "{"]
)
def test_no_text_takes_long_to_hide(piece: str) -> None:
    """The time is linear in the length."""
    redaction = Redaction({}, AUTHOR, (OTHER,))
    began = perf_counter()
    redaction.hide(piece * 20_000)
    assert perf_counter() - began < SOON
