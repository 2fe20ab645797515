"""Many exports at once: a plan in TOML, what is to be made of it, and who makes it."""
