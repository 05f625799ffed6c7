"""The front door: configuration, settings, servers, command line and the list of rooms."""
