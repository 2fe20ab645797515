"""Exported files, shared with phones on the local network."""
