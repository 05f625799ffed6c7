"""What every registered thing promises; a new type or action brings only data."""
