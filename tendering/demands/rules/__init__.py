"""Rules of the demand stage: pure functions over frozen facts, no framework."""
