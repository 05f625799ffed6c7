"""What can be done with products and the positions of orders, one verb per function."""
