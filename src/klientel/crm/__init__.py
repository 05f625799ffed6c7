"""Accounts, contacts, interactions and purchases: whom the firm serves, and what passed between."""
