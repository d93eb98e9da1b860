"""Words of this stage."""
