"""How a process uses its memory: garbage is looked for when there may be some, and everywhere else as the caller has it."""

import gc
import subprocess
import sys

import pytest

import quotes
from quotes.memory import unswept

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
