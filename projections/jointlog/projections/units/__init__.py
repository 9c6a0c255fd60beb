"""What single units did: allocations, arrivals, cover, units on two calls."""
