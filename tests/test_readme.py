"""The README's examples, run in its order in one folder; run as a script, it writes their output anew."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).resolve().parent.parent / "README.md"
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


def run(readme, folder):
    """Return the README with the output that its console blocks have now; files and Python blocks are made on the way."""

    def block(match):
        language, name, body = match.groups()
        if name:
            (folder / name).write_text(body, encoding="utf-8")
        if language == "console":
            commands = [line.removeprefix("$ ") for line in body.splitlines() if line.startswith("$ ")]
            return "```console\n" + session(commands, folder) + "```"
        return match[0]

    return BLOCK.sub(block, readme)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """What the README would be with the output of now, and the folder that its commands leave behind."""
    folder = tmp_path_factory.mktemp("readme")
    return run(README.read_text(encoding="utf-8"), folder), folder


def test_the_console_shows_what_the_readme_shows(played):
    assert played[0] == README.read_text(encoding="utf-8"), "if the output is better now: python tests/test_readme.py"


def test_python_does_what_the_readme_shows(played, monkeypatch):
    monkeypatch.chdir(played[1])
    blocks = [body for language, _, body in BLOCK.findall(README.read_text(encoding="utf-8")) if language == "python"]
    assert blocks
    test = doctest.DocTestParser().get_doctest("".join(blocks), {}, "README.md", "README.md", 0)
    assert doctest.DocTestRunner().run(test).failed == 0


def test_links_lead_somewhere():
    targets = re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8"))
    assert targets
    assert [t for t in targets if not t.startswith("https://") and not (README.parent / t).exists()] == []


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as temporary:
        README.write_text(run(README.read_text(encoding="utf-8"), Path(temporary)), encoding="utf-8")
