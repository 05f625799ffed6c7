"""A member's day, put together from what rooms tell of it."""
