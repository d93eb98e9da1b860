"""Forms of the stage."""
