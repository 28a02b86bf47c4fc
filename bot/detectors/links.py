"""Finds links and bare domains: any, invitations, imitations of the community's own domains, and listed domains."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import tldextract

from bot.core.policy import ListMatch
from bot.core.signals import Hit, HitKind, Span
from bot.detectors.lookalikes import Brand, imitates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.core.policy import WordList

_DOT = r"(?:\.|[\[({]\.[\])}]|[\[({]dot[\])}]|[。．｡])"
_LINK = re.compile(
    rf"(?<![\w@.-])(?:(?P<scheme>h(?:tt|xx)ps?\[?:\]?//)(?:[^\s/@<>()\[\]]{{1,64}}@)?)?"
    rf"(?P<host>(?:[\w-]{{1,63}}{_DOT}){{1,10}}[^\W\d_][\w-]{{1,62}}|(?<=/)(?:\d{{1,3}}(?:{_DOT}\d{{1,3}}){{3}}|[\w-]{{1,63}}))"
    r"(?![\w@-])(?P<rest>(?::\d{1,5})?(?:[/?#][^\s<>()\[\]|\"'`]*)?)",
    re.IGNORECASE,
)
# Cheap test whether there is anything like a link at all.
_HINT = re.compile(r"\w[.。．｡]\w|//|[\[({](?:\.|dot)[\])}]", re.IGNORECASE)
_ANY_DOT = re.compile(_DOT, re.IGNORECASE)
_MASKED = re.compile(
    r"\[(?P<shown>[^\[\]\n]{1,200})\]\(<?(?P<target>https?://[^\s<>()]{1,500})"
    r"|<(?P<slack_target>https?://[^\s<>|]{1,500})\|(?P<slack_shown>[^<>\n]{1,200})>"
)
# Endings that in bare form are far more often a file's name or the next sentence's first word.
_DOUBTFUL_ENDINGS = frozenset(
    {"ai", "app", "cc", "cfg", "java", "la", "md", "mov", "pl", "ps", "py", "rs", "sc", "sh", "so", "st", "tf", "zip"}
    | {"am", "as", "at", "be", "by", "de", "do", "et", "go", "he", "id", "im", "in", "is", "it", "me", "mr", "ms", "my"}
    | {"no", "nu", "or", "pm", "to", "tv", "us", "vi", "we"}
)
_INVITE_HOSTS = frozenset(
    {"discord.gg", "discord.me", "dsc.gg", "invite.gg", "t.me", "telegram.me", "chat.whatsapp.com", "join.slack.com"}
    | {"signal.group", "matrix.to", "join.skype.com", "line.me"}
)
_INVITE_PATHS = {"discord.com": "/invite/", "discordapp.com": "/invite/"}


# Made once: it reads the snapshot of the public suffix list that its package holds, and asks no network.
_EXTRACT = tldextract.TLDExtract(
    suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True, extra_suffixes=("example", "test", "invalid")
)


@dataclass(frozen=True, slots=True)
class _Link:
    """A link in the text. `domain` is the registrable one, or the host where there is none (an address)."""

    host: str
    domain: str
    path: str
    span: Span
    certain: bool


class LinkFinder:
    """Knows one policy's brands and lists of domains."""

    def __init__(self, listed: Mapping[str, Sequence[str]], brands: Sequence[Brand]) -> None:
        self._listed = listed
        self._brands = brands
        self._own = frozenset(brand.domain for brand in brands)

    @classmethod
    def compile(cls, lists: Iterable[WordList], brands: Iterable[str]) -> LinkFinder:
        """Take the lists of domains, and the brands' own domains (`nordlys.example`)."""
        listed: dict[str, list[str]] = {}
        for word_list in lists:
            if word_list.match is ListMatch.DOMAIN:
                for entry in word_list.entries:
                    listed.setdefault(_host_of(entry), []).append(word_list.name)
        return cls(listed, [Brand.of(_registrable(host)) for host in map(_host_of, brands)])

    def find(self, text: str) -> Iterator[Hit]:
        """Yield hits named `any`, `invite`, `lookalike` or as a list of domains. The entry is the registrable domain.

        A bare `word.ending` that may as well be a file or two sentences is no `any`, but is looked at otherwise.
        """
        if not _HINT.search(text):
            return
        for found in _LINK.finditer(text):
            if link := _link(found, text):
                for name in self._names(link):
                    yield Hit(HitKind.LINK, name, link.domain, link.span)
        for found in _MASKED.finditer(text):
            if domain := self._masked(found):
                yield Hit(HitKind.LINK, "lookalike", domain, Span(*found.span()))

    def _names(self, link: _Link) -> Iterator[str]:
        if link.certain:
            yield "any"
        if _invites(link):
            yield "invite"
        # One of the community's own domains may well look like another of them.
        if link.domain not in self._own and any(imitates(link.host, link.domain, brand) for brand in self._brands):
            yield "lookalike"
        if self._listed:
            labels = link.host.split(".")
            for start in range(len(labels)):
                yield from self._listed.get(".".join(labels[start:]), ())

    def _masked(self, found: re.Match[str]) -> str | None:
        """Return the target's domain of a link that shows one of the brands' domains and leads elsewhere."""
        shown = _LINK.search(found["shown"] or found["slack_shown"])
        shown_domain = _registrable(_host_of(shown["host"])) if shown else ""
        target = _registrable(_host_of(found["target"] or found["slack_target"]))
        return target if shown_domain in self._own and target not in self._own else None


def _link(found: re.Match[str], text: str) -> _Link | None:
    host = _host_of(found["host"])
    extracted = _EXTRACT(host)
    if not extracted.suffix and not found["scheme"]:
        return None
    if not extracted.domain:
        return None
    rest = found["rest"].rstrip(".,;:!?'*_~")
    end = found.end("host") + len(rest)
    certain = bool(found["scheme"]) or rest.startswith("/") or host.startswith("www.") or not _doubtful(found, text)
    return _Link(host, _registrable(host), rest.casefold(), Span(found.start(), end), certain)


def _doubtful(found: re.Match[str], text: str) -> bool:
    ending = found["host"].rpartition(".")[2]
    starts_sentence = ending[:1].isupper() and not found["host"].isupper()
    apostrophe = text[found.end("host") : found.end("host") + 1] in {"'", "’"}
    return starts_sentence or apostrophe or ending.lower() in _DOUBTFUL_ENDINGS


def _invites(link: _Link) -> bool:
    host = link.host.removeprefix("www.")
    if host in _INVITE_HOSTS:
        return len(link.path) > 1
    return link.path.startswith(_INVITE_PATHS[host]) if host in _INVITE_PATHS else False


def _host_of(written: str) -> str:
    """Return the bare host of a domain or address as written: no scheme, path or port, plain dots, lower case."""
    host = _ANY_DOT.sub(".", written.strip().casefold()).rpartition("//")[2]
    return re.split(r"[/:?#]", host, maxsplit=1)[0].rpartition("@")[2].strip(".")


def _registrable(host: str) -> str:
    return _EXTRACT(host).top_domain_under_public_suffix or host
