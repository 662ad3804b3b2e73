"""The benchmark's own parts: which texts it takes, what it counts, what it writes. The measuring is `make bench`."""

import lzma
import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest
from bench import limit, measure, pace, profile, report, systems, texts
from bench.measure import Measurement
from bench.results import Results

import quotes

DOCUMENTS = [
    " ".join([word] * (texts.SHORTEST + i)) for i, word in enumerate(["one", "two", "three", "four", "five", "six"])
]


def run(system, words, seconds, *, name="news", start=2.0, memory=500.0, pace=900.0):
    return Measurement(system=system, texts=name, words=words, seconds=seconds, start=start, memory=memory, pace=pace)


RESULTS = Results(
    command="python -m bench",
    machine={"processor": "a processor"},
    labels={"quotes": "ours", "stanza": "theirs", "spacy": "another"},
    texts={
        "news": {"title": "News", "documents": 84, "words": 60_000},
        "long-1": {"title": "one article of 1 MB", "documents": 1, "words": 170_000},
    },
    measurements=(
        run("quotes", 60_000, 10.0),
        run("quotes", 60_000, 6.0, memory=700.0, start=3.0, pace=1000.0),
        run("quotes", 60_000, 5.0, memory=600.0, start=2.5),
        run("stanza", 20_000, 20.0, pace=600.0),
        run("quotes", 170_000, 20.0, name="long-1", memory=800.0),
    ),
    stages={"tags": 1.0, "trees": 3.0},
    limit={
        "multiply_adds": {"tagger": 2e6, "parser": 5e6},
        "without_letters": 5e6,
        "characters": 4.3,
        "sentence": 33.0,
        "heads": 0.4,
        "tokens_per_word": 1.2,
        "threads": 2,
        "rates": {"1": 48e9, "2": 96e9},
    },
    failures={"spacy": "is not installed"},
)


@pytest.fixture
def folder(tmp_path):
    """A folder of compressed files of documents, parted by blank lines, with headings among them."""
    for name in ("b", "a"):
        with lzma.open(tmp_path / f"{name}.txt.xz", "wt", encoding="utf-8") as file:
            file.write("\n\n\n".join(f"A heading\n\n{name} {document}\nits second line" for document in DOCUMENTS))
    return tmp_path


def test_a_sample_is_the_same_in_whatever_order_the_documents_come():
    assert {tuple(texts.sample(order, 3)) for order in permutations(DOCUMENTS)} == {tuple(texts.sample(DOCUMENTS, 3))}
    assert len(texts.sample(DOCUMENTS, 3)) == 3


def test_a_sample_has_no_headings():
    assert texts.sample(["A heading", *DOCUMENTS], 9) == texts.sample(DOCUMENTS, 9)


def test_raw_text_is_taken_evenly_from_all_files_and_keeps_its_lines(folder):
    found = texts.raw(6, folder=folder)
    assert sorted(t.text[0] for t in found.texts) == ["a"] * 3 + ["b"] * 3
    assert all(t.text.endswith("\nits second line") for t in found.texts)
    assert len({t.id for t in found.texts}) == 6
    assert found == texts.raw(6, folder=folder)


def test_only_the_beginning_of_a_file_is_looked_at_where_that_is_asked(folder):
    found = texts.raw(12, within=2, folder=folder)  # a heading and the first document
    assert [t.text.split()[1] for t in found.texts] == ["one", "one"]


def test_absent_raw_text_is_none_and_absent_news_are_our_own_dispatches(tmp_path):
    assert texts.raw(6, folder=tmp_path) is None
    assert texts.long_article(1, folder=tmp_path) is None
    found = texts.news(tmp_path / "absent")
    assert "absent" in found.title
    assert len(found.texts) == len(list(texts.CORPUS.glob("*.txt")))


def test_a_long_article_is_one_text_of_the_size_asked_for(folder):
    (text,) = texts.long_article(0.0005, folder=folder).texts
    assert 500 <= len(text.text.encode()) < 1_000
    assert "a one" in text.text
    assert "b one" in text.text


def test_texts_are_written_so_that_the_extractor_and_the_others_read_the_same(tmp_path, folder):
    from quotes.source import read

    whole = texts.raw(6, folder=folder)
    path = whole.write(tmp_path / "texts.jsonl")
    assert texts.read(path) == [t.text for t in whole.texts]
    assert [(a.id, a.text) for a in read([str(path)])] == [(t.id, t.text) for t in whole.texts]


def test_a_part_is_every_so_many_th_text(folder):
    whole = texts.raw(6, folder=folder)
    assert whole.part(2).texts == whole.texts[::2]
    assert whole.part(1) == whole


def test_multiply_adds_are_those_of_each_layer():
    shapes = {
        "word_emb.weight": (1000, 75),  # looked up
        "h_init": (4, 1, 200),
        "trans_char.weight": (10, 20),
        "trans_char.bias": (10,),
        "charmodel.charlstm.lstm.weight_ih_l0": (40, 5),  # once a letter
        "charmodel.char_emb.weight": (200, 5),
        "unlabeled.scorer.W_bilin.weight": (11, 12, 1),  # each word with every word of its sentence
        "deprel.scorer.W_bilin.weight": (11, 12, 30),  # the relations of one pair, weighted for every second word
    }
    lengths = limit.Lengths(characters=4, words=20, heads=0.5)
    counted = {name: limit.multiply_adds({name: shape}, lengths) for name, shape in shapes.items()}
    assert list(counted.values()) == [0, 0, 200, 0, 4 * 200, 0, 11 * 12 + 12 * 20, 11 * 12 * 15 + 11 * 30]
    assert limit.multiply_adds(shapes, lengths) == sum(counted.values())


def test_the_embedded_nets_have_weights_that_are_counted():
    for net in limit.NETS:
        with_letters, without = (
            limit.multiply_adds(limit._shapes(net), limit.Lengths(characters=n, words=20, heads=0.4)) for n in (4, 0)
        )
        assert 1e5 < without < with_letters < 1e8


@pytest.mark.parametrize(
    ("files", "stage"),
    [
        (["lib/torch/nn.py", "quotes/parse/nets.py", "quotes/parse/tagger.py", "quotes/parse/__init__.py"], "tags"),
        (["lib/stanza/models/common/hlstm.py", "quotes/parse/graph.py"], "trees"),
        (["quotes/model.py", "quotes/parse/__init__.py", "quotes/pipeline.py"], "parse, what is shared"),
        (["quotes/model.py", "quotes/find/reports.py", "quotes/pipeline.py"], "find, attribute, resolve"),
        (["lib/jsonschema/validators.py", "quotes/schema.py", "tests/bench/systems.py"], "validation"),
        (["quotes/pipeline.py", "tests/bench/systems.py"], "between the stages"),
        (["tests/bench/systems.py"], profile.OTHER),
    ],
)
def test_a_stage_is_told_by_the_innermost_file_that_has_one(files, stage):
    assert profile.stage(f"/some/where/{file}" for file in files) == stage


def test_every_stage_of_the_profile_is_of_files_that_there_are():
    from importlib.util import find_spec

    roots = {name: Path(find_spec(name).origin).parents[1] for name in ("quotes", "stanza")}
    for name, fragments in (*profile.STAGES, *profile.REST):
        found = [f for f in fragments if any(roots[f.partition("/")[0]].glob(f"{f.rstrip('/')}*"))]
        assert found, f"nothing is left of the stage {name!r}: {fragments}"


def test_the_profile_adds_up_to_the_time_that_passed(extractor):
    from collections import defaultdict
    from time import perf_counter

    spent = defaultdict(float)
    text = "“It will open in May,” said Mara Voss, the mayor of Oster. She said it was safe.\n\n" * 20
    begun = perf_counter()
    with profile.sampling(spent):
        extractor.extract(quotes.Article(id="a", text=text))
    passed = perf_counter() - begun
    assert 0.5 * passed < sum(spent.values()) <= passed
    assert spent["trees"] > 0


def test_results_come_back_from_json_as_they_were():
    assert Results.from_json(RESULTS.to_json()) == RESULTS


def test_a_summary_is_of_the_median_run():
    found = RESULTS.summary("quotes", "news")
    assert (found.rate, found.slowest, found.fastest) == (10_000, 6_000, 12_000)
    assert (found.memory, found.start, found.runs) == (600.0, 2.5, 3)
    assert RESULTS.summary("spacy", "news") is None


def test_the_pace_is_that_of_all_cores_together():
    all_cores, one = pace.pace(0.2), pace._hashed(0.2) / 0.2 / 1e6
    assert one > 0
    assert all_cores > one / 2


def test_the_page_has_a_row_for_each_system_and_says_what_is_missing():
    page = report.page(RESULTS)
    assert "| ours | 10,000 | 6,000–12,000 |  | 600 MB | 2.5 s | 90% | 60,000 | 3 |" in page
    assert "| theirs | 1,000 | 1,000–1,000 | 10.00 | 500 MB | 2.0 s | 60% | 20,000 | 1 |" in page
    assert "- another: is not installed" in page
    assert "| trees | 75.0% | 3.00 s |" in page
    assert "| one article of 1 MB | 170,000 | 20.0 s | 8,500 | 800 MB | 90% |" in page


def test_the_limit_is_the_machines_rate_over_what_a_word_needs():
    page = report.page(RESULTS)
    assert "| the limit: words a second with 1 thread | 8,000 |" in page  # 48e9 / (5e6 * 1.2)
    assert "| share of it that is reached, News | 125.0% |" in page


def test_a_table_sets_figures_to_the_right():
    assert report.table(("a", "b"), [("x", "1")]) == "| a | b |\n| --- | ---: |\n| x | 1 |"


def test_the_page_in_the_repository_is_drawn_from_the_figures_beside_it():
    docs = texts.ROOT / "docs"
    if not (docs / "bench.json").is_file():
        pytest.skip("docs/bench.json is absent: `make bench` measures it")
    results = Results.from_json((docs / "bench.json").read_text(encoding="utf-8"))
    assert (docs / "bench.md").read_text(encoding="utf-8") == report.page(results)
    assert {s.name for s in systems.SYSTEMS} == set(results.labels)


def test_the_plot_is_the_same_for_the_same_figures(tmp_path):
    pytest.importorskip("matplotlib", reason='matplotlib is absent: pip install -e ".[bench]"')
    from bench import plot

    for name in ("one.svg", "two.svg"):
        plot.draw(RESULTS, tmp_path / name)
    drawn = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert drawn == (tmp_path / "two.svg").read_text(encoding="utf-8")
    assert "10,000" in drawn


def test_a_process_tells_when_it_was_ready_and_its_own_peak_of_memory(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(Path(__file__).parent)]))
    (tmp_path / "big.py").write_text(
        "from bench import machine, work\nheld = b'x' * 80_000_000\nwork.say(event='done', memory=machine.peak_memory())"
    )
    ballast = b"x" * 300_000_000  # that of the process that starts it does not count
    ended = measure.python("big")
    assert len(ballast) > 80_000_000
    assert 0 < ended.said["done"]["at"] <= ended.seconds
    assert 80 < ended.said["done"]["memory"] < 200


def test_the_memory_of_children_counts_too(tmp_path, monkeypatch):
    pytest.importorskip("psutil", reason='psutil is absent: pip install -e ".[bench]"')
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "big.py").write_text("import time; held = b'x' * 80_000_000; time.sleep(1)")
    (tmp_path / "two.py").write_text(
        "import subprocess as s, sys\nfor p in [s.Popen([sys.executable, '-m', 'big']) for _ in '12']: p.wait()"
    )
    assert measure.python("two", several=True).memory > 160


@pytest.mark.parametrize(
    ("errors", "told"),
    [
        ("a warning\nthe disk is full\n", "the disk is full"),
        ("Traceback:\n  File x\na.ModelError: not loaded (\n  broken\n)\n", "a.ModelError: not loaded ( broken )"),
        ("", ""),
    ],
)
def test_a_complaint_is_the_message_that_ends_a_traceback(errors, told):
    assert measure.complaint(errors) == told


def test_a_process_that_fails_is_told_by_its_complaint(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "bad.py").write_text("raise SystemExit('the disk is full')")
    with pytest.raises(measure.Failure, match="the disk is full"):
        measure.python("bad")


def test_a_system_that_leaves_a_text_out_has_failed(tmp_path):
    part = texts.TextSet(name="x", title="x", texts=(texts.Text(id="x", text="one word"),))
    silent = systems.System(name="silent", label="silent", command=(sys.executable, "-c", "pass"))
    with pytest.raises(measure.Failure, match="wrote 0 ledgers for 1 text"):
        measure.measure(silent, part, tmp_path)


def test_the_command_says_what_it_can_do():
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    shown = subprocess.run(
        [sys.executable, "-m", "bench", "--help"], env=environment, capture_output=True, text=True, check=True
    )
    assert "--quick" in shown.stdout
