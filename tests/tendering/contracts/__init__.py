"""Contracts: from signing to the residents' verdict."""
