"""Supply: providers and the vetted roster."""
