"""Residents' proposals up to the published batch."""
