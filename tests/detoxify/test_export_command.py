from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.models_export import export, read_sample
from tests.detoxify.test_export import changing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    from tests.detoxify import tiny

    Run = Callable[..., Result]

POLICY = """\
version: 1
community: {{name: Test, languages: [en]}}
caps: {{automatic: [nudge]}}
ladders: {{hint: [{{strikes: 0, do: [nudge]}}]}}
rules:
  - id: be-kind
    title: {{en: Be kind}}
    severity: minor
    when: {{score: {label}, at_least: {threshold}}}
    ladder: hint
"""


@pytest.fixture
def run(made: Callable[[str], tiny.Tiny], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command with a tiny checkpoint in an empty folder."""
    one = made("bert")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TAKT_DETOXIFY_CHECKPOINT", str(one.checkpoint))
    monkeypatch.setenv("TAKT_DETOXIFY_FILES", str(one.files))
    app = typer.Typer()
    app.command()(export)
    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


def test_an_export_for_people(run: Run, tmp_path: Path) -> None:
    """It says where the files are, how near they are, and that no decision was measured on one's own texts."""
    result = run("detoxify:original")
    assert result.exit_code == 0, result.output
    assert "is in .takt/models/detoxify-original (fp32.onnx 0." in result.stdout
    assert "rank correlation" in result.stdout
    assert "No decision was measured on texts of your community" in result.stdout
    assert "Writing int8" in result.stderr
    assert (tmp_path / ".takt/models/detoxify-original/model.json").is_file()


def test_an_export_with_a_sample_for_programs(run: Run, tmp_path: Path) -> None:
    """Standard output is one object, and no text of the sample is in any output."""
    (tmp_path / "sample.txt").write_text("see you at ten\n\nyou are a complete idiot\n", "utf-8")
    result = run("detoxify:original", "--sample", "sample.txt", "--max-changed", "1%", "--json")
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert record["sample"]["texts"] == 2
    # The thresholds are the default policy's.
    assert any(name.startswith("toxicity 0.") for name in record["sample"]["by_threshold"])
    assert "idiot" not in result.output


def test_a_refusal_is_one_sentence(run: Run, tmp_path: Path) -> None:
    """Exit code 1, why, and nothing in place."""
    for name, sentence in (("detoxify:nonsense", "no variant 'nonsense'"), ("embedded", "only Detoxify can")):
        result = run(name)
        assert (result.exit_code, result.stdout) == (1, "")
        assert sentence in result.stderr
    assert not (tmp_path / ".takt").exists()


def test_an_export_above_the_limit_is_refused(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thresholds are the policy's: one that lies between both precisions' scores of a text changes a decision."""
    assert run("detoxify:original").exit_code == 0
    text, label, threshold = changing(tmp_path / ".takt/models/detoxify-original")
    (tmp_path / "policy.yaml").write_text(POLICY.format(label=label, threshold=threshold), "utf-8")
    (tmp_path / "sample.txt").write_text(f"{text}\n", "utf-8")
    monkeypatch.setenv("TAKT_POLICY", "policy.yaml")
    monkeypatch.setenv("TAKT_MODELS", "second")
    result = run("detoxify:original", "--sample", "sample.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "1 of your 1 texts (100.00%) would be judged otherwise, over 0.50%" in result.stderr
    assert list((tmp_path / "second").iterdir()) == []


@pytest.mark.parametrize("share", ["0.5", "101%", "-1%", "x%", "nan%"])
def test_a_limit_is_a_share_in_percent(run: Run, share: str) -> None:
    """Half of what is meant, or a hundred times that, is never taken for it."""
    result = run("detoxify:original", "--max-changed", share)
    assert result.exit_code == 2
    assert "Invalid value" in result.stderr


def test_a_folder_that_can_not_be_written(run: Run, tmp_path: Path) -> None:
    """That is a sentence too."""
    (tmp_path / ".takt").write_text("a file", "utf-8")
    result = run("detoxify:original")
    assert result.exit_code == 1
    assert ".takt/models/detoxify-original can't be written: " in result.stderr


def test_samples(tmp_path: Path) -> None:
    """Plain lines and objects with a text may be mixed, packed or not; a line may begin with a brace."""
    lines = ['{"text": "first\\nline", "toxic": 0}', "{braces} are fine", "[1, 2]", "", "42", "  ", "last"]
    path = tmp_path / "sample.jsonl.gz"
    path.write_bytes(gzip.compress("\r\n".join(lines).encode()))
    assert read_sample(path) == ["first\nline", "{braces} are fine", "[1, 2]", "42", "last"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "holds no text."),
        (b'ok\n{"txt": "x"}\n', "after 1 text: has no 'text'"),
        (b"ok\n\xff\xfe\n", "after 1 text: the next line is not UTF-8"),
        (None, "sample can't be read: No such file"),
    ],
)
def test_a_bad_sample(run: Run, tmp_path: Path, content: bytes | None, sentence: str) -> None:
    """The sentence names the file and the place."""
    if content is not None:
        (tmp_path / "sample").write_bytes(content)
    result = run("detoxify:original", "--sample", "sample")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "sample" in result.stderr
    assert sentence in result.stderr
