"""Acts on bids."""
