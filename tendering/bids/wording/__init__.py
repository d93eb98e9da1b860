"""What this stage says."""
