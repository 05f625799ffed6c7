"""Copies of the whole installation and of one workspace, and the way back from each.

A copy is one tar file, compressed with gzip, that ends with a manifest: `docs/copies.md` says what
stands in it.
"""
