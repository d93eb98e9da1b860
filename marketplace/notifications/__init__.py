"""What people are told, by inbox and message."""
