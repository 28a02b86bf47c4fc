"""`takt models eval | list | bias`, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Takt

HELD_OUT = Path(__file__).resolve().parents[2] / "training" / "held_out.jsonl"
POLICY = """\
version: 1
community: {name: Test, languages: [en]}
caps: {automatic: [nudge]}
scoring: {use: [embedded, openai], combine: second_opinion, send_texts_out: true}
ladders: {hint: [{strikes: 0, do: [nudge]}]}
rules:
  - {id: be-kind, title: {en: Be kind}, severity: minor, when: {score: toxicity, at_least: 0.7}, ladder: hint}
"""


def test_an_evaluation_for_programs(takt: Takt, tmp_path: Path) -> None:
    """Standard output is one object, the same each time; bad and unjudged lines are counted, and told beside it."""
    rows = [*HELD_OUT.read_text("utf-8").splitlines(), "nonsense", '{"text": "x", "toxic": null, "lang": "en"}']
    (tmp_path / "rows.jsonl").write_text("\n".join(rows), "utf-8")
    first, second = (takt("models", "eval", "rows.jsonl", "--json") for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    assert "rows.jsonl:153: is not JSON" in first.stderr
    record = json.loads(first.stdout)
    assert (record["rows"], record["skipped"], record["bad"]) == (152, 1, 1)
    toxicity = record["labels"]["toxicity"]
    assert (toxicity["threshold"], toxicity["threshold_from"]) == (0.9, "rule be-kind")
    assert set(toxicity["languages"]) == {"en", "da", "nb", "sv", "de", "ru"}
    assert toxicity["all"]["auc"] > 0.9
    assert record["labels"]["identity_attack"]["all"]["positives"] == 0


def test_an_evaluation_for_people_prints_no_text(takt: Takt) -> None:
    """A table for each label, with the threshold that was asked for on the command line."""
    result = takt("models", "eval", HELD_OUT, "--threshold", "0.5")
    assert result.returncode == 0, result.stderr
    assert "toxicity, flagged from 0.50 on (--threshold)" in result.stdout
    texts = [json.loads(line)["text"] for line in HELD_OUT.read_text("utf-8").splitlines()]
    assert not [each for each in texts if each in result.stdout + result.stderr]


def test_an_empty_file_and_an_unknown_classifier(takt: Takt, tmp_path: Path) -> None:
    """Each ends with one sentence and exit code 1."""
    (tmp_path / "empty.jsonl").touch()
    empty = takt("models", "eval", "empty.jsonl")
    assert (empty.returncode, empty.stdout) == (1, "")
    assert empty.stderr.startswith("empty.jsonl holds no line.")
    unknown = takt("models", "eval", HELD_OUT, "--classifier", "oracle")
    assert (unknown.returncode, len(unknown.stderr.splitlines())) == (1, 1)
    assert "oracle" in unknown.stderr


def test_a_named_classifier_still_needs_leave_to_send_texts_out(takt: Takt, tmp_path: Path) -> None:
    """Without a policy that allows it no text leaves; with `scoring` in it, the one that is named is measured alone."""
    refused = takt("models", "eval", HELD_OUT, "--classifier", "openai")
    assert refused.returncode == 1
    assert "send_texts_out" in refused.stderr
    (tmp_path / "policy.yaml").write_text(POLICY, "utf-8")
    args = ("models", "eval", HELD_OUT, "--classifier", "embedded", "--json")
    alone = takt(*args, env={"TAKT_POLICY": "policy.yaml"})
    assert json.loads(alone.stdout)["classifier"].startswith("embedded-")


def test_the_bias_report(takt: Takt) -> None:
    """It scores every sentence that ships, and knows the languages and kinds apart."""
    result = takt("models", "bias", "--json")
    assert result.returncode == 0, result.stderr
    record = json.loads(result.stdout)
    assert record["sentences"] > 1500
    assert record["unscored"] == 0
    assert len({each["language"] for each in record["identities"]}) == 6
    assert len(record["kinds"]) == 48
    assert all(0 <= each["bpsn_auc"] <= 1 for each in record["identities"])


def test_the_list_says_what_is_live_and_what_is_missing(takt: Takt) -> None:
    """Without settings the embedded one is live; each that can't run says what mends it."""
    listed = {each["name"]: each for each in json.loads(takt("models", "list", "--json").stdout)}
    embedded = listed["embedded"]
    assert (embedded["live"], embedded["why"]) == (True, "the default, as TAKT_CLASSIFIER names none")
    assert (embedded["ready"], embedded["runs_on"]) == (True, "onnxruntime")
    assert embedded["labels"][:1] == ["toxicity"]
    assert embedded["bytes"] > 1_000_000
    todo = " ".join(each["mend"] for each in listed["openai"]["todo"])
    assert "TAKT_OPENAI_API_KEY" in todo
    assert "send_texts_out" in todo
    assert not listed["openai"]["ready"]


def test_the_list_knows_the_policy_and_what_lies_on_the_disk(takt: Takt, tmp_path: Path) -> None:
    """A policy's `scoring` goes before the setting; exported models and calibrations are found by their names."""
    (tmp_path / "policy.yaml").write_text(POLICY, "utf-8")
    exported = tmp_path / ".takt" / "models" / "detoxify-multilingual"
    exported.mkdir(parents=True)
    (exported / "model.json").write_text(json.dumps({"name": "detoxify-multilingual 1a2b", "labels": ["toxicity"]}))
    (exported.parent / "detoxify-multilingual.calibration.json").write_text("{}")
    env = {"TAKT_POLICY": "policy.yaml", "TAKT_CLASSIFIER": "detoxify:multilingual", "TAKT_OPENAI_API_KEY": "sk-secret"}
    result = takt("models", "list", "--json", env=env)
    listed = {each["name"]: each for each in json.loads(result.stdout)}
    assert [name for name, each in listed.items() if each["live"]] == ["embedded", "openai"]
    assert listed["openai"]["why"] == "policy.yaml asks for it under `scoring`, as a second opinion"
    assert (listed["openai"]["ready"], listed["openai"]["todo"]) == (True, [])
    multilingual = listed["detoxify:multilingual"]
    assert (multilingual["runs_on"], multilingual["version"]) == ("onnxruntime", "detoxify-multilingual 1a2b")
    assert (multilingual["labels"], multilingual["calibrated"]) == (["toxicity"], True)
    assert "sk-secret" not in result.stdout + result.stderr


@pytest.mark.parametrize("args", [("list",), ("eval", "--help"), ("bias", "--help")])
def test_no_command_loads_torch(takt: Takt, tmp_path: Path, args: tuple[str, ...]) -> None:
    """Torch takes seconds to load: a package of that name that fails to load is never touched."""
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("raise RuntimeError('torch was loaded')")
    result = takt("models", *args, env={"PYTHONPATH": f"{HELD_OUT.parents[1]}:{tmp_path}"})
    assert result.returncode == 0, result.stderr
