"""Acts on awards, one module per part of the road."""
