"""All parameters that are no sizes: what they take, how they are written, what gives way (R6-R8)."""
