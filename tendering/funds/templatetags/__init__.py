"""Template tags of the funds."""
