"""Each named lock, constraint, trigger and permission is removed once; a named test must notice (quality: Tests)."""
