"""What the roster's codes say: refusals, acts, duties, messages, admission conditions."""
