"""What `dev.py` does, written with the standard library only."""
