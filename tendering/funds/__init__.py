"""Allocations, the ledger, commitments, transfers, funding plans."""
