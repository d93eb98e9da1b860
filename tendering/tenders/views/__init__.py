"""Pages of letting."""
