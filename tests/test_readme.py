"""The examples of README and docs, each page's run in its order in one folder; run as a script, it writes their output anew."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *(ROOT / "docs" / name for name in ("desk.md", "measuring.md"))]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def session(commands, folder):
    """Return a console block with what its commands print now, to standard output and error."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "100"}
    lines = []
    for command in commands:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            shell=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert b"Traceback" not in done.stdout, done.stdout.decode()
        lines += [f"$ {command}", *(line.rstrip() for line in done.stdout.decode().rstrip().splitlines())]
    return "\n".join(lines) + "\n"


def run(page, folder):
    """Return a page with the output that its console blocks have now; files and Python blocks are made on the way."""

    def block(match):
        language, name, body = match.groups()
        if name:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(body, encoding="utf-8")
        if language == "console":
            commands = [line.removeprefix("$ ") for line in body.splitlines() if line.startswith("$ ")]
            return "```console\n" + session(commands, folder) + "```"
        return match[0]

    return BLOCK.sub(block, page)


@pytest.fixture(scope="module", params=PAGES, ids=lambda page: page.name)
def played(request, tmp_path_factory):
    """A page, what it would be with the output of now, and the folder that its commands leave behind."""
    folder = tmp_path_factory.mktemp("page")
    page = request.param.read_text(encoding="utf-8")
    return page, run(page, folder), folder


def test_the_console_shows_what_the_page_shows(played):
    page, now, _ = played
    assert now == page, "if the output is better now: python tests/test_readme.py"


def test_python_does_what_the_page_shows(played, monkeypatch):
    page, _, folder = played
    monkeypatch.chdir(folder)
    blocks = [body for language, _, body in BLOCK.findall(page) if language == "python"]
    test = doctest.DocTestParser().get_doctest("".join(blocks), {}, "page", "page", 0)
    assert doctest.DocTestRunner().run(test).failed == 0


def test_the_readme_has_python():
    assert "```python" in PAGES[0].read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert targets
    assert [t for t in targets if not t.startswith("https://") and not (page.parent / t).exists()] == []


if __name__ == "__main__":
    import tempfile

    for each in PAGES:
        with tempfile.TemporaryDirectory() as temporary:
            each.write_text(run(each.read_text(encoding="utf-8"), Path(temporary)), encoding="utf-8")
