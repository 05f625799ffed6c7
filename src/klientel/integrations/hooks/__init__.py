"""Webhooks: telling other programs what happens here (out), and being told by them (in)."""
