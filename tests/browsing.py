"""The browser that is installed, and how long a report takes in it: for the tests and for the benchmark."""

import os
import shutil

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
)

# When the page came whole, was first painted, and was loaded, in milliseconds from the beginning.
LOADED = """() => {
  const [at] = performance.getEntriesByType("navigation");
  const [paint] = performance.getEntriesByType("paint");
  return [at.responseEnd, paint.startTime, at.loadEventStart].map(Math.round);
}"""
# From a key in the filter until what it changes is drawn, in milliseconds.
FILTERED = """(words) => new Promise((done) => {
  const find = document.querySelector(".ledger input[type=search]");
  const began = performance.now();
  find.value = words;
  find.dispatchEvent(new Event("input"));
  document.body.offsetHeight;
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
})"""
