"""What a voice file and its FAQ are read as, and that nothing they may hold makes the reader fail."""

import copy
import json
import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.core.proposals import Intent, Tone
from bot.core.situations import Mood, Situation
from bot.core.voice import Approvers, FaqEntry, Formality, Learning, ModelUse, Piece, Slot, Style, Template, Voice
from bot.policy_files import Level, LoadedVoice, Refused, read_voice, voice_schema, voice_schema_text
from bot.policy_files.voice_models import VoiceForm

ROOT = Path(__file__).parents[2]
FORM = re.compile(r"[^\n]+:[1-9][0-9]*:[1-9][0-9]*: [^\n]+\. [^\n]+", re.DOTALL)


def loaded(folder: Path) -> LoadedVoice:
    """Return the voice of a folder."""
    found = read_voice(folder / "voice.yaml")
    assert isinstance(found, LoadedVoice), found
    return found


@pytest.fixture
def voice(voice_folder: Path) -> Voice:
    """Give the voice that uses every feature once."""
    found = loaded(voice_folder)
    assert found.warnings == ()
    return found.voice


def changed(folder: Path, old: str, new: str) -> Voice:
    """Return the voice after a change of its file."""
    file = folder / "voice.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return loaded(folder).voice


def test_the_brand_fills_its_slots_by_language(voice: Voice) -> None:
    """What holds everywhere stands under `all`; each language has an entry."""
    assert voice.values == {
        "all": {
            Slot.BRAND: "Nordlys",
            Slot.COMMUNITY: "Nordlys Lab",
            Slot.PERSONA: "Freja",
            Slot.RULES_URL: "https://community.example/rules",
        },
        "en": {Slot.OWNER: "the lab"},
        "da": {Slot.OWNER: "laboratoriet"},
    }
    assert voice.persona == "Freja"


def test_a_brand_without_a_community_is_its_community(voice_folder: Path) -> None:
    """{community} is the brand's name where nothing else is said."""
    voice = changed(voice_folder, ", community: Nordlys Lab", "")
    assert voice.values["all"][Slot.COMMUNITY] == "Nordlys"


def test_languages_have_an_order_a_default_and_a_formality(voice: Voice) -> None:
    """As in the file."""
    assert (voice.languages, voice.default_language) == (("en", "da"), "en")
    assert voice.formality == {"en": Formality.INFORMAL, "da": Formality.FORMAL}


def test_words_are_read_for_each_language(voice: Voice) -> None:
    """A language about which nothing is said has an empty entry."""
    assert voice.forbidden == {"all": ("calm down",), "en": ("as per",), "da": ()}
    assert voice.prefer == {"en": {"user": "member"}, "da": {}}
    assert voice.terms == ("Nordlys Pro",)
    assert voice.promises_from == {"faq"}


def test_principles_keep_their_lines(voice: Voice) -> None:
    """With what they forbid."""
    [principle] = voice.principles
    assert (principle.id, principle.say) == ("own-it", "We say what we know.")
    assert principle.do == {"en": ("I am asking {owner}.",), "da": ("Jeg spørger {owner}.",)}
    assert principle.dont == {"en": ("Sorry for any inconvenience.",), "da": ("Beklager ulejligheden.",)}
    assert principle.forbid == ("any inconvenience", "ulejligheden")


def test_nothing_is_kept_to_learn_from_without_consent(voice_folder: Path, voice: Voice) -> None:
    """Each kind asks for its own."""
    assert voice.learning == Learning(edits=True, examples=False)
    assert changed(voice_folder, "learning: {edits: true}", "").learning == Learning(edits=False, examples=False)


def test_a_mood_changes_only_what_it_names(voice: Voice) -> None:
    """What is not given is the style's, zero and false included."""
    assert voice.style == Style(500, 1, 25, capitals=True)
    assert voice.moods == {Mood.ANGRY: Style(300, 0, 25, capitals=True)}


def test_emoji_and_sign_off(voice: Voice) -> None:
    """Where they are wanted and where not."""
    assert voice.emoji.most == 1
    assert voice.emoji.allowed == {"🙂", "❤️"}
    assert voice.emoji.never_in == {Situation.COMPLAINT, Situation.BLOCK}
    assert voice.sign_off.lines == {"en": "– {persona}", "da": "– {persona}"}
    assert voice.sign_off.never == ("The team",)
    assert voice.sign_off.required_in == {Situation.COMPLAINT}


def test_playbooks_are_read(voice: Voice) -> None:
    """All of them, with what they must hold; where nothing is said no model is used and one moderator decides."""
    assert set(voice.playbooks) == set(Situation)
    complaint, praise = voice.playbooks[Situation.COMPLAINT], voice.playbooks[Situation.PRAISE]
    assert (complaint.model, complaint.most, complaint.expires) == (ModelUse.REWRITE, 120, timedelta(days=2))
    assert complaint.must == {Piece.ACKNOWLEDGE, Piece.FORWARDED_TO}
    assert complaint.must_not == {Piece.PROMISE, Piece.BLAME}
    assert (praise.model, praise.approvers, praise.most, praise.serious) == (
        *(ModelUse.NEVER, Approvers.ONE, None, False),
    )
    block = voice.playbooks[Situation.BLOCK]
    assert (block.approvers, block.serious, block.expires) == (Approvers.TWO, True, None)


def test_templates_are_numbered_from_one_in_their_language(voice: Voice) -> None:
    """A text alone is an answer in a plain tone."""
    assert voice.playbooks[Situation.QUESTION].templates["en"] == (
        Template("question/en/1", "{faq_answer} {faq_url}", "en", Intent.ANSWER, Tone.PLAIN),
        Template("question/en/2", "{faq_answer}", "en", Intent.ANSWER, Tone.PLAIN),
        Template("question/en/3", "Where, {name}?", "en", Intent.ASK_BACK, Tone.SHORTER),
    )


def test_places_lead_to_templates_and_lines(voice_folder: Path, whole_voice: str) -> None:
    """At each place in the file the text begins."""
    found = loaded(voice_folder)
    rows = whole_voice.split("\n")

    def at(name: str) -> str:
        place = found.places[name]
        return rows[place.line - 1][place.column - 1 :]

    assert at("question/en/3").startswith('{say: "Where, {name}?"')
    assert at("praise/da/1").startswith('"Tak."')
    assert at("own-it/do/da/1").startswith('"Jeg spørger')
    assert at("own-it/dont/en/1").startswith('"Sorry for')


def test_the_faq_is_read(voice_folder: Path, voice: Voice) -> None:
    """Question, other ways to ask, the answer's paragraphs without their line breaks, the address; by language."""
    assert [(each.language, each.id) for each in voice.faq] == [
        *(("en", "rules"), ("en", "answer_time"), ("da", "rules"), ("da", "answer_time")),
    ]
    assert voice.faq[0] == FaqEntry(
        id="rules",
        language="en",
        questions=("Where do I find the rules?", "what are the rules here", "is there a code of conduct"),
        answer="The rules are pinned at the top of every channel.\n\nAsk if one is not clear.",
        url="https://community.example/rules",
        hash="ce551e50",
    )
    assert voice.faq[1].url == ""
    files = [str(each.relative_to(voice_folder)) for each in loaded(voice_folder).files]
    assert files == ["voice.yaml", "faq/en.md", "faq/da.md"]


@pytest.mark.parametrize("old", ["what are the rules here", "at the top", "https://community.example/rules"])
def test_the_hash_of_an_entry_names_its_wording(voice_folder: Path, voice: Voice, old: str) -> None:
    """Another way to ask, answer or address gives another hash, and so another voice; other entries keep theirs."""
    file = voice_folder / "faq" / "en.md"
    file.write_text(file.read_text(encoding="utf-8").replace(old, f"{old}x"), encoding="utf-8")
    other = loaded(voice_folder).voice
    assert [one.hash == two.hash for one, two in zip(voice.faq, other.faq, strict=True)] == [False, True, True, True]
    assert other.hash != voice.hash


def test_a_faq_saved_on_windows_is_the_same(voice_folder: Path, voice: Voice) -> None:
    """Line ends and a byte order mark are no part of the wording."""
    file = voice_folder / "faq" / "en.md"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert loaded(voice_folder).voice == voice


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("version: 1", "# a comment\nversion: 1", True),
        ("never_in: [complaint, block]", "never_in: [block, complaint]", True),
        ("expires: 2d", "expires: 48h", True),
        ("expires: 2d", "expires: 3d", False),
        ('["Thank you."]', '["Thanks."]', False),
        ("capitals: true", "capitals: false", False),
        ("da: {formality: formal}", "da: {formality: informal}", False),
    ],
)
def test_the_hash_names_what_the_voice_says(
    voice_folder: Path, voice: Voice, old: str, new: str, *, same: bool
) -> None:
    """How it is written does not count."""
    other = changed(voice_folder, old, new)
    assert len(voice.hash) == 12
    assert (other.hash == voice.hash) is same


def test_a_voice_needs_no_faq(voice_folder: Path) -> None:
    """Without one its templates just can't quote it."""
    file = voice_folder / "voice.yaml"
    text = file.read_text(encoding="utf-8").replace("faq: faq\n", "").replace("{faq_answer} {faq_url}", "Where?")
    file.write_text(text.replace("{faq_answer}", "What?"), encoding="utf-8")
    found = loaded(voice_folder)
    assert (found.voice.faq, found.files) == ((), (file,))


def test_the_schema_in_the_docs_is_current() -> None:
    """docs/voice.schema.json is what the models say today."""
    assert (ROOT / "docs" / "voice.schema.json").read_text(encoding="utf-8") == voice_schema_text()


def test_the_voice_fits_the_schema(whole_voice: str) -> None:
    """What the reader accepts, an editor with the schema accepts too."""
    jsonschema.Draft202012Validator.check_schema(voice_schema())
    jsonschema.validate(YAML(typ="safe", pure=True).load(whole_voice), voice_schema())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("persona: {name", "persona: {nam"),
        ("da: {formality: formal}", "no: {formality: formal}"),
        ("da: {formality: formal}", "da: {formality: polite}"),
        ("  owner: ", "  onwer: "),
        ("complaint, block]", "complain, block]"),
        ("must: [until]", "must: [untill]"),
        ("  praise:", "  prase:"),
        ("intent: ask_back", "intent: ask"),
        ('["Thank you."]', "[12]"),
        ("characters: 500", "characters: 5000"),
        ("expires: 2d", "expires: 2 days"),
        ("  angry:", "  sad:"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(whole_voice: str, old: str, new: str) -> None:
    """An editor marks the common mistakes while they are written."""
    assert old in whole_voice
    broken = _tree_of(whole_voice.replace(old, new, 1))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, voice_schema())


def test_the_guide_explains_every_key_slot_and_piece() -> None:
    """docs/voice.md names each key that the schema knows, each slot, each piece and each playbook."""
    definitions = [voice_schema(), *voice_schema()["$defs"].values()]
    keys = {key for each in definitions for key in each.get("properties", {})}
    words = {*keys, *Slot, *Piece, *Situation, *Tone, *Intent, *ModelUse, *Approvers}
    assert {each for each in words if f"{each}:" not in GUIDE and f"`{each}`" not in GUIDE} == set()


GUIDE = (ROOT / "docs" / "voice.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("section", re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL))
def test_the_sections_in_the_guide_are_accepted(voice_folder: Path, whole_voice: str, section: str) -> None:
    """Each loads as it stands there, in the place of the same sections of a whole voice."""
    tree, shown = copy.deepcopy(_tree_of(whole_voice)), _tree_of(section)
    playbooks = {**tree["playbooks"], **shown.pop("playbooks", {})}
    (voice_folder / "voice.yaml").write_text(json.dumps({**tree, **shown, "playbooks": playbooks}), encoding="utf-8")
    assert loaded(voice_folder).warnings == ()


def test_the_faq_in_the_guide_is_accepted(voice_folder: Path) -> None:
    """With the hash that the guide says."""
    entry = GUIDE.split("```markdown\n")[1].split("```")[0]
    (voice_folder / "faq" / "en.md").write_text(entry, encoding="utf-8")
    [found] = [each for each in loaded(voice_folder).voice.faq if each.language == "en"]
    assert f"faq:{found.id}@{found.hash}" in GUIDE


KEYS = st.sampled_from([
    *VoiceForm.model_fields, *(str(each) for each in (*Situation, *Slot)), "en", "da", "no", "all", "say", "do", "dont",
    "id", "name", "templates", "must", "lines", "prefer", "default", "intent", "<<",
])  # fmt: skip
VALUES = st.one_of(
    *(KEYS, st.none(), st.booleans(), st.integers(-1, 2001), st.floats(), st.text(max_size=8)),
    st.sampled_from(["{name}", "{who}", "{", "2d", "../faq", "\0", "https://a.example", "🙂", "x" * 600]),
)
TREES = st.recursive(
    VALUES, lambda each: st.one_of(st.lists(each, max_size=3), st.dictionaries(KEYS, each, max_size=4)), max_leaves=12
)


@cache
def _tree_of(text: str) -> Any:  # noqa: ANN401 - whatever YAML holds
    return YAML(typ="safe", pure=True).load(text)


def _spots(tree: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - whatever YAML holds
    keys = list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    return [spot for key in keys for spot in ((tree, key), *_spots(tree[key]))]


def check(folder: Path, text: str) -> None:
    """Hold what a file is read as against what is promised."""
    (folder / "voice.yaml").write_text(text, encoding="utf-8", errors="surrogatepass")
    found = read_voice(folder / "voice.yaml")
    problems = found.problems if isinstance(found, Refused) else found.warnings
    assert all(FORM.fullmatch(str(each)) for each in problems), [str(each) for each in problems]
    assert isinstance(found, LoadedVoice) or any(each.level is Level.ERROR for each in problems)


FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(data=st.data())
def test_a_voice_with_anything_in_the_place_of_a_value_never_raises(
    voice_folder: Path, whole_voice: str, data: st.DataObject
) -> None:
    """It is read, or refused in words with file, line and column."""
    tree = copy.deepcopy(_tree_of(whole_voice))
    for _ in range(data.draw(st.integers(1, 3))):
        around, key = data.draw(st.sampled_from(_spots(tree)))
        around[key] = data.draw(TREES)
    check(voice_folder, json.dumps(tree))


@FEW
@given(tree=TREES)
def test_any_yaml_never_raises(voice_folder: Path, tree: Any) -> None:  # noqa: ANN401 - whatever YAML holds
    """What has nothing to do with a voice is refused in words."""
    check(voice_folder, json.dumps(tree))


@FEW
@given(text=st.text(alphabet="{}#-:[]\"'\n\t  ab&*!|>\x00\ud800é", max_size=60))
def test_any_text_never_raises(voice_folder: Path, text: str) -> None:
    """Nor does what is no YAML, in the voice file or in the FAQ."""
    check(voice_folder, text)


@FEW
@given(text=st.text(alphabet="#{}-: \n\rLink:htps/.abæ", max_size=80))
def test_any_faq_never_raises(voice_folder: Path, whole_voice: str, text: str) -> None:
    """A FAQ file is read, or refused with file and line."""
    (voice_folder / "faq" / "en.md").write_text(f"## Q {{#a}}\n{text}", encoding="utf-8", newline="")
    check(voice_folder, whole_voice)
