"""Panels, avoidance, score sheets, ranking."""
