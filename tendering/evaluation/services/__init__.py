"""Acts of an evaluation, one module per part of the road."""
