"""Reading demands."""
