"""Rule sets, calendar, scope catalogue, service domains."""
