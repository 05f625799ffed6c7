"""What people do with lists: save a view, arrange the columns, change many rows, export."""
