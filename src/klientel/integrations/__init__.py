"""Doors for other programs and their files: import now; API, webhooks and export later."""
