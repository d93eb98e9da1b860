"""Keeping the index in step with the rows: what an act touched, what changed, what a cluster is sent."""
