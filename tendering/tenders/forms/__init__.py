"""Forms of letting."""
