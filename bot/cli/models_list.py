"""`takt models list`: what is installed, which is live and why, and what is missing."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import note, policy_or_none, say, settings
from bot.cli.models_eval import columns
from bot.core.labels import Label
from bot.core.scoring import CLASSIFIERS, OUTSIDE, Combine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.policy import Policy
    from bot.reports.model_list import Listed, Todo
    from bot.settings import Settings

_TORCH = ("detoxify", "torch", "transformers")
_NAMES = "Write one of: " + ", ".join(CLASSIFIERS) + "."


def list_models(as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False) -> None:
    """List every classifier: whether it can run here, which is live and why, and what to do for the others.

    Nothing is loaded but the embedded one, and nothing is asked of the network.
    """
    from bot.reports.model_list import list_as_text, list_record

    chosen = settings()
    policy = policy_or_none(chosen)
    live = _live(chosen, policy)
    for each in live:
        if each not in CLASSIFIERS:
            note(f"TAKT_CLASSIFIER={each!r} is unknown. {_NAMES}")
    listed = [_listed(name, live.get(name, ""), chosen, policy) for name in CLASSIFIERS]
    if as_json:
        say(json.dumps(list_record(listed), ensure_ascii=False, indent=2))
    else:
        say(list_as_text(listed, columns()))


def _live(chosen: Settings, policy: Policy | None) -> Mapping[str, str]:
    """Return why each classifier is live that is, by name."""
    scoring = policy.scoring if policy else None
    if not scoring or not scoring.classifiers:
        is_set = "classifier" in chosen.model_fields_set
        return {
            chosen.classifier: "TAKT_CLASSIFIER names it" if is_set else "the default, as TAKT_CLASSIFIER names none"
        }
    first, *others = scoring.classifiers
    by_policy = f"{chosen.policy.name} asks for it under `scoring`"
    if not others:
        return {first: by_policy}
    if scoring.combine is Combine.SECOND_OPINION:
        return {first: f"{by_policy}, first"} | dict.fromkeys(others, f"{by_policy}, as a second opinion")
    return dict.fromkeys(scoring.classifiers, f"{by_policy}, and the {scoring.combine} of {len(others) + 1} counts")


def _listed(name: str, live: str, chosen: Settings, policy: Policy | None) -> Listed:
    if name == "embedded":
        return _embedded(live, chosen)
    if name in OUTSIDE:
        return _outside(name, live, chosen, policy)
    return _detoxify(name, live, chosen)


def _embedded(live: str, chosen: Settings) -> Listed:
    from bot import classifiers
    from bot.bootstrap import UnusableClassifierError, build_classifier
    from bot.reports.model_list import Listed, Todo

    folder = Path(classifiers.__path__[0]) / "embedded_model"
    size, calibrated = _size(folder), _is_calibrated("embedded", chosen)
    try:
        model = build_classifier(chosen.model_copy(update={"classifier": "embedded"}))
    except UnusableClassifierError as error:
        return Listed("embedded", "", live, "", frozenset(), size, calibrated, (Todo(str(error), "Then look again."),))
    return Listed("embedded", model.name, live, "onnxruntime", model.labels, size, calibrated)


def _detoxify(name: str, live: str, chosen: Settings) -> Listed:
    """Exported it needs no torch and is served from then on; else the library itself must be there."""
    from bot.reports.model_list import Listed, Todo

    folder = chosen.models / name.replace(":", "-")
    exported = (folder / "model.json").is_file()
    missing = [each for each in _TORCH if find_spec(each) is None]
    # Both originals learnt from data without it; the package that knows can't be asked without loading torch.
    labels = frozenset(Label) - ({Label.SEXUAL_EXPLICIT} if ":original" in name else set())
    calibrated = _is_calibrated(name, chosen)
    if exported:
        version, given = _manifest(folder / "model.json")
        return Listed(name, version, live, "onnxruntime", given or labels, _size(folder), calibrated)
    if missing:
        todo = [Todo(f"{', '.join(missing)} not installed", "Run `make detoxify`.")]
        return Listed(name, "", live, "", labels, None, calibrated, tuple(todo))
    if lost := tuple(_lost(chosen)):
        return Listed(name, "", live, "", labels, None, calibrated, lost)
    slow = Todo("torch is slow", f"Run `takt models export {name}`.")
    return Listed(name, "", live, "torch", labels, None, calibrated, (slow,))


def _lost(chosen: Settings) -> Iterator[Todo]:
    """Yield the settings that name files which are not there."""
    from bot.reports.model_list import Todo

    for setting, path in (("CHECKPOINT", chosen.detoxify_checkpoint), ("FILES", chosen.detoxify_files)):
        if path is not None and not path.exists():
            yield Todo(f"{path} is missing", f"Mend TAKT_DETOXIFY_{setting}; without it Detoxify downloads its own.")


def _outside(name: str, live: str, chosen: Settings, policy: Policy | None) -> Listed:
    from bot.classifiers.openai_moderation import OpenAIModerationClassifier
    from bot.reports.model_list import Listed, Todo

    scoring = policy.scoring if policy else None
    needs = (
        (find_spec("openai") is not None, Todo("the package openai is not installed", "Install Takt anew.")),
        (bool(chosen.openai_api_key.get_secret_value()), Todo("it has no key", "Set TAKT_OPENAI_API_KEY.")),
        (
            scoring is not None and scoring.send_texts_out,
            Todo("members' texts may not leave", "Only an admin may allow it: `scoring: {send_texts_out: true}`."),
        ),
    )
    todo = tuple(each for is_there, each in needs if not is_there)
    runs_on = "" if todo else "a service outside"
    labels = OpenAIModerationClassifier.labels
    return Listed(name, "", live, runs_on, labels, None, _is_calibrated(name, chosen), todo)


def _manifest(path: Path) -> tuple[str, frozenset[Label]]:
    """Return the version and the labels that an exported model names; nothing where its manifest is damaged."""
    try:
        record = json.loads(path.read_bytes())
        return str(record["name"]), frozenset(map(Label, record["labels"]))
    except (OSError, ValueError, KeyError, TypeError):
        note(f"{path} is damaged: export the model anew.")
        return "", frozenset()


def _is_calibrated(name: str, chosen: Settings) -> bool:
    return (chosen.models / f"{name.replace(':', '-')}.calibration.json").is_file()


def _size(folder: Path) -> int:
    """Return the bytes of a model's files, without what is for people to read."""
    return sum(
        each.stat().st_size for each in folder.rglob("*") if each.is_file() and each.suffix not in {".md", ".py"}
    )
