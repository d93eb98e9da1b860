"""Rule sets, score sheets and catalogue that come with the product."""
