"""Bad input: what is wrong with a value, what a form is filled with otherwise, and whether anything was written."""
