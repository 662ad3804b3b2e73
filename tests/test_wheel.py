"""The built wheel, installed in a clean environment and used outside the repository."""

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of the commands of an environment that has the wheel, and beside it only what the wheel depends on."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True)
    [packages] = folder.glob("lib/python*/site-packages")
    # By a path, not by `addsitedir`: what this environment has installed in editable mode, such as us, stays out.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin"


def test_the_wheel_holds_what_the_package_needs_and_no_more(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "quotes/py.typed",
        "quotes/schemas/ledger.schema.json",
        "quotes/models/en/manifest.json",
        "quotes/cli/__init__.py",
        "quotes/report/page.html.j2",
        "quotes/report/report.css",
        "quotes/report/report.js",
    ):
        assert name in names
    assert any(name.startswith("quotes/data/") for name in names)
    shipped = {p.relative_to(ROOT).as_posix() for p in (ROOT / "schemas").iterdir()}
    assert shipped == {name.removeprefix("quotes/") for name in names if name.startswith("quotes/schemas/")}
    assert {name.split("/")[0].split("-")[0] for name in names} == {"quotes", "quotes_ledger"}


def test_the_installed_wheel_is_what_runs(installed, tmp_path):
    code = "import quotes, sys; print(quotes.__file__)"
    found = subprocess.run([installed / "python", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout.startswith(str(installed.parent))


def test_the_installed_command_makes_valid_ledgers(installed, tmp_path):
    (tmp_path / "pier.txt").write_text("“It will open,” said Mara Voss, the mayor of Oster.\n", encoding="utf-8")
    extract = [installed / "quotes", "extract", "pier.txt", "--out", "ledgers"]
    done = subprocess.run(extract, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    record = json.loads((tmp_path / "ledgers" / "pier.ledger.json").read_text(encoding="utf-8"))
    assert record["speakers"][0]["name"] == "Mara Voss"
    for arguments in (["validate", "ledgers", "--text", "."], ["show", "ledgers"], ["schema", "ledger"]):
        subprocess.run([installed / "quotes", *arguments], cwd=tmp_path, capture_output=True, check=True)
