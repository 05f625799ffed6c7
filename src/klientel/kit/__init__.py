"""Pure tools without any knowledge of the product: ids, time, money, text, files of strangers."""
