"""How a process uses its memory: garbage is looked for when there may be some, and everywhere else as the caller has it."""

import gc
import subprocess
import sys

import pytest

import quotes
from quotes.memory import loading, unswept

DEDICATED = """
import gc, weakref
from quotes.memory import for_ledgers_only
for_ledgers_only()
class Ring: pass
ring = Ring()
ring.ring = ring
gone = weakref.ref(ring)
del ring
still = gone() is not None
more = [[] for _ in range(200_000)]
print(still, gone() is None, gc.get_threshold()[0] > 10_000)
"""


def test_a_process_for_ledgers_looks_for_garbage_seldom_but_does_look():
    done = subprocess.run([sys.executable, "-c", DEDICATED], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["True", "True", "True"]


@pytest.mark.parametrize("enabled", [True, False])
def test_loading_leaves_the_collector_as_it_was(enabled):
    before = gc.get_threshold()
    if not enabled:
        gc.disable()
    try:
        with unswept():
            assert not gc.isenabled()
        quotes.Extractor()
        assert gc.isenabled() is enabled
        assert gc.get_threshold() == before
    finally:
        gc.enable()


def test_what_was_loaded_counts_as_old():
    with loading():
        loaded = [{"number": [number]} for number in range(1_000)]
    old = {id(each) for each in gc.get_objects(generation=2)}
    assert all(id(each["number"]) in old for each in loaded)
    assert gc.get_freeze_count() == 0


def test_what_the_caller_froze_stays_frozen():
    gc.freeze()
    try:
        before = gc.get_freeze_count()
        with loading():
            loaded = [[number] for number in range(1_000)]
        assert len(loaded) == 1_000
        assert gc.get_freeze_count() == before > 0
    finally:
        gc.unfreeze()


def test_the_collector_does_not_look_through_an_article(extractor):
    text = "“It will open in May,” said Mara Voss, the mayor of Oster. She said it was safe.\n\n" * 40
    looks = []

    def look(_, told):
        looks.append(told["generation"])

    extractor.extract(text)
    gc.callbacks.append(look)
    try:
        ledger = extractor.extract(text)
    finally:
        gc.callbacks.remove(look)
    assert len(ledger.attributions) >= 40
    assert len(looks) <= 4
    assert gc.isenabled()
