"""Files handed over to a phone on the same network: the page, and its server."""
