"""Finished projects of a made-up past, in bulk: for a district that looks lived in, and for benchmarks."""
