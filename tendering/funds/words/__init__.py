"""What people read for the codes of this app."""
