"""Names of the cookies this layer sets; both hold a choice, no identity."""

ELDER = "elder"
YEAR = 365 * 24 * 3600  # seconds
