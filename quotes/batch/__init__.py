"""Many sources in one run: their ledgers in order or as they come, by one process or by several workers."""

from quotes.batch.cores import physical_cores
from quotes.batch.extraction import extract_all, extract_into
from quotes.batch.outcome import Outcome, Settings
from quotes.batch.pool import WorkerError
from quotes.batch.worker import keep_freed_memory

__all__ = ["Outcome", "Settings", "WorkerError", "extract_all", "extract_into", "keep_freed_memory", "physical_cores"]
