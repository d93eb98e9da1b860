"""Rules of the funds: pure functions on Decimal yuan, no framework (domain 3.6)."""
