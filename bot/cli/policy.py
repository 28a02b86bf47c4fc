"""`takt policy`: check, test, show, compare policy files, and print their schema."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import classifier, fail, in_mode, loaded, opened, refuse_broken, say, settings
from bot.core.policy import Mode

app = typer.Typer(help="Check, test, show and compare policy files.", no_args_is_help=True)

PolicyFile = Annotated[Path, typer.Argument(help="A policy file.")]
OrLivePolicy = Annotated[Path | None, typer.Argument(help="Default: the policy that the settings name.")]


@app.command(short_help="Refuse a file that would not work, and say where and why.")
def check(file: OrLivePolicy = None) -> None:
    """Refuse a file that would not work, with file, line, column and a hint for each problem."""
    from bot.bootstrap.policy_check import failing_examples, good_words

    policy_file, live = opened(settings(), file)
    failures = asyncio.run(failing_examples(policy_file, live))
    if failures:
        fail("\n".join(str(each) for each in failures))
    say(good_words(policy_file))


@app.command("test")
def run_examples(file: OrLivePolicy = None) -> None:
    """Run the examples that stand in the file beside their rules."""
    from bot.bootstrap.policy_check import failing_examples

    policy_file, live = opened(settings(), file)
    failures = asyncio.run(failing_examples(policy_file, live))
    for each in failures:
        say(str(each))
    say(f"{len(policy_file.examples) - len(failures)} of {len(policy_file.examples)} examples hold")
    if failures:
        raise typer.Exit(1)


@app.command()
def schema() -> None:
    """Print the JSON Schema of policy files, for editors."""
    from bot.policy_files.schema import schema_text

    say(schema_text().rstrip("\n"))


@app.command(short_help="Print what is in force in a channel for a role.")
def show(
    file: OrLivePolicy = None,
    channel: Annotated[str, typer.Option(help="A channel's name.")] = "",
    role: Annotated[list[str] | None, typer.Option(help="A role of the member; may be given again.")] = None,
) -> None:
    """Print the policy as it is in force in a channel for a member with these roles."""
    from bot.core.policy_words import policy_in_words

    chosen = settings()
    policy = in_mode(loaded(file or chosen.policy).policy, chosen.mode)
    for line in policy_in_words(
        policy, channel.removeprefix("#"), frozenset(each.removeprefix("@") for each in role or ())
    ):
        say(line)


@app.command(short_help="Print the messages that two policies decide differently.")
def diff(
    old: PolicyFile,
    new: PolicyFile,
    history: Annotated[Path, typer.Argument(help="A chat history, as for `takt replay`.")],
    mode: Annotated[Mode | None, typer.Option(help="Compare in this mode instead of the files' own.")] = None,
) -> None:
    """Print the messages of a history that two policies decide differently, and count them."""
    from bot.cli.policy_diff import print_differences
    from bot.core.asked import thresholds_of

    chosen = settings()
    before, after = (in_mode(refuse_broken(each).policy, mode) for each in (old, new))
    live = classifier(chosen, before)
    # Equal wishes share a classifier, so that each text is scored once.
    same = before.scoring == after.scoring and thresholds_of(before) == thresholds_of(after)
    classifiers = (live, live if same else classifier(chosen, after))
    for each, its in zip((old, new), classifiers, strict=True):
        loaded(each, its)  # prints its warnings
    asyncio.run(print_differences(before, after, history, classifiers))
