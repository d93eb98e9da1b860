"""What an entry is, and how its tree head is signed: pure functions, no framework."""
