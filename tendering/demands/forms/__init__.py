"""Forms of the demand stage."""
