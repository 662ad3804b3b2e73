"""How far a run is, told at the right moments: by a clock of ours, on a stream that is no terminal."""

import io

import pytest

from quotes.batch import Outcome
from quotes.model import Problem
from quotes.progress import EVERY, Tally, duration, shown

PROBLEM = Problem(path="a.txt", check="text", message="is empty")


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def tally(clock):
    return Tally(clock=clock)


def made(index, words=500):
    return Outcome(index=index, id=f"a{index}", words=words, ledger="{}")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59.6, "1 min 0 s"), (190, "3 min 10 s"), (7500, "2 h 5 min"), (3600, "1 h 0 min")],
)
def test_duration(seconds, text):
    assert duration(seconds) == text


def test_each_outcome_is_counted_once_under_what_became_of_it(tally):
    tally.add(made(0))
    tally.add(Outcome(index=1, id="a1"))
    tally.add(Outcome(index=3, problem=PROBLEM))
    tally.add(Outcome(index=2, id="a2", words=7, problem=PROBLEM))
    assert (tally.made, tally.kept, tally.unread, tally.broken) == (1, 1, 1, 1)
    assert (tally.done, tally.read, tally.words) == (4, 3, 507)
    assert sorted(tally.failed) == [2, 3]


def test_rate_and_time_left_are_of_the_work_after_the_first_article(tally, clock):
    tally.total = 100
    tally.add(Outcome(index=0, id="kept"))
    clock.now += 10
    tally.add(made(1))
    assert tally.line() == "2 of 100 sources"
    for index in range(2, 10):
        clock.now += 0.5
        tally.add(made(index))
    assert tally.line() == "10 of 100 sources, 2.0 articles/s, 1,000 words/s, 45 s left"
    assert tally.summary() == "9 articles in 14 s, 321 words/s"


def test_articles_that_come_with_the_first_do_not_count_for_the_rate(tally, clock):
    for index in range(64):
        clock.now += 0.001
        tally.add(made(index))
    assert tally.rate() == ""
    for index in range(64, 128):
        clock.now += 1
        tally.add(made(index))
    assert tally.rate() == "1.0 articles/s, 500 words/s"


def test_keeping_ledgers_is_no_work(tally, clock):
    clock.now += 50
    tally.add(Outcome(index=0, id="kept"))
    assert tally.seconds == 0
    assert tally.rate() == ""


def test_off_a_terminal_a_line_is_written_now_and_then_and_sources_are_counted_only_for_it(tally, clock):
    counted = []
    stream = io.StringIO()
    with shown(tally, stream, lambda: counted.append(1) or 2000) as show:
        for index in range(70):
            clock.now += 1
            tally.add(made(index))
            show()
            assert bool(counted) is (index + 1 >= EVERY)
    assert stream.getvalue().splitlines() == [
        "quotes: 30 of 2,000 sources, 1.0 articles/s, 500 words/s, 32 min 50 s left",
        "quotes: 60 of 2,000 sources, 1.0 articles/s, 500 words/s, 32 min 20 s left",
    ]
    assert counted == [1]


def test_what_is_not_wanted_is_not_shown(tally, clock):
    stream = io.StringIO()
    with shown(tally, stream, lambda: 1 / 0, wanted=False) as show:
        clock.now += 1000
        show()
    assert stream.getvalue() == ""
