"""Transactional outbox: what must happen after a commit happens, once or more."""
