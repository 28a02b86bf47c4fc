"""What a well-formed policy file becomes."""

from collections.abc import Callable
from pathlib import Path

from bot.core.actions import Ban, Escalate, Hide, Kick, Nudge, TimeOut, Warn
from bot.core.labels import Label
from bot.core.policy import (
    AllOf,
    AnyOf,
    Caps,
    Coverage,
    Guard,
    GuardAnswer,
    HasLink,
    InList,
    InWindow,
    Ladder,
    ListMatch,
    MatchesPattern,
    Mentions,
    Mode,
    Not,
    Override,
    Policy,
    Reported,
    Rule,
    RuleChange,
    ScoreAtLeast,
    Severity,
    Step,
    WordList,
)
from bot.core.replies import OFFERABLE, Replies
from bot.core.signals import Window, WindowKind
from bot.core.situations import Situation
from bot.policy_files import Example, Loaded, Place, PolicyFile, Retention

EVERYTHING = Path(__file__).parent / "everything.yaml"
Read = Callable[..., PolicyFile]

COURTESY = Ladder(
    "courtesy",
    (
        Step(0, (Nudge(),)),
        Step(1, (Hide(), Warn())),
        Step(3, (TimeOut(3600), Escalate((Kick(), TimeOut(86400))))),
    ),
)
PROTECT = Ladder("protect", (Step(0, (Hide(), Escalate((TimeOut(7 * 86400),)))), Step(3, (Escalate((Ban(),)),))))


def loaded(found: PolicyFile) -> Loaded:
    """Return what was loaded."""
    assert isinstance(found, Loaded), found
    return found


def policy(read: Read) -> Policy:
    """Return the policy of everything.yaml."""
    return loaded(read(EVERYTHING)).policy


def test_the_frame_of_a_policy_is_read(read: Read) -> None:
    """Name, languages, mode, times, caps, staff, brands, patterns and retention arrive as written."""
    found = loaded(read(EVERYTHING))
    frame = (found.policy.community, found.policy.languages, found.policy.mode)
    assert frame == (
        "Nordlys",
        ("en", "no"),
        Mode.ENFORCE,
    )
    assert found.policy.review_channel == "moderation"
    assert (found.policy.strikes_expire_seconds, found.policy.incident_seconds) == (60 * 86400, 120)
    assert found.policy.caps == Caps((Nudge(), Hide(), Warn(), TimeOut(12 * 3600)))
    assert found.policy.staff_roles == {"Moderator"}
    assert found.policy.brands == ("nordlys.example",)
    assert found.policy.patterns == {"phone": r"\+45[0-9]{8}"}
    assert found.retention == Retention(clean_seconds=None, case_seconds=30 * 86400)
    assert found.warnings == ()


def test_how_members_are_answered_is_read(read: Read, everything: str, folder: Path) -> None:
    """Without the key nothing is offered by itself; with it whatever members may want."""
    assert policy(read).replies == Replies(
        offer=frozenset({Situation.WISH, Situation.QUESTION}),
        answer_within_seconds=86400,
        wait_seconds=600,
        expire_seconds=2 * 86400,
        pass_on={Situation.COMPLAINT: "feedback"},
        channel="drafts",
    )
    file, (before, _) = folder / "policy.yaml", everything.split("replies:\n")
    file.write_text(before, encoding="utf-8")
    assert loaded(read(file)).policy.replies == Replies()
    file.write_text(f"{before}replies: {{wait: 1h}}\n", encoding="utf-8")
    assert loaded(read(file)).policy.replies == Replies(frozenset(OFFERABLE), wait_seconds=3600)


def test_lists_are_read_from_files_and_from_the_policy(read: Read) -> None:
    """A list file gives one entry a line without comments; inline entries and domains are kept as written."""
    lists = {each.name: each for each in policy(read).lists}
    assert lists["insults"] == WordList("insults", ("fool*", "halfwit", "du tåbe"))
    assert lists["bad_sites"] == WordList("bad_sites", ("evil.example", "böse.example"), ListMatch.DOMAIN)


def test_rules_are_compiled_with_their_ladders(read: Read) -> None:
    """A rule holds its titles, severity, condition, ladder and strikes."""
    assert policy(read).rules[0] == Rule(
        id="be-kind",
        title={"en": "Be kind", "no": "Vær snill"},
        explanation={"en": "No insults.", "no": "Ingen fornærmelser."},
        severity=Severity.MINOR,
        when=AnyOf((ScoreAtLeast(Label.TOXICITY, 0.9), AllOf((InList("insults"), Not(MatchesPattern("phone")))))),
        ladder=COURTESY,
    )
    grave, _, shadowed, care = policy(read).rules[1:]
    assert (grave.severity, grave.strike, grave.ladder) == (Severity.GRAVE, 2, PROTECT)
    assert (shadowed.shadow, care.shadow) == (True, False)
    assert (care.severity, care.strike) == (Severity.CARE, 0)


def test_every_kind_of_condition_is_compiled(read: Read) -> None:
    """Windows, mentions, reports and links become the core's conditions."""
    noise, scams = policy(read).rules[2:4]
    assert noise.when == AnyOf(
        (
            InWindow(Window(WindowKind.MESSAGES, 10), 6),
            InWindow(Window(WindowKind.REPEATS, 60), 3),
            Mentions(6),
            InWindow(Window(WindowKind.MENTIONS, 60), 10),
            Reported(3),
        )
    )
    assert scams.when == AnyOf(
        (
            HasLink("lookalike"),
            HasLink("invite"),
            HasLink("bad_sites"),
            AllOf((HasLink("any"), MatchesPattern("phone"))),
        )
    )


def test_guards_have_a_short_and_a_full_form(read: Read) -> None:
    """The short form of criticism stands for lists of complaints and wishes without any attack."""
    short, full = policy(read).guards
    assert short == Guard(
        "criticism",
        AllOf(
            (
                AnyOf((InList("criticism"), InList("wishes"))),
                Not(AnyOf((InList("insults"), InList("slurs"), InList("threats")))),
            )
        ),
        GuardAnswer.ESCALATE_ONLY,
        Severity.SERIOUS,
        covers=Coverage.WORDS,
    )
    assert full == Guard(
        "poetry",
        AllOf((MatchesPattern("phone"), Not(InList("slurs")))),
        GuardAnswer.IGNORE,
        Severity.MINOR,
        covers=Coverage.WORDS,
    )


def test_overrides_name_what_changes(read: Read) -> None:
    """An override holds its channels, roles and the changes by rule."""
    assert policy(read).overrides == (
        Override(frozenset({"memes"}), frozenset(), {"be-kind": RuleChange(at_least=0.95)}),
        Override(
            frozenset({"lounge"}),
            frozenset({"Poet"}),
            {"no-noise": RuleChange(off=True), "be-kind": RuleChange(severity=Severity.SERIOUS, ladder=PROTECT)},
        ),
    )


def test_examples_keep_their_place(read: Read) -> None:
    """Each example knows its rule, what is expected, and line and column in the file."""
    assert loaded(read(EVERYTHING)).examples == (
        Example("be-kind", "you fool", expect_hit=True, place=Place(40, 22)),
        Example("be-kind", "what a day", expect_hit=False, place=Place(40, 40)),
    )


def test_the_files_a_policy_is_made_of_are_named(read: Read) -> None:
    """Whoever watches for changes learns of the list files too."""
    assert loaded(read(EVERYTHING)).files == (EVERYTHING, EVERYTHING.parent / "lists" / "rude.txt")


def test_left_out_parts_have_their_defaults(read: Read, tmp_path: Path) -> None:
    """The shortest policy is in review, keeps strikes and cases for 90 days and protects nothing."""
    file = tmp_path / "short.yaml"
    file.write_text(
        "version: 1\n"
        "community: {name: Short, languages: [en]}\n"
        "caps: {automatic: []}\n"
        "ladders: {hint: [{strikes: 0, do: [nudge]}]}\n"
        "rules: [{id: r, title: {en: R}, severity: minor, when: {reports: 1}, ladder: hint}]\n"
    )
    found = loaded(read(file))
    assert (found.policy.mode, found.policy.strikes_expire_seconds) == (Mode.REVIEW, 90 * 86400)
    assert (found.policy.guards, found.policy.overrides, found.policy.lists) == ((), (), ())
    assert found.retention == Retention(None, 90 * 86400)


def test_anchors_and_aliases_are_resolved(read: Read, everything: str, folder: Path) -> None:
    """An alias is the value that its anchor marks."""
    file = folder / "aliased.yaml"
    file.write_text(everything.replace("  look:\n", "  again: *courtesy\n  look:\n").replace(
        "    ladder: courtesy\n    examples", "    ladder: again\n    examples"))  # fmt: skip
    assert loaded(read(file)).policy.rules[0].ladder == Ladder("again", COURTESY.steps)


def test_no_stays_a_language_under_any_yaml_version(read: Read, everything: str, folder: Path) -> None:
    """`no`, `on` and `off` are words even where the file claims YAML 1.1."""
    file = folder / "norwegian.yaml"
    file.write_text("%YAML 1.1\n---\n" + everything.replace('"no"', "no"))
    assert loaded(read(file)).policy.languages == ("en", "no")


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(read: Read, everything: str, folder: Path) -> None:
    """A file saved by a Windows editor is the same policy."""
    file = folder / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + everything.replace("\n", "\r\n").encode())
    assert loaded(read(file)).policy == policy(read)


def test_channels_and_roles_may_be_written_as_platforms_show_them(read: Read, everything: str, folder: Path) -> None:
    """`#memes` is the channel memes, and `@Moderator` the role Moderator."""
    file = folder / "signs.yaml"
    file.write_text(everything.replace("[memes]", "['#memes']").replace("[Moderator]", "['@Moderator']"))
    assert loaded(read(file)).policy == policy(read)
