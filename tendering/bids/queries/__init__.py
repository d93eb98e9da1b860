"""Reading bids."""
