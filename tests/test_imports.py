"""The import rule of the architecture, and what the command may load before it has something to do."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "quotes"
STAGES = {"source", "segment", "parse", "reading", "find", "attribute", "resolve", "schema", "export", "show", "files"}
DESK = {
    "review",
    "report",
    "store",
}  # made of ledgers: such a part may read them from disk and judge them, and knows no stage
HEAVY = {
    "torch",
    "stanza",
    "jsonschema",
    "jsonschema_rs",
    "jinja2",
    "rapidfuzz",
    "sqlite3",
    "psycopg",
    "rich",
    "numpy",
    "regex",
    "charset_normalizer",
}


def modules():
    """Yield each of our modules as the name of its stage, its path and what it imports of ours, at any depth in it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        yield parts[0], path, set(imports(ast.parse(path.read_text(encoding="utf-8"))))


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(names):
    """Return the top-level modules of ours among imported names."""
    known = {p.stem for p in PACKAGE.glob("*.py")} | {p.name for p in PACKAGE.iterdir() if p.is_dir()}
    return {name.split(".")[1] for name in names if name.startswith("quotes.")} & known


MODULES = list(modules())


@pytest.mark.parametrize(("stage", "path", "names"), MODULES, ids=[str(m[1].relative_to(PACKAGE)) for m in MODULES])
def test_imports(stage, path, names):
    used = ours(names) - {stage}
    if stage in STAGES:
        assert not used & STAGES, f"{path.name}: stages are siblings and never import each other"
    if stage in {"model", "codec"}:
        assert used <= ({"model"} if stage == "codec" else set()), "the vocabulary imports nothing of ours"
    if stage in DESK:
        assert not used & (STAGES | DESK) - {"files", "schema"}, f"{path.name}: parts of the desk know only ledgers"
    elif stage not in {"pipeline", "reasons", "batch", "cli", "training"}:
        assert not used & STAGES or stage == "__init__", f"{path.name}: only what composes the stages imports them"
    if stage not in {"batch", "cli", "__init__", "training"}:
        assert "pipeline" not in used, f"{path.name}: only runs and the command import the pipeline"
    if stage not in {"progress", "cli"}:
        assert "batch" not in used, f"{path.name}: only the command and its progress import runs"
    if stage != "__main__":
        assert "cli" not in used, f"{path.name}: nothing imports the command"


@pytest.mark.parametrize(("stage", "path", "names"), MODULES, ids=[str(m[1].relative_to(PACKAGE)) for m in MODULES])
def test_heavy_libraries_have_one_home(stage, path, names):
    tops = {name.split(".")[0] for name in names}
    if stage not in {"parse", "reading", "recurrent", "products", "vectors", "checkpoint", "training"}:
        typing_only = {"stanza"} if stage == "pipeline" else set()
        assert not tops & {"torch", "stanza"} - typing_only, path.name
    if stage not in {"cli", "training"}:
        assert not any(isinstance(n, ast.Call) and getattr(n.func, "id", "") in {"print", "exit"} for n in nodes(path))


def nodes(path):
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["extract", "--help"], ["check", "--help"], ["review", "--help"]]
)
def test_help_loads_nothing_heavy(arguments):
    code = f"""
import sys
sys.argv = ["quotes", *{arguments}]
from quotes.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(*sorted({HEAVY} & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout
    assert done.stderr.strip() == ""


def test_import_quotes_loads_none_of_our_modules():
    code = "import quotes, sys; print(*sorted(m for m in sys.modules if m.startswith('quotes')))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "quotes\n"
