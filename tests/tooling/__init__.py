"""Tests of the two commands, the configuration and the servers."""
