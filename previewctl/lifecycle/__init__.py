"""How long previews stay: activity, reaping, sleep, and the times at which something becomes of them."""
