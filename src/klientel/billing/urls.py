"""The addresses of the room; lists and records are the generic ones of `views`."""

from django.urls import path

from klientel.billing import order_pages, pages, receipt_page

_ITEM = "<slug:workspace>/work/<str:key>"
_ORDERS = "<slug:workspace>/orders"

urlpatterns = [
    path(f"{_ORDERS}/new", order_pages.new_order_page, name="order_new"),
    path(f"{_ORDERS}/products", pages.product_options, name="order_products"),
    path(f"{_ITEM}/lines", pages.lines_page, name="order_lines"),
    path(f"{_ITEM}/fulfil", order_pages.fulfil_page, name="order_fulfil"),
    path(f"{_ITEM}/take-back", order_pages.take_back_page, name="order_take_back"),
    path(f"{_ITEM}/again", order_pages.again_page, name="order_again"),
    path(f"{_ITEM}/receipt", receipt_page.receipt_page, name="order_receipt"),
]
