"""Rules of letting: pure functions over frozen facts, no framework."""
