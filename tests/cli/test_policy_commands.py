"""`takt policy`: what an admin types."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.settings import default_policy

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Takt

DEFAULT = default_policy()
SMALL = """\
version: 1
community: {name: Test, languages: [en], mode: enforce}
lists:
  bad: {entries: [grobian]}
ladders:
  soft: [{strikes: 0, do: [nudge]}, {strikes: 1, do: [hide]}]
rules:
  - id: be-kind
    title: {en: Be kind}
    severity: minor
    when: {list: bad}
    ladder: soft
    examples: {hit: [you grobian], miss: [hello]}
strikes: {expire: 90d}
caps: {automatic: [nudge, hide]}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Give a small policy that holds."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_the_shipped_policy_is_good_and_its_examples_hold(takt: Takt) -> None:
    """A community can adopt default.yaml as it is."""
    result = takt("policy", "check", DEFAULT)
    assert (result.returncode, result.stderr) == (0, "")
    assert ": good. " in result.stdout
    tested = takt("policy", "test")  # without a file: the one that the settings name
    assert tested.returncode == 0
    passed, _, total = tested.stdout.split()[:3]
    assert passed == total
    assert int(total) >= 60


def test_one_rule_is_one_rule(takt: Takt, small: Path) -> None:
    """The count of rules and examples is in good English."""
    assert ": good. 1 rule, 2 examples, policy " in takt("policy", "check", small).stdout


def test_an_example_that_fails_is_named_at_its_line(takt: Takt, small: Path) -> None:
    """Check and test both say which example does not hold, where, and why."""
    small.write_text(SMALL.replace("miss: [hello]", "miss: [hello, what a GROBIAN]"), encoding="utf-8")
    why = "rule be-kind should not hold for this example, but: be-kind: list bad “GROBIAN”. Mend the rule"
    expected = f"small.yaml:13:50: {why}"
    result = takt("policy", "check", small)
    assert result.returncode == 1
    assert expected in result.stderr
    result = takt("policy", "test", small)
    assert result.returncode == 1
    assert expected in result.stdout
    assert "2 of 3 examples hold" in result.stdout


def test_a_broken_file_is_refused_with_place_and_hint(takt: Takt, small: Path) -> None:
    """A typing error gets file, line, column and what was probably meant."""
    small.write_text(SMALL.replace("severity:", "severty:"), encoding="utf-8")
    result = takt("policy", "check", small)
    assert result.returncode == 1
    assert "small.yaml:10:5: " in result.stderr
    assert "severity" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_rule_over_a_label_that_the_classifier_lacks_is_a_warning(takt: Takt, small: Path) -> None:
    """The admin hears that a clause can never hold with the live classifier."""
    small.write_text(
        SMALL.replace("{list: bad}", "{any: [{list: bad}, {score: sexual_explicit, at_least: 0.8}]}"), encoding="utf-8"
    )
    result = takt("policy", "check", small)
    assert result.returncode == 0
    assert "small.yaml:11:" in result.stderr
    assert "sexual_explicit" in result.stderr
    assert "(warning)" in result.stderr


def test_the_schema_on_the_command_line_is_the_committed_one(takt: Takt) -> None:
    """docs/policy.schema.json is what `takt policy schema` prints."""
    committed = DEFAULT.parents[1] / "docs" / "policy.schema.json"
    assert json.loads(takt("policy", "schema").stdout) == json.loads(committed.read_text(encoding="utf-8"))


def test_show_prints_what_is_in_force_there(takt: Takt, small: Path) -> None:
    """An override by channel shows in that channel only."""
    small.write_text(SMALL + "overrides: [{channels: [memes], set: {be-kind: {off: true}}}]\n", encoding="utf-8")
    assert "rule be-kind" in takt("policy", "show", small, "--channel", "general").stdout
    assert "rule be-kind" not in takt("policy", "show", small, "--channel", "#memes").stdout


def test_diff_prints_exactly_the_messages_that_differ(takt: Takt, small: Path, tmp_path: Path) -> None:
    """Of three messages one is decided differently; it is printed with both outcomes, and counted."""
    new = tmp_path / "new.yaml"
    new.write_text(SMALL.replace("[grobian]", "[grobian, lout]"), encoding="utf-8")
    chat = tmp_path / "chat.jsonl"
    rows = [{"text": text, "author": "Bo", "channel": "c"} for text in ("hello", "you lout", "fine")]
    chat.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    result = takt("policy", "diff", small, new, chat)
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "#c Bo: you lout [2]"
    assert lines[1:3] == ["  - pass", "  + nudge  because be-kind: list bad “lout”"]
    assert lines[3].startswith("1 of 3 messages are decided differently (")
    assert lines[4].split(maxsplit=1) == ["1", "pass → nudge"]


@pytest.mark.parametrize("group", [(), ("policy",)])
def test_the_list_of_commands_is_not_cut_off(takt: Takt, group: tuple[str, ...]) -> None:
    """Each command is told of in a whole sentence on a terminal of 80 columns."""
    commands = takt(*group, "--help").stdout.split("Commands:\n")[1].splitlines()
    assert len(commands) >= 4
    assert all(line.endswith(".") and not line.endswith("...") for line in commands)


def test_a_flag_is_not_shown_as_if_it_took_a_value(takt: Takt) -> None:
    """The help on `--json` names no type."""
    assert "--json  " in takt("replay", "--help").stdout
