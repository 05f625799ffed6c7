"""Work items of every kind the firm has: tasks, orders, tickets, returns, projects and its own."""
