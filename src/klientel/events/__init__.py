"""The log of everything that happened, and what follows: deliveries, jobs, the live stream."""
