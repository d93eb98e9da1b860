"""Pages of the demand stage."""
