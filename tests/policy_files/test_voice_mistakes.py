"""What a voice file and its FAQ are refused or remarked on for: place, words and hint."""

import re
from pathlib import Path

import pytest

from bot.policy_files import Level, LoadedVoice, Problem, Refused, read_voice

FORM = re.compile(r".+:[1-9][0-9]*:[1-9][0-9]*: .+\. .+")

# What stands in voice.yaml, what is written instead (¤: where the problem is reported), what is said, the hint.
MISTAKES = [
    ("version: 1", "version: ¤2", "`2` is not possible here", "Write one of: 1."),
    ("version: 1\n", "¤", "`version` is missing", "Add `version: 1`"),
    ("version: 1", "version: 1\n¤tone: warm", "unknown key `tone`", "Known here: brand, "),
    ("{name: Freja}", "{name: Freja}\n¤persona: {name: Bo}", "the key `persona` is here twice", "Keep one of them."),
    ("persona: {name: Freja}\n", "", "`persona` is missing", "Add `persona: {name: Freja}`"),
    ("persona: {name", "persona: {¤nam: Bo, name", "unknown key `nam`", "Did you mean `name`?"),
    ("name: Nordlys, ", "name: ¤12, ", "`name` should be a text, not the number 12", "in quotes"),
    # Languages.
    (
        "  da: {formality: formal}",
        "  da: {formality: formal}\n  ¤no: {formality: informal}",
        "`no` can not be a language here: many YAML readers take `no` for false",
        "Write nb for Norwegian (Bokmål), or nn for Nynorsk.",
    ),
    (
        "  da: {formality: formal}",
        "  da: {formality: formal}\n  ¤false: {formality: informal}",
        "`false` can not be a language here",
        "Write nb",
    ),
    (
        "owner: {en: the lab, ",
        "owner: {¤NO: laget, en: the lab, ",
        "`NO` can not be a language here",
        "Write nb",
    ),
    (
        "  da: {formality: formal}",
        "  da: {formality: formal}\n  ¤12: {formality: informal}",
        "`12` is not a language code",
        "such as en, da or nb",
    ),
    (
        "  da: {formality: formal}",
        "  da: {formality: formal}\n  ¤all: {formality: informal}",
        "`all` is no language, and can not stand here",
        "each language by its code",
    ),
    ("formality: formal}", "formality: ¤polite}", "`polite` is not possible here", "Write one of: informal, formal."),
    ("da: {formality: formal}", "da: {¤formal: true}", "unknown key `formal`", "Did you mean `formality`?"),
    ("default: en", "default: ¤de", "`de` is not among the languages here", "Write one of: en, da."),
    ("default: en", "default: ¤no", "`no` can not be a language here", "Write nb"),
    ("  default: en\n  en:", "  ¤en:", "`default` is missing", "Add `default: en`"),
    (
        'praise:\n    templates: {en: ["Thank you."], da: ["Tak."]}',
        'praise:\n    ¤templates: {en: ["Thank you."]}',
        "templates of `praise` are missing in: da",
        "Add them, or take the languages away.",
    ),
    (
        'lines: {en: "– {persona}", da: "– {persona}"}',
        '¤lines: {da: "– {persona}"}',
        "the sign-off is missing in: en",
        "Add them",
    ),
    (
        "owner: {en: the lab, da: laboratoriet}",
        "¤owner: {da: laboratoriet}",
        "the value of `owner` is missing in: en",
        "Add them",
    ),
    ("en: [as per]", "¤de: [bitte]", "`de` is not among the languages of this voice", "Declare it under `languages`"),
    (
        'da: ["Beklager ulejligheden."]',
        'da: ["Beklager ulejligheden."], ¤dk: [x]',
        "`dk` is not among the languages of this voice",
        "write one of: en, da.",
    ),
    ("{en: {user: member}}", "{¤all: {user: member}}", "`all` is no language", "by its code"),
    # Values.
    ("  owner: ", "  ¤onwer: ", "`onwer` is not possible here", "Did you mean `owner`?"),
    (
        "values:\n",
        "values:\n  ¤name: {all: Kim}\n",
        "`name` is no value of the brand's",
        "It is filled in for each message. Write one of: owner, rules_url.",
    ),
    (
        "values:\n",
        "values:\n  ¤persona: {all: Kim}\n",
        "`persona` is no value of the brand's",
        "Write it as `persona: {name: ...}`.",
    ),
    (
        '"https://community.example/rules"',
        f"¤https://community.example/{'rules' * 200}",
        "`https://community.example/rulesrules",
        "https://example.com/rules",
    ),
    (
        '"https://community.example/rules"',
        "¤community.example/rules",
        "`community.example/rules` is no web address",
        "https://example.com/rules",
    ),
    # Principles.
    ("id: own-it", "id: ¤Own it", "`Own it` can not be a name here", "small letter"),
    ("    say: We say what we know.\n", "", "`say` is missing", "Add `say: We say what we know.`"),
    (
        '    do: {en: ["I am asking {owner}."], da: ["Jeg spørger {owner}."]}\n',
        "",
        "`do` is missing",
        "Add `do: {en: ",
    ),
    ('en: ["Sorry for any inconvenience."]', "en: ¤[]", "`en` is empty", "at least one entry"),
    ('["I am asking {owner}."]', "¤I ask.", "`en` should be a list, not the text `I ask.`", "Write [a, b]"),
    (
        '["I am asking {owner}."]',
        '[¤"I am asking {onwer}."]',
        "there is no slot `{onwer}`",
        "Did you mean `owner`?",
    ),
    (
        '["Sorry for any inconvenience."]',
        '[Sorry, ¤"I am asking {owner}."]',
        "`I am asking {owner}.` stands under both `do` and `dont`",
        "Keep it where it belongs.",
    ),
    (
        "vocabulary:",
        "  - {id: ¤own-it, say: Twice, do: {en: [a], da: [b]}, dont: {en: [c], da: [d]}}\nvocabulary:",
        "the principle `own-it` is here twice; it is already in line 13",
        "another id",
    ),
    # Words, emoji, style, sign-off.
    ("{user: member}", "{user: ¤User}", "`user` is to be said instead of itself", "said instead"),
    ("from: [faq]", "from: [¤wiki]", "`wiki` is not possible here", "Write one of: faq, policy."),
    ("promises: {from", "promises: {from: [], ¤form", "unknown key `form`", "Did you mean `from`?"),
    ("most: 1, allowed", "most: ¤-1, allowed", "`most` is -1, not at least 0", "at least 0"),
    ('["🙂", ', "[¤smile, ", "`smile` is no emoji", "the sign itself"),
    ('["🙂", ', '["🙂", ¤"🙂", ', "`🙂` is here twice", "Keep one"),
    (
        "never_in: [complaint, block]",
        "never_in: [¤complain, block]",
        "`complain` is not possible here",
        "Did you mean `complaint`?",
    ),
    ("characters: 500", "characters: ¤2001", "`characters` is 2001, not at most 2000", "at most 2000"),
    ("capitals: true", "capitals: ¤never", "`capitals` should be true or false, not the text `never`", "true or false"),
    ("{edits: true}", "{edits: ¤yes}", "`edits` should be true or false, not the text `yes`", "true or false"),
    ("learning: {edits", "learning: {¤edit: true, edits", "unknown key `edit`", "Did you mean `edits`?"),
    ("  angry:", "  ¤sad:", "`sad` is not possible here", "Write one of: happy, angry."),
    ("exclamations: 0}", "¤exclamation: 0}", "unknown key `exclamation`", "Did you mean `exclamations`?"),
    (
        'da: "– {persona}"}',
        'da: ¤"– the team"}',
        "replies end with `– the team` here, and nobody signs with `The team`",
        "Sign with a name",
    ),
    ('da: "– {persona}"}', 'da: ¤"– {name}"}', "`{name}` is not known at the end of a reply", "Sign with {persona}."),
    ('da: "– {persona}"}', 'da: ¤"– {persna}"}', "there is no slot `{persna}`", "Did you mean `persona`?"),
    ("required_in: [complaint]", "required_in: [¤complaints]", "`complaints` is not possible here", "`complaint`?"),
    # Playbooks.
    ("  praise:\n", "  ¤prase:\n", "`prase` is not possible here", "Did you mean `praise`?"),
    (
        '  praise:\n    templates: {en: ["Thank you."], da: ["Tak."]}\n',
        "",
        "the playbook `praise` is missing",
        "Add `praise: {templates: ...}`",
    ),
    ("approvers: two", "approvers: ¤three", "`three` is not possible here", "Did you mean `other`?"),
    ("model: allowed", "model: ¤allow", "`allow` is not possible here", "Did you mean `allowed`?"),
    (
        "    serious: true",
        "    model: ¤rewrite\n    serious: true",
        "a language model words no `block`: people write what is said about what was done",
        "Write `model: never`",
    ),
    (
        "[acknowledge, forwarded_to]",
        "[¤acknowlege]",
        "`acknowlege` is not possible here",
        "Did you mean `acknowledge`?",
    ),
    ("[acknowledge, forwarded_to]", "[acknowledge, ¤date]", "no reply has to hold `date`", "under `must_not`"),
    (
        "[acknowledge, forwarded_to]\n    must_not: [promise, blame]",
        "[¤acknowledge]\n    must_not: [acknowledge]",
        "`acknowledge` stands under `must_not` too",
        "where it belongs",
    ),
    ("[acknowledge, forwarded_to]", "[acknowledge, ¤acknowledge]", "`acknowledge` is here twice", "Keep one"),
    (
        "must: [until]",
        "must: [until, ¤known]",
        "`known` is never known in a `block`, so no reply can hold it",
        "Take it away.",
    ),
    ("expires: 2d", "expires: ¤2 days", "`2 days` is not a duration", "such as 10m or 90d"),
    ("most: 120", "most: ¤a hundred", "`most` should be a whole number, not the text `a hundred`", "whole number"),
    ("    serious: true", "    serious: ¤1", "`serious` should be true or false, not the number 1", "true or false"),
    # Templates.
    ('"Where, {name}?"', '"Where, {nmae}?"', "there is no slot `{nmae}`", "Did you mean `name`?"),
    ('["Thank you."]', '[¤"Thank you, {who}."]', "there is no slot `{who}`", "Slots: name, channel, brand, "),
    ('["Thank you."]', '[¤"Thank you, {name."]', "a brace here belongs to no slot", "Write slots as {name}"),
    ('["Thank you."]', "[¤12]", "`say` should be a text, not the number 12", "in quotes"),
    ('["Thank you."]', "[¤'']", "this text is empty", "Write something"),
    ('["Thank you."]', "¤Thank you.", "`en` should be a list, not the text `Thank you.`", "Write [a, b]"),
    ('["Thank you."]', "¤[]", "`en` is empty", "at least one entry"),
    ('["Thank you."]', "[Thank you., ¤Thank you.]", "`Thank you.` is here twice", "Keep one"),
    ("intent: ask_back", "intent: ¤ask", "`ask` is not possible here", "Write one of: answer, ask_back, take_further."),
    ("tone: shorter", "tone: ¤short", "`short` is not possible here", "Did you mean `shorter`?"),
    ("tone: shorter", "¤length: short", "unknown key `length`", "Known here: say, intent, tone."),
    ('{say: "Where, {name}?", ', "¤{", "`say` is missing", 'Add `say: "Thank you, {name}."`'),
    (
        '["Thank you."]',
        '[¤"Thank you. {known}"]',
        "nothing fills `{known}` in a `praise`, so this template is never used",
        "It is filled in for: crisis.",
    ),
    (
        '["Until {until}."]',
        '[¤"Until {until}. {faq_answer}"]',
        "nothing fills `{faq_answer}` in a `block`, so this template is never used",
        "It is filled in for: complaint, conflict, ",
    ),
    (
        '["I understand. {forwarded_to} has it."]',
        f'[¤"I understand. {{forwarded_to}} has it{" indeed" * 20}."]',
        "this template has 162 characters without its slots, and 120 are the most",
        "Say it shorter, or raise `most` of its playbook.",
    ),
    (
        '["Thank you."]',
        f"[¤{'thanks ' * 100}]",
        "this template has 699 characters without its slots, and 500 are the most",
        "Say it shorter",
    ),
    # The FAQ, as far as the voice file names it.
    ("faq: faq", "faq: ¤faqs", "the folder of the FAQ is not there", "own folder"),
    ("faq: faq", f"faq: ¤{'x' * 300}", "the folder of the FAQ is not there", "own folder"),
    # The file itself.
    ("version: 1", "--- \nversion: 1\n¤---\nversion: 1", "a second document begins here", "one voice in one file"),
    ('["Tak."]}\n  welcome', '["Tak."}\n  welcome', "a bracket that was opened is not closed", "Close [ with ]"),
]
# What stands in faq/da.md, what is written instead, the line, what is said, the hint.
FAQ_MISTAKES = [
    (" {#rules}", "", 3, "this question has no id", "such as `{#rules}`"),
    ("{#rules}", "{#Rules!}", 3, "`Rules!` can not be an id", "a to z"),
    ("{#answer_time}", "{#rules}", 10, "the id `rules` is here twice; it is already in line 3", "another id"),
    ("## Hvordan får jeg svar? {", "## {", 10, "the question is missing", "as members ask it"),
    ("En moderator svarer her.\n", "", 10, "`answer_time` has no answer", "below the ways to ask"),
    ("En moderator svarer her.\n", "Link: https://a.example\n", 10, "`answer_time` has no answer", "below the ways"),
    (
        "En moderator svarer her.",
        "svar " * 71,
        10,
        "the answer of `answer_time` has 354 characters, and 350 are the most",
        "link to the rest",
    ),
    ("https://community.example/rules", "community", 8, "`community` is no web address", "https://example.com/rules"),
    ("https://community.example/rules", "https://a b", 8, "`https://a b` is no web address", "https://"),
    ("Reglerne er", "Link: https://a.example\nReglerne er", 6, "a `Link:` is the last line of an entry", "below"),
    ("- hvad er reglerne her", "-", 4, "a way to ask is missing here", "after `- `"),
    ("# FAQ\n", "Spørgsmål\n", 1, "this line belongs to no entry", "below a line such as"),
    ("En moderator svarer her.", "Svar.\n### Mere", 13, "this heading begins no entry", "## question {#id}"),
]


def place_in(text: str) -> str:
    """Return line and column of the mark."""
    before = text[: text.index("¤")]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def said(folder: Path) -> list[str]:
    """Return the problems as an admin sees them, paths cut to those inside the folder."""
    found = read_voice(folder / "voice.yaml")
    assert isinstance(found, Refused), found
    return [str(each).replace(f"{folder}/", "") for each in found.problems if each.level is Level.ERROR]


def remarks(folder: Path) -> tuple[Problem, ...]:
    """Return the warnings of a voice that can be used."""
    found = read_voice(folder / "voice.yaml")
    assert isinstance(found, LoadedVoice), found
    return found.warnings


@pytest.mark.parametrize(("old", "new", "what", "hint"), MISTAKES, ids=[f"{each[2]} {each[1]}" for each in MISTAKES])
def test_a_mistake_is_refused_where_it_stands(
    whole_voice: str, voice_folder: Path, old: str, new: str, what: str, hint: str
) -> None:
    """One mistake gives one problem with file, line, column, what is wrong and a hint."""
    assert old in whole_voice
    marked = whole_voice.replace(old, new, 1)
    (voice_folder / "voice.yaml").write_text(marked.replace("¤", ""), encoding="utf-8")
    found = said(voice_folder)
    assert len(found) == 1, found
    assert FORM.fullmatch(found[0])
    assert found[0].startswith(f"voice.yaml:{place_in(marked)}: {what}" if "¤" in marked else "voice.yaml:")
    assert what in found[0]
    assert hint in found[0]


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "hint"), FAQ_MISTAKES, ids=[f"{each[3]} {each[1][:20]}" for each in FAQ_MISTAKES]
)
def test_a_mistake_in_the_faq_is_refused_in_its_line(
    voice_folder: Path, old: str, new: str, line: int, what: str, hint: str
) -> None:
    """One mistake in a FAQ file gives one problem with that file, the line, what is wrong and a hint."""
    file = voice_folder / "faq" / "da.md"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = said(voice_folder)
    assert len(found) == 1, found
    assert found[0].startswith(f"faq/da.md:{line}:1: {what}"), found
    assert hint in found[0]


def test_a_language_without_a_faq_file_is_named(voice_folder: Path) -> None:
    """The voice file's line says which file is missing, and what to write."""
    (voice_folder / "faq" / "da.md").unlink()
    assert said(voice_folder) == [
        "voice.yaml:4:6: the FAQ has no file for `da`. "
        "Write `da.md` with the same entries as the others, or take the language away."
    ]


def test_an_empty_faq_file_is_refused(voice_folder: Path) -> None:
    """A file without entries says how one begins."""
    (voice_folder / "faq" / "da.md").write_text("# FAQ\n", encoding="utf-8")
    assert said(voice_folder)[0].startswith("faq/da.md:1:1: this FAQ has no entries. Begin each with a line such as")


def test_an_entry_that_one_language_lacks_is_a_warning(voice_folder: Path) -> None:
    """It says where the others have it; the voice can be used."""
    file = voice_folder / "faq" / "da.md"
    file.write_text(file.read_text(encoding="utf-8").split("## Hvordan")[0], encoding="utf-8")
    [found] = remarks(voice_folder)
    assert str(found).endswith(
        "faq/da.md:1:1: the entry `answer_time` is missing here; en.md has it in line 14. "
        "Questions about it get no draft in this language; add it, under the same id."
    )


def test_a_faq_file_in_no_language_of_the_voice_is_a_warning(voice_folder: Path) -> None:
    """Nobody would notice that it is never read."""
    (voice_folder / "faq" / "fi.md").write_text("# FAQ\n", encoding="utf-8")
    [found] = remarks(voice_folder)
    assert (found.line, found.what) == (4, "`fi.md` is in no language of this voice")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (
            ', da: ["Jeg spørger {owner}."]',
            "",
            "`do` lines of `own-it` are missing in: da",
        ),
        (
            ', da: ["Beklager ulejligheden."]',
            "",
            "`dont` lines of `own-it` are missing in: da",
        ),
        ("most: 1, allowed", "most: 0, allowed", "no reply may hold emoji, so these are never used"),
        (
            '["Thank you."]',
            '["Thank you, {name}."]',
            "each `praise` template in `en` has another tone, or a slot that may be unknown",
        ),
        (
            '["Thank you."]',
            "[{say: Thank you., tone: warmer}]",
            "each `praise` template in `en` has another tone, or a slot that may be unknown",
        ),
    ],
)
def test_what_is_likely_not_meant_is_a_warning(
    whole_voice: str, voice_folder: Path, old: str, new: str, what: str
) -> None:
    """The voice can be used, and the admin hears of it."""
    assert old in whole_voice
    (voice_folder / "voice.yaml").write_text(whole_voice.replace(old, new, 1), encoding="utf-8")
    assert [each.what for each in remarks(voice_folder)] == [what]


def test_several_mistakes_are_all_named_at_once(whole_voice: str, voice_folder: Path) -> None:
    """A fault in one playbook hides no fault in another, nor one in the FAQ."""
    text = whole_voice.replace("approvers: two", "approvers: three").replace('["Thank you."]', '["Thank you, {who}."]')
    (voice_folder / "voice.yaml").write_text(text, encoding="utf-8")
    (voice_folder / "faq" / "en.md").write_text("Hello\n", encoding="utf-8")
    found = "\n".join(said(voice_folder))
    for what in ("`three` is not possible here", "no slot `{who}`", "belongs to no entry", "has no entries"):
        assert what in found


def test_the_most_is_still_allowed(whole_voice: str, voice_folder: Path) -> None:
    """A template of 120 characters where 120 are the most, its slot apart, and an answer of 350, are not too long."""
    text = whole_voice.replace('"I understand. {forwarded_to} has it."', '"' + "x" * 119 + ' {forwarded_to}"')
    (voice_folder / "voice.yaml").write_text(text, encoding="utf-8")
    file = voice_folder / "faq" / "da.md"
    faq = file.read_text(encoding="utf-8")
    file.write_text(faq.replace("En moderator svarer her.", "svar " * 69 + "svar."), encoding="utf-8")
    assert remarks(voice_folder) == ()


def test_an_address_that_no_entry_has_is_never_filled_in(voice_folder: Path) -> None:
    """Without a single `Link:` in a language its templates with {faq_url} could never be used."""
    file = voice_folder / "faq" / "en.md"
    file.write_text(file.read_text(encoding="utf-8").replace("Link: https", "See https"), encoding="utf-8")
    [found] = said(voice_folder)
    assert found.startswith("voice.yaml:35:12: no entry of the FAQ fills `{faq_url}`, so this template is never used. ")
    assert "let entries have an answer and a `Link:`" in found


def test_a_slot_without_a_value_is_named_in_each_template(whole_voice: str, voice_folder: Path) -> None:
    """Without `owner` under `values` no template with {owner} could ever be used."""
    text = whole_voice.replace("  owner: {en: the lab, da: laboratoriet}\n", "")
    (voice_folder / "voice.yaml").write_text(text, encoding="utf-8")
    what = "`{owner}` has no value, so this template is never used"
    assert said(voice_folder) == [
        f"voice.yaml:46:22: {what}. Add `owner: {{en: ...}}` under `values`, or take the slot away.",
        f"voice.yaml:46:58: {what}. Add `owner: {{da: ...}}` under `values`, or take the slot away.",
    ]


@pytest.mark.parametrize(("text", "what"), [("", "the file is empty"), ("- a", "a voice is keys with values")])
def test_what_is_no_voice_at_all_says_how_one_begins(voice_folder: Path, text: str, what: str) -> None:
    """An empty file, or a list, is told how a voice begins."""
    (voice_folder / "voice.yaml").write_text(text, encoding="utf-8")
    [found] = said(voice_folder)
    assert what in found
    assert "`version: 1`" in found


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The path is named."""
    found = read_voice(tmp_path / "none.yaml")
    assert isinstance(found, Refused)
    assert str(found.problems[0]).endswith("none.yaml:1:1: there is no such file. Look for a typing error in the path.")
