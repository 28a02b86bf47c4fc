"""Files, previews of links and shared messages in Slack's JSON."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.loopback_slack.web_chat import permalink_of

if TYPE_CHECKING:
    from tests.loopback_slack.model import Json, Message, User
    from tests.loopback_slack.world import World


def file_json(world: World, user: User, name: str, title: str) -> Json:
    """Return a file that the user has uploaded."""
    made, ending = world.ids.new("F"), name.rpartition(".")[2]
    address = f"https://files.slack.invalid/files-pri/{user.team.id}-{made}/{name}"
    return {
        "id": made,
        "created": int(time.time()),
        "timestamp": int(time.time()),
        "name": name,
        "title": title or name,
        "mimetype": "application/octet-stream",
        "filetype": ending,
        "pretty_type": ending.upper(),
        "user": user.id,
        "user_team": user.team.id,
        "editable": False,
        "size": 4,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": True,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": address,
        "url_private_download": f"{address}?download",
        "permalink": f"{user.team.url}files/{user.id}/{made}/{name}",
        "has_rich_preview": False,
        "file_access": "visible",
    }


def preview_json(message: Message, url: str, title: str, text: str) -> Json:
    """Return the attachment that Slack adds to a message with a link."""
    return {
        "from_url": url,
        "original_url": url,
        "service_name": url.split("/")[2],
        "id": len(message.parts.get("attachments", [])) + 1,
        "fallback": f"{url.split('/')[2]}: {title}",
        "title": title,
        "title_link": url,
        **({"text": text} if text else {}),
    }


def share_json(message: Message) -> Json:
    """Return the attachment in which a shared message stands."""
    channel, author = message.channel, message.user
    said = {"team": channel.team.id, "channel": channel.id, "ts": message.ts, "message": {"blocks": message.blocks}}
    name = author.display_name or author.real_name if author else "somebody"
    return {
        "id": 1,
        "ts": message.ts,
        "channel_id": channel.id,
        "channel_team": channel.team.id,
        "is_msg_unfurl": True,
        "is_share": True,
        "message_blocks": [said],
        "author_id": author.id if author else "",
        "author_name": name,
        "author_subname": name,
        "author_link": f"{channel.team.url}team/{author.id}" if author else "",
        "from_url": permalink_of(message),
        "fallback": f"{name}: {message.text}",
        "text": message.text,
        "mrkdwn_in": ["text"],
        "footer": f"Posted in #{channel.name}" if channel.kind == "channel" else "From a private conversation",
        **({"files": message.parts["files"]} if message.parts.get("files") else {}),
    }
