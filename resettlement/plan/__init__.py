"""方案: what a campaign is, as a TOML file: read, checked, opened, written out again."""
