"""方案: what a campaign is to be, as TOML: read, checked, prepared as a draft, opened, and changed later."""
