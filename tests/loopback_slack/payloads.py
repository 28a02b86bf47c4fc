"""Users, channels and messages in Slack's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.loopback_slack.app import App
    from tests.loopback_slack.model import Channel, Json, Message, Team, User, UserGroup

_PICTURE = "https://avatars.slack-edge.invalid/{}_{}.png"
_SIZES = (24, 32, 48, 72, 192, 512)


def profile_json(user: User, *, email: bool = False) -> Json:
    """Return a user's profile."""
    body: Json = {
        "title": user.title,
        "phone": "",
        "skype": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": f"h{user.id[-6:].lower()}",
        "first_name": user.real_name.split(" ", maxsplit=1)[0],
        "last_name": user.real_name.partition(" ")[2],
        "team": user.team.id,
        **{f"image_{size}": _PICTURE.format(user.id, size) for size in _SIZES},
    }
    if user.bot_id:
        body["bot_id"] = user.bot_id
    return {**body, "email": f"{user.name}@{user.team.domain}.invalid"} if email else body


def user_json(user: User, *, email: bool = False, locale: bool = False) -> Json:
    """Return a user, with the locale where it was asked for."""
    body: Json = {
        "id": user.id,
        "team_id": user.team.id,
        "name": user.name,
        "deleted": user.deleted,
        "color": "9f69e7",
        "real_name": user.real_name,
        "tz": "Europe/Copenhagen",
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "profile": profile_json(user, email=email),
        "is_admin": user.is_admin or user.is_owner,
        "is_owner": user.is_owner,
        "is_primary_owner": user.is_owner,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": int(user.updated),
        "is_email_confirmed": not user.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }
    return {**body, "locale": user.locale} if locale else body


def channel_json(channel: Channel, me: User | None = None) -> Json:
    """Return a conversation as `me` sees it."""
    body: Json = {"id": channel.id, "created": int(channel.created), "is_archived": channel.is_archived}
    if channel.kind == "im":
        other = next((each for each in channel.members.values() if each is not me), None)
        return {**body, "is_im": True, "is_org_shared": False, "user": other.id if other else "", "is_open": True}
    body |= {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private,
        "is_general": channel.is_general,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "creator": channel.creator,
        "context_team_id": channel.team.id,
        "updated": int(channel.created * 1000),
        "unlinked": 0,
        "shared_team_ids": [channel.team.id],
        "pending_shared": [],
        "is_pending_ext_shared": False,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }
    return body if me is None else {**body, "is_member": me.id in channel.members}


def group_json(group: UserGroup, *, users: bool = False) -> Json:
    """Return a user group, with its members where they were asked for."""
    body: Json = {
        "id": group.id,
        "team_id": group.team.id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": int(group.updated),
        "date_update": int(group.updated),
        "date_delete": int(group.updated) if group.disabled else 0,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": group.created_by,
        "updated_by": group.created_by,
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
        "user_count": len(group.members),
        "channel_count": 0,
        "is_section": False,
    }
    return {**body, "users": list(group.members)} if users else body


def team_json(team: Team) -> Json:
    """Return a workspace."""
    body: Json = {"id": team.id, "name": team.name, "domain": team.domain, "url": team.url, "email_domain": ""}
    body["icon"] = {"image_44": _PICTURE.format(team.id, 44), "image_default": True}
    if team.enterprise_id:
        body |= {"enterprise_id": team.enterprise_id, "enterprise_name": f"{team.name} Enterprise"}
    return body


def message_json(message: Message, app: App) -> Json:
    """Return a message as the history has it."""
    body: Json = {"type": "message", "ts": message.ts, "text": message.text, **message.parts}
    if message.subtype:
        body["subtype"] = message.subtype
    if message.user is not None:
        body |= {"user": message.user.id, **({} if message.subtype else {"team": message.channel.team.id})}
    optional = {"client_msg_id": message.client_msg_id, "edited": message.edited, "thread_ts": message.thread_ts}
    body |= {name: value for name, value in optional.items() if value}
    if message.bot_id:
        body |= {"bot_id": message.bot_id, "app_id": message.app_id}
        if message.subtype != "bot_message":
            body["bot_profile"] = bot_profile_json(message, app)
    if message.subtype == "tombstone":
        body |= {"user": "USLACKBOT", "hidden": True}
    return {**body, **_of_thread(message, app)}


def bot_profile_json(message: Message, app: App) -> Json:
    """Return what stands about the app in its messages."""
    return {
        "id": message.bot_id,
        "app_id": message.app_id,
        "user_id": message.user.id if message.user else None,
        "name": app.name,
        "icons": {f"image_{size}": _PICTURE.format(app.id, size) for size in (36, 48, 72)},
        "deleted": False,
        "updated": 1700000000,
        "team_id": message.channel.team.id,
    }


def _of_thread(message: Message, app: App) -> dict[str, Any]:
    if message.thread_ts and message.thread_ts != message.ts:
        root = message.channel.timeline.get(message.thread_ts)
        if root and message.subtype == "thread_broadcast":
            return {"root": message_json(root, app)}
        return {"parent_user_id": root.user.id} if root and root.user else {}
    replies = message.channel.timeline.replies(message.ts)
    if not replies:
        return {}
    authors = list(dict.fromkeys(each.user.id for each in replies if each.user))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(authors),
        "latest_reply": replies[-1].ts,
        "reply_users": authors[:5],
        "is_locked": False,
        "subscribed": False,
    }
