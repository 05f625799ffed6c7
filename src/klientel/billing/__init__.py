"""What is offered, ordered and, one day, charged."""
