"""The tables of the room."""

from klientel.billing.models.order_line import OrderLine
from klientel.billing.models.product import Product

__all__ = ["OrderLine", "Product"]
