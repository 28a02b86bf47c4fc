"""What a policy file is refused or remarked on for: place, words and hint."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.policy_files import PolicyFile, Refused

Read = Callable[..., PolicyFile]
FORM = re.compile(r".+:[1-9][0-9]*:[1-9][0-9]*: .+\. .+")

# What stands in everything.yaml, what is written instead (¤: where the problem is reported), what is said, the hint.
MISTAKES = [
    ("strike: 2", "¤strikes: 2", "unknown key `strikes`", "Did you mean `strike`?"),
    ("version: 1", "version: 1\n¤rulez: []", "unknown key `rulez`", "Did you mean `rules`?"),
    (
        "mode: enforce",
        "mode: enforce, ¤colour: red",
        "unknown key `colour`",
        "Known here: name, languages, mode, review_channel.",
    ),
    (
        "    strike: 2",
        "    strike: 2\n    ¤strike: 3",
        "the key `strike` is here twice; it is already in line 46",
        "Keep one of them.",
    ),
    ("wait: 10m", "¤wait: 2d", "`wait` is not shorter than `expire`", "Let drafts wait longer"),
    ("[wish, question]", "[wish, ¤wish]", "`wish` is here twice", "Keep one of them."),
    (
        "[wish, question]",
        "[wish, ¤nudge]",
        "`nudge` is nothing that a draft is offered for",
        "question, complaint, wish",
    ),
    ("[wish, question]", "[wish, ¤questoin]", "`questoin` is nothing", "Did you mean `question`?"),
    ("wait: 10m", "wait: ¤soon", "`soon` is not a duration", "Write a whole number"),
    ("pass_on: {complaint", "pass_on: {¤praise: here, complaint", "unknown key `praise`", "complaint, wish"),
    ("version: 1\n", "¤", "`version` is missing", "Add `version: 1`"),
    (
        "id: no-hate\n    title: {en: No hate, no: Ikke hat}\n    severity: grave\n",
        "¤id: no-hate\n    title: {en: No hate, no: Ikke hat}\n",
        "`severity` is missing",
        "Add `severity: minor`",
    ),
    (
        "{score: identity_attack, at_least: 0.6}",
        "¤{score: identity_attack}",
        "`at_least` is missing",
        "Add `at_least: 0.9`",
    ),
    ("    strike: 2", "    ¤strike:", "`strike` has no value", "Write one"),
    ("    strike: 2", "    ¤<<: {strike: 2}", "the merge key `<<` is not used here", "Write the keys out"),
    ("no: Ikke hat}", "¤NO: Ikke hat}", "`NO` is not a language code", "Write two or three small letters"),
    ("strike: 2", "strike: ¤two", "`strike` should be a whole number, not the text `two`", "without quotes"),
    ("strike: 2", "strike: ¤2.5", "`strike` should be a whole number, not the number 2.5", "whole number"),
    ("strike: 2", "strike: ¤-1", "`strike` is -1, not at least 0", "at least 0"),
    ("strike: 2", "strike: ¤[2]", "`strike` should be a whole number, not a list", "whole number"),
    ("id: no-hate", "id: ¤12", "`id` should be a text, not the number 12", "quotes"),
    ("id: no-hate", "id: ¤No hate", "`No hate` can not be a name here", "small letter"),
    ("shadow: true", "shadow: ¤yes", "`shadow` should be true or false, not the text `yes`", "true or false"),
    ("[Moderator]", "¤Moderator", "`staff_roles` should be a list, not the text `Moderator`", "Write [a, b]"),
    (
        "examples: {hit: [you fool], miss: [what a day]}",
        "examples: ¤[you fool]",
        "`examples` should be keys with values, not a list",
        "{key: value}",
    ),
    ("hit: [you fool]", "hit: [¤'']", "this text is empty", "Write something"),
    ("at_least: 0.9}", "at_least: ¤1.5}", "`at_least` is 1.5, not at most 1", "at most 1"),
    ("at_least: 0.9}", "at_least: ¤0}", "`at_least` is 0, not above 0", "above 0"),
    ("at_least: 0.9}", "at_least: ¤.nan}", "`at_least` should be a number, not the number nan", "such as 0.90"),
    ("at_least: 0.9}", "at_least: ¤true}", "`at_least` should be a number, not `true`", "such as 0.90"),
    ("expire: 60d", "expire: ¤60 days", "`60 days` is not a duration", "such as 10m or 90d"),
    ("expire: 60d", "expire: ¤60", "`60` is not a duration", "such as 10m or 90d"),
    ("mode: enforce", "mode: ¤enforced", "`enforced` is not possible here", "Did you mean `enforce`?"),
    ("severity: grave", "severity: ¤graev", "`graev` is no severity", "Did you mean `grave`?"),
    ("version: 1", "version: ¤2", "`2` is not possible here", "Write one of: 1."),
    ("[nordlys.example]", "[¤'https://nordlys.example/']", "`https://nordlys.example/` is not a domain", "https://"),
    (
        "score: identity_attack",
        "score: ¤identity_atack",
        "`identity_atack` is no label",
        "Did you mean `identity_attack`?",
    ),
    (
        "{list: slurs}]}\n    ladder",
        "{list: ¤slur}]}\n    ladder",
        "the list `slur` is not declared",
        "Did you mean `slurs`?",
    ),
    ("{pattern: phone}}]\n", "{pattern: ¤fone}}]\n", "the pattern `fone` is not declared", "Did you mean `phone`?"),
    (
        "{link: bad_sites}",
        "{link: ¤bad_site}",
        "`bad_site` is no kind of link and no list of domains",
        "Did you mean `bad_sites`?",
    ),
    ("{link: bad_sites}", "{link: ¤slurs}", "`slurs` is a list of words, not of domains", "`match: domain`"),
    (
        "{link: bad_sites}",
        "{list: ¤bad_sites}",
        "`bad_sites` is a list of domains, not of words",
        "Write `{link: bad_sites}`.",
    ),
    ("{reports: 3}", "¤{report: 3}", "`report` is no condition", "Did you mean `reports`?"),
    ("{reports: 3}", "¤reports", "the text `reports` is no condition", "in braces"),
    ("{reports: 3}", "{reports: 3, ¤list: slurs}", "`list` is a second condition beside the first", "Join them"),
    ("{mentions: 6}", "{mentions: ¤many}", "`mentions` should be a whole number, not the text `many`", "whole"),
    ("{count: 10, within: 1m}", "¤{count: 10}", "`within` is missing", "Add `within: 1m`"),
    ("within: 10s", "within: ¤2d", "`2d` is longer than anything is counted", "24h or less"),
    (
        "{not: {pattern: phone}}]\n",
        "{not: ¤{score: threat, at_least: 0.5}}]\n",
        "a score stands under `not`; a likelier violation must never get a milder answer",
        "Take the `not` away",
    ),
    (
        "{all: [{pattern: phone}, {not",
        "{all: [¤{score: threat, at_least: 0.5}, {not",
        "a score stands in a guard; a likelier violation must never get a milder answer",
        "with lists and patterns",
    ),
    ("'\\+45[0-9]{8}'", "¤'(45'", "the pattern `phone` can not be used", "Patterns are RE2"),
    ("any: [{score: identity_attack, at_least: 0.6}, {list: slurs}]", "any: ¤[]", "`any` is empty", "at least one"),
    (
        "{strikes: 1, do: [hide, warn]}",
        "{strikes: ¤0, do: [hide, warn]}",
        "a step above already begins at `strikes: 0`",
        "Join the two",
    ),
    (
        "{strikes: 1, do: [hide, warn]}\n    - strikes: 3",
        "{strikes: 4, do: [hide, warn]}\n    - strikes: ¤3",
        "this step begins at `strikes: 3`, but one above it at 4",
        "rising order",
    ),
    (
        "{strikes: 1, do: [hide, warn]}",
        "¤{strikes: 1, do: [nudge]}",
        "this step adds nothing to what the steps above it already do",
        "Steps add up",
    ),
    (
        "- {strikes: 0, do: [escalate]}",
        "- {strikes: ¤1, do: [escalate]}",
        "the first step begins at `strikes: 1`, but a first breach has to be answered",
        "Begin with `{strikes: 0, do: [nudge]}`.",
    ),
    ("do: [hide, warn]", "do: [hide, ¤nudge]", "`nudge` has no effect beside the rest of this step", "Take it away"),
    ("do: [hide, warn]", "do: [hide, ¤wran]", "`wran` is no action", "Did you mean `warn`?"),
    ("do: [hide, warn]", "do: [hide, ¤time_out]", "`time_out` says no duration", "`time_out 1h`"),
    (
        "do: [hide, warn]",
        "do: [hide, time_out: ¤30d]",
        "a time-out of `30d` is longer than any platform can do",
        "28d or less",
    ),
    ("do: [hide, warn]", "do: ¤[]", "`do` is empty", "at least one entry"),
    ("escalate: {propose: ban}", "escalate: {propose: ¤bann}", "`bann` is no action here", "Did you mean `ban`?"),
    ("escalate: {propose: ban}", "escalate: ¤{}", "`propose` is missing", "Add `propose: ban`"),
    (
        "    ladder: protect\n    strike",
        "    ladder: ¤protcet\n    strike",
        "the ladder `protcet` is not declared",
        "Did you mean `protect`?",
    ),
    (
        "    ladder: protect\n    strike",
        "    ladder: ¤look\n    strike",
        "`no-hate` (grave) is answered at 1 strikes with escalate, but `be-kind` (minor) with hide, warn",
        "stricter ladder",
    ),
    (
        "    severity: care",
        "    severity: care\n    strike: ¤1",
        "`care` is about care, and yet adds 1 to the member's strikes",
        "strike: 0",
    ),
    ("    ladder: look", "    ladder: ¤courtesy", "`care` is about care, but its ladder does ", "`escalate`"),
    (
        "[nudge, hide, warn, ",
        "[nudge, ¤ban, warn, ",
        "`ban` can not be undone, so it is never automatic",
        "escalate: {propose: ban}",
    ),
    (
        "[nudge, hide, warn, ",
        "[nudge, ¤remove, warn, ",
        "`remove` shuts a member out until somebody lets them in, so it is never automatic",
        "escalate: {propose: remove}",
    ),
    ('"time_out <= 12h"', '¤"time_out"', "`time_out` does not say up to how long", '"time_out <= 24h"'),
    ("[nudge, hide, warn, ", "[nudge, ¤escalate, warn, ", "`escalate` is not automatic", "always allowed"),
    ("[nudge, hide, warn, ", "[nudge, hide, ¤hide, ", "`hide` is here twice", "Keep one"),
    ("lists/rude.txt", "¤lists/rued.txt", "the list file `lists/rued.txt` is not there", "own folder"),
    (
        "insults: {file: lists/rude.txt, match: folded}",
        "¤insults: {match: folded}",
        "this list has neither `file` nor `entries`",
        "file",
    ),
    (
        "insults: {file: lists/rude.txt,",
        "¤insults: {file: lists/rude.txt, entries: [x],",
        "this list has both `file` and `entries`",
        "Write one",
    ),
    ('"slurr*"', '¤"sl*rr"', "the `*` in `sl*rr` does not end the entry", "last `*`"),
    ('"slurr*"', '¤"s*"', "`s*` would match almost anything", "two letters"),
    ("evil.example,", "¤http://evil.example,", "`http://evil.example` is not a domain", "example.com"),
    (
        "  slurs: {entries",
        "  ¤any: {entries: [x.example], match: domain}\n  slurs: {entries",
        "`any` is already a kind of link",
        "another name",
    ),
    (
        "criticism: escalate_only",
        "¤critisism: escalate_only",
        "`critisism` is no guard known in short",
        "Did you mean `criticism`?",
    ),
    ("criticism: escalate_only", "criticism: ¤escalate", "`escalate` is not possible here", "`escalate_only`"),
    ("staff_roles: [Moderator]", "¤staff_role: [Moderator]", "unknown key `staff_role`", "Did you mean `staff_roles`?"),
    ("  poetry:", "  ¤Poetry:", "`Poetry` can not be a name here", "small letter"),
    ("be-kind: {at_least", "¤be-knid: {at_least", "the rule `be-knid` is not in this file", "Did you mean `be-kind`?"),
    ("no-noise: {off: true}", "no-noise: {at_least: ¤0.5}", "the rule `no-noise` asks for no score", "off: true"),
    ("no-noise: {off: true}", "¤no-noise: {off: false}", "nothing changes in `no-noise`", "off: true"),
    ("{channels: [memes], ", "¤{", "this override names neither channels nor roles", "in the rule itself"),
    (
        "severity: serious, ladder: protect}",
        "severity: serious, ladder: ¤prot}",
        "the ladder `prot` is not declared",
        "Did you mean `protect`?",
    ),
    (
        "be-kind: {severity: serious, ladder: protect}",
        "no-hate: ¤{ladder: courtesy}\n      no-scams: {severity: minor}",
        "`no-hate` (grave) is answered at 0 strikes with nudge",
        "stricter ladder",
    ),
    ("id: no-scams", "id: ¤no-hate", "the rule `no-hate` is here twice; it is already in line 41", "another id"),
    ("miss: [what a day]", "miss: [¤you fool]", "`you fool` stands under both `hit` and `miss`", "where it belongs"),
    ('[en, "no"]', "[en, ¤en]", "`en` is here twice", "Keep one"),
    ('[en, "no"]', "[en, ¤Norwegian]", "`Norwegian` is not a language code", "such as en, da or nb"),
    ("expire: 60d", "expire: ¤40000d", "`40000d` is longer than a hundred years", "36500d or less"),
    ("up_to: minor", "up_to: ¤care", "no guard covers rules of severity `care`", "Write minor, serious or grave."),
    ("    strike: 2", "¤\tstrike: 2", "a tab stands here", "Indent with spaces"),
    ("    strike: 2", "   ¤strike: 2", "this line does not fit the lines above it", "same indentation"),
    ("{list: slurs}]}\n    ladder", "{list: slurs}¤}\n    ladder", "a bracket that was opened is not closed", "Close"),
    ("en: No hate", 'en: ¤"No hate', "a quoted text never ends", "Close the quotes that were opened."),
    ("en: No hate", "en: ¤*hate", "the alias `*hate` stands for nothing", "quotes"),
    (
        "    strike: 2",
        "    strike: &again 2\n    shadow: ¤&again true",
        "the anchor `&again` is here twice",
        "another name",
    ),
    (
        "when: {any: [{score: identity_attack, at_least: 0.6}, {list: slurs}]}",
        "when: &self {any: [¤*self]}",
        "the alias `*self` stands inside its own value",
        "can not contain itself",
    ),
    ("en: No hate", "en: ¤!secret No hate", "the tag `!secret` is not used here", "Take the `!`"),
    (
        "en: No hate",
        "en: Rule¤: no hate",
        "a bracket that was opened is not closed",
        "Close [ with ] and { with }, with commas between.",
    ),
    ("en: No hate", "¤[en]: No hate", "a key has to be one word", "Write a word"),
    ("version: 1", "--- \nversion: 1\n¤---\nversion: 1", "a second document begins here", "one policy in one file"),
    ("Nordlys", "Nord¤\x07lys", "a character stands here that YAML does not allow", "Delete it."),
]


def said(found: PolicyFile, folder: Path) -> list[str]:
    """Return the problems as an admin sees them, paths cut to those inside the folder."""
    assert isinstance(found, Refused), found
    return [str(each).replace(f"{folder}/", "") for each in found.problems]


def place_in(text: str) -> str:
    """Return line and column of the mark."""
    before = text[: text.index("¤")]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


@pytest.mark.parametrize(("old", "new", "what", "hint"), MISTAKES, ids=[each[1] for each in MISTAKES])
def test_a_mistake_is_refused_where_it_stands(  # noqa: PLR0913, PLR0917 - one column of the table each
    read: Read, everything: str, folder: Path, old: str, new: str, what: str, hint: str
) -> None:
    """One mistake gives one problem with file, line, column, what is wrong and a hint."""
    assert old in everything
    marked = everything.replace(old, new, 1)
    file = folder / "policy.yaml"
    file.write_text(marked.replace("¤", ""), encoding="utf-8")
    found = said(read(file), folder)
    assert len(found) == 1, found
    assert FORM.fullmatch(found[0])
    assert found[0].startswith(f"policy.yaml:{place_in(marked)}: {what}")
    assert hint in found[0]
