"""Pure rules of evaluation: panel, avoidance, points, low quotes, ranking (domain 2.4, 2.5)."""
