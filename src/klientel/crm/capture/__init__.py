"""Reads a sentence of the capture line into a conversation with an account."""
