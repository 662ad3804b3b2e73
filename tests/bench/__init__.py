"""Measures the extractor's speed, memory and start-up beside what a user might pick instead: `make bench`."""
