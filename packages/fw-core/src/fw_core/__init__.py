"""The familiar web framework interface, faster, typed, and made of independent components."""
