"""Tests of the whole: the architecture, the tools of the checkout and the browser journeys."""
