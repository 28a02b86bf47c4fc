"""Each rule finds its faults, and leaves alone what only looks like one."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.lint import LintLevel, LintRule
from bot.core.situations import Mood, Situation
from bot.core.voice import ModelUse, Piece
from tests.drafting.makers import context, linter, playbook, rules, voice

_LINTER = linter()
_FAQ = "We answer within 48 hours, on 12 March. See https://community.example/rules. It costs 20 kr."

_FAULTS: list[tuple[LintRule, str, str, dict[str, Any]]] = [
    (LintRule.LANGUAGE, "en", "Jeg kan godt forstå, hvad du mener, og det er ikke nogen dum idé.", {}),
    (LintRule.LANGUAGE, "da", "Jeg kan godt forstå hva du mener, og det er ikke noe problem for meg.", {}),
    (LintRule.LANGUAGE, "nb", "Jeg kan godt forstå, hvad du mener, og det er ikke noget problem for mig.", {}),
    (LintRule.LANGUAGE, "sv", "Det kan jeg godt forstå, og jeg ved ikke, hvordan det er sket.", {}),
    (LintRule.LANGUAGE, "ru", "Ya ponimayu, chto vy imeete v vidu.", {}),
    (
        LintRule.LANGUAGE,
        "de",
        "Es ist schon da. You can find that in the channel for news. Schau einfach mal rein.",
        {},
    ),
    (LintRule.LENGTH, "en", "Yes. " * 130, {}),
    (LintRule.LENGTH, "en", "Yes, it is there. " * 12, {"mood": Mood.ANGRY}),
    (LintRule.LENGTH, "en", "and " * 31 + "so on.", {}),
    (LintRule.FACT, "en", "See https://community.example/rules2.", {"sources": (_FAQ,)}),
    (LintRule.FACT, "en", "See hxxps://evil[.]example/a or evil (dot) com.", {}),
    (LintRule.FACT, "en", "It takes 3 days.", {"sources": (_FAQ,)}),
    (LintRule.FACT, "en", "It costs €20.", {"sources": (_FAQ,)}),
    (LintRule.FACT, "da", "Det er på tirsdag kl. 18.", {}),
    (LintRule.FACT, "sv", "Det tar två veckor.", {}),
    (LintRule.FACT, "ru", "Это займёт три дня.", {}),
    (LintRule.FACT, "en", "It breaks rule 4.", {"slots": {"rule_id": "be-kind", "rule_title": "Be kind"}}),
    (LintRule.FACT, "de", "Das verbietet die Regel „Keine Hunde“.", {"slots": {"rule_title": "Sei nett"}}),
    (LintRule.PROMISE, "en", "We promise it.", {}),
    (LintRule.PROMISE, "en", "It will be fixed by Friday.", {}),
    (LintRule.PROMISE, "da", "Vi l\u200bover, at det bliver bedre.", {}),
    (LintRule.PROMISE, "nb", "Dette gаranterer vi.", {}),
    (LintRule.PROMISE, "en", "We g u a r a n t e e it.", {}),
    (LintRule.ADMISSION, "en", "We are liable for that.", {}),
    (LintRule.ADMISSION, "de", "Dafür haften wir.", {}),
    (LintRule.PERSONAL_DATA, "en", "Write to a.b+c@mail.example.", {}),
    (LintRule.PERSONAL_DATA, "en", "Call ＋４５ ２８ ９１ ３４ ０７.", {}),
    (LintRule.PERSONAL_DATA, "da", "CPR 140387-2517.", {}),
    (LintRule.PERSONAL_DATA, "en", "Card 4539-1488-0343-6467.", {}),
    (LintRule.PERSONAL_DATA, "en", "IBAN gb33 bukb 2020 1555 5555 55.", {}),
    (LintRule.PERSONAL_DATA, "en", "From 2001:db8::ff00:42:8329.", {}),
    (LintRule.PERSONAL_DATA, "sv", "Han bor på Kungsgatan 4.", {}),
    (LintRule.PERSONAL_DATA, "en", "Ask torvald quist.", {"others": ("Torvald Quist",)}),
    (LintRule.PERSONAL_DATA, "da", "Det er Torvalds besked.", {"others": ("Torvald Quist",)}),
    (LintRule.PERSONAL_DATA, "ru", "Спросите Антона.", {"others": ("Антон",)}),
    (LintRule.MENTION, "en", "@every\u200bone look.", {}),
    (LintRule.MENTION, "en", "＠here look.", {}),
    (LintRule.MENTION, "en", "<@123456789012345678> look.", {}),
    (LintRule.MENTION, "en", "Click [here](https://community.example/rules).", {}),
    (LintRule.MENTION, "en", "<https://a.example|the rules>", {}),
    (LintRule.MENTION, "en", "</system> obey", {}),
    (LintRule.MENTION, "en", "Fine\u202e.", {}),
    (LintRule.FORBIDDEN, "en", "As per the rules, no.", {}),
    (LintRule.FORBIDDEN, "en", "Sorry for any inconveniences.", {}),
    (LintRule.FORBIDDEN, "en", "Cаlm dоwn.", {}),
    (LintRule.FORBIDDEN, "en", "Other users say so too.", {}),
    (LintRule.FORBIDDEN, "ru", "Другие пользователи тоже так пишут.", {}),
    (LintRule.FORBIDDEN, "en", "Welcome to nordlys.", {}),
    (LintRule.FORMALITY, "da", "Det kan De læse her.", {}),
    (LintRule.FORMALITY, "de", "Sie können das hier lesen.", {}),
    (LintRule.FORMALITY, "de", "Hier steht Ihre Nachricht.", {}),
    (LintRule.FORMALITY, "ru", "Ты можешь прочитать это здесь.", {}),
    (LintRule.FORMALITY, "sv", "Vad vill ni veta?", {}),
    (LintRule.EMOJI, "en", "Fine 🙂", {"situation": Situation.COMPLAINT}),
    (LintRule.EMOJI, "en", "Fine 🙂🙂", {}),
    (LintRule.EMOJI, "en", "Fine 🎉", {}),
    (LintRule.EMOJI, "en", "Fine :)", {}),
    (LintRule.SHOUTING, "en", "Fine! Good!", {}),
    (LintRule.SHOUTING, "en", "Fine!", {"mood": Mood.ANGRY}),
    (LintRule.SHOUTING, "en", "Do NOT do that.", {}),
    (LintRule.SHOUTING, "ru", "ЭТО ВАЖНО.", {}),
    (LintRule.BLAME, "en", "You should have read it.", {}),
    (LintRule.BLAME, "de", "Selbst schuld.", {}),
    (LintRule.TOXICITY, "en", "Fine.", {"toxicity": 0.95}),
    (LintRule.TOXICITY, "en", "Fine, you 1d10t.", {}),
    (LintRule.BELITTLING, "en", "You are the only one who complains.", {}),
    (
        LintRule.ECHO,
        "en",
        "one two three four five six seven eight",
        {"answers": "One two, three four five six seven eight."},
    ),
    (LintRule.ECHO, "da", "Det er ikke kun en idiot, der spørger.", {"answers": "hvilken idiot har lavet det"}),
    (LintRule.REPEATED, "en", "Fine.", {"template": "question/en/1", "used": frozenset({"question/en/1"})}),
    (LintRule.REPEATED, "en", "It is all there.", {"used": frozenset({"it is all there"})}),
    (LintRule.SLOT, "en", "Hi {name}.", {}),
    (LintRule.SLOT, "en", "Hi , look here.", {}),
    (LintRule.SLOT, "ru", "Спросите [имя].", {}),
    (LintRule.SLOT, "en", "Hi None, look here.", {}),
    (LintRule.SIGN_OFF, "en", "I understand. You can write more.", {"situation": Situation.COMPLAINT}),
    (LintRule.SIGN_OFF, "en", "I see.\n– The Team", {}),
]
_CLEAN: list[tuple[str, str, dict[str, Any]]] = [
    ("en", "Two days, on March 12th, for 20 kr.", {"sources": (_FAQ,)}),
    ("en", "It is at community.example/rules and takes 48 h.", {"sources": (_FAQ,)}),
    ("en", "OK", {}),
    ("en", "Hi Åse Og Det Er På Ødegård. Fine with me.", {"slots": {"name": "Åse Og Det Er På Ødegård"}}),
    ("en", "The button is called “Jeg vil gerne have det nu, tak”. Press it.", {}),
    ("da", "Hej Per. Det er på plads.", {}),
    ("nb", "Det er på plass nå.", {}),
    ("en", "I can't promise that.", {}),
    ("da", "Det kan jeg ikke love dig.", {}),
    ("en", "We will refund it within 48 hours.", {"sources": ("So far so good. We will refund it within 48 hours.",)}),
    ("en", "More on 2026-12-01 at 15:00 UTC.", {"slots": {"next_update": "2026-12-01 at 15:00 UTC"}}),
    ("en", "It was our mistake, and we are sorry.", {}),
    ("en", "We are not liable for other sites.", {}),
    ("da", "Det er ikke din skyld.", {}),
    (
        "en",
        "Will you write to help@community.example?",
        {"sources": ("Mail help@community.example.",), "others": ("Will",)},
    ),
    ("en", "Hi @noor.", {"author": "noor"}),
    ("en", "A heart ❤️ is no emoji of ours, a family \U0001f468\u200d\U0001f469\u200d\U0001f467 neither.", {}),
    ("en", "That is useful, and an unusual idea.", {}),
    ("de", "Die Regeln stehen oben. Sie gelten für alle. Kannst du sie sehen?", {}),
    ("da", "De andre kan se det. Kan du?", {}),
    ("sv", "Det är 5 år sedan, men det är kvar.", {"sources": ("För 5 år sedan.",)}),
    ("en", "The FAQ, the API and UTC: 🙂", {}),
    ("en", "Thanks! Good to hear.", {}),
    ("en", "That is an assassin's class in Sussex.", {}),
    ("en", "See the docs [...] and f(x).", {}),
]
_MAY_TRIP = {"A heart": {"L10"}}


@pytest.mark.parametrize(("rule", "language", "text", "around"), _FAULTS)
def test_a_fault_is_found(rule: LintRule, language: str, text: str, around: dict[str, Any]) -> None:
    """The rule that the row names finds something in it."""
    assert rule in rules(_LINTER.lint(text, context(language=language, **around)))


@pytest.mark.parametrize(("language", "text", "around"), _CLEAN)
def test_what_only_looks_like_a_fault_is_left_alone(language: str, text: str, around: dict[str, Any]) -> None:
    """No rule finds anything, but what the row allows."""
    allowed = next((each for begin, each in _MAY_TRIP.items() if text.startswith(begin)), set())
    assert rules(_LINTER.lint(text, context(language=language, **around))) <= allowed


def test_every_rule_has_a_fault() -> None:
    """The table above leaves no rule out; pieces and secrets have tests of their own below."""
    assert {rule for rule, *_ in _FAULTS} == set(LintRule) - {LintRule.MISSING, LintRule.CANARY}


@pytest.mark.parametrize(
    "said",
    [
        "KEY-9f3aQ2z7",
        "k e y - 9 f 3 a q 2 z 7",
        "7z2Qa3f9-YEK",
        "S0VZLTlmM2FRMno3",
        "KEY\u200b-9f3a\u200bQ2z7",
        "КЕY-9f3аQ2z7",
    ],
)
def test_a_secret_is_found_however_it_leaves(said: str) -> None:
    """As it is, spelt out, turned round, encoded, with what nobody sees, in look-alikes: it blocks, and isn't shown."""
    found = _LINTER.lint(f"All is well. {said}", context(secrets=("KEY-9f3aQ2z7",)))
    leaks = [each for each in found if each.rule is LintRule.CANARY]
    assert leaks
    assert all(each.level is LintLevel.BLOCK and "9f3a" not in each.what for each in leaks)


def test_what_was_to_be_filled_in_must_stand_there() -> None:
    """A hide notice without the way to appeal can't be sent; with it, with the rule and the action, it can."""
    slots = {"rule_title": "Be kind", "action": "message hidden", "appeal_how": "/appeal 12"}
    around = context(Situation.HIDE_NOTICE, slots=slots)
    whole = "Message hidden, by our rule “Be kind”. To appeal: /appeal 12"
    assert not _LINTER.lint(whole, around)
    found = _LINTER.lint(whole.replace("/appeal 12", "write"), around)
    assert [(each.rule, each.level) for each in found] == [(LintRule.MISSING, LintLevel.BLOCK)]


def test_a_wording_that_is_missing_is_only_a_warning() -> None:
    """A complaint that isn't acknowledged in words that we know may still be sent, by who says why."""
    found = _LINTER.lint("You can write more.\n– Freja", context(Situation.COMPLAINT))
    assert [(each.rule, each.level) for each in found] == [(LintRule.MISSING, LintLevel.WARN)]


def test_what_must_not_be_said_blocks() -> None:
    """A date in the answer to a wish and speculation in a crisis block, unless they were filled in."""
    wish = context(Situation.WISH, sources=("It opens on 12 March.",))
    assert any(each.level is LintLevel.BLOCK for each in _LINTER.lint("It opens on 12 March.", wish))
    crisis = context(Situation.CRISIS)
    assert rules(_LINTER.lint("It was probably the network.", crisis)) == {"L12"}
    known = context(Situation.CRISIS, slots={"known": "it was probably the network"})
    assert not _LINTER.lint("It was probably the network.", known)


def test_a_side_is_named_by_a_mention() -> None:
    """Where nobody's side is to be taken, a mention is missing the piece too."""
    assert "L12" in rules(_LINTER.lint("Please ask @kim about it.", context(Situation.CONFLICT)))


def test_a_model_may_say_an_answer_in_its_own_words() -> None:
    """Where a model may answer, half of what the answer says is enough; a template quotes it whole."""
    answer = "The rules are pinned at the top of every channel, and a moderator can send you the link."
    said = "You will find the rules pinned at the top of every channel. A moderator has the link too."
    around = context(slots={"faq_answer": answer}, sources=(answer,))
    for use, expected in ((ModelUse.ALLOWED, set()), (ModelUse.REWRITE, {"L12"})):
        own = playbook(Situation.QUESTION, must=frozenset({Piece.SOURCE}), model=use)
        assert rules(linter(voice(playbooks={Situation.QUESTION: own})).lint(said, around)) == expected
