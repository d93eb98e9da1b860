"""City, districts, streets, communities, courtyards."""
