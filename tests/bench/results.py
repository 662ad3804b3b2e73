"""What one run of the benchmark found: the raw figures, as they are kept in docs/bench.json, and their medians."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from bench.measure import Measurement


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All that the table and the plot are drawn from.

    `labels` are the systems in order; `texts` gives the title, the number of documents and the words of each set of
    texts; `stages` has the seconds of the profile, `limit` what `bench.limit` measured; `stand_ins` says what plain Stanza
    runs for a part that the embedded models lack, `failures` of a system why there are no figures.
    """

    command: str
    machine: dict[str, str]
    labels: dict[str, str]
    texts: dict[str, dict[str, Any]]
    measurements: tuple[Measurement, ...]
    stages: dict[str, float]
    limit: dict[str, Any]
    stand_ins: dict[str, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def summary(self, system: str, texts: str) -> Summary | None:
        """Return the medians of a system's runs over a set of texts, or None if there are none."""
        runs = [m for m in self.measurements if (m.system, m.texts) == (system, texts)]
        if not runs:
            return None
        rates = [m.rate for m in runs]
        return Summary(
            rate=median(rates),
            slowest=min(rates),
            fastest=max(rates),
            memory=median(m.memory for m in runs),
            start=median(m.start for m in runs),
            seconds=median(m.seconds for m in runs),
            pace=median(m.pace for m in runs) / max(m.pace for m in self.measurements),
            words=runs[0].words,
            runs=len(runs),
        )

    def to_json(self) -> str:
        """Return the figures as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, data: str) -> Results:
        """Return the figures that `to_json` wrote."""
        given = json.loads(data)
        given["measurements"] = tuple(Measurement(**m) for m in given["measurements"])
        return cls(**given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Medians of several runs: words a second with the slowest and the fastest, MB, seconds, share of the best pace."""

    rate: float
    slowest: float
    fastest: float
    memory: float
    start: float
    seconds: float
    pace: float
    words: int
    runs: int
