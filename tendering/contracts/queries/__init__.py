"""What pages and other stages ask."""
