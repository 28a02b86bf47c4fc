"""What a fresh clone must keep to."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def test_the_locks_carry_hashes_and_no_addresses() -> None:
    """Each locked package has a hash; no lock names a host."""
    assert LOCKS
    for lock in LOCKS:
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        for block in re.split(r"\n(?=\S)", text.strip()):
            assert "--hash=sha256:" in block, block.splitlines()[0]


def test_torch_is_in_no_lock() -> None:
    """Torch is an extra that is never installed by `make run` or `make test`."""
    torch = re.compile(r"^(torch|triton|nvidia-|cuda-)", re.MULTILINE)
    assert all(not torch.search(lock.read_text(encoding="utf-8")) for lock in LOCKS)


def test_every_setting_is_in_the_example() -> None:
    """`.env.example` names each variable that the settings read, and no other."""
    from bot.settings import Settings

    named = set(re.findall(r"^#?(TAKT_[A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert named == {f"TAKT_{name.upper()}" for name in Settings.model_fields}


def test_the_version_is_one() -> None:
    """The package and the project file tell the same version."""
    from bot import __version__

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__


def test_the_environment_is_read_in_one_place() -> None:
    """Only settings.py reads the environment."""
    for path in (ROOT / "bot").rglob("*.py"):
        if path.name != "settings.py":
            assert "os.environ" not in path.read_text(encoding="utf-8"), path
