"""The REST API: a thin door. Every rule behind it is that of the pages."""
