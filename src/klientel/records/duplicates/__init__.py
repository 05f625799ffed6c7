"""Records that are perhaps the same: found in the background and while somebody types."""
