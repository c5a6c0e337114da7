"""A stand-in for every provider: it accepts what the target's file says, and makes real images and videos of it.

No keys, no network. `validator` decides what is accepted, `order` reads what is wanted, `pictures` and `clips` make it.
"""
