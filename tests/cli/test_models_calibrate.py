"""`takt models calibrate`, as a user runs it."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

from bot.core.cases import Actor, ActorKind
from bot.core.labels import Label
from bot.pipeline.review import dismiss, uphold
from bot.pipeline.verdict_labels import Verdicts, read_verdicts
from tests.cli.ledger_maker import DOUBTFUL, INSULT, LedgerFile

if TYPE_CHECKING:
    from pathlib import Path

    from bot.pipeline.community import Community
    from tests.cli.conftest import Takt

ANNA = Actor(ActorKind.MODERATOR, "mod-anna", "Anna")
FILE = ".takt/models/embedded.calibration.json"
OPENINGS = ["you absolute", "what a", "look at this", "thanks, my", "the", "he says that", "never call me"]
NOUNS = ["idiot", "moron", "table", "garden", "teacher", "clown", "liar", "morning", "train", "fool"]
HARSH = {"idiot", "moron", "clown", "liar", "fool"}


def rows(count: int = 400, lang: str = "en") -> str:
    """Return judged rows; a fifth of the judgements are by chance."""
    chance = random.Random(lang)
    lines = []
    for number in range(count):
        opening, noun = chance.choice(OPENINGS), chance.choice(NOUNS)
        toxic = noun in HARSH if chance.random() < 0.8 else chance.random() < 0.5
        lines.append(json.dumps({"text": f"{opening} {noun} {number}", "toxic": int(toxic), "lang": lang}))
    return "\n".join(lines) + "\n"


def test_scores_are_probabilities_from_then_on(takt: Takt, tmp_path: Path) -> None:
    """The file lies beside the models, the report names the gain, scores and the classifier's name change."""
    (tmp_path / "rows.jsonl").write_text(rows() + rows(60, "da"), "utf-8")
    result = takt("models", "calibrate", "rows.jsonl", "--json")
    assert result.returncode == 0, result.stderr
    record = json.loads(result.stdout)
    whole, danish = (record["labels"]["toxicity"][each] for each in ("all", "da"))
    assert (whole["rows"], whole["method"], danish["rows"], danish["method"]) == (460, "Platt", 60, "Platt")
    assert whole["after"]["calibration_error"] < whole["before"]["calibration_error"]
    assert json.loads((tmp_path / FILE).read_text("utf-8"))["labels"].keys() == {"toxicity"}
    scored = json.loads(takt("models", "eval", "rows.jsonl", "--json").stdout)
    assert " calibrated " in scored["classifier"]
    assert scored["labels"]["toxicity"]["all"]["calibration_error"] < whole["before"]["calibration_error"]


def test_a_dry_run_measures_and_writes_nothing(takt: Takt, tmp_path: Path) -> None:
    """People get a table with what the threshold meant, and no text; the folder stays as it was."""
    (tmp_path / "rows.jsonl").write_text(rows(), "utf-8")
    result = takt("models", "calibrate", "rows.jsonl", "--dry-run")
    assert result.returncode == 0, result.stderr
    assert "toxicity, threshold 0.90 (rule be-kind)" in result.stdout
    assert "Platt" in result.stdout
    assert "you absolute" not in result.stdout + result.stderr
    assert not (tmp_path / ".takt").exists()


def test_too_few_rows_are_refused_with_their_numbers(takt: Takt, tmp_path: Path) -> None:
    """Nothing is written, and the sentence says what it takes."""
    (tmp_path / "rows.jsonl").write_text(rows(30), "utf-8")
    result = takt("models", "calibrate", "rows.jsonl")
    assert (result.returncode, (tmp_path / FILE).exists()) == (1, False)
    assert "toxicity is not calibrated: 30 rows, " in result.stdout
    assert "at least 50 judged rows" in result.stdout
    assert result.stderr.endswith("Nothing was calibrated.\n")


def test_a_community_with_fewer_toxic_messages(takt: Takt, tmp_path: Path) -> None:
    """Aimed at a rarer base rate the same raw score stands for less, and the note says by how much."""
    (tmp_path / "rows.jsonl").write_text(rows(), "utf-8")
    plain = json.loads(takt("models", "calibrate", "rows.jsonl", "--dry-run", "--json").stdout)
    aimed = takt("models", "calibrate", "rows.jsonl", "--base", "0.05", "--dry-run", "--json")
    ours, theirs = (each["labels"]["toxicity"]["en"]["curve"] for each in (json.loads(aimed.stdout), plain))
    assert ours["slope"] == theirs["slope"]
    assert ours["gives"][0] < theirs["gives"][0] - 2
    assert aimed.stderr.startswith("Aimed at 5.0% toxic messages, where the rows have ")


def test_another_models_calibration_is_refused_until_it_is_removed(takt: Takt, tmp_path: Path) -> None:
    """The sentence is the way out, and removing works with the file that is refused."""
    (tmp_path / "rows.jsonl").write_text(rows(60), "utf-8")
    assert takt("models", "calibrate", "rows.jsonl").returncode == 0
    record = json.loads((tmp_path / FILE).read_text("utf-8"))
    (tmp_path / FILE).write_text(json.dumps({**record, "classifier": "embedded-0 00000000"}), "utf-8")
    refused = takt("score", "hello")
    assert refused.returncode == 1
    assert "was made for embedded-0 00000000" in refused.stderr
    assert "takt models calibrate --remove --classifier embedded" in refused.stderr
    removed = takt("models", "calibrate", "--remove", "--classifier", "embedded")
    assert (removed.returncode, (tmp_path / FILE).exists()) == (0, False)
    again = takt("models", "calibrate", "--remove")
    assert (again.returncode, again.stderr.split(":")[0]) == (1, "There is no calibration of embedded")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "Say what to learn from"),
        (("--verdicts",), "Verdicts know only messages that were flagged"),
        (("rows.jsonl", "--base", "1"), "--base is a share between 0 and 1"),
        (("rows.jsonl", "--verdicts", "--base", "0.1"), "--base is for rows from elsewhere"),
        (("rows.jsonl", "--classifier", "oracle"), "oracle"),
    ],
)
def test_what_makes_no_sense_is_said(takt: Takt, tmp_path: Path, args: tuple[str, ...], says: str) -> None:
    """One sentence and exit code 1."""
    (tmp_path / "rows.jsonl").write_text(rows(60), "utf-8")
    result = takt("models", "calibrate", *args)
    assert (result.returncode, result.stdout) == (1, "")
    assert says in result.stderr


def test_a_recalibration_starts_from_raw_scores(takt: Takt, tmp_path: Path) -> None:
    """Calibrating twice on the same rows gives the same file: one is never put on top of another."""
    (tmp_path / "rows.jsonl").write_text(rows(100), "utf-8")
    contents = []
    for _ in range(2):
        assert takt("models", "calibrate", "rows.jsonl").returncode == 0
        contents.append((tmp_path / FILE).read_text("utf-8"))
    assert contents[0] == contents[1]


def judged_ledger(folder: Path) -> LedgerFile:
    """Return a ledger where one insult was upheld, one dismissed and one still waits; a list found a fourth."""
    ledger = LedgerFile(folder)
    ledger.post(INSULT, INSULT, INSULT, DOUBTFUL)

    async def decide(where: Community) -> None:
        await uphold(where, 1, ANNA)
        await dismiss(where, 2, ANNA)
        await uphold(where, 4, ANNA)

    ledger.run(decide, "test")
    return ledger


def test_verdicts_count_by_the_label_that_was_judged(tmp_path: Path) -> None:
    """Upheld is true, dismissed is not; what waits is counted, and what a word list found says nothing of a score."""
    found: list[Verdicts] = []

    async def read(where: Community) -> None:
        found.append(await read_verdicts(where.ledger, "test"))

    judged_ledger(tmp_path).run(read, "test")
    (verdicts,) = found
    assert [(each.text, each.upheld, each.labels) for each in verdicts.judged] == [
        (INSULT, True, frozenset({Label.INSULT})),
        (INSULT, False, frozenset({Label.INSULT})),
    ]
    assert (verdicts.waiting, verdicts.textless) == (1, 0)


def test_verdicts_join_the_rows(takt: Takt, tmp_path: Path) -> None:
    """The command reads the ledger, says how many verdicts there are, and needs rows of the rest for each label."""
    ledger = judged_ledger(tmp_path)
    (tmp_path / "rows.jsonl").write_text(rows(80), "utf-8")
    result = takt("models", "calibrate", "rows.jsonl", "--verdicts", "--json", env=ledger.env)
    assert result.returncode == 0, result.stderr
    record = json.loads(result.stdout)
    assert (record["verdicts"], list(record["labels"])) == (2, ["toxicity"])
    assert result.stderr.startswith("2 verdicts; 1 flagged messages have no verdict")
