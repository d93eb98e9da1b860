"""Sealed bids as pure rules."""
