"""Many sources in one run: their ledgers in order or as they come, by one process or by several workers."""

from quotes.batch.cores import physical_cores
from quotes.batch.extraction import extract_all, extract_into
from quotes.batch.outcome import Outcome, Settings
from quotes.batch.pool import WorkerError

__all__ = ["Outcome", "Settings", "WorkerError", "extract_all", "extract_into", "physical_cores"]
