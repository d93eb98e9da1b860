"""What a bidder and an officer fill in."""
