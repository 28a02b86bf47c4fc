"""How a person puts an app into their workspace: the page that Slack shows for it, and the way back to the app."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.loopback_slack.web_apps import Code

if TYPE_CHECKING:
    from tests.loopback_slack.model import User
    from tests.loopback_slack.world import World


def approve(world: World, user: User, address: str) -> str:
    """Agree to what the address of Slack's authorize page asks for; return where the browser is sent then."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    app = world.app
    if asked.get("client_id") != app.client_id:
        raise AssertionError("Slack knows no app with this client_id")
    redirect = asked.get("redirect_uri", "")
    allowed = app.redirect_urls
    if redirect and allowed and not any(redirect.startswith(each) for each in allowed):
        raise AssertionError(f"the app's redirect URLs are {allowed}, not {redirect}")
    target = redirect or next(iter(allowed), "")
    if not target:
        raise AssertionError("the app has no redirect URL")
    code = f"{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
    world.codes[code] = Code(user.team, user, _listed(asked, "scope"), _listed(asked, "user_scope"), redirect)
    state = {"state": asked["state"]} if "state" in asked else {}
    return f"{target}?{urlencode({'code': code, **state})}"


def cancel(address: str) -> str:
    """Decline; return where the browser is sent then."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    state = {"state": asked["state"]} if "state" in asked else {}
    return f"{asked.get('redirect_uri', '')}?{urlencode({'error': 'access_denied', **state})}"


def _listed(asked: dict[str, str], name: str) -> list[str]:
    return [each for each in asked.get(name, "").replace(" ", ",").split(",") if each]
