"""The one reader of the environment (and of `.env`)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.policy import Mode

_BESIDE_PACKAGE = Path(__file__).resolve().parent.parent / "policies"
_IN_PACKAGE = Path(__file__).resolve().parent / "shipped_policies"


def default_policy() -> Path:
    """Return the policy that ships: in a clone beside the package, in an installed wheel inside it."""
    return _shipped() / "default.yaml"


def default_voice() -> Path:
    """Return the voice that ships, beside the policy."""
    return _shipped() / "voice.yaml"


def _shipped() -> Path:
    return _BESIDE_PACKAGE if _BESIDE_PACKAGE.is_dir() else _IN_PACKAGE


def prompts_folder() -> Path:
    """Return where the prompts for a language model are, likewise."""
    beside = Path(__file__).resolve().parent.parent / "prompts"
    return beside if beside.is_dir() else Path(__file__).resolve().parent / "shipped_prompts"


class Settings(BaseSettings):
    """What an operator can set. Every name is read from the environment with the prefix `TAKT_`."""

    model_config = SettingsConfigDict(env_prefix="TAKT_", env_file=".env", env_ignore_empty=True, extra="ignore")

    policy: Path = Field(default_factory=default_policy)
    voice: Path = Field(default_factory=default_voice)
    mode: Mode | None = None
    classifier: str = "embedded"
    # How long a message may wait for its scores, in seconds.
    score_within: float = Field(default=5.0, gt=0, le=60)
    # Where exported models and calibrations are kept.
    models: Path = Path(".takt/models")
    # Detoxify from local files: its checkpoint, and the folder with the configuration and the tokenizer.
    detoxify_checkpoint: Path | None = None
    detoxify_files: Path | None = None
    openai_api_key: SecretStr = SecretStr("")
    openai_base_url: str = ""
    # Who words the drafts of replies: templates alone, or a language model where the voice file lets it.
    drafter: Literal["playbook", "openai"] = "playbook"
    draft_model: str = ""
    draft_api: Literal["auto", "responses", "chat"] = "auto"
    draft_tokens_a_day: int = Field(default=200_000, ge=1)
    # How long a draft may wait for the model, in seconds, with all tries.
    draft_within: float = Field(default=10.0, gt=0, le=60)
    # With a token Takt serves Discord. The addresses are for proxies and tests.
    discord_token: SecretStr = SecretStr("")
    discord_api_url: str = "https://discord.com/api/v10"
    discord_gateway_url: str = ""
    # Into how many connections the servers are split; Discord says how many where it isn't set.
    discord_shards: int | None = Field(default=None, ge=1)
    # With a bot's token, or a client's id for several workspaces, Takt serves Slack: by Socket Mode with an app token,
    # else over HTTP with a signing secret.
    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    # An admin's user token, by which messages are hidden, restored and members removed, and nothing else.
    slack_admin_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    # Where HTTP is served, on this machine alone, and where people reach its pages.
    slack_port: int = Field(default=3000, ge=1, le=65535)
    slack_public_url: str = ""
    slack_client_id: str = ""
    slack_client_secret: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    # Where /healthz and /metrics are served, on this machine alone; 0 for nowhere.
    http_port: int = Field(default=0, ge=0, le=65535)
    database_url: SecretStr = SecretStr("")
    keys: SecretStr = SecretStr("")


class Terminal(BaseSettings):
    """What a terminal says about itself; empty where nothing is known of it."""

    model_config = SettingsConfigDict(env_ignore_empty=True)

    term: str = ""

    @property
    def can_draw(self) -> bool:
        """Whether a screen can be drawn in it, and not lines alone."""
        return self.term not in {"", "dumb", "unknown"}
