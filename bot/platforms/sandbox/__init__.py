"""The sandbox community: the bot without any platform."""

from pathlib import Path

SAMPLE = Path(__file__).with_name("sample_conversation.jsonl")
