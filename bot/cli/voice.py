"""`takt voice`: check the voice in which replies are drafted, and print the schema of its file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import voice_evaluate, voice_learn
from bot.cli.common import note, say, settings

app = typer.Typer(help="Check the voice in which replies are drafted.", no_args_is_help=True)

app.command("evaluate", short_help="Say how many known faults the linter finds.")(voice_evaluate.evaluate)
app.command("learn", short_help="Propose changes by what moderators keep editing.")(voice_learn.learn)

OrLiveVoice = Annotated[Path | None, typer.Argument(help="Default: the voice that the settings name.")]


@app.command(short_help="Refuse a voice that would not work, and say where and why.")
def check(
    file: OrLiveVoice = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object with all problems.")] = False,
) -> None:
    """Refuse a voice whose templates or lines would not work, with file, line, column and a hint for each problem."""
    from bot.bootstrap.voice import check_voice_file, good_voice_words
    from bot.policy_files import Level, Refused

    path = file or settings().voice
    found = check_voice_file(path)
    voice, problems = (None, found.problems) if isinstance(found, Refused) else (found.voice, found.warnings)
    if as_json:
        told = [{**asdict(each), "level": str(each.level)} for each in problems]
        say(json.dumps({"file": str(path), "voice": voice and voice.hash, "problems": told}, ensure_ascii=False))
    else:
        for each in problems:
            note(f"{each} (warning)" if each.level is Level.WARNING else str(each))
    if isinstance(found, Refused):
        raise typer.Exit(1)
    if not as_json:
        say(good_voice_words(found))


@app.command()
def schema() -> None:
    """Print the JSON Schema of voice files, for editors."""
    from bot.policy_files import voice_schema_text

    say(voice_schema_text().rstrip("\n"))
