"""`takt cases`: the moderators' queue from the shell."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from typing import TYPE_CHECKING

import pytest

from bot.pipeline.appeal import appeal
from tests.cli.ledger_maker import DOUBTFUL, INSULT, LedgerFile, filled

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from bot.pipeline.community import Community
    from tests.cli.conftest import Takt

    Cases = Callable[..., subprocess.CompletedProcess[str]]

WAITS = "2 effects wait for the running Takt"


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerFile:
    """Give a ledger of two hidden insults (cases 1 and 3), a doubtful message (case 2) and a harmless one."""
    return filled(tmp_path)


@pytest.fixture
def cases(takt: Takt, ledger: LedgerFile) -> Cases:
    """Run `takt cases ARGS` on that ledger."""
    return lambda *args: takt("cases", *args, env=ledger.env)


def test_open_cases_come_first(cases: Cases) -> None:
    """The list has the open case at its top, then the newest, each with state, severity, rule and what was done."""
    lines = cases("list").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [["2", "open"], ["3", "handled"], ["1", "handled"]]
    assert lines[1].endswith("serious  be-kind  u1  hide + time out")
    assert lines[0].endswith("minor    look     u1  nothing")


def test_a_list_can_be_narrowed(cases: Cases) -> None:
    """State, member and limit choose; nothing found is said."""
    assert [line.split()[0] for line in cases("list", "--state", "open").stdout.splitlines()] == ["2"]
    assert [line.split()[0] for line in cases("list", "--limit", "2").stdout.splitlines()] == ["2", "3"]
    assert cases("list", "--member", "nobody").stdout == "No cases.\n"


def test_a_list_for_programs_is_an_object_a_line(cases: Cases) -> None:
    """Each line is a case with its version, proposals and how many effects wait."""
    rows = [json.loads(line) for line in cases("list", "--json").stdout.splitlines()]
    assert [(row["case"], row["version"], row["proposals"], row["waiting"]) for row in rows] == [
        (2, 1, ["hide"], 0),
        (3, 1, [], 0),
        (1, 1, [], 0),
    ]


def test_a_case_shows_why_and_what_was_done(cases: Cases) -> None:
    """The page has the clause with score and threshold, each effect and notice with how it ended, and the history."""
    shown = cases("show", 3).stdout
    assert "be-kind: insult 0.95 ≥ 0.90" in shown
    assert "  hide: done\n" in shown
    assert "notice of what was done (en): sent; appeal until " in shown
    assert "opened by the bot: verdict act, actions hide + time_out 1h, strike be-kind\n" in shown
    assert shown.count("be-kind, expires ") == 2


def test_what_a_member_wrote_is_blurred_until_asked_for(cases: Cases) -> None:
    """Neither text nor name nor a quoted word shows without --text, in words or as JSON."""
    for args in (("show", 2), ("show", 2, "--json")):
        hidden = cases(*args)
        assert hidden.returncode == 0, hidden.stderr
        assert not any(word in hidden.stdout for word in ("lamp", "Bo Privat")), args
        assert "lamp" in cases(*args, "--text").stdout


def test_what_comes_from_outside_cannot_drive_the_terminal(takt: Takt, tmp_path: Path) -> None:
    """Control characters of a message are made visible."""
    ledger = LedgerFile(tmp_path)
    ledger.post(f"{DOUBTFUL} \x1b[2J")
    shown = takt("cases", "show", 1, "--text", env=ledger.env).stdout
    assert "\\u001b[2J" in shown
    assert "\x1b" not in shown


def test_a_case_for_programs_has_everything(cases: Cases) -> None:
    """The object has decisions, effects, notices, strikes and history; of the text nothing."""
    case = json.loads(cases("show", 1, "--json").stdout)
    assert case["decisions"][0]["why"] == ["be-kind: insult 0.95 ≥ 0.90"]
    assert [(each["kind"], each["state"]) for each in case["effects"]] == [("hide", "done"), ("notify", "done")]
    assert [each["state"] for each in case["notices"]] == ["sent"]
    assert case["history"][0]["kind"] == "opened"
    assert "text" not in case


def test_why_also_for_messages_without_a_case(cases: Cases) -> None:
    """A message is looked up by channel and id: with a case, left alone, or never seen."""
    assert "be-kind: insult 0.95 ≥ 0.90" in cases("why", "--message", "general", 1).stdout
    assert cases("why", "--message", "#general", 3).stdout == "No rule held: the message was left alone.\n"
    unseen = cases("why", "--message", "general", 99)
    assert (unseen.returncode, unseen.stderr) == (1, "Takt never saw this message, or has forgotten that it did.\n")
    assert cases("why").returncode == cases("why", 1, "--message", "general", 1).returncode == 1


def test_an_uphold_plans_what_was_proposed_and_comes_once(cases: Cases) -> None:
    """The first moderator is told what follows, the second who was first and when; the case shows both facts."""
    first = cases("uphold", 2, "--as", "eva")
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines() == [
        "case 2: upheld",
        "  hide: waits",
        "  notify by direct message: waits",
        WAITS,
    ]
    second = cases("dismiss", 2, "--as", "@bo")
    assert second.returncode == 1
    assert second.stderr.startswith("case 2: handled by @eva ")
    assert second.stderr.endswith(" ago: upheld\n")
    assert cases("list").stdout.splitlines()[-1] == WAITS
    assert "upheld by @eva: actions hide, strike look" in cases("show", 2).stdout


def test_an_undo_takes_back_and_a_second_one_has_nothing_to_do(cases: Cases) -> None:
    """The hide is reversed and its member told; again, nothing is left and that is no failure."""
    first = cases("undo", 1)
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines()[1:] == ["  restore: waits", "  notify by direct message: waits", WAITS]
    again = cases("undo", 1)
    assert (again.returncode, again.stdout) == (0, "case 1: nothing is left to do, it is undone\n")


def test_a_dismissed_case_can_be_reopened(cases: Cases) -> None:
    """Dismiss takes back, reopen proposes again what the policy answered."""
    assert cases("dismiss", 1).stdout.startswith("case 1: dismissed\n  restore: waits\n")
    assert cases("reopen", 1).stdout.startswith("case 1: open\n")
    assert "proposed: hide" in cases("show", 1).stdout


def test_a_change_reads_actions_as_the_policy_file_writes_them(cases: Cases) -> None:
    """Other actions are done instead; what is no action is refused with a hint, and nothing is done."""
    wrong = cases("change", 2, "hied")
    assert (wrong.returncode, wrong.stderr) == (1, "`hied` is no action here. Did you mean `hide`?\n")
    done = cases("change", 2, "warn", "time_out 1h")
    assert done.returncode == 0, done.stderr
    assert "  time out until " in done.stdout
    assert "changed by @" in cases("show", 2).stdout


def test_a_claim_keeps_others_away(cases: Cases) -> None:
    """Who comes second hears who is at it; given back, the case is free again."""
    assert cases("claim", 2, "--as", "eva").stdout.startswith("case 2: claimed by @eva 0 s ago\n")
    second = cases("uphold", 2, "--as", "bo")
    assert second.returncode == 1
    assert second.stderr.startswith("case 2: claimed by @eva ")
    assert cases("claim", 2, "--release", "--as", "eva").returncode == 0
    assert cases("uphold", 2, "--as", "bo").returncode == 0


def test_a_case_that_changed_meanwhile_is_not_acted_on(cases: Cases) -> None:
    """With --version an act on an older version is refused."""
    cases("claim", 2, "--as", "eva")
    late = cases("uphold", 2, "--version", 1, "--as", "eva")
    assert late.returncode == 1
    assert late.stderr.startswith("case 2: changed ")
    assert "(version 2 now): open" in late.stderr


def test_an_appeal_is_answered_by_another_moderator(cases: Cases, ledger: LedgerFile) -> None:
    """Who decided the case leaves it to the other one; granted it is undone, and answered once."""
    cases("uphold", 1, "--as", "eva")
    cases("claim", 2, "--as", "bo")
    assert cases("appeal", 1, "--deny", "--as", "bo").stderr == "case 1: there is no appeal\n"

    async def write(where: Community) -> None:
        await appeal(where, 1, "u1", "Bo", "It was a joke")

    ledger.run(write, "test")
    assert "appeal: waiting for " in cases("show", 1).stdout
    assert "appeals that wait for an answer: case 1\n" in cases("list").stdout
    own = cases("appeal", 1, "--grant", "--as", "eva")
    assert (own.returncode, own.stderr) == (1, "case 1: you decided this case; another moderator answers its appeal\n")
    granted = cases("appeal", 1, "--grant", "--as", "bo")
    assert granted.stdout.splitlines()[:2] == ["case 1: the appeal is granted", "  restore: waits"]
    assert "verdict: handled by @bo " in cases("show", 1).stdout
    assert cases("appeal", 1, "--deny", "--as", "bo").stderr == "case 1: the appeal was answered before\n"


@pytest.mark.parametrize(
    "args", [("show", 2**63), ("why", 2**63), ("uphold", 2**31), ("list", "--limit", 2**63), ("undo", 10**30)]
)
def test_a_number_that_no_ledger_holds_is_refused(cases: Cases, args: tuple[object, ...]) -> None:
    """A digit too many ends in a sentence, not in a fault of the database."""
    refused = cases(*args)
    assert refused.returncode == 2
    assert "should be less than or equal to 2147483647" in " ".join(refused.stderr.split())


def test_numbers_and_names_that_are_not_there(cases: Cases) -> None:
    """An unknown case and a moderator without a name end with a sentence."""
    for command in ("show", "undo"):
        missing = cases(command, 99)
        assert (missing.returncode, missing.stderr) == (1, "There is no case 99.\n")
    assert cases("uphold", 2, "--as", "@").stderr == "Say who acts with --as NAME.\n"


def test_the_community_is_chosen_where_there_are_several(cases: Cases, ledger: LedgerFile) -> None:
    """Without a choice the command names them all; a wrong name too."""
    ledger.post(INSULT, community="other")
    assert cases("list").stderr == ("The ledger holds several communities. Choose one with --community: other, test.\n")
    assert cases("list", "--community", "nope").stderr == (
        "The ledger holds no community 'nope'. There are: other, test.\n"
    )
    assert len(cases("list", "--community", "other").stdout.splitlines()) == 1
    assert [line.split(":")[0] for line in cases("verify").stdout.splitlines()] == ["other", "test"]


def test_one_flipped_byte_is_found(cases: Cases, ledger: LedgerFile) -> None:
    """Verify ends well over an untouched log, and names the entry after a byte of one was changed."""
    whole = cases("verify")
    assert whole.returncode == 0
    assert whole.stdout.startswith("test: the chain of ")
    with sqlite3.connect(ledger.file) as database:
        database.execute("UPDATE journal SET facts = replace(facts, 'look', 'lock') WHERE seq = 2")
    database.close()
    flipped = cases("verify")
    assert flipped.returncode == 1
    assert "does not hold" in flipped.stdout
    assert "  entry 2: its content does not fit its hash\n" in flipped.stdout


def test_an_export_names_nobody(cases: Cases) -> None:
    """Each case is a line without ids of member or message, without names or text."""
    exported = cases("export").stdout
    rows = [json.loads(line) for line in exported.splitlines()]
    assert [(row["case"], row["state"], row["actions"]) for row in rows] == [
        (1, "handled", ["hide done", "notify done"]),
        (2, "open", []),
        (3, "handled", ["hide done", "time_out done", "notify done"]),
    ]
    assert not any(word in exported for word in ("u1", "Bo", "grobian", "lamp", "general"))


def test_statements_of_reasons_are_exported_for_what_restricts(cases: Cases) -> None:
    """--dsa leaves out the case that nothing was done about; as CSV nested fields are columns."""
    rows = [json.loads(line) for line in cases("export", "--dsa").stdout.splitlines()]
    assert [row["puid"] for row in rows] == ["test-1", "test-3"]
    assert rows[0]["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    table = list(csv.DictReader(io.StringIO(cases("export", "--dsa", "--csv").stdout)))
    assert [row["puid"] for row in table] == ["test-1", "test-3"]
    assert table[1]["decision_provision"] == "DECISION_PROVISION_PARTIAL_SUSPENSION"
    assert table[0]["redress_internal_complaint"] == "True"


def test_a_case_is_shown_while_the_policy_is_broken(takt: Takt, ledger: LedgerFile, tmp_path: Path) -> None:
    """Looking needs no policy; acting does, and names its problem."""
    broken = tmp_path / "broken.yaml"
    broken.write_text("version: 1\n", encoding="utf-8")
    env = {**ledger.env, "TAKT_POLICY": str(broken)}
    assert takt("cases", "show", 1, env=env).returncode == 0
    refused = takt("cases", "undo", 1, env=env)
    assert refused.returncode == 1
    assert "broken.yaml:1:1: " in refused.stderr


@pytest.mark.parametrize(
    ("args", "env", "said"),
    [
        (("list",), {}, "There is no ledger at .takt/takt.sqlite3."),
        (("show", "1"), {"TAKT_DATABASE_URL": "mysql://secret@host/x"}, "TAKT_DATABASE_URL is no address"),
    ],
)
def test_a_ledger_that_cannot_be_used_is_said_plainly(
    takt: Takt, tmp_path: Path, args: tuple[str, ...], env: dict[str, str], said: str
) -> None:
    """Missing or misnamed, it ends with a sentence; nothing is made, and no address is repeated."""
    result = takt("cases", *args, env=env)
    assert result.returncode == 1
    assert result.stderr.startswith(said)
    assert "secret" not in result.stderr
    assert not any(tmp_path.iterdir())


def test_a_key_that_does_not_fit_is_said_plainly(takt: Takt, ledger: LedgerFile, tmp_path: Path) -> None:
    """With another key nothing is read."""
    env = {**ledger.env, "TAKT_KEYS": LedgerFile(tmp_path).key}
    result = takt("cases", "list", env=env)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("No key of TAKT_KEYS opens what is stored.")
