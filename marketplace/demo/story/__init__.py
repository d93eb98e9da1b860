"""The stories of domain 8: each enters its acts into the agenda, nothing happens until the agenda is played."""
