"""Reading several stages at once."""
