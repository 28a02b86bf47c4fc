"""The app's manifest, by which Slack makes it: as it ships, for Socket Mode; or for HTTP at an address."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from ruamel.yaml import YAML

from bot.platforms.slack.http import EVENTS
from bot.platforms.slack.oauth import REDIRECT

_PACKAGE = Path(__file__).resolve().parents[2]
_BESIDE_PACKAGE = _PACKAGE.parent / "slack-manifest.yaml"
_IN_PACKAGE = _PACKAGE / "shipped_slack_manifest.yaml"


def manifest_text(url: str = "") -> str:
    """Return the manifest. `url`: where Slack calls the bot, without a path; empty for Socket Mode.

    Raises ValueError for an address that Slack does not take.
    """
    shipped = _BESIDE_PACKAGE if _BESIDE_PACKAGE.is_file() else _IN_PACKAGE
    text = shipped.read_text(encoding="utf-8")
    return _over_http(text, _address(url)) if url else text


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"Slack calls no {url!r}: give an address such as https://takt.example.org, without a path.")
    return url.rstrip("/")


def _over_http(text: str, address: str) -> str:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1000
    yaml.indent(mapping=2, sequence=4, offset=2)
    manifest = yaml.load(text)
    settings = manifest["settings"]
    settings["socket_mode_enabled"] = False
    settings["event_subscriptions"].insert(0, "request_url", f"{address}{EVENTS}")
    settings["interactivity"]["request_url"] = f"{address}{EVENTS}"
    for each in manifest["features"]["slash_commands"]:
        each["url"] = f"{address}{EVENTS}"
    manifest["oauth_config"].insert(0, "redirect_urls", [f"{address}{REDIRECT}"])
    out = StringIO()
    yaml.dump(manifest, out)
    return out.getvalue()
