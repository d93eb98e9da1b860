"""Rules of the award; no framework."""
