"""The shipped model files: what the manifest says of them, and what happens when one is altered."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from quotes import weights
from quotes.weights import EMBEDDED, MANIFEST, ModelError

MEBIBYTE = 2**20


@pytest.fixture
def copy(tmp_path):
    place = tmp_path / "models"
    shutil.copytree(EMBEDDED, place)
    return place


def manifest(folder=EMBEDDED):
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def test_the_embedded_models_are_what_the_manifest_says():
    identity = weights.check(EMBEDDED)
    assert identity.name == manifest()["name"]
    assert identity.version == manifest()["version"]
    assert len(identity.sha256) == 64


def test_every_model_file_is_in_the_manifest_with_its_size():
    files = {p.relative_to(EMBEDDED).as_posix(): p.stat().st_size for p in (EMBEDDED / "en").glob("*/*")}
    stated = {place: entry["size"] for place, entry in manifest()["files"].items() if place.count("/") == 2}
    assert stated == files


def test_all_shipped_files_together_are_at_most_forty_mebibytes():
    assert sum(p.stat().st_size for p in EMBEDDED.rglob("*") if p.is_file()) <= 40 * MEBIBYTE


def test_the_licence_and_the_origins_of_the_data_are_stated():
    assert manifest()["licence"] == "CC BY-SA 4.0"
    assert {"name", "licence", "use"} == set(manifest()["data"][0])
    card = (EMBEDDED / "en" / "MODEL_CARD.md").read_text(encoding="utf-8")
    for said in ("CC BY-SA 4.0", "EWT", "GUM", "Wikinews", "python -m quotes.training --treebanks"):
        assert said in card


def test_an_altered_file_is_named(copy):
    path = copy / "en" / "pos" / "news.pt"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(ModelError, match=r"news\.pt: the model file is not the one in the manifest .* reinstall"):
        weights.check(copy)


def test_the_reader_is_checked_by_itself(copy):
    parts = (Path("en") / "reading", Path("en") / "pretrain")
    (copy / "en" / "pos" / "news.pt").write_bytes(b"not asked for")
    weights.check_parts(copy, *parts)
    (copy / "en" / "reading" / "news.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match=r"news\.json: the model file is not the one in the manifest"):
        weights.check_parts(copy, *parts)


def test_a_missing_file_is_named(copy):
    (copy / "en" / "lemma" / "news.pt").unlink()
    with pytest.raises(ModelError, match=r"news\.pt: the model file cannot be read \(No such file"):
        weights.check(copy)


def test_a_missing_manifest_is_named(copy):
    (copy / MANIFEST).unlink()
    with pytest.raises(ModelError, match=r"manifest\.json: the model's manifest cannot be read"):
        weights.check(copy)


@pytest.mark.parametrize("content", ["{", "[]", '{"name": "x"}', '{"name": "x", "version": "1", "files": {"a": 1}}'])
def test_a_broken_manifest_is_named(copy, content):
    (copy / MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=r"manifest\.json: this is not a model's manifest"):
        weights.check(copy)


def test_a_folder_without_a_manifest_has_an_identity_that_follows_its_files(copy):
    before = weights.identity_of(copy, "own")
    (copy / "en" / "lemma" / "news.pt").write_bytes(b"other")
    assert before.name == "own"
    assert weights.identity_of(copy, "own").sha256 != before.sha256


LOADING = """
import sys, quotes
extractor = quotes.Extractor()
nets = [extractor._parser._pipeline.processors[name].trainer.model for name in ("pos", "depparse")]
vectors = {net.pretrained_emb.weight.data_ptr() for net in nets} | {extractor._reader._net._vectors.data_ptr()}
print(len(vectors), "torch._dynamo" in sys.modules)
"""


def test_loading_takes_word_vectors_once_and_leaves_the_compiler_alone():
    done = subprocess.run([sys.executable, "-c", LOADING], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["1", "False"]
