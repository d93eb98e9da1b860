"""Sealed bids, receipts, opening, qualification."""
