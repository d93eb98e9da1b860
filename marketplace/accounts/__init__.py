"""Users, organisations, memberships, sign-in."""
