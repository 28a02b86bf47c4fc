"""The policy that ships, and the JSON Schema that editors use."""

from collections.abc import Callable
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
from ruamel.yaml import YAML

from bot.core.actions import ActionKind
from bot.core.labels import Label
from bot.core.policy import Mode, Policy, Severity
from bot.policy_files import Loaded, PolicyFile, policy_schema, schema_text

Read = Callable[..., PolicyFile]
ROOT = Path(__file__).parents[2]
POLICIES = sorted(set((ROOT / "policies").glob("*.yaml")) - {ROOT / "policies" / "voice.yaml"})
EVERYTHING = Path(__file__).parent / "everything.yaml"
LANGUAGES = ("en", "da", "nb", "sv", "de", "ru")
# What the classifier that ships is sure to give.
GIVEN = frozenset({Label.TOXICITY, Label.IDENTITY_ATTACK})


@pytest.fixture
def default(read: Read) -> Loaded:
    """Give the default policy as loaded."""
    found = read(ROOT / "policies" / "default.yaml", labels=GIVEN)
    assert isinstance(found, Loaded), found
    return found


def test_the_default_policy_loads_without_a_remark(default: Loaded) -> None:
    """A community can adopt it as it is, with the classifier that ships."""
    assert default.warnings == ()
    assert default.policy.mode is Mode.REVIEW


def test_members_can_read_every_rule_in_their_language(default: Loaded) -> None:
    """Each rule has a title and an explanation in all six languages."""
    assert default.policy.languages == LANGUAGES
    for rule in default.policy.rules:
        assert set(rule.title) == set(rule.explanation) == set(LANGUAGES), rule.id


def test_a_first_slip_is_met_with_a_nudge_or_less(default: Loaded) -> None:
    """Minor rules begin with a nudge or a look, and nothing but a look follows from care."""
    for rule in default.policy.rules:
        if rule.severity is Severity.MINOR:
            assert {each.kind for each in rule.ladder.steps[0].do} <= {ActionKind.NUDGE, ActionKind.ESCALATE}, rule.id
    care = [rule for rule in default.policy.rules if rule.severity is Severity.CARE]
    assert [(rule.strike, rule.ladder.name) for rule in care] == [(0, "look")]


def test_rules_about_words_have_examples(default: Loaded) -> None:
    """Each rule that reads the text shows what it hits and what it leaves alone, in several languages."""
    counted = {"no-flooding", "no-mass-mentions", "reported-by-members"}
    rules = {rule.id for rule in default.policy.rules} - counted
    for expected in (True, False):
        assert {each.rule for each in default.examples if each.expect_hit is expected} == rules


def test_every_list_is_read_once(default: Loaded) -> None:
    """The lists beside the policy are all declared, and none of them is empty."""
    policy: Policy = default.policy
    files = {each.stem for each in (ROOT / "policies" / "lists").glob("*.txt")}
    assert {each.name for each in policy.lists} == files
    assert all(each.entries for each in policy.lists)


def test_the_schema_in_the_docs_is_current() -> None:
    """docs/policy.schema.json is what the models say today."""
    assert (ROOT / "docs" / "policy.schema.json").read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("file", [*POLICIES, EVERYTHING], ids=lambda file: file.stem)
def test_policies_fit_the_schema(file: Path) -> None:
    """What the reader accepts, an editor with the schema accepts too."""
    jsonschema.Draft202012Validator.check_schema(policy_schema())
    jsonschema.validate(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")), policy_schema())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("strike: 2", "strikes: 2"),
        ("at_least: 0.9}", "at_least: 1.9}"),
        ("do: [hide, warn]", "do: [hide, wran]"),
        ("score: toxicity", "score: toxic"),
        ("expire: 60d", "expire: 60 days"),
        ("[nudge, hide, warn, ", "[nudge, ban, "),
        ("{reports: 3}", "{report: 3}"),
        ("escalate: {propose: ban}", "escalate: {propose: bann}"),
        ("use: [embedded, ", "use: [embeded, "),
        ("combine: second_opinion", "combine: median"),
        ("band: 0.15", "band: 1.5"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(everything: str, old: str, new: str) -> None:
    """An editor marks the common mistakes while they are written."""
    assert old in everything
    broken = YAML(typ="safe", pure=True).load(everything.replace(old, new, 1))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, policy_schema())


@pytest.mark.shared
def test_the_policy_of_the_design_is_accepted(read: Read, shared: Path, tmp_path: Path) -> None:
    """The design's own example loads once its lists exist and its grave rule is no milder than its minor one."""
    design = (shared / "design.md").read_text(encoding="utf-8")
    text = design.split("```yaml\n")[1].split("```")[0]
    lists = ("slurs", "insults", "threats", "criticism", "wishes")
    (tmp_path / "lists").mkdir()
    for name in lists:
        (tmp_path / "lists" / f"{name}.txt").write_text(f"{name}\n")
    for old, new in (
        ("lists:\n", "lists:\n" + "".join(f"  {name}: {{file: lists/{name}.txt}}\n" for name in lists[1:])),
        ("rules:\n", "    - {strikes: 5, do: [escalate: {propose: ban}]}\nrules:\n"),
    ):
        text = text.replace(old, new, 1)
    file = tmp_path / "design.yaml"
    file.write_text(text, encoding="utf-8")
    found = read(file)
    assert isinstance(found, Loaded), found
    assert [rule.id for rule in found.policy.rules] == ["be-kind", "no-hate"]


def test_the_policies_in_the_guide_are_accepted(read: Read, tmp_path: Path) -> None:
    """The shortest policy of docs/policy.md loads as it stands there."""
    guide = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    file = tmp_path / "shortest.yaml"
    file.write_text(next(each for each in guide.split("```yaml\n") if each.startswith("version: 1")).split("```")[0])
    found = read(file)
    assert isinstance(found, Loaded), found
    assert found.warnings == ()


def test_the_guide_explains_every_key() -> None:
    """docs/policy.md names each key that the schema knows."""
    guide = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    definitions = [policy_schema(), *policy_schema()["$defs"].values()]
    keys = {key for each in definitions for key in each.get("properties", {})}
    missing = {key for key in keys if f"{key}:" not in guide and f"`{key}`" not in guide}
    assert missing == set()
