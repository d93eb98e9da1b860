"""Acts on tenders, one module per part of the road."""
