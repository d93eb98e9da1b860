"""Acts on demands, one module per part of the road."""
