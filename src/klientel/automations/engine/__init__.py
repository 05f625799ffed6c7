"""What makes rules run: hears, starts, goes on, looks at the clock, rehearses, takes back."""
