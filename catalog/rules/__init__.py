"""Rules of the roster: pure functions over frozen facts, no framework (domain 2.8, 3.1, 5.1-5.3)."""
