"""Reading tenders."""
