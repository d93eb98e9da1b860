"""Pure rules of the stage: money in yuan, days, teams; no framework."""
