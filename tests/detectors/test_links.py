"""Links: what is one, where it leads, and whom it imitates."""

import pytest

from bot.core.policy import ListMatch, WordList
from bot.detectors.links import LinkFinder

FINDER = LinkFinder.compile(
    [
        WordList("sites", ("evil.example", "https://Bad.example/x"), ListMatch.DOMAIN),
        WordList("words", ("good.example",)),
    ],
    ("nordlys.example", "steamcommunity.com", "discord.com", "bo.example"),
)


def found(text: str) -> dict[str, set[str]]:
    """Return the kinds of link by the registrable domain that they lead to."""
    kinds: dict[str, set[str]] = {}
    for hit in FINDER.find(text):
        kinds.setdefault(hit.entry, set()).add(hit.name)
    return kinds


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("see https://example.com/a?b=c.", "example.com"),
        ("see HTTP://EXAMPLE.COM", "example.com"),
        ("www.example.com", "example.com"),
        ("sub.example.co.uk is up", "example.co.uk"),
        ("hxxps://example[.]com/x", "example.com"),
        ("example(dot)com", "example.com"),
        ("<https://example.com|here>", "example.com"),
        ("[here](https://example.com/x)", "example.com"),
        ("https://user:pw@example.com:8080/x", "example.com"),
        ("http://10.0.0.1:80/", "10.0.0.1"),
        ("http://intranet/", "intranet"),
        ("https://bücher.de/x", "bücher.de"),
    ],
)
def test_links_are_found_with_their_domain(text: str, domain: str) -> None:
    """Links, bare domains and half-hidden ones are `any`, by registrable domain."""
    assert "any" in found(text).get(domain, set())


@pytest.mark.parametrize(
    "text",
    [
        "README.md and main.py",
        "done.It's ok.So what.is",
        "node.js 1.2.3 e.g. i.e. v2.0",
        "me@example.com",
        "a...b",
        "12.30",
        "//",
    ],
)
def test_what_only_looks_like_a_link_is_none(text: str) -> None:
    """File names, missing spaces, versions and mail addresses are no links."""
    assert found(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "discord.gg/abc",
        "https://discord.com/invite/abc",
        "t.me/joinchat/x",
        "https://chat.whatsapp.com/abc",
        "www.discord.gg/a",
    ],
)
def test_invitations_are_known(text: str) -> None:
    """Invitations to other communities are told apart."""
    assert any("invite" in kinds for kinds in found(text).values())


def test_only_invitations_are_invitations() -> None:
    """Another page of a platform, or its bare name, invites nobody."""
    for text in ("https://discord.com/guidelines", "discord.gg", "https://example.com/invite/abc"):
        assert all("invite" not in kinds for kinds in found(text).values())


@pytest.mark.parametrize(
    "text",
    [
        "nordlus.example",
        "nord1ys.example",
        "n0rdlys.example",
        "nоrdlys.example",
        "nor-dlys.example",
        "nordlsy.example",
        "nordlys-gift.example",
        "free-nordlys.example",
        "https://nordlys.test/",
        "https://nordlys.example.evil.test/login",
        "https://login-nordlys.evil.test/",
        "https://xn--nrdlys-bjf.example/",
        "https://stearncommunity.com/trade",
        "https://steamcommunlty.com/x",
        "dlscord.com",
        "discord-nitro.ru",
        "[nordlys.example](https://other.test/x)",
        "<https://other.test/x|nordlys.example>",
    ],
)
def test_imitations_of_a_brand_are_known(text: str) -> None:
    """Look-alike letters, a slip, the name beside bait, and a shown domain that is not the target are imitations."""
    assert any("lookalike" in kinds for kinds in found(text).values())


@pytest.mark.parametrize(
    "text",
    [
        "https://nordlys.example/gift",
        "https://shop.nordlys.example/free",
        "https://discord.com/nitro",
        "https://record.com/",
        "https://discordance.com/",
        "https://community.com/",
        "https://bob.example/",
        "https://northern-lights.example/",
        "[nordlys.example](https://nordlys.example/x)",
        "[our page](https://other.test/x)",
    ],
)
def test_the_brand_and_strangers_are_no_imitations(text: str) -> None:
    """The brand's own domain and honest other names are left alone; a short brand is not met everywhere."""
    assert all("lookalike" not in kinds for kinds in found(text).values())


def test_one_of_several_own_domains_imitates_none_of_the_others() -> None:
    """A community that owns a name under two endings may link to both."""
    finder = LinkFinder.compile((), ("discord.com", "discord.gg"))
    assert {hit.name for hit in finder.find("https://discord.com/x https://discord.gg/")} == {"any"}
    assert "lookalike" in {hit.name for hit in finder.find("https://discord.gift/")}


def test_listed_domains_hit_with_all_below_them() -> None:
    """A listed domain, written as one or as an address, hits itself and its subdomains under the list's name."""
    assert "sites" in found("https://a.b.evil.example/x")["evil.example"]
    assert "sites" in found("bad.example")["bad.example"]
    assert "sites" not in found("notevil.example").get("notevil.example", set())
    assert found("good.example") == {"good.example": {"any"}}


def test_the_span_is_the_link() -> None:
    """The span holds the link as written, without the sentence's full stop."""
    text = "go to hxxps://evil[.]example/a?b. Now"
    assert {text[hit.span.start : hit.span.end] for hit in FINDER.find(text)} == {"hxxps://evil[.]example/a?b"}
