"""Rules of this app: pure functions, no framework."""
