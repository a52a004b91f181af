"""What previews cost: prices, and estimates made with them."""
