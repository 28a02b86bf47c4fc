"""The budgets of the code: where a file or a function outgrows them, it has more than one reason to change."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "bot").rglob("*.py"))
FILE_LINES = 300
FUNCTION_LINES = 40


@pytest.mark.parametrize("path", SOURCES, ids=lambda each: str(each.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    """No file is over 300 lines, no function over 40."""
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= FILE_LINES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < FUNCTION_LINES, node.name
