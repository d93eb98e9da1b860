"""The sections of a rule set; field names are the keys of the TOML presets."""
