"""What every test may use, wherever it lives."""

pytest_plugins = ["tests.fixtures", "tests.cast"]
